"""The facets of the search page: counts given names, and the addresses that narrow down or widen again."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Model
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from grono.cooperation.choices import ProfileType
from grono.directory.choices import HelixSector
from grono.directory.models import Activity, Cluster, Region
from grono.kit import registry
from grono.kit.countries import country_name
from grono.search.facets import levels
from grono.search.queries import Count

TITLES: Mapping[str, str | Promise] = {
    "kind": _("What"),
    "country": _("Country"),
    "region": _("Region"),
    "sector": _("Helix sector"),
    "activity": _("Activity (NACE)"),
    "cluster": _("Cluster"),
    "type": _("Type of profile or call"),
}
SHOWN = 7  # values; the others are behind "more"
USUAL_REGION = 4  # letters of a NUTS 2 code: the level that people know, in Poland the voivodeship


@dataclass(frozen=True)
class Value:
    """A value to narrow down to; ``query`` is the address that chooses it, or drops it if it is chosen."""

    code: str
    label: str
    count: int
    selected: bool
    query: str


@dataclass(frozen=True)
class Facet:
    """A group of values, those beyond the first few apart."""

    name: str
    title: str | Promise
    values: list[Value]
    more: list[Value]

    @property
    def chosen(self) -> list[Value]:
        """Return the values that narrow the results."""
        return [value for value in self.values if value.selected]


def facets(counts: Mapping[str, list[Count]], address: QueryDict) -> list[Facet]:
    """Return the facets worth choosing from: those with more than one value, or with a chosen one (three queries)."""
    found = []
    for name, title in TITLES.items():
        offered = _offered(name, counts.get(name, []))
        if len(offered) > 1 or any(count.selected for count in offered):
            labels = _LABELS[name]([count.value for count in offered])
            values = [_value(name, count, labels, address) for count in offered if count.value in labels]
            values.sort(key=lambda value: not value.selected)
            found.append(Facet(name, title, values[:SHOWN], values[SHOWN:]))
    return found


def _offered(name: str, counts: list[Count]) -> list[Count]:
    """Return the values that can be chosen now; of a tree the chosen one and what lies directly below it."""
    chosen = [count.value for count in counts if count.selected]
    if name == "region":
        depth = len(chosen[0]) + 1 if chosen else USUAL_REGION
        return [
            count
            for count in counts
            if count.selected or (len(count.value) == depth and count.value.startswith(tuple(chosen) or ""))
        ]
    if name == "activity":
        above = chosen[0] if chosen else None
        return [count for count in counts if count.selected or _parent(count.value) == above]
    return counts


def _parent(code: str) -> str | None:
    return above[-2] if len(above := levels(code)) > 1 else None


def _value(name: str, count: Count, labels: Mapping[str, str], address: QueryDict) -> Value:
    chosen = address.copy()
    chosen.pop("page", None)
    others = [value for value in chosen.getlist(name) if value != count.value]
    if name in _TREES:
        chosen.setlist(name, [] if count.selected else [count.value])
    else:
        chosen.setlist(name, others if count.selected else [*others, count.value])
    return Value(count.value, labels[count.value], count.count, count.selected, f"?{chosen.urlencode()}")


def _by_code(model: type[Model], key: str) -> Callable[[Iterable[str]], dict[str, str]]:
    def labels(codes: Iterable[str]) -> dict[str, str]:
        found = model._default_manager.filter(**{f"{key}__in": list(codes)})
        return {getattr(record, key): str(getattr(record, "name", record)) for record in found}

    return labels


def _kinds(codes: Iterable[str]) -> dict[str, str]:
    sources = registry.search_sources()
    return {code: str(sources[code].label) for code in codes if code in sources}


def _countries(codes: Iterable[str]) -> dict[str, str]:
    return {code: country_name(code, get_language() or "en") for code in codes}


def _choices(choices: Mapping[str, str | Promise]) -> Callable[[Iterable[str]], dict[str, str]]:
    return lambda codes: {code: str(choices[code]) for code in codes if code in choices}


def _types(codes: Iterable[str]) -> dict[str, str]:
    """Name the types of profiles; types of action, such as RIA, are their own names."""
    names = dict(ProfileType.choices)
    return {code: str(names.get(code, code)) for code in codes}


_TREES = frozenset({"region", "activity"})
_LABELS: Mapping[str, Callable[[Iterable[str]], dict[str, str]]] = {
    "kind": _kinds,
    "country": _countries,
    "region": _by_code(Region, "code"),
    "sector": _choices(dict(HelixSector.choices)),
    "activity": _by_code(Activity, "code"),
    "cluster": _by_code(Cluster, "slug"),
    "type": _types,
}
