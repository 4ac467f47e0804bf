"""Engines in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grono.kit import solving

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _importable(monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    monkeypatch.setenv("PYTHONPATH", str(HERE))


def test_run_returns_the_result_and_hears_every_report():
    heard = []
    assert solving.run("toy_engine", "count", {"upto": 3}, on_report=heard.append) == 3
    assert heard == [1, 2, 3]


def test_run_stops_the_engine_with_its_best_so_far():
    result = solving.run("toy_engine", "forever", {}, should_stop=lambda: True, poll_seconds=0.05)
    assert result >= 1


def test_run_tells_what_the_engine_raised():
    with pytest.raises(solving.EngineCrashed, match=r"^ValueError: no such table$"):
        solving.run("toy_engine", "fail", {})


def test_run_tells_that_the_engine_was_killed():
    with pytest.raises(solving.EngineCrashed, match="exit code -9"):
        solving.run("toy_engine", "die", {})


def test_child_ends_when_its_parent_is_killed(tmp_path):
    note = tmp_path / "pid"
    script = f"from grono.kit import solving; solving.run('toy_engine', 'note_and_wait', {{'path': {str(note)!r}}})"
    parent = subprocess.Popen([sys.executable, "-c", script])
    child = int(_content(note))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    assert _gone(child)


def _content(path: Path) -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if path.exists() and (text := path.read_text()):
            return text
        os.sched_yield()
    raise AssertionError(f"{path} was never written")


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        os.sched_yield()
    return False
