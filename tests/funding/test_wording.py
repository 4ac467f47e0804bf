"""Findings as sentences, in English and in the three plurals of Polish."""

import pytest
from django.utils.translation import override

from grono.funding.wording.data import datum_name, label_name
from grono.funding.wording.findings import Names, sentence
from grono.funding.wording.sizes import size_words

NAMES = Names(
    partners={"1": "Żyzny Krąg", "2": "Zelená Síť"},
    regions={"PL22": "Śląskie"},
    groups={"EU-MS": "EU member states"},
    facts={"civil_purpose": "The project serves civil purposes"},
)
CASES = [
    (
        "count",
        {"needed": 3, "at_most": None, "found": 1, "possible": 1},
        "not met",
        "1 partner counts; at least 3 needed.",
        "Liczy się 1 partner; potrzeba co najmniej 3.",
    ),
    (
        "count",
        {"needed": 5, "at_most": None, "found": 2, "possible": 6},
        "unknown",
        "2 partners count; at least 5 needed; up to 6 once the missing data are known.",
        "Liczą się 2 partnerzy; potrzeba co najmniej 5; do 6, gdy brakujące dane będą znane.",
    ),
    (
        "count",
        {"needed": 1, "at_most": 1, "found": 5, "possible": 5},
        "not met",
        "5 partners count; exactly 1 needed.",
        "Liczy się 5 partnerów; potrzeba dokładnie 1.",
    ),
    (
        "countries",
        {"needed": 3, "at_most": None, "found": 2, "possible": 2, "places": ["CZ", "PL"]},
        "not met",
        "2 countries (Czechia, Poland); at least 3 needed.",
        "2 państwa (Czechy, Polska); potrzeba co najmniej 3.",
    ),
    (
        "regions",
        {"needed": 5, "at_most": None, "found": 5, "possible": 5, "places": ["PL22"]},
        "met",
        "5 regions (Śląskie); at least 5 needed.",
        "5 regionów (Śląskie); potrzeba co najmniej 5.",
    ),
    (
        "every",
        {"needed": 2, "found": 1, "failing": ["2"]},
        "not met",
        "1 of 2 partners satisfy this; not satisfied by: Zelená Síť.",
        "Warunek spełnia 1 z 2 partnerów; nie spełnia go: Zelená Síť.",
    ),
    (
        "lead",
        {"lead": "1"},
        "not met",
        "The coordinator, Żyzny Krąg, does not satisfy this.",
        "Koordynator, Żyzny Krąg, nie spełnia tego warunku.",
    ),
    ("lead", {"lead": None}, "unknown", "Nobody is named as coordinator yet.", "Nie wskazano jeszcze koordynatora."),
    (
        "fact",
        {"fact": "civil_purpose", "needed": [True], "found": False},
        "not met",
        "Declared: The project serves civil purposes – no.",
        "Zadeklarowano: The project serves civil purposes – nie.",
    ),
    (
        "range",
        {"of": "duration_months", "needed": None, "at_most": 36, "found": 48},
        "not met",
        "The project lasts 48 months; at most 36 months allowed.",
        "Projekt trwa 48 miesięcy; dozwolone najwyżej 36 miesięcy.",
    ),
    (
        "range",
        {"of": "grant", "needed": None, "at_most": 2500000.0, "found": 3000000.0, "possible": 3000000.0,
         "currency": "EUR", "each": False},
        "not met",
        "The grants make up EUR 3 million; at most EUR 2.5 million allowed.",
        "Dofinansowanie wynosi razem 3 mln EUR; dozwolone najwyżej 2,5 mln EUR.",
    ),
    (
        "rate",
        {"at_most": 0.85, "each": False, "found": 0.905},
        "not met",
        "The rate of funding is 90.5 %; at most 85 % allowed.",
        "Poziom dofinansowania wynosi 90,5%; dozwolone najwyżej 85%.",
    ),
    (
        "share",
        {"of": "costs", "by": "participant", "at_most": 0.7, "found": 0.72, "possible": 0.72, "largest": "1"},
        "not met",
        "The largest share is that of Żyzny Krąg: 72 %; at most 70 % allowed.",
        "Największy udział ma Żyzny Krąg: 72%; dozwolone najwyżej 70%.",
    ),
    (
        "share",
        {"of": "costs", "by": "country", "at_most": 0.7, "found": 0.72, "possible": 0.72, "largest": "PL"},
        "not met",
        "The largest share is that of Poland: 72 %; at most 70 % allowed.",
        "Największy udział ma Polska: 72%; dozwolone najwyżej 70%.",
    ),
    (
        "independent",
        {"needed": 3, "found": 2, "possible": 2, "linked": [["1", "2"]], "subset": ["EU-MS"], "subset_needed": 1,
         "subset_found": 2, "subset_possible": 2},
        "not met",
        "2 independent partners count; at least 3 needed; of them 2 here: EU member states; at least 1 needed; "
        "under one control, so counted once: Żyzny Krąg, Zelená Síť.",
        "Liczą się 2 podmioty niezależne; potrzeba co najmniej 3; w tym tutaj: EU member states – 2; potrzeba co "
        "najmniej 1; pod wspólną kontrolą, więc liczone raz: Żyzny Krąg, Zelená Síť.",
    ),
    (
        "aid",
        {"years": 3, "at_most": 300000.0, "found": 350000.0, "undertakings": [{"members": ["1"], "used": 250000.0,
         "requested": 100000.0, "available": 50000.0, "free_from": "2028-02-03"}]},
        "not met",
        "At most EUR 300,000 in any 3 years allowed; Żyzny Krąg: received EUR 250,000, asks for EUR 100,000, still "
        "available EUR 50,000 (it would fit from 3 February 2028).",
        "W dowolnych 3 latach dozwolone najwyżej 300 000 EUR; Żyzny Krąg: otrzymano 250 000 EUR, wnioskowane "
        "100 000 EUR, pozostaje 50 000 EUR (zmieści się od 3 lutego 2028 r.).",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "numbers", "outcome", "english", "polish"), CASES)
def test_sentence_says_the_numbers_behind_an_outcome(kind, numbers, outcome, english, polish):
    with override("en"):
        assert sentence(kind, numbers, outcome, NAMES) == english
    with override("pl"):
        assert sentence(kind, numbers, outcome, NAMES).replace("\xa0", " ") == polish


def test_sentence_of_an_unknown_operator_is_empty():
    assert sentence("dance", {}, "met", NAMES) == ""


def test_data_have_names_and_unknown_ones_are_shown_as_written():
    with override("en"):
        names = [datum_name(datum) for datum in ("owners", "figures.2025.staff", "figures.2024", "shoe_size")]
        assert names == ["owners", "staff in 2025", "figures of the year 2024", "shoe_size"]
        assert label_name("unheard-of") == "unheard-of"


def test_size_under_public_control_names_the_article():
    with override("en"):
        words = size_words(frozenset({"large"}), {"public_share": 0.3}, NAMES)
    assert (words.name, words.article) == (
        "large enterprise (not an SME)",
        "Recommendation 2003/361/EC, Annex, Art. 3(4)",
    )
    assert words.reasons == ["Public bodies hold 30 % of it; from 25 % on, an enterprise is not an SME."]


def test_size_that_is_not_settled_names_the_possible_ones():
    with override("en"):
        words = size_words(frozenset({"small", "medium"}), {"years": {}, "public_share": 0.0}, NAMES)
    assert (words.is_known, words.name) == (False, "not known: small enterprise or medium-sized enterprise")
