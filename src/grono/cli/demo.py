"""``grono demo``: the demonstration edition, from nothing to a published congress that is served."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from grono.kit import environ, processes
from grono.kit.lifeline import die_with_parent
from grono.kit.memory import PeakMemory
from grono.kit.postgres_account import PostgresError

HOST = "127.0.0.1"
#: The demonstration's present: Wednesday morning of the congress, so that something is on.
CLOCK = "2027-05-19T10:20:00+02:00"


def run_demo(*, port: int, data_only: bool) -> int:
    """Prepare the demonstration and, unless only the data is wanted, serve it until asked to stop."""
    os.environ["GRONO_DEMO"] = "1"
    os.environ["GRONO_COLLECTED"] = "1"
    os.environ.setdefault("GRONO_CLOCK", CLOCK)
    os.environ.setdefault("GRONO_BASE_URL", f"http://{HOST}:{port}")
    from grono.cli.serving import database, run_processes

    var = environ.folder("GRONO_VAR", Path("var"))
    started = time.monotonic()
    try:
        with processes.sole_owner(var), processes.stoppable():
            if not data_only:
                processes.require_port(HOST, port)
            with database() as server:
                with PeakMemory() as memory:
                    code = _prepare_apart(var)
                if code or data_only:
                    _say_costs(time.monotonic() - started, memory)
                    return code
                return run_processes(server, host=HOST, port=port, started=started)
    except (processes.ProcessError, PostgresError) as error:
        print(error, file=sys.stderr)
        return 1


def _prepare_apart(var: Path) -> int:
    """Prepare the data in a process of its own, so that what it loads (dictionaries, engines) goes with it."""
    return subprocess.run(
        [sys.executable, "-m", "grono.cli.demo"],
        env={**os.environ, processes.MARK: str(var.resolve())},
        preexec_fn=die_with_parent(signal.SIGTERM),
        check=False,
    ).returncode


def prepare_data() -> int:
    """Migrate, load, plan and publish what is missing; return the exit code."""
    from grono.cli.progress import Bars
    from grono.cli.serving import prepare

    prepare()
    from grono.demo.loading import load_demo
    from grono.site.folder.loading import FolderRefused, PlanningFailed

    with Bars() as bars:
        try:
            load_demo(say=bars.say, hear=bars.hear)
        except FolderRefused as refused:
            for fault in refused.faults:
                print(fault, file=sys.stderr)
            return 1
        except PlanningFailed as failed:
            print(failed, file=sys.stderr)
            return 1
    return 0


def _say_costs(seconds: float, memory: PeakMemory) -> None:
    print(f"Data ready after {seconds:.1f} s. Peak memory of each process:")
    for name, megabytes in memory.report():
        print(f"  {megabytes:7.0f} MiB  {name}")


if __name__ == "__main__":
    sys.exit(prepare_data())
