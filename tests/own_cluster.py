"""A pytest plugin: one PostgreSQL of its own for the whole run, and an environment that is the same everywhere.

It is loaded before the settings are (``-p`` in pyproject.toml), so nothing here may import Django. Set
GRONO_TEST_DATABASE_URL to run the tests on another server.
"""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from grono.kit import postgres

FAST = {  # nothing here must survive a crash
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
SERVER = pytest.StashKey[postgres.Running]()
FOLDER = pytest.StashKey[Path]()


def _is_worker() -> bool:
    """Whether this is a process of pytest-xdist, which inherits all of this from the one that started it."""
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Settle the environment before Django's settings read it: no variable of the developer's gets in."""
    if _is_worker():
        return
    given = os.environ.get("GRONO_TEST_DATABASE_URL")
    for name in [name for name in os.environ if name.startswith("GRONO_")]:
        del os.environ[name]
    folder = Path(tempfile.mkdtemp(prefix="grono-tests-"))
    folder.chmod(0o711)  # the server may run as another user, who has to pass
    (folder / "static").mkdir()  # WhiteNoise warns when it is missing
    early_config.stash[FOLDER] = folder
    os.environ["GRONO_VAR"] = str(folder)
    os.environ["DATABASE_URL"] = given or postgres.dsn(folder / "pg")
    if not given:
        early_config.stash[SERVER] = postgres.start(folder / "pg", settings=FAST)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove all that the run wrote."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()
    if FOLDER in config.stash:
        shutil.rmtree(config.stash[FOLDER], ignore_errors=True)
