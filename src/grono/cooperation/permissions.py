"""Who may do what with profiles, expressions of interest and agreements."""

from typing import Any

import rules
from django.db.models import QuerySet

from grono.accounts.models import Person
from grono.cooperation.choices import AgreementVisibility, InterestState
from grono.cooperation.models import Agreement, ExpressionOfInterest, PartneringProfile
from grono.cooperation.rules import is_public
from grono.directory.choices import AffiliationRole
from grono.directory.models import Affiliation, Cluster, Organisation
from grono.directory.permissions import is_representative, manages_a_cluster
from grono.kit import clock


@rules.predicate
def is_published(person: Person, profile: PartneringProfile | None) -> bool:
    """The profile is there for everybody to read today."""
    return profile is not None and is_public(profile, clock.now().date())


@rules.predicate
def is_named(person: Person, profile: PartneringProfile | None) -> bool:
    """The profile is published with the organisation's name."""
    return profile is not None and not profile.is_anonymous


@rules.predicate
def belongs_to_owner(person: Person, profile: PartneringProfile | None) -> bool:
    """The person belongs at present to the organisation whose profile it is."""
    return profile is not None and profile.organisation.affiliations.filter(person=person.pk, ended_date=None).exists()


@rules.predicate
def manages_reviewing_cluster(person: Person, profile: PartneringProfile | None) -> bool:
    """The person manages the cluster that reviews the profile."""
    return (
        profile is not None
        and profile.cluster is not None
        and profile.cluster.managers.filter(person=person.pk).exists()
    )


@rules.predicate
def found_interest_accepted(person: Person, profile: PartneringProfile | None) -> bool:
    """The person belongs to an organisation whose interest in the profile its owner has accepted."""
    return (
        profile is not None
        and profile.interests.filter(
            state=InterestState.ACCEPTED,
            from_organisation__affiliations__person=person.pk,
            from_organisation__affiliations__ended_date=None,
        ).exists()
    )


# Who writes a profile does not also review it; the staff reviews what nobody else can.
may_write = rules.is_authenticated & (rules.is_staff | is_representative)
may_review = rules.is_authenticated & (rules.is_staff | (manages_reviewing_cluster & ~is_representative))
is_insider = rules.is_authenticated & (rules.is_staff | belongs_to_owner | manages_reviewing_cluster)

rules.add_perm("cooperation.write_profile", may_write)
rules.add_perm("cooperation.review_profile", may_review)
rules.add_perm("cooperation.view_profile", is_published | is_insider)
rules.add_perm(
    "cooperation.view_identity",
    is_insider | (is_published & is_named) | (rules.is_authenticated & found_interest_accepted),
)
rules.add_perm("cooperation.open_review_queue", rules.is_authenticated & (rules.is_staff | manages_a_cluster))


def _current(person: Person) -> QuerySet[Affiliation]:
    return Affiliation.objects.filter(person=person.pk, ended_date=None)


@rules.predicate
def speaks_for_another(person: Person, target: PartneringProfile | Organisation | None) -> bool:
    """The person belongs to an organisation that could write to this one: not itself, and invented or real like it."""
    owner = target.organisation if isinstance(target, PartneringProfile) else target
    return (
        owner is not None
        and _current(person)
        .filter(organisation__is_demonstration=owner.is_demonstration)
        .exclude(organisation=owner.pk)
        .exists()
    )


@rules.predicate
def takes_interest(person: Person, target: PartneringProfile | Organisation | None) -> bool:
    """The profile is published, or somebody of the organisation is here to read what is sent."""
    if isinstance(target, PartneringProfile):
        return is_public(target, clock.now().date())
    return target is not None and target.affiliations.filter(ended_date=None).exists()


@rules.predicate
def belongs_to_sender(person: Person, interest: ExpressionOfInterest | None) -> bool:
    """The person belongs to the organisation that expressed the interest."""
    return interest is not None and _current(person).filter(organisation=interest.from_organisation_id).exists()


@rules.predicate
def belongs_to_addressee(person: Person, interest: ExpressionOfInterest | None) -> bool:
    """The person belongs to the organisation to which the interest was expressed."""
    return interest is not None and _current(person).filter(organisation=interest.to_organisation_id).exists()


# A conversation is private to the two organisations: neither the staff nor cluster managers read it.
rules.add_perm("cooperation.express_interest", rules.is_authenticated & takes_interest & speaks_for_another)
rules.add_perm("cooperation.view_interest", rules.is_authenticated & (belongs_to_sender | belongs_to_addressee))
rules.add_perm("cooperation.answer_interest", rules.is_authenticated & belongs_to_addressee)
rules.add_perm("cooperation.withdraw_interest", rules.is_authenticated & belongs_to_sender)


@rules.predicate
def represents_some_organisation(person: Person, target: Any) -> bool:
    """The person represents an organisation, and can make agreements for it."""
    return _current(person).filter(role=AffiliationRole.REPRESENTATIVE).exists()


@rules.predicate
def belongs_to_party(person: Person, agreement: Agreement | None) -> bool:
    """The person belongs to a party of the agreement."""
    return (
        agreement is not None
        and agreement.party_rows.filter(organisation__in=_current(person).values("organisation")).exists()
    )


@rules.predicate
def represents_party(person: Person, agreement: Agreement | None) -> bool:
    """The person represents a party of the agreement."""
    represented = _current(person).filter(role=AffiliationRole.REPRESENTATIVE)
    return (
        agreement is not None
        and agreement.party_rows.filter(organisation__in=represented.values("organisation")).exists()
    )


@rules.predicate
def is_public_agreement(person: Person, agreement: Agreement | None) -> bool:
    """All parties have confirmed the agreement, and everyone may see it."""
    return agreement is not None and agreement.is_confirmed and agreement.visibility == AgreementVisibility.PUBLIC


@rules.predicate
def shares_cluster_with_party(person: Person, agreement: Agreement | None) -> bool:
    """The agreement is confirmed and shown to the clusters of its parties, and the person is of one of them."""
    if agreement is None or not agreement.is_confirmed or agreement.visibility != AgreementVisibility.CLUSTERS:
        return False
    return agreement.party_rows.filter(
        organisation__memberships__cluster__in=own_clusters(person), organisation__memberships__left_date=None
    ).exists()


def own_clusters(person: Person) -> list[int]:
    """Return the keys of the clusters that the person manages, or to which an organisation of theirs belongs."""
    managed = Cluster.objects.filter(managers__person=person.pk)
    joined = Cluster.objects.filter(
        memberships__left_date=None, memberships__organisation__in=_current(person).values("organisation")
    )
    return list(managed.order_by().union(joined.order_by()).values_list("pk", flat=True))


rules.add_perm("cooperation.propose_agreement", rules.is_authenticated & represents_some_organisation)
rules.add_perm(
    "cooperation.view_agreement",
    is_public_agreement | (rules.is_authenticated & (belongs_to_party | shares_cluster_with_party)),
)
rules.add_perm("cooperation.act_on_agreement", rules.is_authenticated & represents_party)
