"""A published B2B meeting day as a congress folder: ``python -m benchmarks.b2b_folder DAY.dzn FOLDER``.

The folder is then loaded like any other: ``grono congress load FOLDER``. Slots become 20-minute meeting slots in a
morning and an afternoon round; forbidden slots become absences; names are invented from the file's numbers.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from grono.engines.meetings import Problem
from grono.engines.meetings.dzn import read_dzn

DAY = datetime(2027, 5, 19)  # noqa: DTZ001 - the folder holds local times
LENGTH = timedelta(minutes=20)
STARTS = {"morning": DAY.replace(hour=9), "afternoon": DAY.replace(hour=14)}


def write_folder(problem: Problem, slug: str, folder: Path) -> None:
    """Write the files of a congress folder that expresses a meeting day."""
    folder.mkdir(parents=True, exist_ok=True)
    times = _times(problem)
    _write(
        folder / "edition.csv",
        ("slug", "title_pl", "start_date", "end_date", "timezone", "venue", "town", "country", "demonstration"),
        [(slug, f"Dzień spotkań {slug}", f"{DAY:%F}", f"{DAY:%F}", "Europe/Warsaw", "Hala", "Girona", "ES", "yes")],
    )
    _write(
        folder / "rooms.csv",
        ("code", "kind", "name_pl", "capacity", "zone"),
        [("hall", "tables", "Hala spotkań", len(problem.tables), "T")],
    )
    _write(
        folder / "slots.csv",
        ("code", "kind", "round", "starts_at", "ends_at", "name_pl"),
        [
            (slot.id, "meeting", slot.session, _text(times[slot.id]), _text(times[slot.id] + LENGTH), slot.session)
            for slot in problem.slots
        ],
    )
    _write(folder / "sessions.csv", ("code", "kind", "title_pl", "language", "minutes"), [])
    _write(
        folder / "participants.csv",
        ("code", "given_name", "family_name", "email", "meetings"),
        [(f"P{p.id}", "Osoba", f"nr {p.id}", f"{slug}-{p.id}@example.org", "yes") for p in problem.participants],
    )
    _write(
        folder / "availability.csv",
        ("kind", "code", "starts_at", "ends_at"),
        [
            ("participant", f"P{person.id}", _text(times[slot.id]), _text(times[slot.id] + LENGTH))
            for person in problem.participants
            for slot in problem.slots
            if slot.id in person.forbidden
        ],
    )
    _write(
        folder / "requests.csv",
        ("code", "requester", "invitee", "priority", "rounds", "slot", "after"),
        _requests(problem),
    )


def _requests(problem: Problem) -> Iterable[Sequence[object]]:
    session = {slot.id: slot.session for slot in problem.slots}
    for meeting in problem.meetings:
        rounds = sorted({session[slot] for slot in meeting.slots}) if meeting.slots is not None else []
        before = [f"M{first}" for first, later in problem.precedences if later == meeting.id]
        first, second = meeting.participants
        yield f"M{meeting.id}", f"P{first}", f"P{second}", 1, ";".join(rounds), meeting.fixed or "", ";".join(before)


def _times(problem: Problem) -> dict[str, datetime]:
    """Return the local start of each slot; slots of a half-day follow each other without a pause."""
    times: dict[str, datetime] = {}
    used = dict.fromkeys(STARTS, 0)
    for slot in problem.slots:
        times[slot.id] = STARTS[slot.session] + used[slot.session] * LENGTH
        used[slot.session] += 1
    return times


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _write(file: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main() -> int:
    """Convert one day."""
    if len(sys.argv) != 3:
        print(__doc__)
        return 2
    source, folder = Path(sys.argv[1]), Path(sys.argv[2])
    slug = source.stem.replace(".", "-")
    write_folder(read_dzn(source), slug, folder)
    print(f"{folder} holds the day {slug}; load it with: grono congress load {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
