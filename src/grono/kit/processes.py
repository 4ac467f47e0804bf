"""Start the processes of a site together, keep them running, and stop all of them together.

    with processes.sole_owner(var), processes.stoppable():
        processes.require_port("127.0.0.1", 8000)
        with postgres.start(var / "pg") as server:
            exit_code = processes.supervise([web, worker], folder=var, database=server)

Every child leads a process group of its own, carries the mark of the folder in its environment, and is told
by the kernel when the supervisor is gone. So whatever is killed, and however, nothing stays behind: what the
kernel cannot reach (the children of a killed child) is ended with the child's group, or found by its mark at
the next start.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO

from grono.kit.lifeline import die_with_parent
from grono.kit.postgres import Running

MARK = "GRONO_SUPERVISED_BY"
LOOK_SECONDS = 0.2  # how often the supervisor looks at its children
SETTLED_SECONDS = 30.0  # a child that lived so long has started well
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before starting a child again; doubles each time
TRIES = 5  # quick deaths in a row after which the supervisor gives up
LEFTOVER_SECONDS = 5.0
HANDOVER_SECONDS = 10.0  # longer than any child's grace

Say = Callable[[str], None]


class ProcessError(Exception):
    """The processes cannot be started; the message says why and what to do."""


@dataclass(frozen=True)
class Child:
    """A process to keep running: ``grace`` is the number of seconds it gets between SIGTERM and SIGKILL."""

    name: str
    command: Sequence[str | Path]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace: float = 5.0


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen on ``host``:``port`` now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: a closed connection is no matter
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True


def require_port(host: str, port: int) -> None:
    """Raise ProcessError, with what to do, unless a server could listen on ``host``:``port``."""
    try:
        free = port_is_free(host, port)
    except (OSError, OverflowError) as error:
        raise ProcessError(
            f"Nothing can listen on {host} port {port} ({error}). "
            "Run make demo PORT=8001, or with another port from 1024 to 65535."
        ) from error
    if not free:
        other = port + 1 if port < 65535 else port - 1
        raise ProcessError(f"Port {port} is in use. Run make demo PORT={other}, or stop what listens there.")


@contextmanager
def stoppable() -> Iterator[None]:
    """Let the signals that stop us unwind the program, so that ``with`` blocks stop what they started."""

    def unwind(number: int, frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    with _handling(unwind):
        yield


@contextmanager
def _handling(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """Call ``handler`` on SIGINT, SIGTERM and, unless it is ignored as under nohup, SIGHUP."""
    numbers = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        numbers.append(signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in numbers}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


@contextmanager
def sole_owner(folder: Path, *, say: Say = print) -> Iterator[None]:
    """Hold ``folder`` for this process alone; first end what a killed owner left running.

    Another holder gets a moment to end (one that was just told to stop will); then ProcessError is raised.
    The lock goes with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".owner").open("a+")
    except OSError as error:
        raise ProcessError(f"The folder {folder} cannot be used: {error}. Choose one that you may write to.") from error
    with lock:
        if not _lock(lock):
            lock.seek(0)
            holder = f"Grono already runs over {folder} (process {lock.read().strip()})."
            say(f"{holder} Waiting in case it is stopping.")
            deadline = time.monotonic() + HANDOVER_SECONDS
            while not _lock(lock):
                if time.monotonic() > deadline:
                    raise ProcessError(f"{holder} Use it, or stop it first; Ctrl-C in its window does.")
                time.sleep(0.05)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        end_leftovers(folder, say=say)
        yield


def _lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def leftovers(folder: Path) -> list[int]:
    """Return the processes that a supervisor over ``folder`` started, and their descendants. Linux only."""
    wanted = os.fsencode(f"{MARK}={folder.resolve()}")
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile, or belongs to another user
            if wanted in (process / "environ").read_bytes().split(b"\0") and int(process.name) != os.getpid():
                found.append(int(process.name))
    return sorted(found)


def end_leftovers(folder: Path, *, say: Say = print) -> None:
    """End what a killed supervisor over ``folder`` left running."""
    for sent in (signal.SIGTERM, signal.SIGKILL):
        remaining = leftovers(folder)
        if not remaining:
            return
        if sent is signal.SIGTERM:
            say(f"Ending what an earlier run left behind: processes {', '.join(map(str, remaining))}.")
        for pid in remaining:
            with suppress(ProcessLookupError):
                os.kill(pid, sent)
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while leftovers(folder) and time.monotonic() < deadline:
            time.sleep(0.05)


def supervise(children: Sequence[Child], *, folder: Path, database: Running | None = None, say: Say = print) -> int:
    """Start ``children`` and keep them running until SIGINT, SIGTERM or SIGHUP; then stop them all.

    A child that ends unasked is started again after a pause that doubles; one that keeps ending at once, or a
    ``database`` that is gone, stops everything. The database itself is left to whoever started it, so that it
    goes last. A second signal ends the waiting. Call it from the main thread. Returns the exit code: 0 when
    asked to stop, 1 when something failed.
    """
    watched = [_Watched(child, folder, say) for child in children]
    asked = threading.Event()
    hurry = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        (hurry if asked.is_set() else asked).set()

    failed = ""
    with _handling(stop):
        try:
            while not failed and not asked.wait(LOOK_SECONDS):
                failed = _look_after(watched, database)
        finally:
            if failed:
                say(failed)
            asked.set()
            _stop_all(watched, hurry)
    return 1 if failed else 0


def _look_after(watched: Sequence[_Watched], database: Running | None) -> str:
    """Start what should run and does not; return why all must stop, or an empty string."""
    if database is not None and not database.is_alive():
        return f"PostgreSQL has ended, so everything stops. Its log: {database.log}. Start again to recover."
    for one in watched:
        if not one.keep_running():
            return f"The {one.child.name} keeps ending, so everything stops. See its messages above."
    return ""


def _stop_all(watched: Sequence[_Watched], hurry: threading.Event) -> None:
    """Ask all children to end at once, wait for each as long as its grace, then end what remains."""
    asked_at = time.monotonic()
    for one in watched:
        one.ask_to_end()
    for one in watched:
        while one.runs() and not hurry.is_set() and time.monotonic() < asked_at + one.child.grace:
            time.sleep(0.02)
        one.end_group()


class _Watched:
    """One child of the supervisor and what is known about it."""

    def __init__(self, child: Child, folder: Path, say: Say) -> None:
        self.child = child
        self.folder = folder
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.start_again_at = 0.0
        self.quick_deaths = 0

    def keep_running(self) -> bool:
        """Start the child when it does not run and its pause is over; False when that is hopeless."""
        if self.process is not None and not self.runs():
            self._bury()
        if self.process is None and time.monotonic() >= self.start_again_at:
            if self.quick_deaths >= TRIES:
                return False
            self._start()
        return True

    def runs(self) -> bool:
        """Whether the process lives. A dead one is not reaped, so its number stays ours until end_group."""
        if self.process is None:
            return False
        return os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def ask_to_end(self) -> None:
        """Send SIGTERM, if the process lives."""
        if self.process is not None and self.runs():
            os.kill(self.process.pid, signal.SIGTERM)

    def end_group(self) -> None:
        """Kill what remains of the child's group, itself included, and reap it."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            [str(part) for part in self.child.command],
            env={**os.environ, **self.child.environment, MARK: str(self.folder.resolve())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops the rest in order
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def _bury(self) -> None:
        """Clear away a child that ended unasked and settle when it starts again."""
        assert self.process is not None
        self.end_group()
        code, self.process = self.process.returncode, None
        lived = time.monotonic() - self.started_at
        self.quick_deaths = 1 if lived > SETTLED_SECONDS else self.quick_deaths + 1
        pause = min(FIRST_PAUSE * 2 ** (self.quick_deaths - 1), LONGEST_PAUSE)
        self.start_again_at = time.monotonic() + pause
        if self.quick_deaths < TRIES:
            self.say(f"The {self.child.name} ended ({_ending(code)}); it starts again in {pause:g} s.")


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
