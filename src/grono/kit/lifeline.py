"""Tie the life of one process to that of another, so that even ``kill -9`` leaves nothing running."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>

# Loaded here and not in the child: between fork and exec as little as possible may happen.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _ask_for(sent: signal.Signals) -> None:
    """Ask the kernel to send us ``sent`` when our parent goes. Linux only; elsewhere nothing happens."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)


def die_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` after which the child gets ``sent`` when its parent goes.

    The kernel watches the *thread* that starts the child: start children from a thread that lives as long as
    they should, best the main one. Changing the user clears the request: change it before.
    """
    parent = os.getpid()

    def ask() -> None:
        _ask_for(sent)
        if os.getppid() != parent:  # it went before we asked: nobody would tell us any more
            os._exit(1)

    return ask


def follow_parent(sent: signal.Signals = signal.SIGTERM) -> None:
    """From now on get ``sent`` when the process that started this one goes (a killed ``make``, say)."""
    _ask_for(sent)
