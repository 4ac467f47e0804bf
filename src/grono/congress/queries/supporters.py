"""Reads of supporters, stands, public funds and the press."""

from django.db.models import Prefetch, QuerySet

from grono.accounts.models import Person
from grono.congress.models import Edition, Exhibitor, FundingCredit, PressAccreditation, Supporter, SupporterLevel


def levels_of(edition: Edition) -> QuerySet[SupporterLevel]:
    """Return the levels in order, each with its supporters and their organisations (two queries)."""
    supporters = Supporter.objects.select_related("organisation").order_by("position", "pk")
    return edition.supporter_levels.prefetch_related(Prefetch("supporters", supporters))


def credits_of(edition_slug: str) -> QuerySet[FundingCredit]:
    """Return what public funds demand to be shown on every page of an edition (one query)."""
    return FundingCredit.objects.filter(edition__slug=edition_slug)


def exhibitors_of(edition: Edition) -> QuerySet[Exhibitor]:
    """Return the stands in order of zone and number, with their organisations."""
    return edition.exhibitors.select_related("organisation").order_by("zone", "stand", "pk")


def logo_named(edition: Edition, path: str) -> Supporter | FundingCredit | None:
    """Return the record of an edition whose logo is kept under a path."""
    supporter = Supporter.objects.filter(level__edition=edition, logo=path).first()
    return supporter or FundingCredit.objects.filter(edition=edition, logo=path).first()


def accreditations_of(edition: Edition, state: str = "") -> QuerySet[PressAccreditation]:
    """Return the requests for accreditation, the latest first, those in one state if it is named."""
    found = edition.accreditations.select_related("person", "answered_by", "edition")
    return found.filter(state=state) if state else found


def accreditation_of(person: Person, edition: Edition) -> PressAccreditation | None:
    """Return the person's own request in an edition."""
    return PressAccreditation.objects.filter(edition=edition, person=person).select_related("edition").first()
