"""``grono import calls`` and ``grono import rules``: what can be applied for, and by which rules."""

import sys
from pathlib import Path

from grono.cli.serving import database


def import_calls_file(file: str, *, is_selection: bool) -> int:
    """Import topic records; exit code 2 when the file cannot be read, 1 when another import is running."""
    with database():
        _set_up()
        return bring_in_calls(file, is_selection=is_selection)


def import_rules_file(file: str | None) -> int:
    """Import rules out of a file, or all that come with Grono; exit code 2 when they are refused."""
    with database():
        _set_up()
        return bring_in_rules(file)


def bring_in_calls(file: str, *, is_selection: bool = False) -> int:
    """Import, say what came of it, and return the exit code; Django is set up."""
    from grono.funding.actions.imports import AlreadyRunning, import_calls
    from grono.funding.actions.rules import load_library
    from grono.funding.models import CallImport, RuleScheme

    def hear(record: CallImport) -> None:
        if record.counts and not record.finished_at:
            print(f"{record.counts['read']} records", file=sys.stderr)

    if not RuleScheme.objects.exists():
        load_library()
    try:
        report = import_calls(Path(file), by=None, hear=hear, is_selection=is_selection)
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        return 1
    for fault in (*report.faults, *report.notes):
        print(fault, file=sys.stderr)
    print(report)
    return 2 if report.refused else 0


def bring_in_rules(file: str | None) -> int:
    """Import rules, name the versions with their days, and return the exit code; Django is set up."""
    from django.core.exceptions import ValidationError

    from grono.funding.actions.rules import import_rules, load_library

    try:
        saved = import_rules(Path(file), by=None) if file else load_library()
    except ValidationError as error:
        print("\n".join(error.messages), "Nothing was saved.", sep="\n", file=sys.stderr)
        return 2
    for rule_set in saved:
        print(f"{rule_set}: {rule_set.first_day or '…'} – {rule_set.last_day or '…'}")
    return 0


def _set_up() -> None:
    import django

    django.setup()
    from django.utils.translation import activate

    activate("en")  # the command line speaks English whatever the site does
