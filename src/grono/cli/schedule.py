"""``grono import schedule``: a programme of another system into a draft."""

import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grono.cli.serving import database


class BadPair(Exception):
    """An argument that is not of the form NAME=VALUE."""


def import_schedule_file(arguments: Namespace) -> int:
    """Import a file; exit code 2 with every question and fault when it is refused."""
    with database():
        import django

        django.setup()
        from django.utils.translation import activate

        activate("en")  # the command line speaks English whatever the site does
        file = Path(arguments.file)
        if not file.is_file():
            print(f"There is no file {arguments.file}.", file=sys.stderr)
            return 2
        try:
            mapping, rooms = _pairs("--map", arguments.map), _pairs("--room", arguments.room)
        except BadPair as error:
            print(error, file=sys.stderr)
            return 2
        return _import(file, arguments, mapping, rooms)


def _import(file: Path, arguments: Namespace, mapping: dict[str, str], rooms: dict[str, str]) -> int:
    from grono.congress.models import Edition
    from grono.schedule.actions.arriving import Reading
    from grono.schedule.actions.imports import ImportRefused, import_schedule
    from grono.schedule.formats.events import UnreadableSchedule
    from grono.schedule.formats.reading import read_schedule
    from grono.schedule.rules.arrivals import Times

    edition = Edition.objects.filter(slug=arguments.edition).first()
    if edition is None:
        print(f"There is no edition {arguments.edition}.", file=sys.stderr)
        return 2
    content = file.read_bytes()
    try:
        names = read_schedule(file.name, content, mapping or None).room_names if arguments.rooms else []
        reading = Reading(
            mapping=mapping or None,
            language=arguments.language,
            zone=arguments.zone,
            times=Times(arguments.times),
            rooms=dict.fromkeys(names, arguments.rooms) | rooms,
            is_whole=arguments.whole,
            skip_bad=arguments.skip_bad,
        )
        version, report = import_schedule(edition, file.name, content, reading, by=None)
    except ImportRefused as refused:
        _tell([*refused.examined.questions, *refused.examined.faults])
        print(f"{file.name}: nothing was saved.", file=sys.stderr)
        return 2
    except UnreadableSchedule as error:
        print(f"{file.name}: {error}", file=sys.stderr)
        return 2
    _tell(f"{place}: {note}" for place, note in report["notes"])
    print(
        "draft {number}: {created} new, {updated} changed, {placed} placed, {unplaced} without a place, "
        "{rejected} left out".format(number=version.plan.number, **report)
    )
    return 0


def _pairs(option: str, values: Iterable[str] | None) -> dict[str, str]:
    """Return ``NAME=VALUE`` arguments as a mapping. Raises ``BadPair``."""
    found = {}
    for value in values or ():
        name, equals, meaning = value.partition("=")
        if not (name and equals and meaning):
            raise BadPair(f"{option} {value}: write a name, =, and what it means.")
        found[name] = meaning
    return found


def _tell(lines: Iterable[Any]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
