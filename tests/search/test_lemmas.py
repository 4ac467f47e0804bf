"""Words as they are written find words as they are written elsewhere."""

import pytest

from grono.search.lemmas import fold, forms, indexed, query


def test_fold_removes_accents_and_case_also_where_unicode_has_no_decomposition():
    assert fold("ŻÓŁĆ Łódź Straße Ørsted") == "zolc lodz strasse orsted"


@pytest.mark.parametrize("word", ["klastry", "klastrów", "klastrami", "klaster"])
def test_forms_of_a_polish_noun_share_its_lemma(word):
    assert "klaster" in forms(word, "pl")


def test_forms_of_an_english_plural_share_its_lemma():
    assert "company" in forms("companies", "en")


def test_forms_in_a_language_without_lemmas_are_the_word_itself():
    assert forms("Vodík", "cs") == ("vodik",)


def test_indexed_holds_every_word_and_its_lemma():
    assert set(indexed("Klastry wodorowe", "pl").split()) >= {"klastry", "klaster", "wodorowe", "wodorowy"}


def test_query_demands_every_word_and_takes_the_last_as_a_beginning():
    parts = query("klastry wodo", {"klastry": {"klaster"}}).split(" & ")
    assert len(parts) == 2
    assert "klaster" in parts[0]
    assert "wodo:*" in parts[1]
    assert ":*" not in parts[0]


@pytest.mark.parametrize("text", ["", "   ", "!!! --- &|:*()", "'"])
def test_query_of_nothing_is_empty(text):
    assert query(text, {}) == ""


def test_query_leaves_no_operator_of_the_reader_in_place():
    assert set(query("a:b & !c | (d)", {}).replace(":*", "")) <= set("abcdefghijklmnopqrstuvwxyz_ &|()")
