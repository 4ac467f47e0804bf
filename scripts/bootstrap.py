"""Make or renew the environment in .venv, on a machine that has Python and a package index and nothing else.

    python3 scripts/bootstrap.py         what the site needs to run
    python3 scripts/bootstrap.py --dev   also what tests and checks need
    python3 scripts/bootstrap.py --bench also the peers beside which benchmarks measure

uv, at a fixed version, goes into .uv and installs exactly what uv.lock names. Without --dev it removes nothing
that is there, so that running the site and testing it take turns without installing anything anew.
This file runs on whatever Python the machine has, and says in words when that one is too old.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

UV = "uv==0.13.9"
OLDEST = (3, 11)
UV_FOLDER = Path(".uv")
UV_PROGRAM = UV_FOLDER / "bin" / "uv"
UV_STAMP = UV_FOLDER / UV
ENVIRONMENT = Path(".venv")
RUN_STAMP = ENVIRONMENT / ".stamp-run"
DEV_STAMP = ENVIRONMENT / ".stamp-dev"
BENCH_STAMP = ENVIRONMENT / ".stamp-bench"

MISSING_PIP = """\
uv could not be installed: {command}
It needs a package index, and a Python with pip or venv (on Debian: apt-get install python3-venv)."""


def main() -> None:
    """Install uv unless it is there, then what the lock names; the stamps tell make when that was."""
    os.chdir(Path(__file__).resolve().parent.parent)
    if sys.version_info < OLDEST:
        sys.exit(
            f"Grono needs Python 3.11 or newer; {sys.executable} is {sys.version.split()[0]}. "
            "Name a newer one, for example: make demo PYTHON=python3.11"
        )
    measuring = "--bench" in sys.argv[1:]
    development = measuring or "--dev" in sys.argv[1:]
    if not UV_STAMP.exists():
        install_uv()
    install_packages(development=development, measuring=measuring)
    RUN_STAMP.touch()
    if development:
        DEV_STAMP.touch()
    if measuring:
        BENCH_STAMP.touch()
    else:
        BENCH_STAMP.unlink(missing_ok=True)


def install_uv() -> None:
    """Install uv into a folder of the project, by the pip of this Python or that of a fresh environment."""
    print(f"Installing {UV}", flush=True)
    shutil.rmtree(UV_FOLDER, ignore_errors=True)
    pip = ["-m", "pip", "install", "--quiet", UV]
    command = [sys.executable, *pip, "--target", str(UV_FOLDER)]
    if subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode != 0:
        made = subprocess.run([sys.executable, "-m", "venv", str(UV_FOLDER)])
        if made.returncode != 0:
            sys.exit(MISSING_PIP.format(command=" ".join(map(str, made.args))))
        command = [str(UV_FOLDER / "bin" / "python"), *pip]
    quiet = {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if subprocess.run(command, env={**os.environ, **quiet}).returncode != 0:
        sys.exit(MISSING_PIP.format(command=" ".join(command)))
    UV_STAMP.touch()


def install_packages(*, development: bool, measuring: bool) -> None:
    """Bring .venv to what uv.lock names."""
    command = [str(UV_PROGRAM), "sync", "--locked"]
    if not development:
        command += ["--no-dev", "--inexact"]
    if measuring:
        command += ["--group", "bench"]
    if not (ENVIRONMENT / "pyvenv.cfg").exists():
        command += ["--python", sys.executable]
    settings = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    settings |= {"UV_PYTHON_DOWNLOADS": "never", "UV_PROJECT_ENVIRONMENT": str(ENVIRONMENT)}
    code = subprocess.run(command, env=settings).returncode
    if code != 0:
        sys.exit(f"The packages named in uv.lock could not be installed (exit code {code}); uv says why above.")


if __name__ == "__main__":
    main()
