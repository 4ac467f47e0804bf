"""``grono import``: files into the directory."""

import sys
from pathlib import Path

from grono.cli.serving import database


def import_file(kind: str, file: str, *, skip_bad: bool) -> int:
    """Import a file; exit code 2 with every fault when it is refused."""
    with database():
        import django

        django.setup()
        from django.utils.translation import activate

        activate("en")  # the command line speaks English whatever the site does
        from grono.directory.actions import import_clusters, import_organisations
        from grono.projects.actions import import_projects

        actions = {"organisations": import_organisations, "clusters": import_clusters, "projects": import_projects}
        if not Path(file).is_file():
            print(f"There is no file {file}.", file=sys.stderr)
            return 2
        report = actions[kind](Path(file), by=None, skip_bad=skip_bad)
        for fault in report.faults:
            print(fault, file=sys.stderr)
        print(report)
        return 2 if report.refused else 0
