"""What somebody types becomes a query that PostgreSQL reads, whatever it is."""

import pytest
from django.db import connection

from grono.search.facets import Filters
from grono.search.parsing import MOST_TERMS, parse

NASTY = [
    "a:b & !c | (d)", "'; DROP TABLE x; --", "\\", "'\\''", "<script>alert(1)</script>", "%_%", "\0", "t/x", "x:*",
    "łódź_ż",
]  # fmt: skip


def test_parse_demands_every_word_and_takes_the_last_as_a_beginning():
    parts = parse("klastry wodo").asked().split(" & ")
    assert len(parts) == 2
    assert "'wodo':*" in parts[1]
    assert ":*" not in parts[0]


@pytest.mark.parametrize("text", ["wodór ", "wodór.", "wodór i", "w"])
def test_parse_takes_a_finished_or_a_single_letter_as_it_stands(text):
    assert ":*" not in parse(text).asked()


@pytest.mark.parametrize("text", ["", "   ", "!!! --- &|:*()", "'", "\0\0", "🦊🦊"])
def test_parse_of_nothing_asks_nothing(text):
    assert parse(text).asked(Filters(country=("PL",))) == ""


def test_parse_leaves_out_words_that_say_nothing_unless_there_are_no_others():
    assert [term.word for term in parse("recykling i tworzywa dla firm").terms] == ["recykling", "tworzywa", "firm"]
    assert [term.word for term in parse("od do").terms] == ["od", "do"]


def test_parse_looks_at_so_many_different_words_and_no_more():
    assert len(parse(" ".join(f"word{n}" for n in range(1000))).terms) == MOST_TERMS
    assert len(parse("tak łódź Lodz LÓDŹ").terms) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("value", NASTY)
def test_query_is_read_by_the_database_whatever_was_typed(text, value):
    asked = parse(f"klaster {text}").asked(Filters(cluster=(value.replace("\0", ""),)), title=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsquery", [asked])
        assert cursor.fetchone()
