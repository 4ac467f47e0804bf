"""Who changed what and when, as people read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pghistory.models import Event

from grono.accounts.models import Person
from grono.directory.models import (
    AffiliationEvent,
    Cluster,
    ClusterEvent,
    MembershipEvent,
    MergeRecord,
    Organisation,
    OrganisationEvent,
)
from grono.directory.texts import texts_by_language

#: Why something changed, as the actions say it.
REASONS: Mapping[str, str | Promise] = {
    "edit": gettext_lazy("edited"),
    "added": gettext_lazy("added by hand"),
    "import": gettext_lazy("import of a file"),
    "joined": gettext_lazy("joined a cluster"),
    "left": gettext_lazy("left a cluster"),
    "person added": gettext_lazy("person added"),
    "person left": gettext_lazy("person left"),
    "merge": gettext_lazy("merge of duplicates"),
    "merge undone": gettext_lazy("merge undone"),
}
_HIDDEN = {"id", "pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "source"}
LONGEST = 160


@dataclass(frozen=True)
class Change:
    """A field with its value before and after, as text; both empty when only the fact is known."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryEntry:
    """What one person changed in one record at one moment.

    ``act`` is ``insert``, ``update``, ``delete`` or ``merge``; ``by`` is ``None`` for the system, and ``erased`` says
    that whoever it was is no longer kept. ``position`` orders what happened at the same moment.
    """

    at: datetime
    act: str
    record: str
    reason: str
    by: Person | None
    erased: bool
    changes: Sequence[Change] = field(default_factory=tuple)
    is_first_known: bool = False
    position: int = 0


def organisation_history(organisation: Organisation) -> list[HistoryEntry]:
    """Return the history of an organisation, its memberships, affiliations and merges, the latest first."""
    own = OrganisationEvent.objects.filter(pgh_obj=organisation.pk)
    memberships = _of_all_times(MembershipEvent, organisation=organisation.pk)
    affiliations = _of_all_times(AffiliationEvent, organisation=organisation.pk)
    entries = _entries([own, memberships, affiliations])
    entries += [
        HistoryEntry(record.merged_at, "merge", record.merged_name, str(REASONS["merge"]), record.by, record.by is None)
        for record in organisation.merges.filter(undone_at=None).select_related("by").defer("snapshot")
    ]
    return _latest_first(entries)


def cluster_history(cluster: Cluster) -> list[HistoryEntry]:
    """Return the history of a cluster and of its memberships, the latest first."""
    own = ClusterEvent.objects.filter(pgh_obj=cluster.pk)
    entries = _entries([own, _of_all_times(MembershipEvent, cluster=cluster.pk)])
    return _latest_first(entries)


def _latest_first(entries: list[HistoryEntry]) -> list[HistoryEntry]:
    """Put entries in order; within one moment the record itself comes before what hangs on it."""
    return sorted(entries, key=lambda entry: (entry.at, bool(entry.record), entry.position), reverse=True)


def _of_all_times(model: Any, **wanted: int) -> QuerySet[Event]:
    """Return the events of all rows that belonged here at some time, also those from before or after."""
    keys = model.objects.filter(**wanted).values("pgh_obj")
    found: QuerySet[Event] = model.objects.filter(pgh_obj__in=keys)
    return found


def _entries(sources: Sequence[QuerySet[Any]]) -> list[HistoryEntry]:
    events = [list(source.select_related("pgh_context").order_by("pgh_obj_id", "pgh_id")) for source in sources]
    names = _Names([event for group in events for event in group])
    return [entry for group in events for entry in _compared(group, names)]


def _compared(events: Sequence[Any], names: "_Names") -> Iterable[HistoryEntry]:
    """Yield an entry for each event, which differs from the one before of the same record."""
    before: Any = None
    for event in events:
        if before is not None and before.pgh_obj_id != event.pgh_obj_id:
            before = None
        changes = _changes(before, event, names) if event.pgh_label == "update" and before is not None else ()
        if changes or event.pgh_label != "update" or before is None:
            by, erased = names.author(event)
            yield HistoryEntry(
                at=event.pgh_created_at,
                act=event.pgh_label,
                record=names.record(event),
                reason=names.reason(event),
                by=by,
                erased=erased,
                changes=changes,
                is_first_known=before is None and event.pgh_label == "update",
                position=event.pgh_id,
            )
        before = event


def _changes(before: Any, after: Any, names: "_Names") -> tuple[Change, ...]:
    found = []
    for each in after._meta.concrete_fields:
        if each.name in _HIDDEN or getattr(before, each.attname) == getattr(after, each.attname):
            continue
        label = str(after.pgh_tracked_model._meta.get_field(each.name).verbose_name)
        found.append(Change(label, names.value(before, each), names.value(after, each)))
    return tuple(found)


class _Names:
    """The names of what events point to, fetched at once."""

    def __init__(self, events: Sequence[Any]) -> None:
        authors = {event.pgh_context.metadata.get("by") for event in events if event.pgh_context}
        people = {event.person_id for event in events if isinstance(event, AffiliationEvent)}
        self.people: Mapping[int, Person] = Person.objects.in_bulk({key for key in authors | people if key})
        pairs = [event for event in events if isinstance(event, MembershipEvent)]
        self.clusters: Mapping[int, Model] = Cluster.objects.in_bulk({event.cluster_id for event in pairs})
        pairs += [event for event in events if isinstance(event, AffiliationEvent)]
        keys = {event.organisation_id for event in pairs}
        keys |= {event.cluster_organisation_id for event in events if isinstance(event, ClusterEvent)}
        self.organisations: Mapping[int, Model] = Organisation.objects.in_bulk({key for key in keys if key})
        self.merged: dict[int, str] = {}
        if missing := keys - self.organisations.keys() - {None}:
            rows = MergeRecord.objects.values_list("snapshot__merged__id", "merged_name")
            self.merged = {key: name for key, name in rows if key in missing}

    def author(self, event: Any) -> tuple[Person | None, bool]:
        """Return who made the change, and whether it was somebody who has been erased since."""
        key = event.pgh_context.metadata.get("by") if event.pgh_context else None
        by = self.people.get(key) if key is not None else None
        return by, key is not None and by is None

    def reason(self, event: Any) -> str:
        """Return why it was changed."""
        reason = event.pgh_context.metadata.get("reason", "") if event.pgh_context else ""
        return str(REASONS.get(reason, reason))

    def record(self, event: Any) -> str:
        """Return which record of this page it was; empty for the record itself."""
        if isinstance(event, MembershipEvent):
            return f"{self._organisation(event.organisation_id)} – {self.clusters.get(event.cluster_id, _('erased'))}"
        if isinstance(event, AffiliationEvent):
            return f"{self._person(event.person_id)} – {self._organisation(event.organisation_id)}"
        return ""

    def value(self, event: Any, each: Any) -> str:
        """Return the value of a field as a person reads it."""
        value = getattr(event, each.attname)
        if value is None or value == "":
            return ""
        match each.name:
            case "organisation" | "cluster_organisation":
                return self._organisation(value)
            case "cluster":
                return str(self.clusters.get(value, value))
            case "person":
                return self._person(value)
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(getattr(value, "data", None), dict):
            value = "; ".join(f"{code}: {text}" for code, text in sorted(texts_by_language(value).items()))
        elif each.choices:
            value = dict(each.flatchoices).get(value, value)
        return Truncator(str(value)).chars(LONGEST)

    def _organisation(self, key: int) -> str:
        return str(self.organisations.get(key) or self.merged.get(key) or _("an organisation deleted since"))

    def _person(self, key: int) -> str:
        return str(self.people.get(key) or _("erased"))
