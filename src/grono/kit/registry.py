"""Where an upper module hands something to a lower one, so that imports only ever run downwards.

A module registers in its ``apps.py`` (``ready``) panels for the page of an organisation, a cluster, a region or a
funding topic, documents for the search, the personal data it holds, numbers it keeps on organisations, and the rules
that an organisation must keep when another is merged into it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class Panel:
    """A block on the page of an organisation, in the order of ``order``.

    ``context`` receives the request and the record whose page it is (here the organisation) and returns the
    template's context, or ``None`` when there is nothing to show.
    """

    name: str
    template: str
    context: Callable[[HttpRequest, Any], Mapping[str, Any] | None]
    order: int = 50


@dataclass(frozen=True)
class ClusterPanel(Panel):
    """A block on the page of a cluster."""


@dataclass(frozen=True)
class RegionPanel(Panel):
    """A block on the page of a region."""


@dataclass(frozen=True)
class TopicPanel(Panel):
    """A block on the page of a funding topic.

    ``stamp`` returns a text that changes whenever the block may look different: the page is kept for visitors.
    """

    stamp: Callable[[], str] = str


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


_panels: dict[tuple[type[Panel], str], Panel] = {}
_sources: dict[str, SearchSource] = {}
_personal_data: dict[str, PersonalData] = {}
_counts: dict[str, Callable[[Iterable[int]], None]] = {}
_merge_checks: dict[str, Callable[[int], str]] = {}


def register_panel(panel: Panel) -> None:
    """Add a block to the pages of its type; the same name registered again replaces it."""
    _panels[type(panel), panel.name] = panel


def register_search(source: SearchSource) -> None:
    """Make a kind of record searchable."""
    _sources[source.kind] = source


def register_personal_data(data: PersonalData) -> None:
    """Declare personal data for export and erasure."""
    _personal_data[data.name] = data


Drawn = tuple[Panel, Mapping[str, Any]]


def organisation_panels(request: HttpRequest, organisation: Any) -> Iterator[Drawn]:
    """Yield the panels that have something to show about an organisation, with their contexts."""
    return _drawn(Panel, request, organisation)


def cluster_panels(request: HttpRequest, cluster: Any) -> Iterator[Drawn]:
    """Yield the panels that have something to show about a cluster, with their contexts."""
    return _drawn(ClusterPanel, request, cluster)


def region_panels(request: HttpRequest, region: Any) -> Iterator[Drawn]:
    """Yield the panels that have something to show about a region, with their contexts."""
    return _drawn(RegionPanel, request, region)


def topic_panels(request: HttpRequest, topic: Any) -> Iterator[Drawn]:
    """Yield the panels that have something to show about a funding topic, with their contexts."""
    return _drawn(TopicPanel, request, topic)


def topic_panels_stamp() -> str:
    """Return a text that changes whenever a panel of topics may look different."""
    return ":".join(panel.stamp() for panel in _panels.values() if isinstance(panel, TopicPanel))


def _drawn(kind: type[Panel], request: HttpRequest, record: Any) -> Iterator[Drawn]:
    panels = (panel for (registered, _name), panel in _panels.items() if registered is kind)
    for panel in sorted(panels, key=lambda panel: (panel.order, panel.name)):
        context = panel.context(request, record)
        if context is not None:
            yield panel, context


def search_sources() -> Mapping[str, SearchSource]:
    """Return all searchable kinds by name."""
    return _sources


def personal_data() -> Mapping[str, PersonalData]:
    """Return what each module declared about personal data, by name."""
    return _personal_data


def register_count(name: str, count: Callable[[Iterable[int]], None]) -> None:
    """Declare a number that a module keeps on organisations; ``count`` brings it up to date for the given keys."""
    _counts[name] = count


def recount(keys: Iterable[int]) -> None:
    """Bring every number kept on these organisations up to date, because rows of other modules changed hands."""
    wanted = list(keys)
    for count in _counts.values():
        count(wanted)


def register_merge_check(name: str, check: Callable[[int], str]) -> None:
    """Declare a rule that an organisation must keep after a merge; ``check`` returns the fault, or an empty text."""
    _merge_checks[name] = check


def merge_faults(key: int) -> list[str]:
    """Return what the rules of the modules say against an organisation into which another was merged."""
    return [fault for check in _merge_checks.values() if (fault := check(key))]
