"""Make or renew the environment in .venv, on a machine that has Python and a package index and nothing else.

    python3 scripts/bootstrap.py         what the site needs to run
    python3 scripts/bootstrap.py --dev   also what tests and checks need

uv, at a fixed version, is installed into .uv and installs exactly what uv.lock names. Without --dev nothing that is
there already is removed, so that running the site and testing it take turns without installing anything anew.
This file runs on whatever Python the machine has, so it says in words when that one is too old.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

UV = "uv==0.13.9"
OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
UV_FOLDER = ROOT / ".uv"
UV_PROGRAM = UV_FOLDER / "bin" / "uv"
UV_STAMP = UV_FOLDER / UV


def main():
    if sys.version_info < OLDEST:
        sys.exit(
            "Grono needs Python 3.11 or newer; {} is {}.{}. Name a newer one: make demo PYTHON=python3.11".format(
                sys.executable, *sys.version_info[:2]
            )
        )
    if not UV_STAMP.exists():
        install_uv()
    sync(dev="--dev" in sys.argv[1:])


def install_uv():
    """Install uv with pip: from an environment of its own, or, where Python comes without venv, beside one."""
    print("Installing", UV, flush=True)
    shutil.rmtree(UV_FOLDER, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", UV_FOLDER], capture_output=True)
    if made.returncode == 0:
        command = [UV_FOLDER / "bin" / "python", "-m", "pip", "install", "--quiet", UV]
    else:
        shutil.rmtree(UV_FOLDER, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", UV_FOLDER, UV]
    if subprocess.run(command).returncode != 0:
        sys.exit(
            "uv could not be installed with: {}\n"
            "This Python needs venv or pip (on Debian: apt-get install python3-venv) and a package index.".format(
                " ".join(map(str, command))
            )
        )
    UV_STAMP.touch()
