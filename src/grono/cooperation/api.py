"""Cooperation for programs: read-only, the same as the public pages."""

from datetime import date, datetime
from decimal import Decimal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from grono.cooperation.models import Agreement, PartneringProfile
from grono.cooperation.queries.agreements import public_agreements
from grono.cooperation.queries.profiles import ProfileFilter, find_profiles, profile_by_reference
from grono.cooperation.rules import is_public
from grono.kit import clock

router = Router(tags=["cooperation"])
MOST = 100


class ProfileLine(Schema):
    """A profile in a list; ``organisation`` is an address, or nothing for an anonymous profile."""

    reference: str
    type: str
    language: str
    title: str
    summary: str
    country: str
    organisation: str | None
    keywords: list[str]
    published_at: datetime
    valid_until: date
    is_demonstration: bool


class ProfileDetail(ProfileLine):
    """A profile with all that its page shows; codes as in the reference of the CSV file."""

    description: str
    advantages: str
    stage: str
    trl: int | None
    ipr: str
    ipr_note: str
    partner_role: str
    partner_sectors: list[str]
    partner_sizes: list[str]
    partner_countries: list[str]
    cooperation_types: list[str]


class ProfilePage(Schema):
    """A stretch of the list; ``count`` is how many fit in all."""

    count: int
    items: list[ProfileLine]


class ProfileNarrowing(Schema):
    """How the list is narrowed, and which stretch of it is wanted."""

    q: str = ""
    type: str = ""
    country: str = ""
    sector: str = ""
    keyword: str = ""
    language: str = ""
    organisation: str = ""
    limit: int = 50
    offset: int = 0


@router.get("/profiles", response=ProfilePage, operation_id="list_profiles")
def list_profiles(request: HttpRequest, wanted: Query[ProfileNarrowing]) -> dict[str, object]:
    """List published cooperation profiles, the latest first, at most 100 at a time."""
    names = ("type", "country", "sector", "keyword", "language", "organisation")
    found = find_profiles(ProfileFilter(text=wanted.q, **{name: getattr(wanted, name) for name in names}))
    first, limit = max(wanted.offset, 0), max(1, min(wanted.limit, MOST))
    return {"count": found.count(), "items": [_line(profile) for profile in found[first : first + limit]]}


@router.get("/profiles/{reference}", response=ProfileDetail, operation_id="get_profile")
def get_profile(request: HttpRequest, reference: str) -> dict[str, object]:
    """Return one published cooperation profile."""
    profile = profile_by_reference(reference)
    if not is_public(profile, clock.now().date()):
        raise Http404(f"No profile {reference}.")
    more = set(ProfileDetail.model_fields) - set(ProfileLine.model_fields)
    return _line(profile) | {name: getattr(profile, name) for name in more}


def _line(profile: PartneringProfile) -> dict[str, object]:
    plain = ("reference", "type", "language", "title", "summary", "published_at", "valid_until", "is_demonstration")
    owner = profile.public_organisation
    return {name: getattr(profile, name) for name in plain} | {
        "country": profile.organisation.country,
        "organisation": owner.slug if owner else None,
        "keywords": [keyword.code for keyword in profile.keywords.all()],
    }


class AgreementOut(Schema):
    """An agreement that all its parties have confirmed and show to everyone; parties are addresses."""

    id: int
    kind: str
    title: str
    description: str
    state: str
    signed_date: date
    parties: list[str]
    profile: str | None
    outcome: str
    outcome_note: str
    outcome_date: date | None
    value_eur: Decimal | None
    is_demonstration: bool


class AgreementPage(Schema):
    """A stretch of the list; ``count`` is how many there are in all."""

    count: int
    items: list[AgreementOut]


class AgreementNarrowing(Schema):
    """How the list is narrowed, and which stretch of it is wanted."""

    organisation: str = ""
    kind: str = ""
    limit: int = 50
    offset: int = 0


@router.get("/agreements", response=AgreementPage, operation_id="list_agreements")
def list_agreements(request: HttpRequest, wanted: Query[AgreementNarrowing]) -> dict[str, object]:
    """List the public agreements, the latest first, at most 100 at a time."""
    found = public_agreements(organisation=wanted.organisation, kind=wanted.kind)
    first, limit = max(wanted.offset, 0), max(1, min(wanted.limit, MOST))
    return {"count": found.count(), "items": [_agreement(row) for row in found[first : first + limit]]}


def _agreement(agreement: Agreement) -> dict[str, object]:
    plain = (
        "id", "kind", "title", "description", "state", "signed_date", "outcome", "outcome_note", "outcome_date",
        "value_eur",
    )  # fmt: skip
    parties = [row.organisation for row in agreement.party_rows.all()]
    profile = agreement.interest.profile if agreement.interest else None
    return {name: getattr(agreement, name) for name in plain} | {
        "parties": [party.slug for party in parties],
        "profile": profile.reference if profile and not profile.is_anonymous else None,
        "is_demonstration": any(party.is_demonstration for party in parties),
    }
