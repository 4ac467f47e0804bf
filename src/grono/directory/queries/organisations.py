"""Reads of organisations."""

from dataclasses import dataclass, replace

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404

from grono.accounts.models import Person
from grono.directory.choices import AffiliationRole, Direction
from grono.directory.models import Affiliation, Competence, CompetenceClaim, Membership, Organisation
from grono.kit.sorting import sort_key
from grono.search.lemmas import fold


@dataclass(frozen=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; empty means all.

    ``kind`` is ``real`` or ``demonstration``; ``cluster`` is an address; ``competence`` a code, offered or sought.
    ``region`` is a NUTS code of any level from 1 on, ``town`` a name as the organisations write it.
    """

    text: str = ""
    country: str = ""
    region: str = ""
    town: str = ""
    sector: str = ""
    cluster: str = ""
    competence: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return self != OrganisationFilter()


def find_organisations(wanted: OrganisationFilter) -> QuerySet[Organisation]:
    """Return the organisations that fit, in order of their names.

    Every word of the text must stand in the name, the short or English name or the town; accents do not matter.
    """
    found = Organisation.objects.all()
    for word in fold(wanted.text).split():
        found = found.filter(folded__contains=word)
    if wanted.country:
        found = found.filter(country=wanted.country)
    if wanted.region:
        found = found.filter(region__code__startswith=wanted.region)
    if wanted.town:
        found = found.filter(town=wanted.town)
    if wanted.sector:
        found = found.filter(helix_sector=wanted.sector)
    if wanted.cluster:
        current = Membership.objects.filter(cluster__slug=wanted.cluster, left_date=None)
        found = found.filter(pk__in=current.values("organisation"))
    if wanted.competence:
        claims = CompetenceClaim.objects.filter(competence__code=wanted.competence)
        found = found.filter(pk__in=claims.values("organisation"))
    if wanted.kind:
        found = found.filter(is_demonstration=wanted.kind == "demonstration")
    return found


def count_by(wanted: OrganisationFilter, name: str) -> dict[str, int]:
    """Return how many organisations each value of one filter would show, the other filters kept (one query)."""
    column = {
        "country": "country",
        "sector": "helix_sector",
        "cluster": "memberships__cluster__slug",
        "kind": "is_demonstration",
    }[name]
    found = find_organisations(replace(wanted, **{name: ""}))
    if name == "cluster":
        found = found.filter(memberships__left_date=None, memberships__isnull=False)
    counted = dict(found.order_by().values_list(column).annotate(count=Count("pk")))
    if name == "kind":
        return {"demonstration": counted.get(True, 0), "real": counted.get(False, 0)}
    return counted


def organisation_by_slug(slug: str) -> Organisation:
    """Return an organisation with all that its page shows; raises ``Http404``."""
    found = (
        Organisation.objects.select_related("region")
        .prefetch_related(
            "activities",
            "coordinated_clusters",
            Prefetch("claims", CompetenceClaim.objects.select_related("competence")),
            Prefetch(
                "memberships",
                Membership.objects.filter(left_date=None).select_related("cluster"),
                "current_memberships",
            ),
        )
        .filter(slug=slug)
        .first()
    )
    if found is None:
        raise Http404(f"No organisation {slug}.")
    return found


def memberships_of(organisation: Organisation) -> list[Membership]:
    """Return the current memberships that ``organisation_by_slug`` has loaded."""
    return list(organisation.current_memberships)  # type: ignore[attr-defined]  # a prefetch put them there


def claims_by_direction(organisation: Organisation) -> dict[str, list[CompetenceClaim]]:
    """Return what the organisation offers and seeks, in the order of the reader's alphabet, of the claims loaded."""
    claims = sorted(organisation.claims.all(), key=lambda claim: sort_key(str(claim.competence)))
    return {direction: [claim for claim in claims if claim.direction == direction] for direction in Direction.values}


def organisations_of(person: Person, *, representing: bool = False) -> QuerySet[Organisation]:
    """Return the organisations to which a person belongs at present, or only those they represent, by name."""
    roles = [AffiliationRole.REPRESENTATIVE] if representing else AffiliationRole.values
    return Organisation.objects.filter(
        affiliations__person=person.pk, affiliations__ended_date=None, affiliations__role__in=roles
    )


def current_affiliations(organisation: Organisation) -> QuerySet[Affiliation]:
    """Return who belongs to the organisation at present, representatives first."""
    return (
        organisation.affiliations.filter(ended_date=None)
        .select_related("person")
        .order_by("-role", "person__name_sort", "pk")
    )


def competence_by_code(code: str) -> Competence | None:
    """Return a competence, or ``None`` for an unknown or empty code."""
    return Competence.objects.filter(code=code).first() if code else None
