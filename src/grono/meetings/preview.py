"""What a draft changes, in rows for the preview."""

from collections.abc import Iterable
from dataclasses import dataclass

from grono.congress.models import Edition, Participant, Slot
from grono.meetings.rules.comparison import Change, ChangeKind, Held
from grono.meetings.wording import change_sentence


@dataclass(frozen=True)
class ChangeRow:
    """A change with its records: the person, the other side, slot and table before and after."""

    person: Participant
    other: Participant
    kind: ChangeKind
    was: tuple[Slot, str] | None
    will: tuple[Slot, str] | None

    @property
    def sentence(self) -> str:
        """Return what happens, in the language in force."""
        return change_sentence(self.kind, str(self.other))


def change_rows(edition: Edition, changes: Iterable[Change]) -> list[ChangeRow]:
    """Return changes with the records behind their codes; two queries."""
    changes = list(changes)
    codes = {code for change in changes for code in (change.person, change.other)}
    people = {
        person.code: person
        for person in Participant.objects.filter(edition=edition, code__in=codes).select_related("person")
    }
    slots = {slot.code: slot for slot in edition.slots.all()}

    def place(held: Held | None) -> tuple[Slot, str] | None:
        return (slots[held.slot], held.table) if held else None

    return [
        ChangeRow(
            people[change.person],
            people[change.other],
            change.kind,
            place(change.was),
            place(change.will),
        )
        for change in changes
    ]
