"""Organisations with their declared facts → the partners and holdings that the engine assesses."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from grono.directory.models import Organisation
from grono.engines.eligibility import Aid, Consortium, Entity, Money, Owner, YearFigures
from grono.funding.choices import LegalStatus, OwnerKind
from grono.funding.models import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid
from grono.funding.queries.ownership import group_of
from grono.kit import clock

#: What CORDIS says about a kind of organisation that settles its legal status: only a private firm is certain. ``PUB``
#: may be an authority or a body governed by public law, ``HES`` and ``REC`` may be public or private.
CERTAIN_STATUS = {"PRC": LegalStatus.FOR_PROFIT}
BENEFICIARY = "beneficiary"


def entity_of(
    organisation: Organisation,
    *,
    role: str = BENEFICIARY,
    costs: Mapping[str, Money] | None = None,
    grant: Money | None = None,
    on: date | None = None,
) -> Entity:
    """Return one organisation as a partner; see ``entities_of``."""
    key = organisation.pk
    return entities_of(
        [organisation],
        roles={key: role},
        costs={} if costs is None else {key: costs},
        grants={} if grant is None else {key: grant},
        on=on,
    )[0]


def entities_of(
    organisations: Iterable[Organisation],
    *,
    roles: Mapping[int, str] | None = None,
    costs: Mapping[int, Mapping[str, Money]] | None = None,
    grants: Mapping[int, Money] | None = None,
    on: date | None = None,
) -> list[Entity]:
    """Return organisations as partners, in their order, in a constant number of queries.

    ``roles``, ``costs`` (by category) and ``grants`` are by key of the organisation; ``on`` is the day on which labels
    must be valid, today by default. What is not declared stays unknown: nothing is guessed.
    """
    found = list(organisations)
    facts = _Facts(found, on or clock.now().date())
    return [
        facts.entity(
            each,
            role=(roles or {}).get(each.pk, BENEFICIARY),
            costs=(costs or {}).get(each.pk),
            grant=(grants or {}).get(each.pk),
        )
        for each in found
    ]


class _Facts:
    """The declared facts of many organisations by key: five queries however many they are."""

    def __init__(self, organisations: Collection[Organisation], on: date) -> None:
        keys = {"organisation__in": [each.pk for each in organisations]}
        self.legal = {row.organisation_id: row for row in LegalFacts.objects.filter(**keys)}
        self.figures = _by_organisation(AnnualFigures.objects.filter(**keys))
        self.shares = _by_organisation(OwnershipShare.objects.filter(**keys).select_related("owner"))
        self.aid = _by_organisation(SmallAid.objects.filter(**keys).order_by("granted_date", "pk"))
        self.labels: dict[int, set[str]] = {}
        for label in Label.objects.filter(**keys):
            held = self.labels.setdefault(label.organisation_id, set())
            if (label.valid_from or on) <= on <= (label.valid_until or on):
                held.add(label.code)

    def entity(self, organisation: Organisation, *, known_owners: bool = False, **terms: Any) -> Entity:
        """Return one as the engine wants it; ``known_owners`` takes the owners that are known for all of them."""
        key = organisation.pk
        legal = self.legal.get(key)
        figures, aid, labels = self.figures.get(key), self.aid.get(key, []), self.labels.get(key)
        owners_declared = known_owners or (legal is not None and legal.owners_declared)
        return Entity(
            id=str(key),
            name=organisation.name,
            country=organisation.country or None,
            nuts=organisation.region_id,
            activity_type=organisation.activity_type or None,
            legal_status=(legal.legal_status if legal else "") or CERTAIN_STATUS.get(organisation.activity_type),
            figures=tuple(_figures(row) for row in figures) if figures else None,
            owners=tuple(_owner(row) for row in self.shares.get(key, [])) if owners_declared else None,
            labels=None if labels is None else frozenset(labels),
            aid=tuple(_aid(row) for row in aid) if legal and legal.aid_declared else None,
            is_innovative=legal.is_innovative if legal else None,
            helix=organisation.helix_sector if organisation.helix_sector != "unclassified" else None,
            **terms,
        )


def _by_organisation(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.organisation_id].append(row)
    return dict(found)


def _figures(row: AnnualFigures) -> YearFigures:
    staff, turnover, balance = (
        None if value is None else float(value) for value in (row.staff, row.turnover, row.balance)
    )
    return YearFigures(row.year, staff, turnover, balance)


def _owner(row: OwnershipShare) -> Owner:
    """Return a share; a natural person stays unnamed, for verdicts are kept and shown."""
    key = str(row.owner_id) if row.owner_id else f"share-{row.pk}"
    name = row.owner.name if row.owner else row.owner_name
    return Owner(key, float(row.percent / 100), row.kind, "" if row.kind == OwnerKind.PERSON else name)


def aid_entered(organisations: Iterable[int]) -> list[Aid]:
    """Return the de minimis aid that is entered for organisations, whether their lists are complete or not."""
    return [_aid(row) for row in SmallAid.objects.filter(organisation__in=list(organisations))]


def _aid(row: SmallAid) -> Aid:
    return Aid(row.granted_date, row.amount, row.regulation, row.member_state)


def holdings_of(entities: Sequence[Entity], *, on: date | None = None) -> tuple[Entity, ...]:
    """Return the undertakings tied to partners by shares of 25 % or more that do not take part (eight queries).

    Of those that are only owned, the owners that are known are taken for all of them: whether others own them too
    does not change what they are to the partner.
    """
    keys = {int(entity.id) for entity in entities if entity.id.isdecimal()}
    others = group_of(keys) - keys
    organisations = list(Organisation.objects.filter(pk__in=others).order_by("pk"))
    facts = _Facts(organisations, on or clock.now().date())
    within = {key: facts.shares.get(key, []) for key in others}
    owning = set(OwnershipShare.objects.filter(owner__in=others).values_list("owner", flat=True))
    return tuple(
        facts.entity(each, known_owners=each.pk not in owning and bool(within[each.pk])) for each in organisations
    )


def consortium_of(
    entities: Sequence[Entity],
    *,
    on: date | None = None,
    duration_months: int | None = None,
    trl_start: int | None = None,
    trl_end: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Consortium:
    """Return partners together with the undertakings they are tied to; ``on`` is the deadline."""
    return Consortium(
        tuple(entities),
        on=on,
        duration_months=duration_months,
        trl_start=trl_start,
        trl_end=trl_end,
        facts=facts or {},
        holdings=holdings_of(entities, on=on),
    )
