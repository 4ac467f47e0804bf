"""``grono import``: files into the directory."""

import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from grono.cli.serving import database

if TYPE_CHECKING:
    from grono.kit.imports import ImportReport


def import_file(kind: str, file: str, *, skip_bad: bool) -> int:
    """Import a file; exit code 2 with every fault when it is refused."""
    with database():
        import django

        django.setup()
        from django.utils.translation import activate

        activate("en")  # the command line speaks English whatever the site does
        from grono.cooperation.actions import import_profiles
        from grono.directory.actions import import_clusters
        from grono.projects.actions import import_projects

        actions = {
            "clusters": import_clusters,
            "profiles": import_profiles,
            "projects": import_projects,
        }
        if not Path(file).is_file():
            print(f"There is no file {file}.", file=sys.stderr)
            return 2
        return _told(actions[kind](Path(file), by=None, skip_bad=skip_bad))


def import_table(arguments: Namespace) -> int:
    """Import organisations out of a table whose columns may bear other names; exit code 2 when it is refused."""
    with database():
        import django

        django.setup()
        from django.utils.translation import activate

        activate("en")
        from grono.directory.actions import import_organisations
        from grono.directory.formats.organisations import Reading

        if not Path(arguments.file).is_file():
            print(f"There is no file {arguments.file}.", file=sys.stderr)
            return 2
        pairs = [pair.partition("=") for pair in arguments.map or ()]
        if wrong := [ours for ours, equals, theirs in pairs if not (ours and equals and theirs)]:
            print(f"--map {wrong[0]}: write the name of our column, =, and the name in the file.", file=sys.stderr)
            return 2
        reading = Reading(
            mapping={ours: theirs for ours, _equals, theirs in pairs} or None,
            country=arguments.country,
            encoding=arguments.encoding,
            worksheet=arguments.sheet,
        )
        return _told(import_organisations(Path(arguments.file), by=None, skip_bad=arguments.skip_bad, reading=reading))


def _told(report: "ImportReport") -> int:
    """Print a report and return the exit code."""
    for fault in report.faults:
        print(fault, file=sys.stderr)
    print(report)
    return 2 if report.refused else 0
