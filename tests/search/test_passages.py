"""Texts are cut where their sentences end, and shown where the words stand."""

from grono.search.parsing import parse, with_lemmas
from grono.search.passages import LONGEST_PASSAGE, MOST_PASSAGES, Part, Seeker, passages


def seeker(text, **lemmas):
    return Seeker([with_lemmas(term, lemmas.get(term.plain, ())) for term in parse(text + " ").terms])


def test_passages_are_whole_sentences_of_one_line():
    one, two = "Regranulujemy tworzywa z odpadów pokonsumenckich. " * 3, "Szukamy dostawcy folii."
    assert passages(f"{one.strip()}\n{two}") == [one.strip(), two]


def test_passages_of_a_short_text_are_the_text():
    assert passages("Wodór.") == ["Wodór."]
    assert passages("  \n ") == []


def test_passages_of_a_paste_are_few_and_short():
    found = passages("bez kropki " * 10_000)
    assert [len(passage) for passage in found] == [LONGEST_PASSAGE]
    assert len(passages("".join(f"Linia numer {number} jest tu.\n" for number in range(99)))) == MOST_PASSAGES


def test_seeker_marks_every_form_of_the_words_and_nothing_else():
    parts = seeker("tworzywa sztuczne").marked("Przerabiamy tworzywo, SZTUCZNE i naturalne; tworzę.")
    assert [part.text for part in parts if part.marked] == ["tworzywo", "SZTUCZNE"]
    assert "".join(part.text for part in parts) == "Przerabiamy tworzywo, SZTUCZNE i naturalne; tworzę."


def test_seeker_finds_words_behind_letters_that_fold_to_two():
    assert [part for part in seeker("wasser").marked("Großes ßßß Wasser") if part.marked] == [Part("Wasser", True)]


def test_seeker_counts_the_terms_met():
    assert seeker("wodór magazyn paliwo").met("Wodór i jeszcze raz wodór w magazynie") == 2


def test_snippet_is_cut_around_the_words_and_says_that_it_is_cut():
    text = "Początek o czymś innym. " * 40 + "Tu mowa o wodorze w Gliwicach. " + "Koniec o czymś innym. " * 40
    parts = seeker("wodorze gliwicach").snippet(text)
    assert [part.text for part in parts if part.marked] == ["wodorze", "Gliwicach"]
    assert (parts[0], parts[-1]) == (Part("… "), Part(" …"))
    assert len("".join(part.text for part in parts)) < 300


def test_snippet_of_a_text_without_the_words_is_empty():
    assert seeker("wodór").snippet("Nic z tych rzeczy") == []
