"""Who owns an organisation: adding and removing shares, without circles and never over 100 %."""

from decimal import Decimal

import structlog
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory.models import Organisation
from grono.funding.models import OwnershipShare
from grono.funding.queries.ownership import circle_message, circle_through, held_by_person

log = structlog.get_logger(__name__)
WHOLE = Decimal(100)
#: What stands in place of the name of a natural person that was erased.
NAMELESS = "–"


@transaction.atomic
def add_owner(
    organisation: Organisation,
    *,
    kind: str,
    percent: Decimal,
    owner: Organisation | None = None,
    owner_name: str = "",
    by: Person | None,
) -> OwnershipShare:
    """Enter that somebody holds ``percent`` of the organisation: an organisation of the directory, or a name.

    Raises ``ValidationError``: the owner is named in one way and only once, both are real or both invented, the shares
    make up 100 % at most, and nobody owns itself, neither directly nor through others (the chain is named).
    """
    _lock_ownership()
    if (owner is None) == (not owner_name):
        raise ValidationError(_("Choose the owner from the directory, or write its name: one of the two."))
    share = OwnershipShare(organisation=organisation, owner=owner, owner_name=owner_name, kind=kind, percent=percent)
    share.full_clean()
    if owner is not None:
        _require_fit(organisation, owner)
    _require_room(organisation, percent)
    share.save()
    log.info("owner_added", organisation=organisation.pk, owner=owner.pk if owner else None, by=by.pk if by else None)
    return share


@transaction.atomic
def remove_owner(share: OwnershipShare, *, by: Person | None) -> None:
    """Take a share out of the list of owners."""
    log.info("owner_removed", organisation=share.organisation_id, by=by.pk if by else None)
    share.delete()


@transaction.atomic
def anonymise_owner(name: str) -> int:
    """Take the name of a natural person off the shares entered under it; the shares stay. Return how many."""
    return held_by_person(name).update(owner_name=NAMELESS)


def _lock_ownership() -> None:
    """Let one share be entered at a time: two that are entered at once could close a circle together."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["funding:ownership"])


def _require_fit(organisation: Organisation, owner: Organisation) -> None:
    if owner.is_demonstration != organisation.is_demonstration:
        raise ValidationError({"owner": _("An invented organisation and a real one cannot own each other.")})
    if chain := circle_through(organisation.pk, owner.pk):
        raise ValidationError({"owner": circle_message(chain)})


def _require_room(organisation: Organisation, percent: Decimal) -> None:
    held = organisation.owners.aggregate(total=Sum("percent"))["total"] or Decimal(0)
    if held + percent > WHOLE:
        raise ValidationError(
            {
                "percent": _("Shares of %(total)s %% would be more than the whole: %(held)s %% are entered already.")
                % {"total": _plain(held + percent), "held": _plain(held)}
            }
        )


def _plain(percent: Decimal) -> str:
    """Return a percentage without needless zeros."""
    return f"{percent.normalize():f}"
