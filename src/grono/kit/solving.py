"""Run an engine in a process of its own, hear how far it has got, and stop it with its best kept.

The child is spawned, never forked: solvers with threads of their own hang after a fork. It goes when its parent
goes. Problem and result travel by pickle, both ways between our own processes.
"""

import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from multiprocessing.connection import Connection, wait
from typing import Any


class EngineCrashed(Exception):
    """The child process ended without a result; the message says how."""


def run(
    engine: str,
    function: str,
    arguments: Mapping[str, Any],
    *,
    on_report: Callable[[Any], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    poll_seconds: float = 0.5,
) -> Any:
    """Call ``engine.function(**arguments, progress=…)`` in a spawned process and return its result.

    ``on_report`` receives each progress report in this process. ``should_stop`` is asked about every
    ``poll_seconds``; once it says yes the engine is told to finish with the best it has.
    Raises ``EngineCrashed`` when the child dies or raises.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    stop = context.Event()
    child = context.Process(target=_work, args=(theirs, stop, engine, function), daemon=True)
    child.start()
    theirs.close()
    try:
        # Sent after the start and in a thread: a child that dies before it has read a large problem closes its end,
        # while arguments of the process itself would leave the parent writing into a full pipe for ever.
        threading.Thread(target=_send, args=(ours, dict(arguments)), daemon=True).start()
        return _listen(ours, child, stop, on_report, should_stop, poll_seconds)
    finally:
        ours.close()
        child.join(5)
        if child.is_alive():
            child.kill()
            child.join()


def _listen(
    ours: Connection,
    child: Any,
    stop: Any,
    on_report: Callable[[Any], None] | None,
    should_stop: Callable[[], bool] | None,
    poll_seconds: float,
) -> Any:
    while True:
        if should_stop is not None and not stop.is_set() and should_stop():
            stop.set()
        if not wait([ours, child.sentinel], timeout=poll_seconds):
            continue
        if not ours.poll():
            raise _crash(child)
        try:
            kind, value = ours.recv()
        except EOFError:
            raise _crash(child) from None
        if kind == "report":
            if on_report is not None:
                on_report(value)
        elif kind == "result":
            return value
        else:
            raise EngineCrashed(value)


def _crash(child: Any) -> EngineCrashed:
    child.join(5)
    return EngineCrashed(f"The engine's process ended with exit code {child.exitcode}.")


def _send(pipe: Connection, arguments: dict[str, Any]) -> None:
    with suppress(OSError):  # the child is gone; the listener says so
        pipe.send(arguments)


def _work(pipe: Connection, stop: Any, engine: str, function: str) -> None:
    """Work in the child: import the engine, solve, send reports and the result."""
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    arguments = pipe.recv()

    def progress(report: Any) -> bool:
        pipe.send(("report", report))
        return not stop.is_set()

    try:
        solve = getattr(import_module(engine), function)
        pipe.send(("result", solve(**arguments, progress=progress)))
    except Exception as error:
        pipe.send(("error", f"{type(error).__name__}: {error}"))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
