"""Progress of the engines on a terminal: bars where there is one, lines where there is none."""

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

NAMES = {"programme": "Programme", "meetings": "Meeting plan"}


class Bars:
    """One bar for each plan, fed by the engines' reports."""

    def __init__(self) -> None:
        self.console = Console()
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<14}"),
            BarColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[detail]}"),
            console=self.console,
        )
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> "Bars":
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self.tasks.values():
            self.progress.update(task, completed=1.0)
        self.progress.stop()

    def say(self, text: str) -> None:
        """Print a line above the bars."""
        self.console.print(text, highlight=False)

    def hear(self, kind: str, report: Any) -> None:
        """Take an engine's report."""
        if kind not in self.tasks:
            self.tasks[kind] = self.progress.add_task(NAMES.get(kind, kind), total=1.0, detail="")
        detail = " · ".join(filter(None, (report.phase, report.message)))
        self.progress.update(self.tasks[kind], completed=report.fraction or 0.0, detail=detail[:60])
