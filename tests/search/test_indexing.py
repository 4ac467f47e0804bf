"""Words are indexed at once, meanings when they have changed."""

import json

import pytest
from django.db import connection, transaction

from grono.search import planning
from grono.search.actions import index_everything, index_records, refresh_vectors
from grono.search.models import Document, Passage, Record, Word
from grono.search.queries import Filters, find, nearest

PLASTIC = "Recykling tworzyw sztucznych i regranulacja folii z odpadów."


def jobs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args FROM procrastinate_jobs ORDER BY id")
        return [(name, json.loads(args)) for name, args in cursor.fetchall()]


def titles(text, **how):
    return [hit.name for hit in find(text, language="pl", **how).hits]


def test_index_records_is_found_at_once_and_leaves_the_meaning_to_a_job(publish):
    publish(1, "Foliokrąg", PLASTIC)
    assert titles("regranulacja") == ["Foliokrąg"]
    assert not Passage.objects.exists()
    assert jobs() == [("grono.search.tasks.refresh_vectors_task", {"kind": "thing", "ids": [1]})]


def test_index_records_undone_with_the_transaction_leaves_no_job(publish):
    with transaction.atomic():
        publish(1, "Foliokrąg", PLASTIC)
        transaction.set_rollback(True)
    assert (jobs(), Record.objects.count()) == ([], 0)


def test_index_records_keeps_one_record_over_all_languages_and_drops_those_gone(publish, shelf):
    publish(1, "Foliokrąg", "Folie", language="pl")
    publish(1, "Foliokrąg", "Films", language="en")
    assert (Record.objects.count(), Document.objects.count()) == (1, 2)
    del shelf[1, "en"]
    index_records("thing", [1])
    assert list(Document.objects.values_list("language", flat=True)) == ["pl"]
    assert titles("films", exact=True) == []


def test_index_records_forgets_what_is_gone(publish, shelf):
    publish(1, "Foliokrąg", PLASTIC)
    refresh_vectors()
    shelf.clear()
    assert index_records("thing", [1]) == 0
    assert (Record.objects.count(), Document.objects.count()) == (0, 0)
    refresh_vectors("thing", [1])
    assert not Passage.objects.exists()


def test_index_everything_forgets_records_and_words_that_are_gone(publish, shelf):
    publish(1, "Foliokrąg", "Folie")
    publish(2, "Wodorowa Butla", "Zbiorniki")
    del shelf[1, "pl"]
    assert index_everything() == 1
    assert list(Record.objects.values_list("object_id", flat=True)) == [2]
    assert not Word.objects.filter(word="foliokrag").exists()
    assert Word.objects.get(word="zbiorniki").documents == 1


def test_refresh_encodes_only_what_has_changed(publish):
    publish(1, "Foliokrąg", PLASTIC)
    publish(2, "Wodorowa Butla", "Zbiorniki na wodór o wysokim ciśnieniu.")
    assert refresh_vectors() == 2
    before = set(Passage.objects.values_list("pk", flat=True))
    publish(1, "Foliokrąg", PLASTIC)  # written anew, the same text
    assert refresh_vectors() == 0
    assert set(Passage.objects.values_list("pk", flat=True)) == before
    publish(1, "Foliokrąg", PLASTIC + " Nowe zdanie o kompostowaniu.")
    assert refresh_vectors("thing", [2]) == 0
    assert refresh_vectors("thing", [1]) == 1


def test_vectors_of_another_model_are_never_compared_and_are_replaced(publish):
    publish(1, "Foliokrąg", PLASTIC)
    refresh_vectors()
    Passage.objects.update(version="another-model:1")
    vector = planning.query_vector("plastics recycling")
    assert nearest("thing", vector, limit=5) == []
    assert titles("plastics recycling", exact=True) == []
    assert refresh_vectors() == 1
    assert [near.object_id for near in nearest("thing", vector, limit=5)] == [1]


def test_words_in_a_language_without_text_of_its_own_have_no_vector(publish):
    publish(1, "Foliokrąg", PLASTIC)
    publish(1, "Foliokrąg", "Poland", language="en", has_vector=False)
    refresh_vectors()
    assert set(Passage.objects.values_list("language", flat=True)) == {"pl"}


@pytest.mark.parametrize(
    "body",
    [
        "",
        "słowo " * 17_000,  # 100 kB
        "x" * 100_000,
        "<script>alert('x')</script> & <b>tłusty</b> {{ x }} %s \\ ' \" :*",
        "переробка пластику та 再生プラスチック",
        "…!?—\u200b",
    ],
)
def test_any_text_can_be_indexed_and_encoded(publish, body):
    publish(1, "Spółka Dziwna", body)
    refresh_vectors()
    assert titles("dziwna") == ["Spółka Dziwna"]
    assert titles("dziwna", filters=Filters(kind=("thing",))) == ["Spółka Dziwna"]
