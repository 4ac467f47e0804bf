"""Words as they are written find words as they are written elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from itertools import product

import pytest

from grono.search.lemmas import fold, forms, inflections, stem


def test_fold_removes_accents_and_case_also_where_unicode_has_no_decomposition():
    assert fold("ŻÓŁĆ Łódź Straße Ørsted") == "zolc lodz strasse orsted"


@pytest.mark.parametrize("word", ["klastry", "klastrów", "klastrami", "klaster"])
def test_forms_of_a_polish_noun_share_its_lemma(word):
    assert "klaster" in forms(word, "pl")


def test_forms_of_an_english_plural_share_its_lemma():
    assert "company" in forms("companies", "en")


def test_forms_in_a_language_without_lemmas_are_the_word_itself():
    assert forms("Vodík", "cs") == ("vodik",)


def test_stem_never_meets_a_whole_word():
    assert stem("pl", "pl") != "pl"


def test_stem_is_the_same_from_many_threads():
    words = [f"{beginning}owskimi" for beginning in map("".join, product("bcdfgklmnprst", repeat=3))]
    alone = [stem.__wrapped__(word, "pl") for word in words]
    with ThreadPoolExecutor(8) as pool:
        parts = pool.map(lambda _: [stem.__wrapped__(word, "pl") for word in words], range(8))
        assert all(part == alone for part in parts)


def test_inflections_give_every_form_of_a_lemma_without_accents():
    assert {("klastrow", "klaster"), ("klastrami", "klaster")} <= set(inflections({"klaster"}, "pl"))
