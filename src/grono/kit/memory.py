"""The most memory that this process and its descendants ever held."""

import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType


class PeakMemory:
    """Watches the process tree while the ``with`` block runs. Linux only; elsewhere the report is empty.

    The kernel keeps each process's high-water mark (VmHWM), so looking now and then misses nothing but processes
    shorter than the pause between two looks.
    """

    def __init__(self, pause_seconds: float = 0.1) -> None:
        self.pause = pause_seconds
        self.peaks: dict[int, tuple[str, int]] = {}
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "PeakMemory":
        self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.done.set()
        self.thread.join()

    def report(self) -> list[tuple[str, float]]:
        """Return (process, MiB), the largest first; processes of one name are given by their largest."""
        largest: dict[str, int] = {}
        for name, kilobytes in self.peaks.values():
            largest[name] = max(kilobytes, largest.get(name, 0))
        return sorted(((name, size / 1024) for name, size in largest.items()), key=lambda pair: -pair[1])

    def _watch(self) -> None:
        while True:
            for pid in _tree():
                # Gone meanwhile, or ended and not yet collected: such a process has no VmHWM any more.
                with suppress(OSError, KeyError, ValueError):
                    self.peaks[pid] = _peak(pid)
            if self.done.wait(self.pause):
                return


def _tree() -> list[int]:
    """Return this process and all its descendants."""
    found = [Path("/proc/self").resolve().name] if Path("/proc/self").exists() else []
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            with suppress(OSError):
                found += task.read_text().split()
    return [int(pid) for pid in found]


def _peak(pid: int) -> tuple[str, int]:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    name = fields["Name"].strip()
    if name.startswith("python"):
        name = "engine" if "--multiprocessing-fork" in words else "grono"
    return name, int(fields["VmHWM"].split()[0])
