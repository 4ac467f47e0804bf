"""Parts of an edition that are saved, moved and removed in the same way: tracks, deadlines, levels, stands and more."""

from collections.abc import Iterator
from typing import Any

import structlog
from django.db import models, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.congress.models import Edition
from grono.congress.plans import touch
from grono.kit.slugs import numbered
from grono.search.lemmas import fold

log = structlog.get_logger(__name__)
NAMED = 3
CODE_LENGTH = 36


class InUse(Exception):
    """Something cannot be removed because other things need it; the message names them."""


def edition_of(part: Any) -> Edition:
    """Return the edition to which a part belongs; a supporter belongs to it through the level."""
    edition: Edition = part.edition if hasattr(part, "edition") else part.level.edition
    return edition


@transaction.atomic
def save_part(part: Any, *, by: Person) -> None:
    """Save a new or changed part of an edition. Raises ``ValidationError`` naming the field and the rule."""
    edition = Edition.objects.select_for_update().get(pk=edition_of(part).pk)
    is_new = part.pk is None
    if is_new and hasattr(part, "position"):
        part.position = 1 + max(_siblings(part).values_list("position", flat=True), default=-1)
    if hasattr(part, "code") and not part.code:
        part.code = _free_code(part)
    part.full_clean()
    part.save()
    touch(edition)
    log.info("part_saved", kind=part._meta.model_name, part=part.pk, new=is_new, by=by.pk)


@transaction.atomic
def remove_part(part: Any, *, by: Person, owned: tuple[str, ...] = ()) -> None:
    """Remove a part of an edition. Raises ``InUse`` when something needs it.

    ``owned`` names relations that the database would delete along with it, but whose rows a person wrote.
    """
    refuse_if_used(part, owned=owned)
    edition, key = edition_of(part), part.pk
    part.delete()
    touch(edition)
    log.info("part_removed", kind=part._meta.model_name, part=key, by=by.pk)


@transaction.atomic
def move_part(part: Any, steps: int, *, by: Person) -> None:
    """Move a part up (-1) or down (+1) among its kind; at the end nothing happens."""
    edition = Edition.objects.select_for_update().get(pk=edition_of(part).pk)
    rows = list(_siblings(part))
    place = rows.index(part)
    other = max(0, min(len(rows) - 1, place + steps))
    rows.insert(other, rows.pop(place))
    for position, row in enumerate(rows):
        row.position = position
    type(part).objects.bulk_update(rows, ["position"])
    touch(edition)
    log.info("part_moved", kind=part._meta.model_name, part=part.pk, steps=steps, by=by.pk)


def _free_code(part: Any) -> str:
    """Return a free code for a new part, made of its name or title."""
    stem = slugify(fold(str(getattr(part, "name", None) or getattr(part, "title", ""))))[:CODE_LENGTH]
    taken = type(part).objects.filter(edition=part.edition).values_list("code", flat=True)
    return numbered(stem or str(part._meta.model_name), set(taken))


def _siblings(part: Any) -> models.QuerySet[Any]:
    """Return the parts among which a part has its place, in order."""
    found = type(part).objects.filter(**{"level": part.level} if hasattr(part, "level") else {"edition": part.edition})
    return found.order_by("position", "pk")


def refuse_if_used(*records: Any, owned: tuple[str, ...] = ()) -> None:
    """Raise ``InUse`` when other records point at one of these (all of one model), naming the first of them."""
    if not records:
        return
    uses = [
        f"{users[0]._meta.verbose_name_plural} ({len(users)}): {_names(users)}"
        for users in _users(records, owned)
        if users
    ]
    if uses:
        what = str(records[0]) if len(records) == 1 else str(records[0]._meta.verbose_name_plural)
        raise InUse(
            _("“%(what)s” cannot be removed, because it is used by: %(uses)s.")
            % {"what": what, "uses": "; ".join(uses)}
        )


def _users(records: tuple[Any, ...], owned: tuple[str, ...]) -> Iterator[list[Any]]:
    """Yield for each relation the records on its other side whose meaning would change with the removal."""
    keys = [record.pk for record in records]
    for relation in records[0]._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete) or not _matters(relation, owned):
            continue
        rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": keys})
        yield list(rows.distinct())


def _matters(relation: Any, owned: tuple[str, ...]) -> bool:
    if relation.many_to_many:
        return True
    if relation.on_delete in (models.RESTRICT, models.PROTECT):
        return True
    return (relation.on_delete is models.SET_NULL and not relation.hidden) or relation.name in owned


def _names(users: list[Any]) -> str:
    names = ", ".join(dict.fromkeys(str(user) for user in users[:NAMED]))
    return names + (" …" if len(users) > NAMED else "")
