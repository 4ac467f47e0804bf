"""An engine for tests of the process that runs engines."""

import os
import signal
import threading
from pathlib import Path


def count(upto, progress):
    """Report 1 … upto and return upto."""
    for number in range(1, upto + 1):
        progress(number)
    return upto


def forever(progress):
    """Work until told to stop; return how many steps were made."""
    steps = 1
    while progress(steps):
        steps += 1
    return steps


def fail(progress):
    """Raise."""
    raise ValueError("no such table")


def die(progress):
    """End without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def note_and_wait(path, progress):
    """Write the process id and wait for ever."""
    Path(path).write_text(str(os.getpid()))
    threading.Event().wait()
