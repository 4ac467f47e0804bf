"""Reads of the catalogue of innovations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, F, Max, QuerySet
from django.db.models.functions import Left
from django.http import Http404

from grono.accounts.models import Person
from grono.directory.models import Activity, Organisation
from grono.directory.queries import organisations_of
from grono.projects.choices import InnovationState
from grono.projects.models import Innovation, Project
from grono.search.lemmas import fold

#: Letters of a NACE code that name a branch: a division, such as 22 for rubber and plastics.
DIVISION = 2


@dataclass(frozen=True)
class InnovationFilter:
    """What the catalogue is narrowed to; empty means all. ``branch`` is a NACE division, ``country`` the owner's."""

    text: str = ""
    branch: str = ""
    readiness: str = ""
    sought: str = ""
    country: str = ""

    def __bool__(self) -> bool:
        return self != InnovationFilter()


def public_innovations() -> QuerySet[Innovation]:
    """Return the innovations that stand in the catalogue."""
    return Innovation.objects.filter(state=InnovationState.PUBLISHED)


def _found(wanted: InnovationFilter) -> QuerySet[Innovation]:
    found = public_innovations()
    for word in fold(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.branch:
        in_branch = Innovation.branches.through.objects.filter(activity__code__startswith=wanted.branch)
        found = found.filter(pk__in=in_branch.values("innovation"))
    if wanted.readiness:
        found = found.filter(readiness=wanted.readiness)
    if wanted.sought:
        found = found.filter(sought__contains=[wanted.sought])
    if wanted.country:
        found = found.filter(owner__country=wanted.country)
    return found


def find_innovations(wanted: InnovationFilter) -> QuerySet[Innovation]:
    """Return the published innovations that fit with their owners, the latest first."""
    return _for_cards(_found(wanted))


def _for_cards(found: QuerySet[Innovation]) -> QuerySet[Innovation]:
    return found.select_related("owner").order_by("-published_at", "-pk")


def count_by(wanted: InnovationFilter, name: str) -> dict[str, int]:
    """Return how many innovations each value of one filter would show, the other filters kept (one query)."""
    found = _found(replace(wanted, **{name: ""})).order_by()
    if name == "sought":
        return _count_sought(found)
    column = {"branch": Left("branches__code", DIVISION), "readiness": F("readiness"), "country": F("owner__country")}
    counted = found.annotate(value=column[name]).values_list("value").annotate(count=Count("pk", distinct=True))
    return {value: count for value, count in counted if value}


def _count_sought(found: QuerySet[Innovation]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for values in found.values_list("sought", flat=True):
        for value in values:
            counts[value] = counts.get(value, 0) + 1
    return counts


def branch_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of NACE activities by code, in the active language (one query)."""
    return {code: str(name) for code, name in Activity.objects.filter(code__in=list(codes)).values_list("code", "name")}


def innovation_by_slug(slug: str) -> Innovation:
    """Return an innovation in any state with all that its page shows; raises ``Http404``."""
    found = Innovation.objects.select_related("owner__region", "project").prefetch_related("branches", "keywords")
    innovation = found.filter(slug=slug).first()
    if innovation is None:
        raise Http404(f"No innovation {slug}.")
    return innovation


def innovations_of(organisations: QuerySet[Organisation], *, most: int) -> tuple[list[Innovation], int]:
    """Return the latest published innovations of these organisations, and how many there are (two queries)."""
    found = public_innovations().filter(owner__in=organisations.order_by().values("pk"))
    count = found.count()
    return (list(_for_cards(found)[:most]) if count else []), count


def innovations_from(project: Project) -> QuerySet[Innovation]:
    """Return the published innovations that came out of a project."""
    return _for_cards(public_innovations().filter(project=project))


def innovations_to_tend(person: Person) -> QuerySet[Innovation]:
    """Return all innovations of the organisations that a person represents, in every state."""
    owners = organisations_of(person, representing=True)
    return Innovation.objects.filter(owner__in=owners).select_related("owner").order_by("owner__name_sort", "-pk")


def innovations_stamp() -> str:
    """Return a text that changes whenever an innovation or its owner changes (one query)."""
    state = Innovation.objects.aggregate(n=Count("pk"), last=Max("updated_at"), owners=Max("owner__updated_at"))
    return f"{state['n']}:{state['last']}:{state['owners']}"
