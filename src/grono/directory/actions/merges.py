"""Making two organisations one, and taking that back exactly."""

from collections.abc import Collection
from typing import Any

import structlog
from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from grono.accounts.models import Person
from grono.directory import merging, rows
from grono.directory.merging import MergeRefused, Move
from grono.directory.models import DistinctPair, MergeRecord, Organisation
from grono.directory.recording import recorded
from grono.kit.registry import merge_faults, recount
from grono.search.actions import index_records

log = structlog.get_logger(__name__)
#: Fields in which the two may differ and a person chooses; what stands behind a field goes with it.
CHOSEN: dict[str, tuple[str, ...]] = {
    name: (name,)
    for name in (
        "name", "short_name", "name_en", "helix_sector", "activity_type", "country", "town", "region", "pic", "nip",
        "krs", "vat", "website", "summary", "description", "source",
    )
} | {"town": ("town", "latitude", "longitude")}  # fmt: skip
#: Columns that change by themselves and do not stand in the way of an undo.
_NOISE = frozenset({"updated_at", "project_count"})


def merge_organisations(
    survivor: Organisation, merged: Organisation, *, by: Person, take: Collection[str] = ()
) -> MergeRecord:
    """Move everything of ``merged`` to ``survivor`` and delete ``merged``; its address leads on.

    ``take`` names the fields (of ``CHOSEN``) whose value comes from ``merged``. Raises ``MergeRefused``.
    """
    with transaction.atomic(), recorded(by, "merge"):
        survivor, move = _merge(survivor, merged, take)
        record = MergeRecord.objects.create(
            survivor=survivor, merged_slug=merged.slug, merged_name=merged.name, snapshot=move.snapshot, by=by
        )
        index_records("organisation", [survivor.pk, merged.pk])
    log.info("organisations_merged", merge=record.pk, by=by.pk)
    return record


def preview_merge(survivor: Organisation, merged: Organisation) -> Move:
    """Return what a merge would do: it is done and rolled back, so that the preview cannot differ from the act."""
    with transaction.atomic():
        _survivor, move = _merge(survivor, merged, ())
        transaction.set_rollback(True)
    return move


def _merge(survivor: Organisation, merged: Organisation, take: Collection[str]) -> tuple[Organisation, Move]:
    if survivor.pk == merged.pk:
        raise MergeRefused(_("An organisation cannot be merged with itself."))
    if survivor.is_demonstration != merged.is_demonstration:
        raise MergeRefused(_("A real and an invented organisation cannot become one."))
    keys = sorted((survivor.pk, merged.pk))
    found = {each.pk: each for each in Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    if len(found) < len(keys):
        raise MergeRefused(_("One of the two is no longer in the directory: somebody has merged it already."))
    held = rows.rows(Organisation, keys)
    survivor, merged = found[survivor.pk], found[merged.pk]
    key = merged.pk
    try:
        with transaction.atomic():
            move = merging.move_everything(survivor, merged)
            merged.delete()
            _take(survivor, found[key], take)
            rows.check_constraints_now()
    except (IntegrityError, models.ProtectedError) as error:
        raise MergeRefused(_("The two cannot become one: a rule of the database is in the way.")) from error
    if faults := merge_faults(survivor.pk):
        raise MergeRefused(_("The two cannot become one. %(faults)s") % {"faults": " ".join(faults)})
    recount([survivor.pk])
    merging.note_digests(move)
    after = rows.rows(Organisation, [survivor.pk])[str(survivor.pk)]
    move.snapshot |= {"survivor": {"before": held[str(survivor.pk)], "after": after}, "merged": held[str(key)]}
    return survivor, move


def _take(survivor: Organisation, merged: Organisation, take: Collection[str]) -> None:
    """Give the survivor the chosen values of the other, which is deleted by now."""
    for name in take:
        for each in CHOSEN[name]:
            field = Organisation._meta.get_field(each)
            setattr(survivor, field.attname, getattr(merged, field.attname))  # type: ignore[union-attr]
    survivor.save()


@transaction.atomic
def undo_merge(record: MergeRecord, *, by: Person) -> Organisation:
    """Bring a merged organisation back with all that was its own, and return it.

    Raises ``MergeRefused``, naming it, when a row that was moved or a value that was chosen has changed since.
    """
    record = MergeRecord.objects.select_for_update().get(pk=record.pk)
    if record.undone_at:
        raise MergeRefused(_("This merge has been undone already."))
    snapshot = record.snapshot
    if record.survivor_id != snapshot["survivor"]["after"]["id"]:
        raise MergeRefused(
            _("The survivor was itself merged into %(name)s. Undo the later merge first.") % {"name": record.survivor}
        )
    with recorded(by, "merge undone"):
        _restore_survivor(record.survivor_id, snapshot["survivor"])
        _refuse_changed(snapshot)
        try:
            with transaction.atomic():
                _put_back(snapshot)
                rows.check_constraints_now()
        except IntegrityError as error:
            raise MergeRefused(
                _("Something new stands where the merged organisation was: its address, a number or a row of its own.")
            ) from error
        record.undone_at, record.undone_by = timezone.now(), by
        record.save(update_fields=["undone_at", "undone_by"])
        key = snapshot["merged"]["id"]
        index_records("organisation", [record.survivor_id, key])
    log.info("merge_undone", merge=record.pk, by=by.pk)
    return Organisation.objects.get(pk=key)


def _restore_survivor(key: int, snapshot: dict[str, rows.Row]) -> None:
    """Take back what the merge did to the survivor; what somebody wrote since in other fields stays."""
    before, after = snapshot["before"], snapshot["after"]
    now = rows.rows(Organisation, [key], lock=True)[str(key)]
    if now == after:
        rows.overwrite(Organisation, before)
        return
    touched = rows.differing(before, after) - _NOISE
    if changed := touched & rows.differing(now, after):
        names = ", ".join(sorted(_label(Organisation, column) for column in changed))
        raise MergeRefused(_("Fields that the merge set have been changed since: %(names)s.") % {"names": names})
    rows.overwrite(Organisation, now | {name: before[name] for name in touched} | {"updated_at": _now()})


def _refuse_changed(snapshot: dict[str, Any]) -> None:
    """Raise ``MergeRefused`` when a moved row is not as the merge left it."""
    for part in snapshot["moved"]:
        model = apps.get_model(part["model"])
        found = rows.rows(model, part["keys"], lock=True)
        for key in part["keys"]:
            row = found.get(key)
            if row is None or rows.digest(row) != snapshot["digests"][f"{part['model']}:{key}"]:
                what = model._base_manager.filter(pk=key).first()
                kind = merging.kind_of(model)
                if what is None:
                    raise MergeRefused(_("A row that was moved has been deleted since: %(kind)s.") % {"kind": kind})
                raise MergeRefused(
                    _("A row that was moved has changed since: %(kind)s “%(name)s”.") % {"kind": kind, "name": what}
                )


def _put_back(snapshot: dict[str, Any]) -> None:
    rows.insert(Organisation, snapshot["merged"])
    for part in snapshot["moved"]:
        model = apps.get_model(part["model"])
        name = model._meta.get_field(part["field"]).attname
        model._base_manager.filter(pk__in=part["keys"]).update(**{name: snapshot["merged"]["id"]})
    for part in snapshot["dropped"]:
        rows.insert(apps.get_model(part["model"]), part["row"])


def _label(model: type[models.Model], column: str) -> str:
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    return str(field.verbose_name)


def _now() -> str:
    return timezone.now().isoformat()


def tell_apart(first: Organisation, second: Organisation, *, by: Person) -> None:
    """Note that two organisations are different although they look alike."""
    low, high = sorted((first, second), key=lambda each: each.pk)
    DistinctPair.objects.get_or_create(first=low, second=high, defaults={"by": by})
    log.info("organisations_told_apart", first=low.pk, second=high.pk, by=by.pk)


def forget_in_merges(person: Person) -> int:
    """Take a person's rows out of what merges keep; an undo then brings back everything but these."""
    return sum(_forget(record, person.pk) for record in MergeRecord.objects.select_for_update())


def _forget(record: MergeRecord, key: int) -> int:
    snapshot = record.snapshot
    kept = [part for part in snapshot["dropped"] if not _concerns(apps.get_model(part["model"]), part["row"], key)]
    count = len(snapshot["dropped"]) - len(kept)
    snapshot["dropped"] = kept
    for part in snapshot["moved"]:
        model = apps.get_model(part["model"])
        names = [field.name for field in model._meta.concrete_fields if field.related_model is Person]
        found = [model._base_manager.filter(**{name: key}).values_list("pk", flat=True) for name in names]
        theirs = {str(pk) for keys in found for pk in keys}
        count += len(theirs & set(part["keys"]))
        part["keys"] = [each for each in part["keys"] if each not in theirs]
    if count:
        record.save(update_fields=["snapshot"])
    return count


def _concerns(model: type[models.Model], row: rows.Row, key: int) -> bool:
    columns = [field.column for field in model._meta.concrete_fields if field.related_model is Person]
    return any(row.get(str(column)) == key for column in columns)
