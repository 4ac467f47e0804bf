"""Where an upper module hands something to a lower one, so that imports only ever run downwards.

A module registers in its ``apps.py`` (``ready``). Three things can be registered: panels for an organisation's
page, documents for the search, and the personal data a module holds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class Panel:
    """A block on the page of an organisation, in the order of ``order``.

    ``context`` receives the request and the organisation and returns the template's context,
    or ``None`` when there is nothing to show.
    """

    name: str
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class SearchSource:
    """A kind of record that can be found: where its documents come from.

    ``documents(ids)`` yields the documents of the given records, or of all when ``ids`` is ``None``.
    """

    kind: str
    label: str | Promise
    documents: Callable[[Iterable[int] | None], Iterable[Any]]


@dataclass(frozen=True)
class PersonalData:
    """The personal data a module keeps: how to export it and how to erase it."""

    name: str
    export: Callable[[Any], Mapping[str, Any]]
    erase: Callable[[Any], int]


_panels: dict[str, Panel] = {}
_sources: dict[str, SearchSource] = {}
_personal_data: dict[str, PersonalData] = {}


def register_panel(panel: Panel) -> None:
    """Add a block to the organisation's page; the same name registered again replaces it."""
    _panels[panel.name] = panel


def register_search(source: SearchSource) -> None:
    """Make a kind of record searchable."""
    _sources[source.kind] = source


def register_personal_data(data: PersonalData) -> None:
    """Declare personal data for export and erasure."""
    _personal_data[data.name] = data


def organisation_panels(request: HttpRequest, organisation: Any) -> Iterator[tuple[Panel, Mapping[str, Any]]]:
    """Yield the panels that have something to show about an organisation, with their contexts."""
    for panel in sorted(_panels.values(), key=lambda panel: (panel.order, panel.name)):
        context = panel.context(request, organisation)
        if context is not None:
            yield panel, context


def search_sources() -> Mapping[str, SearchSource]:
    """Return all searchable kinds by name."""
    return _sources


def personal_data() -> Mapping[str, PersonalData]:
    """Return what each module declared about personal data, by name."""
    return _personal_data
