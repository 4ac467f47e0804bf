"""Rooms and tables: each is added and removed together with the resource under which it is booked."""

from datetime import datetime
from typing import Any

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.actions.parts import refuse_if_used, save_part
from grono.congress.actions.people import set_unavailable
from grono.congress.choices import ResourceKind
from grono.congress.models import Edition, Resource, Room, Table, Unavailability
from grono.congress.plans import touch

log = structlog.get_logger(__name__)
MOST_TABLES = 500


@transaction.atomic
def add_room(edition: Edition, **fields: Any) -> Room:
    """Add a room together with the resource under which it is booked."""
    resource = Resource.objects.create(edition=edition, kind=ResourceKind.ROOM)
    room = Room(edition=edition, resource=resource, **fields)
    room.full_clean()
    room.save()
    touch(edition)
    return room


@transaction.atomic
def save_room(room: Room, *, by: Person) -> None:
    """Save a new or changed room; a new one gets the resource under which it is booked. Raises ``ValidationError``."""
    if room.pk is None:
        room.resource = Resource.objects.create(edition=room.edition, kind=ResourceKind.ROOM)
    save_part(room, by=by)


@transaction.atomic
def add_tables(edition: Edition, *, zone: Any, prefix: str, count: int, first_position: int = 0) -> list[Table]:
    """Add the tables ``prefix-1`` to ``prefix-count`` of a zone, in the order in which they stand."""
    resources = Resource.objects.bulk_create(Resource(edition=edition, kind=ResourceKind.TABLE) for _ in range(count))
    return Table.objects.bulk_create(
        Table(
            edition=edition,
            resource=resource,
            code=f"{prefix}-{index + 1}",
            zone=zone,
            position=first_position + index,
        )
        for index, resource in enumerate(resources)
    )


@transaction.atomic
def add_zone(edition: Edition, *, zone: Any, prefix: str, count: int, by: Person) -> list[Table]:
    """Add a zone of tables numbered ``prefix-1`` to ``prefix-count``, after those that are there.

    Raises ``ValidationError`` on ``prefix`` when tables of that letter are there already, and on ``count``.
    """
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if not 1 <= count <= MOST_TABLES:
        raise ValidationError({"count": _("A zone has 1 to %(most)d tables.") % {"most": MOST_TABLES}})
    if edition.tables.filter(code__startswith=f"{prefix}-").exists():
        raise ValidationError({"prefix": _("There are tables %(prefix)s-1 … already.") % {"prefix": prefix}})
    last = edition.tables.order_by("-position").first()
    tables = add_tables(edition, zone=zone, prefix=prefix, count=count, first_position=last.position + 1 if last else 0)
    touch(edition)
    log.info("tables_added", edition=edition.pk, prefix=prefix, count=count, by=by.pk)
    return tables


@transaction.atomic
def remove_zone(edition: Edition, prefix: str, *, by: Person) -> int:
    """Remove all tables ``prefix-1`` … and return how many there were. Raises ``InUse``."""
    tables = list(edition.tables.filter(code__startswith=f"{prefix}-"))
    refuse_if_used(*tables)
    resources = [table.resource_id for table in tables]
    Table.objects.filter(pk__in=[table.pk for table in tables]).delete()
    Resource.objects.filter(pk__in=resources).delete()
    touch(edition)
    log.info("tables_removed", edition=edition.pk, prefix=prefix, count=len(tables), by=by.pk)
    return len(tables)


@transaction.atomic
def remove_room(room: Room, *, by: Person) -> None:
    """Remove a room with its closures. Raises ``InUse`` naming the sessions and versions that need it."""
    refuse_if_used(room)
    edition, key, resource = room.edition, room.pk, room.resource
    room.delete()
    resource.delete()
    touch(edition)
    log.info("room_removed", edition=edition.pk, room=key, by=by.pk)


@transaction.atomic
def close_room(room: Room, starts_at: datetime, ends_at: datetime, *, reason: Any = "", by: Person) -> Unavailability:
    """Enter that a room is closed for a while. Raises ``ValidationError`` for an overlap or a wrong order."""
    closure = set_unavailable(room.resource, starts_at, ends_at, reason=reason)
    touch(room.edition)
    log.info("room_closed", room=room.pk, closure=closure.pk, by=by.pk)
    return closure


@transaction.atomic
def reopen_room(closure: Unavailability, *, by: Person) -> None:
    """Take a closure of a room back."""
    edition = closure.resource.edition
    closure.delete()
    touch(edition)
    log.info("room_reopened", resource=closure.resource_id, by=by.pk)
