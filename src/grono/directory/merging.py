"""Two organisations become one: moving everything that hangs on the one to the other.

What hangs on an organisation is found through the models, so a module that is added later takes part by itself. The
database decides what cannot be moved: a row that would break a constraint beside the survivor's own rows is dropped,
because the survivor has its like; if something hangs on such a row in turn, the merge is refused.

The snapshot of a merge: ``survivor`` (the row ``before`` and ``after``), ``merged`` (the row), ``moved`` (lists of
``model``, ``field``, ``keys``), ``dropped`` (``model`` and ``row``), ``digests`` (by model and key: the moved rows as
the merge left them).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from pghistory.models import Event

from grono.directory import rows
from grono.directory.models import Organisation

SHOWN = 12


class MergeRefused(Exception):
    """The two cannot become one, or a merge cannot be taken back; the message says why."""


@dataclass
class MovedRows:
    """Rows of one kind that change hands, or are dropped: how many, and some of them by name."""

    kind: str
    count: int
    names: list[str]


@dataclass
class Move:
    """What a merge has done; see the module's text for ``snapshot``."""

    snapshot: dict[str, Any]
    moved: list[MovedRows] = field(default_factory=list)
    dropped: list[MovedRows] = field(default_factory=list)


def references() -> Iterator[models.Field]:
    """Yield every field of every model that points to an organisation, without the history and what is computed."""
    for relation in Organisation._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model = relation.related_model
        if getattr(model, "is_derived", False) or issubclass(model, Event):  # type: ignore[arg-type]
            continue
        if model._meta.managed and not model._meta.proxy:  # type: ignore[union-attr]
            yield relation.field  # type: ignore[union-attr]


def move_everything(survivor: Organisation, merged: Organisation) -> Move:
    """Move all rows that point to ``merged`` to ``survivor``, inside the caller's transaction.

    Raises ``MergeRefused`` when a row that cannot be moved carries others.
    """
    move = Move({"moved": [], "dropped": [], "digests": {}})
    for reference in references():
        model = reference.model
        found = list(model._base_manager.filter(**{reference.attname: merged.pk}).order_by("pk"))
        for record in found:
            setattr(record, reference.name, merged)  # its name is asked for below
        stuck = _point_to(found, reference, survivor)
        moved = [record for record in found if record not in stuck]
        if moved:
            keys = [str(record.pk) for record in moved]
            move.snapshot["moved"].append({"model": model._meta.label, "field": reference.name, "keys": keys})
            move.moved.append(_named(model, moved))
        if stuck:
            move.dropped.append(_named(model, stuck))
            move.snapshot["dropped"] += [{"model": model._meta.label, "row": _drop(record)} for record in stuck]
    return move


def note_digests(move: Move) -> None:
    """Note what the moved rows look like at the end, so that an undo sees whether they changed since."""
    for part in move.snapshot["moved"]:
        found = rows.rows(apps.get_model(part["model"]), part["keys"])
        move.snapshot["digests"] |= {f"{part['model']}:{key}": rows.digest(row) for key, row in found.items()}


def _point_to(found: list[models.Model], reference: models.Field, survivor: Organisation) -> list[models.Model]:
    """Give rows to the survivor; return those that the database does not allow it."""
    if not found:
        return []
    try:
        with transaction.atomic():
            keys = [record.pk for record in found]
            reference.model._base_manager.filter(pk__in=keys).update(**{reference.attname: survivor.pk})
    except IntegrityError:
        if len(found) == 1:
            return found
        return [record for each in found for record in _point_to([each], reference, survivor)]
    return []


def _drop(record: models.Model) -> rows.Row:
    """Delete a row that cannot be moved and return it as it was."""
    model = type(record)
    if _carries_others(record):
        raise MergeRefused(
            _("%(kind)s “%(name)s”: both organisations are in it, and more hangs on it. Clear this up first.")
            % {"kind": kind_of(model), "name": record}
        )
    row = rows.rows(model, [record.pk])[str(record.pk)]
    model._base_manager.filter(pk=record.pk).delete()
    return row


def _carries_others(record: models.Model) -> bool:
    for relation in record._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            related, name = relation.related_model, relation.field.attname  # type: ignore[union-attr]
            if not issubclass(related, Event) and related._base_manager.filter(**{name: record.pk}).exists():  # type: ignore[arg-type, union-attr]
                return True
    return False


def kind_of(model: type[models.Model]) -> str:
    """Return what rows of a model are called; tables between two models are called after both."""
    if model._meta.auto_created:
        ends = [str(field.related_model._meta.verbose_name) for field in model._meta.fields if field.is_relation]  # type: ignore[union-attr]
        return " – ".join(ends)
    return str(model._meta.verbose_name)


def _named(model: type[models.Model], found: list[models.Model]) -> MovedRows:
    return MovedRows(kind_of(model), len(found), [_name(record) for record in found[:SHOWN]])


def _name(record: models.Model) -> str:
    """Return a row's name; one between two models is called after its ends."""
    if record._meta.auto_created:
        return " – ".join(str(getattr(record, field.name)) for field in record._meta.fields if field.is_relation)
    return str(record)
