"""`manage.py` beside a running system, beside itself, and alone."""

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from leqing.embedded.postgres import Postgres
from leqing.embedded.state import Lock
from leqing.environment import BASE_DIR
from leqing.management.commands import migrate


def manage(*arguments, **variables):
    env = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env={**env, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.slow
def test_commands_alone_take_turns_with_a_database_of_their_own(tmp_path):
    home = str(tmp_path / "var")
    both = [manage("showmigrations", "leqing", LEQING_VAR=home) for _ in range(2)]
    for command in both:
        out, err = command.communicate(timeout=60)
        assert command.returncode == 0, err
        assert "[X] 0001_trigrams" in out
    lock = Lock(tmp_path / "var")
    assert lock.acquire()
    assert lock.read() is None
    lock.release()
    Postgres(tmp_path / "var").destroy()  # data may lie elsewhere


def test_a_command_without_need_starts_nothing(tmp_path):
    command = manage("check", LEQING_VAR=str(tmp_path / "var"))
    assert command.communicate(timeout=60)[0].startswith("System check identified no issues")
    assert {path.name for path in (tmp_path / "var").iterdir()} == {"secret_key", "data_key"}


@pytest.fixture
def address(transactional_db):
    s = connection.settings_dict
    return f"postgresql://{s['USER']}:{s['PASSWORD']}@{s['HOST']}:{s['PORT']}/{s['NAME']}"


def test_migrate_waits_for_another_migrate(address):
    with psycopg.connect(address, autocommit=True) as other:
        other.execute("select pg_advisory_lock(%s)", [migrate.LOCK])
        command = manage("migrate", "--verbosity", "0", DATABASE_URL=address, DJANGO_DEBUG="local")
        until = time.monotonic() + 20
        waiting = "select 1 from pg_locks where locktype = 'advisory' and not granted"
        while not other.execute(waiting).fetchone():
            assert time.monotonic() < until
            assert command.poll() is None, command.communicate()
            time.sleep(0.05)
    out, err = command.communicate(timeout=30)
    assert (command.returncode, out, err) == (0, "", "")


@pytest.fixture
def busy(monkeypatch):
    """A table that is in use for the first `times` tries."""

    def busy(times):
        tries = []

        def handle(self, *args, **options):
            tries.append(1)
            if len(tries) <= times:
                raise OperationalError("canceling statement due to lock timeout")

        monkeypatch.setattr(migrate.MigrateCommand, "handle", handle)
        monkeypatch.setattr(migrate, "PAUSE", 0)
        return tries

    return busy


@pytest.mark.django_db
def test_migrate_tries_again_when_a_table_is_in_use(busy):
    tries = busy(2)
    call_command("migrate")
    assert len(tries) == 3


@pytest.mark.django_db
def test_migrate_gives_up_in_the_end(busy):
    tries = busy(99)
    with pytest.raises(OperationalError, match="lock timeout"):
        call_command("migrate")
    assert len(tries) == migrate.TRIES
