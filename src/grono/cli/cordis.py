"""``grono import cordis``: CORDIS files into directory and projects, with a bar, to be gone on with after a stop."""

import csv
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from grono.cli.serving import database

if TYPE_CHECKING:
    from grono.projects.models import CordisImport

GO_ON = "Stopped. What was read is kept: the same command goes on from there."


def import_cordis_files(files: Sequence[str], *, keeps_persons: bool, report: str | None) -> int:
    """Import CORDIS files; exit code 2 when they cannot be read at all, 1 when the import was stopped."""
    with database():
        import django

        django.setup()
        from django.utils.translation import activate

        activate("en")  # the command line speaks English whatever the site does
        return bring_in(files, keeps_persons=keeps_persons, report=report)


def bring_in(files: Sequence[str], *, keeps_persons: bool = False, report: str | None = None) -> int:
    """Import with a bar, say what came of it, and return the exit code; Django is set up."""
    from grono.projects.actions import AlreadyRunning, import_cordis
    from grono.projects.formats.cordis_files import CordisFileError

    try:
        with Bar() as bar:
            paths = [Path(file) for file in files]
            record = import_cordis(paths, by=None, keeps_persons=keeps_persons, progress=bar.hear)
    except CordisFileError as error:
        print(f"{error}\nNothing was saved.", file=sys.stderr)
        return 2
    except AlreadyRunning as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(GO_ON, file=sys.stderr)
        return 1
    _say(record, bar.rate)
    if report:
        _write_report(record, Path(report))
    return 0


class Bar:
    """A bar with percent, rows and rows a second; without a terminal only the last line is printed."""

    def __init__(self) -> None:
        self.progress = Progress(
            TextColumn("CORDIS"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rows]} rows, {task.fields[rate]}/s"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
        )
        self.task = self.progress.add_task("CORDIS", total=None, rows="0", rate="–")
        self.rows_before = self.rows = 0
        self.started = self.last = time.monotonic()

    def __enter__(self) -> "Bar":
        self.progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.progress.stop()

    @property
    def rate(self) -> int:
        """Return rows a second since the start of this run."""
        return round((self.rows - self.rows_before) / max(self.last - self.started, 1e-3))

    def hear(self, record: "CordisImport") -> None:
        """Take what the import tells when it begins, or goes on, and after each batch."""
        if not self.progress.tasks[0].total:
            self.rows_before, self.started = record.rows, time.monotonic()
        self.rows, self.last = record.rows, time.monotonic()
        self.progress.update(
            self.task,
            total=record.bytes_total,
            completed=record.bytes_done,
            rows=f"{record.rows:,}",
            rate=f"{self.rate:,}",
        )


def _say(record: "CordisImport", rate: int) -> None:
    for name, number in sorted(record.counts.items()):
        print(f"{number:>10,}  {name}")
    print(f"{record.rows:,} rows of {record}: done, {rate:,} rows a second.")


def _write_report(record: "CordisImport", path: Path) -> None:
    """Write what was refused or mended, a line each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "row", "record", "column", "outcome", "rule"])
        for note in record.notes.iterator(chunk_size=2000):
            outcome = "refused" if note.is_refusal else "mended"
            writer.writerow([note.file, note.row, note.record, note.column, outcome, note.sentence])
    print(f"Refused rows and mended cells: {path}")
