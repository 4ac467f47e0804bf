"""Records of a kind of their own, registered as any module registers its records."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from grono.kit import registry
from grono.kit.registry import SearchSource
from grono.search.actions import index_records
from grono.search.documents import SearchText

Publish = Callable[..., SearchText]


@pytest.fixture
def shelf(db: None) -> Iterator[dict[tuple[int, str], SearchText]]:
    """The texts of the kind "thing" by record and language; whoever changes them has them indexed."""
    texts: dict[tuple[int, str], SearchText] = {}

    def documents(ids: Iterable[int] | None) -> Iterator[SearchText]:
        wanted = None if ids is None else set(ids)
        return (texts[key] for key in sorted(texts) if wanted is None or key[0] in wanted)

    before = dict(registry.search_sources())
    for kind in before:
        del registry._sources[kind]
    registry.register_search(SearchSource("thing", "Things", documents))
    yield texts
    registry._sources.clear()
    registry._sources.update(before)


@pytest.fixture
def publish(shelf: dict[tuple[int, str], SearchText]) -> Publish:
    """Put a text on the shelf and index its record."""

    def put(object_id: int, title: str, body: str = "", *, language: str = "pl", **fields: Any) -> SearchText:
        usual = {"excerpt": body[:240], "path": f"things/{object_id}/"}
        text = SearchText(object_id, language, title, body, **(usual | fields))
        shelf[object_id, language] = text
        index_records("thing", [object_id])
        return text

    return put
