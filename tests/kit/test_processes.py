"""The supervisor, run as a program of its own and ended in every way."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from grono.kit import postgres, processes

SLEEPING = ["sleep", "600"]
SLEEPING_WITH_CHILD = ["sh", "-c", "sleep 600 & exec sleep 600"]
STUBBORN = ["sh", "-c", "trap '' TERM; echo stubborn; while :; do sleep 600; done"]
FAILING = ["sh", "-c", "exit 3"]

PROGRAM = """
import contextlib, json, sys
from pathlib import Path
from grono.kit import postgres, processes

processes.FIRST_PAUSE = 0.01
processes.LOOK_SECONDS = 0.02
folder, commands, with_database = Path(sys.argv[1]), json.loads(sys.argv[2]), bool(sys.argv[3])
say = lambda text: print(text, flush=True)
with processes.sole_owner(folder, say=say), processes.stoppable(), contextlib.ExitStack() as stack:
    database = None
    if with_database:
        database = stack.enter_context(postgres.start(folder / "pg", settings={"fsync": "off"}))
    children = [processes.Child(name, command, grace=0.5) for name, command in commands.items()]
    sys.exit(processes.supervise(children, folder=folder, database=database, say=say))
"""


class Site:
    """A supervisor over a folder, running as a program; ``running`` are the processes below it."""

    def __init__(self, folder: Path, commands: dict[str, Sequence[str]], *, with_database: bool = False) -> None:
        self.folder = folder
        self.program = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, folder, json.dumps(commands), "yes" if with_database else ""],
            stdout=subprocess.PIPE,
            text=True,
            # Tests started under nohup ignore SIGHUP, and so would the program.
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),
        )

    def running(self) -> list[int]:
        return processes.leftovers(self.folder)

    def until_running(self, number: int) -> list[int]:
        until(lambda: len(self.running()) == number)
        return self.running()

    def said(self) -> str:
        """Wait for the program to end and return all that it said."""
        assert self.program.stdout is not None
        with self.program:
            return self.program.stdout.read()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var with spaces"
    yield folder
    processes.end_leftovers(folder)


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def test_port_is_free_until_somebody_listens(taken_port: int) -> None:
    assert not processes.port_is_free("127.0.0.1", taken_port)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    assert processes.port_is_free("127.0.0.1", port)


def test_taken_port_is_reported_with_what_to_do(taken_port: int) -> None:
    with pytest.raises(processes.ProcessError) as caught:
        processes.require_port("127.0.0.1", taken_port)
    assert str(caught.value) == (
        f"Port {taken_port} is in use. Run make demo PORT={taken_port + 1}, or stop what listens there."
    )


@pytest.mark.parametrize("port", [70000, -1])
def test_impossible_port_is_reported(port: int) -> None:
    with pytest.raises(processes.ProcessError, match=f"Nothing can listen on 127.0.0.1 port {port}"):
        processes.require_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("sent", "with_database"), [(signal.SIGTERM, True), (signal.SIGINT, False), (signal.SIGHUP, False)]
)
def test_signal_stops_everything(folder: Path, sent: signal.Signals, with_database: bool) -> None:
    site = Site(folder, {"web": SLEEPING, "worker": SLEEPING_WITH_CHILD}, with_database=with_database)
    site.until_running(3)
    assert bool(postgres.server_processes(folder / "pg")) is with_database
    site.program.send_signal(sent)
    assert (site.said(), site.program.returncode) == ("", 0)
    assert site.running() == []
    assert postgres.server_processes(folder / "pg") == []


def test_child_that_does_not_end_is_killed_after_its_grace(folder: Path) -> None:
    site = Site(folder, {"worker": STUBBORN})
    assert site.program.stdout is not None
    assert site.program.stdout.readline() == "stubborn\n"
    site.program.terminate()
    assert site.said() == ""
    assert (site.program.returncode, site.running()) == (0, [])


def test_killed_child_is_started_again_and_its_own_children_are_ended(folder: Path) -> None:
    site = Site(folder, {"worker": SLEEPING_WITH_CHILD})
    before = site.until_running(2)
    leader = next(pid for pid in before if os.getpgid(pid) == pid)
    os.kill(leader, signal.SIGKILL)
    until(lambda: len(site.running()) == 2 and not set(site.running()) & set(before))
    site.program.terminate()
    assert site.said() == "The worker ended (signal SIGKILL); it starts again in 0.01 s.\n"


def test_child_that_keeps_ending_stops_everything(folder: Path) -> None:
    site = Site(folder, {"web": SLEEPING, "worker": FAILING})
    said = site.said().splitlines()
    assert len(said) == processes.TRIES
    assert said[0] == "The worker ended (exit code 3); it starts again in 0.01 s."
    assert said[-1] == "The worker keeps ending, so everything stops. See its messages above."
    assert (site.program.returncode, site.running()) == (1, [])


def test_killed_supervisor_leaves_nothing_running(folder: Path) -> None:
    site = Site(folder, {"web": SLEEPING, "worker": SLEEPING}, with_database=True)
    site.until_running(2)
    site.program.kill()
    assert site.said() == ""
    until(lambda: site.running() == [] and postgres.server_processes(folder / "pg") == [])


def test_killed_database_stops_everything(folder: Path) -> None:
    site = Site(folder, {"web": SLEEPING}, with_database=True)
    site.until_running(1)
    os.kill(int((folder / "pg" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    assert site.said() == (
        f"PostgreSQL has ended, so everything stops. Its log: {folder / 'pg' / 'server.log'}. Start again to recover.\n"
    )
    assert (site.program.returncode, site.running()) == (1, [])


def test_what_a_killed_child_of_a_killed_supervisor_left_is_ended_at_the_next_start(folder: Path) -> None:
    site = Site(folder, {"worker": SLEEPING_WITH_CHILD})
    orphan = next(pid for pid in site.until_running(2) if os.getpgid(pid) != pid)
    os.kill(site.program.pid, signal.SIGSTOP)
    os.kill(os.getpgid(orphan), signal.SIGKILL)
    site.program.kill()
    site.program.wait()
    assert site.running() == [orphan]
    said: list[str] = []
    with processes.sole_owner(folder, say=said.append):
        assert site.running() == []
    assert site.said() == ""
    assert said == [f"Ending what an earlier run left behind: processes {orphan}."]


def test_second_owner_of_a_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "HANDOVER_SECONDS", 0)
    message = f"Grono already runs over {folder} \\(process {os.getpid()}\\). Use it, or stop it first"
    with (
        processes.sole_owner(folder),
        pytest.raises(processes.ProcessError, match=message),
        processes.sole_owner(folder),
    ):
        pass


def test_next_owner_waits_for_one_that_is_stopping(folder: Path) -> None:
    first = Site(folder, {"web": SLEEPING})
    first.until_running(1)
    second = Site(folder, {"web": SLEEPING})
    assert second.program.stdout is not None
    assert second.program.stdout.readline() == (
        f"Grono already runs over {folder} (process {first.program.pid}). Waiting in case it is stopping.\n"
    )
    first.program.terminate()
    assert first.said() == ""
    second.until_running(1)
    assert (folder / ".owner").read_text() == str(second.program.pid)
    second.program.terminate()
    assert (second.said(), second.program.returncode) == ("", 0)


def test_folder_that_cannot_be_used_is_reported(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with (
        pytest.raises(processes.ProcessError, match="cannot be used"),
        processes.sole_owner(tmp_path / "var"),
    ):
        pass


def test_stoppable_unwinds_what_was_begun() -> None:
    ended = []

    def work() -> None:
        with processes.stoppable():
            try:
                os.kill(os.getpid(), signal.SIGTERM)
            finally:
                ended.append("released")

    with pytest.raises(SystemExit, match=str(128 + signal.SIGTERM)):
        work()
    assert ended == ["released"]
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
