"""Reads of agreements, narrowed to what somebody may see."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from grono.accounts.models import Person
from grono.cooperation.choices import CONFIRMED_AGREEMENT, AgreementState, AgreementVisibility
from grono.cooperation.models import Agreement, AgreementParty
from grono.cooperation.permissions import own_clusters
from grono.directory.choices import AffiliationRole
from grono.directory.models import Organisation
from grono.directory.queries import organisations_of


def _with_parties(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    rows = AgreementParty.objects.select_related("organisation", "confirmed_by")
    return agreements.prefetch_related(Prefetch("party_rows", rows))


def agreement_by_key(pk: int) -> Agreement:
    """Return an agreement with its parties and the interest it came from; raises ``Http404``."""
    found = Agreement.objects.select_related("interest__profile", "proposed_by")
    return get_object_or_404(_with_parties(found), pk=pk)


def public_agreements(*, organisation: str = "", kind: str = "") -> QuerySet[Agreement]:
    """Return the confirmed agreements that everyone may see, with their parties, the latest first.

    Narrowed to those of an organisation (its address) and of a kind, when given.
    """
    found = Agreement.objects.filter(state__in=CONFIRMED_AGREEMENT, visibility=AgreementVisibility.PUBLIC)
    if organisation:
        found = found.filter(parties__slug=organisation)
    if kind:
        found = found.filter(kind=kind)
    return _with_parties(found.select_related("interest__profile"))


def agreements_visible_to(person: Person | AnonymousUser) -> QuerySet[Agreement]:
    """Return the agreements that somebody may see: public ones, those of their clusters, and all of their own."""
    shown = Q(state__in=CONFIRMED_AGREEMENT, visibility=AgreementVisibility.PUBLIC)
    if isinstance(person, Person):
        own = AgreementParty.objects.filter(organisation__in=organisations_of(person).values("pk"))
        near = AgreementParty.objects.filter(
            organisation__memberships__cluster__in=own_clusters(person), organisation__memberships__left_date=None
        )
        shown |= Q(pk__in=own.values("agreement"))
        shown |= Q(
            pk__in=near.values("agreement"),
            state__in=CONFIRMED_AGREEMENT,
            visibility=AgreementVisibility.CLUSTERS,
        )
    return _with_parties(Agreement.objects.filter(shown))


def agreements_of(organisation: Organisation, viewer: Person | AnonymousUser) -> list[Agreement]:
    """Return an organisation's agreements that a viewer may see, except the withdrawn ones, the latest first."""
    rows = AgreementParty.objects.filter(organisation=organisation)
    return list(
        agreements_visible_to(viewer).filter(pk__in=rows.values("agreement")).exclude(state=AgreementState.WITHDRAWN)
    )


def own_agreements(person: Person) -> QuerySet[Agreement]:
    """Return the agreements of the organisations to which a person belongs, the latest first."""
    own = AgreementParty.objects.filter(organisation__in=organisations_of(person).values("pk"))
    return _with_parties(Agreement.objects.filter(pk__in=own.values("agreement")))


def possible_partners(organisations: Iterable[Organisation]) -> QuerySet[Organisation]:
    """Return with whom some organisations can make an agreement: somebody must be there to confirm it."""
    worlds = {organisation.is_demonstration for organisation in organisations}
    return (
        Organisation.objects.filter(is_demonstration__in=worlds)
        .filter(affiliations__role=AffiliationRole.REPRESENTATIVE, affiliations__ended_date=None)
        .distinct()
    )
