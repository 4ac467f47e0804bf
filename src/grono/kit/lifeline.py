"""Tie the life of a child process to the life of the process that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # from <linux/prctl.h>

# Loaded here and not in the child: between fork and exec as little as possible may happen.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(sent: signal.Signals) -> Callable[[], None]:
    """Return a ``preexec_fn`` after which the kernel sends ``sent`` to the child when its parent goes.

    The kernel watches the *thread* that starts the child: start children from a thread that lives as long
    as they should, best the main one. Linux only; elsewhere the returned function does nothing.
    """
    parent = os.getpid()

    def ask_the_kernel() -> None:
        if _libc is None:
            return
        _libc.prctl(PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # it went before we asked: nobody would tell us any more
            os._exit(1)

    return ask_the_kernel
