"""The private servers: kept data, private files, no collision."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
import redis

from leqing.embedded.commands import needs_database
from leqing.embedded.postgres import Postgres, namespace_works
from leqing.embedded.process import (
    ServerError,
    command_of,
    end,
    end_leftover,
    last_lines,
    spawn,
)
from leqing.embedded.state import Lock, Running
from leqing.embedded.valkey import Valkey
from leqing.environment import BASE_DIR


def mode(path):
    return path.stat().st_mode & 0o777


@pytest.fixture
def start():
    """Start servers; all of them end with the test."""
    servers = []

    def start(server):
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.destroy()


def test_postgres_keeps_its_data_and_its_secrets(tmp_path, start):
    home = tmp_path / "a folder with 空格"
    first = Postgres(home)
    with psycopg.connect(start(first), autocommit=True) as connection:
        connection.execute("create table kept as select 42 as n")
    assert first.fresh
    first.stop()
    second = Postgres(home)
    with psycopg.connect(start(second)) as connection:
        assert connection.execute("select n from kept").fetchone() == (42,)
    assert not second.fresh
    assert second.data.name.startswith("pg1")
    assert mode(home) == 0o700
    assert mode(second.data) == 0o700
    assert mode(second.password_file) == 0o600
    assert mode(second.log) == 0o600


def test_postgres_asks_for_the_password(tmp_path, start):
    url = start(Postgres(tmp_path, durable=False))
    password = (tmp_path / "pg18.password").read_text()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(url.replace(password, "guess"))


def test_a_start_killed_in_the_middle_of_making_the_data_is_forgotten(tmp_path, start):
    server = Postgres(tmp_path, durable=False)
    draft = server.data.with_name("pg18.new")
    draft.mkdir()
    (draft / "PG_VERSION").write_text("18\n")
    start(server)
    assert not draft.exists()


def test_data_of_another_major_version_are_not_passed_over(tmp_path, start):
    (tmp_path / "pg17").mkdir()
    with pytest.raises(ServerError, match="pg17 is of another PostgreSQL"):
        start(Postgres(tmp_path))


@pytest.mark.skipif(os.geteuid() == 0 and not namespace_works(), reason="data lie elsewhere")
def test_data_without_their_password_are_not_thrown_away(tmp_path, start):
    server = Postgres(tmp_path, durable=False)
    start(server)
    server.stop()
    server.password_file.unlink()
    with pytest.raises(ServerError, match=r"pg18\.password is gone"):
        server.start()


def test_postgres_left_by_a_killed_start_is_ended_first(tmp_path, start):
    first, second = Postgres(tmp_path, durable=False), Postgres(tmp_path, durable=False)
    start(first)
    with psycopg.connect(start(second)) as connection:
        assert connection.execute("select 1").fetchone() == (1,)
    assert first.pid != second.pid
    assert first._process.wait(5) is not None


def test_valkey_keeps_its_queue_and_its_secrets(tmp_path, start):
    first = Valkey(tmp_path)
    with redis.Redis.from_url(start(first)) as client:
        client.rpush("queue", "a")
    os.kill(first.pid, signal.SIGKILL)
    second = Valkey(tmp_path)
    with redis.Redis.from_url(start(second)) as client:
        assert client.lrange("queue", 0, -1) == [b"a"]
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert mode(second.data) == 0o700
    assert mode(second.configuration) == 0o600


def test_valkey_asks_for_the_password(tmp_path, start):
    url = start(Valkey(tmp_path))
    assert ":@" not in url
    with (
        redis.Redis.from_url("redis://" + url.split("@")[1]) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()


def test_two_checkouts_side_by_side_have_servers_of_their_own(tmp_path, start):
    one, other = tmp_path / "one", tmp_path / "other"
    urls = [start(kind(home)) for home in (one, other) for kind in (Postgres, Valkey)]
    assert len(set(urls)) == 4


def test_a_child_ends_with_the_process_that_started_it(tmp_path):
    code = (
        "import signal, sys, time; from pathlib import Path;"
        "from leqing.embedded.process import spawn;"
        f"child = spawn(['sleep', '60'], log=Path({str(tmp_path / 'log')!r}));"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=BASE_DIR, stdout=subprocess.PIPE)
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 5
    while command_of(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert command_of(child) is None


def test_a_process_that_does_not_listen_is_killed(tmp_path):
    process = spawn(["sh", "-c", "trap '' TERM; echo ready; sleep 60"], log=tmp_path / "log")
    while "ready" not in last_lines(tmp_path / "log"):
        time.sleep(0.02)
    end(process, grace=0.2)
    assert process.returncode == -signal.SIGKILL


def sleeper(tmp_path):
    """A process that has become `sleep 60`; a moment long its command line is empty."""
    process = spawn(["sleep", "60"], log=tmp_path / "log")
    while command_of(process.pid) != "sleep 60":
        time.sleep(0.01)
    return process


def test_a_number_that_belongs_to_another_process_now_is_left_alone(tmp_path):
    process = sleeper(tmp_path)
    end_leftover(process.pid, tmp_path / "somewhere else")
    assert process.poll() is None
    end(process)


def test_one_owner_at_a_time_and_none_after_its_end(tmp_path):
    first, second = Lock(tmp_path), Lock(tmp_path)
    assert first.acquire()
    first.write(Running(owner="up", pid=1, database_url="postgresql://…"))
    assert not second.acquire()
    assert second.read().database_url == "postgresql://…"
    assert mode(first.record) == 0o600
    first.release()
    assert second.acquire()
    assert second.read() is None
    second.release()


def test_processes_of_a_killed_owner_are_ended(tmp_path):
    process = sleeper(tmp_path)
    killed = Lock(tmp_path)
    killed.acquire()
    killed.write(Running(owner="up", pid=1, children={str(process.pid): "sleep 60"}))
    killed._file.close()
    lock = Lock(tmp_path)
    assert lock.acquire()
    assert lock.read() is None
    lock.end_leftovers()
    assert process.wait(5) == -signal.SIGTERM
    lock.release()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"owner": "up", "unheard": 1}'])
def test_an_unreadable_record_counts_as_none(tmp_path, text):
    lock = Lock(tmp_path)
    lock.record.write_text(text)
    assert lock.read() is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", False),
        ("help", False),
        ("migrate", True),
        ("migrate --help", False),
        ("check", False),
        ("check --deploy", False),
        ("check --database default", True),
        ("up", False),
        ("makemigrations --check", False),
        ("catalogue check", False),
        ("catalogue --verbosity 2 check", True),
        ("catalogue load", True),
        ("evaluate --facts f.json", True),
        ("evaluate --facts f.json --document p.yaml", False),
        ("evaluate --document=p.yaml --facts f.json", False),
        ("shell -c pass", True),
    ],
)
def test_only_commands_that_need_a_database_get_one(line, expected):
    assert needs_database(line.split()) is expected


def test_a_missing_wheel_is_told_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("leqing.embedded.postgres.find_spec", lambda name: None)
    with pytest.raises(ServerError, match="set DATABASE_URL"):
        Postgres(tmp_path)
