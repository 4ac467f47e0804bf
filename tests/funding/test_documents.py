"""What of the calls the search finds."""

import pytest

from factories import make_topic
from grono.funding.documents import documents

pytestmark = pytest.mark.django_db


def test_only_published_topics_are_found():
    shown = make_topic()
    make_topic(state="draft")
    make_topic(state="withdrawn")
    assert [text.object_id for text in documents(None)] == [shown.pk]


def test_document_tells_type_language_and_where_it_is():
    topic = make_topic(
        "GLASS-1",
        title="Glass",
        description=f"Scope:\n\nClean glass {'and more ' * 7}\n\nMore.",
        source_keywords=["sand"],
        is_demonstration=True,
    )
    [text] = documents([topic.pk])
    assert (text.type, text.language, text.path, text.excerpt, text.is_demonstration) == (
        "RIA", "en", "funding/glass-1/", f"Clean glass {'and more ' * 7} More.", True,
    )  # fmt: skip
    assert text.meaning == f"Glass\nClean glass {'and more ' * 7}".strip()
    assert {"GLASS-1", "Horizon Europe"} <= set(text.body.split("\n"))


def test_documents_take_one_query(django_assert_num_queries):
    keys = [make_topic().pk for _number in range(3)]
    with django_assert_num_queries(1):
        assert len(list(documents(keys))) == 3
