"""``grono congress template`` and ``grono congress load``."""

import sys
from pathlib import Path

from grono.cli.progress import Bars
from grono.cli.serving import database


def write_folder(folder: str) -> int:
    """Write the commented templates into a folder."""
    import django

    django.setup()
    from grono.site.folder.templates import write_templates

    try:
        written = write_templates(Path(folder))
    except OSError as error:
        print(error, file=sys.stderr)
        return 2
    for file in written:
        print(file)
    return 0


def load_congress(folder: str, *, skip_bad: bool, plan: bool, notify: bool) -> int:
    """Check and load a folder, plan and publish; exit code 2 when the folder is refused, 1 when planning fails."""
    with database():
        import django
        from django.core.management import call_command
        from django.utils.translation import activate

        django.setup()
        activate("en")  # the command line speaks English whatever the site does
        call_command("migrate", verbosity=0)
        return _load(Path(folder), skip_bad=skip_bad, plan=plan, notify=notify)


def _load(folder: Path, *, skip_bad: bool, plan: bool, notify: bool) -> int:
    from grono.site.folder.loading import FolderRefused, PlanningFailed, load_folder, plan_and_publish

    try:
        report = load_folder(folder, skip_bad=skip_bad)
    except FolderRefused as refused:
        for fault in refused.faults:
            print(fault, file=sys.stderr)
        print(refused, file=sys.stderr)
        return 2
    for fault in report.skipped:
        print(f"left out: {fault}", file=sys.stderr)
    print(", ".join(f"{count} {name}" for name, count in report.counts.items()))
    if not plan:
        return 0
    with Bars() as bars:
        try:
            plan_and_publish(report.edition, notify=notify, hear=bars.hear)
        except PlanningFailed as failed:
            print(f"Loaded, but not published: {failed}", file=sys.stderr)
            return 1
    print(f"Published: /congress/{report.edition.slug}/")
    return 0
