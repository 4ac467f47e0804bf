"""The declared facts of an organisation, with what follows from them: its size, and the small aid it may still get."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from grono.directory.models import Cluster, Organisation
from grono.funding import planning
from grono.funding.choices import OwnerKind
from grono.funding.models import AnnualFigures, Label, LegalFacts, OwnershipShare, SmallAid
from grono.funding.queries.ownership import circle_message, faults_of_ownership, names_of
from grono.funding.wording.data import datum_names, label_name
from grono.funding.wording.findings import Names
from grono.funding.wording.sizes import SizeWords, size_words
from grono.kit import clock

#: How ids of owners outside the directory begin; the number of the share follows.
SHARE = "share-"


@dataclass(frozen=True)
class LabelRow:
    """A label with its name and whether it is valid today."""

    label: Label
    name: str
    is_valid: bool


@dataclass(frozen=True)
class Facts:
    """Everything that the page of facts shows.

    ``owned`` is how much the owners hold together, in percent; ``lacking`` names what would make the size known;
    ``undertaking`` are the other enterprises under the same control, and ``silent`` those of them (or this one) whose
    aid is not known. ``circle`` is a circular chain of ownership, without which size and aid cannot be told.
    """

    legal: LegalFacts | None
    derived_status: str
    figures: Sequence[AnnualFigures]
    owners: Sequence[OwnershipShare]
    owned: Decimal
    holdings: Sequence[OwnershipShare]
    aid: Sequence[SmallAid]
    labels: Sequence[LabelRow]
    cluster_rounds: Sequence[Cluster]
    circle: str = ""
    size: SizeWords | None = None
    lacking: Sequence[str] = ()
    aid_left: Sequence[planning.SmallAidLeft] = ()
    undertaking: Sequence[str] = ()
    silent: Sequence[str] = ()


def facts_of(organisation: Organisation) -> Facts:
    """Return what is declared about an organisation and what follows from it today."""
    legal = LegalFacts.objects.filter(organisation=organisation).first()
    today = clock.now().date()
    owners = list(organisation.owners.select_related("owner"))
    status = planning.CERTAIN_STATUS.get(organisation.activity_type)
    declared = Facts(
        legal=legal,
        derived_status=str(status.label) if status and not (legal and legal.legal_status) else "",
        figures=list(organisation.annual_figures.all()),
        owners=owners,
        owned=sum((share.percent for share in owners), Decimal(0)),
        holdings=list(organisation.holdings.select_related("organisation")),
        aid=list(organisation.small_aid.all()),
        labels=[_label_row(label, today) for label in organisation.labels.all()],
        cluster_rounds=list(organisation.coordinated_clusters.exclude(label_round="")),
    )
    circle, _owned = faults_of_ownership(organisation.pk)
    return replace(declared, circle=circle_message(circle)) if circle else _with_consequences(declared, organisation)


def _with_consequences(declared: Facts, organisation: Organisation) -> Facts:
    """Add the size and what is left of small aid."""
    size, position = planning.size_of(organisation), planning.aid_position_of(organisation)
    mentioned = {lack.entity for lack in size.missing} | set(size.numbers.get("linked", ()))
    mentioned |= {*size.numbers.get("partners", ()), *position.members}
    names = partner_names(key for key in mentioned if key is not None)
    own = str(organisation.pk)
    return replace(
        declared,
        size=size_words(size.possible, size.numbers, names),
        lacking=_lacking(size.missing, own, names),
        aid_left=position.rows,
        undertaking=[names.partner(key) for key in position.members if key != own],
        silent=[names.partner(key) for key in position.unknown if key != own],
    )


def _lacking(missing: Iterable[Any], own: str, names: Names) -> list[str]:
    """Return missing data enterprise by enterprise; those of the organisation itself need no name."""
    by_entity: dict[str, list[str]] = {}
    for lack in missing:
        by_entity.setdefault(lack.entity or own, []).append(lack.datum)
    others = {names.partner(entity): data for entity, data in by_entity.items() if entity != own}
    return [
        *datum_names(by_entity.get(own, ())),
        *(f"{name}: {'; '.join(datum_names(data))}" for name, data in others.items()),
    ]


def _label_row(label: Label, today: date) -> LabelRow:
    begun = label.valid_from is None or label.valid_from <= today
    return LabelRow(label, label_name(label.code), begun and (label.valid_until is None or today <= label.valid_until))


def partner_names(keys: Iterable[str]) -> Names:
    """Return the names behind the ids of entities: organisations of the directory, and owners that are not in it."""
    wanted = set(keys)
    organisations = names_of({int(key) for key in wanted if key.isdecimal()})
    shares = {int(key.removeprefix(SHARE)) for key in wanted if key.startswith(SHARE)}
    outside = OwnershipShare.objects.filter(pk__in=shares).exclude(kind=OwnerKind.PERSON) if shares else ()
    named = {str(key): name for key, name in organisations.items()}
    named |= {f"{SHARE}{share.pk}": share.owner_name for share in outside}
    return Names(named | {key: _("an owner") for key in wanted if key.startswith(SHARE) and key not in named})
