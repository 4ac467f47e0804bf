"""The command line: ``grono demo | serve | worker | congress | import | solve | manage``.

Each command imports what it needs when it runs, so that ``grono --help`` answers at once.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured

from grono.kit.environ import SettingError

ENGINES = ("consortia", "matching", "meetings", "reviewing", "themed", "timetable")
#: Commands that run on and are watched through their log; the others speak to whoever typed them.
LOGGING = ("serve", "worker", "manage")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grono.site.settings")
    if words[:1] and words[0] not in LOGGING:
        os.environ.setdefault("GRONO_LOG_LEVEL", "WARNING")
    if words[:1] == ["manage"]:
        from django.core.management import execute_from_command_line

        execute_from_command_line(["grono manage", *words[1:]])
        return 0
    if words[:1] == ["solve"] and len(words) > 1 and words[1] in ENGINES:
        from importlib import import_module

        return int(import_module(f"grono.engines.{words[1]}").main(words[2:]))
    arguments = parser().parse_args(words)
    try:
        return int(arguments.run(arguments))
    except (SettingError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Return the description of all commands; the reference page of commands is checked against it."""
    top = argparse.ArgumentParser(prog="grono", description="The platform on which clusters hold their congress.")
    commands = top.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_demo(commands)
    _add_serve(commands)
    _add_congress(commands)
    _add_import(commands)
    solve = commands.add_parser("solve", help="run one engine alone on a JSON case")
    solve.add_argument("engine", choices=ENGINES)
    solve.add_argument("case", help="a case file; see docs/reference")
    _add_check_eligibility(commands)
    manage = commands.add_parser("manage", help="Django's management commands")
    manage.add_argument("command")
    return top


def _add_check_eligibility(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from grono.engines.eligibility.command import add_arguments, run

    check = commands.add_parser("check-eligibility", help="tell whether a consortium may apply, and why not")
    add_arguments(check)
    check.set_defaults(run=run)


def _add_demo(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = commands.add_parser("demo", help="load the demonstration edition and serve it")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--data-only", action="store_true", help="prepare everything, do not serve")

    def run(arguments: argparse.Namespace) -> int:
        from grono.cli.demo import run_demo

        return run_demo(port=arguments.port, data_only=arguments.data_only)

    demo.set_defaults(run=run)


def _add_serve(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = commands.add_parser("serve", help="run the site: database (unless DATABASE_URL is set), web and worker")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    worker = commands.add_parser("worker", help="run one more worker for jobs")

    def run_site(arguments: argparse.Namespace) -> int:
        from grono.cli.serving import serve_site

        return serve_site(host=arguments.host, port=arguments.port)

    def run_worker(arguments: argparse.Namespace) -> int:
        from grono.cli.serving import worker_command

        command = worker_command()
        os.execv(command[0], command)  # noqa: S606 - our own interpreter

    serve.set_defaults(run=run_site)
    worker.set_defaults(run=run_worker)


def _add_congress(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    congress = commands.add_parser("congress", help="a congress as a folder of CSV files")
    verbs = congress.add_subparsers(required=True, metavar="VERB")
    template = verbs.add_parser("template", help="write commented CSV templates into a folder")
    template.add_argument("folder")
    load = verbs.add_parser("load", help="check a folder, load it, plan and publish the congress")
    load.add_argument("folder")
    load.add_argument("--skip-bad", action="store_true", help="leave faulty rows out, with a report")
    load.add_argument("--no-plan", action="store_true", help="load only")
    load.add_argument("--notify", action="store_true", help="mail everybody who has a meeting in the published plan")

    def run_template(arguments: argparse.Namespace) -> int:
        from grono.cli.congress import write_folder

        return write_folder(arguments.folder)

    def run_load(arguments: argparse.Namespace) -> int:
        from grono.cli.congress import load_congress

        return load_congress(
            arguments.folder, skip_bad=arguments.skip_bad, plan=not arguments.no_plan, notify=arguments.notify
        )

    template.set_defaults(run=run_template)
    load.set_defaults(run=run_load)


def _add_import(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    imports = commands.add_parser("import", help="bring files into the directory")
    kinds = imports.add_subparsers(required=True, metavar="KIND")
    for kind, what in (
        ("organisations", "organisations out of a CSV or XLSX file"),
        ("clusters", "clusters with their members out of a CSV file"),
        ("profiles", "cooperation profiles out of a CSV file"),
        ("projects", "projects out of a file with one JSON object a line"),
    ):
        _add_import_of(kinds, kind, what)
    cordis = kinds.add_parser("cordis", help="projects and their participants as CORDIS publishes them")
    cordis.add_argument("files", nargs="+", help="project.csv and organization.csv, XML files, folders or ZIPs of them")
    cordis.add_argument("--report", help="write refused rows and mended cells into this CSV file")
    cordis.add_argument("--keep-persons", action="store_true", help="take participants that read as natural persons")

    def run(arguments: argparse.Namespace) -> int:
        from grono.cli.cordis import import_cordis_files

        return import_cordis_files(arguments.files, keeps_persons=arguments.keep_persons, report=arguments.report)

    cordis.set_defaults(run=run)
    _add_import_calls(kinds)
    _add_import_rules(kinds)
    _add_import_schedule(kinds)


def _add_import_calls(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = kinds.add_parser("calls", help="topic records of the EU Funding & Tenders portal")
    command.add_argument("file", help="JSON lines, an array, or an object with results; also gzipped")
    command.add_argument("--selection", action="store_true", help="the file is a part: mark nothing as absent")

    def run(arguments: argparse.Namespace) -> int:
        from grono.cli.calls import import_calls_file

        return import_calls_file(arguments.file, is_selection=arguments.selection)

    command.set_defaults(run=run)


def _add_import_rules(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = kinds.add_parser("rules", help="rules of eligibility out of a JSON file, or those that come with Grono")
    command.add_argument("file", nargs="?", help="one version, or an object with versions; none: all that come along")

    def run(arguments: argparse.Namespace) -> int:
        from grono.cli.calls import import_rules_file

        return import_rules_file(arguments.file)

    command.set_defaults(run=run)


def _add_import_schedule(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = kinds.add_parser("schedule", help="a programme out of frab XML or JSON, CSV or XLSX, into a draft")
    command.add_argument("file")
    command.add_argument("--edition", required=True, metavar="SLUG", help="into which edition")
    command.add_argument("--language", default="", help="of texts that do not say theirs; else the edition's first")
    command.add_argument(
        "--times", choices=("moments", "clock"), default="", help="times of another zone: convert, keep"
    )
    command.add_argument("--zone", default="", help="time zone of the file's clock times")
    command.add_argument("--map", action="append", metavar="OURS=THEIRS", help="which column of a table is which")
    command.add_argument(
        "--room", action="append", metavar="NAME=CODE", help="a room's code, create or skip for an unknown room"
    )
    command.add_argument("--rooms", choices=("create", "skip"), default="", help="all other unknown rooms")
    command.add_argument("--whole", action="store_true", help="sessions not in the file lose their places in the draft")
    command.add_argument("--skip-bad", action="store_true", help="leave events with faults out")

    def run(arguments: argparse.Namespace) -> int:
        from grono.cli.schedule import import_schedule_file

        return import_schedule_file(arguments)

    command.set_defaults(run=run)


def _add_import_of(kinds: "argparse._SubParsersAction[argparse.ArgumentParser]", kind: str, what: str) -> None:
    command = kinds.add_parser(kind, help=what)
    command.add_argument("file")
    command.add_argument("--skip-bad", action="store_true", help="leave faulty rows out, with a report")
    if kind == "organisations":
        command.add_argument("--map", action="append", metavar="OURS=THEIRS", help="which column of the file is which")
        command.add_argument("--country", default="", help="country of rows that give none")
        command.add_argument("--sheet", default="", help="sheet of an XLSX file")
        command.add_argument("--encoding", default="", help="encoding of a CSV file")

    def run(arguments: argparse.Namespace) -> int:
        from grono.cli.imports import import_file, import_table

        if kind == "organisations":
            return import_table(arguments)
        return import_file(kind, arguments.file, skip_bad=arguments.skip_bad)

    command.set_defaults(run=run)
