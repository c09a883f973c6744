"""Gives each ``manage.py`` command the database it needs.

``DATABASE_URL`` wins. Else a running ``manage.py up`` of this folder is asked for its addresses.
Else PostgreSQL is started for the time of the command; a first one is migrated and filled.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from leqing.embedded.process import ServerError
from leqing.embedded.state import Lock, Running

WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "findstatic",
        "help",
        "makemessages",
        "makemigrations",
        "sendtestemail",
        "startapp",
        "startproject",
        "up",
        "version",
    }
)
PATIENCE = 60.0  # seconds that a command waits for another one's servers


def needs_database(arguments: Sequence[str]) -> bool:
    """Whether a command line (without the program's name) reads or writes the database."""
    words = [word for word in arguments if not word.startswith("-")]
    if not words or words[0] in WITHOUT_DATABASE or {"--help", "-h", "--version"} & {*arguments}:
        return words[:1] == ["check"] and any(word.startswith("--database") for word in arguments)
    if words[:2] == ["catalogue", "check"]:
        return False
    document = any(word.split("=")[0] == "--document" for word in arguments)
    return not (words[0] == "evaluate" and document)


@contextmanager
def database_for(arguments: Sequence[str], home: Path) -> Iterator[None]:
    """Have ``DATABASE_URL`` (and ``REDIS_URL`` of a running instance) set while a command runs.

    Raises:
        ServerError: the database cannot be had.
    """
    if os.environ.get("DATABASE_URL") or not needs_database(arguments):
        yield
        return
    lock = Lock(home)
    running = _lock_or_running(lock)
    if running:
        os.environ["DATABASE_URL"] = running.database_url
        os.environ.setdefault("REDIS_URL", running.redis_url)
        yield
        return
    try:
        with _own_server(lock, arguments, home):
            yield
    finally:
        lock.release()


def _lock_or_running(lock: Lock) -> Running | None:
    """Take the lock (None), or give the running instance whose servers can be used."""
    until, told = time.monotonic() + PATIENCE, False
    while not lock.acquire():
        running = lock.read()
        if running and running.owner == "up" and running.database_url:
            return running
        if time.monotonic() > until:
            raise ServerError(f"Another command holds the database of {lock.home}.")
        if not told:
            _tell("Waiting for another command's database …")
            told = True
        time.sleep(0.2)
    return None


@contextmanager
def _own_server(lock: Lock, arguments: Sequence[str], home: Path) -> Iterator[None]:
    from leqing.embedded.postgres import Postgres

    lock.end_leftovers()
    server = Postgres(home)
    try:
        os.environ["DATABASE_URL"] = server.start()
        lock.write(
            Running(
                owner=arguments[0], pid=os.getpid(), children={str(server.pid): str(server.data)}
            )
        )
        if server.fresh and arguments[0] not in ("migrate", "prepare"):
            _tell("A first database is made …")
            prepare = [sys.executable, sys.argv[0], "prepare"]
            if subprocess.run(prepare, check=False, stdout=sys.stderr.fileno()).returncode:
                raise ServerError("The first database could not be made; see above.")
        yield
    finally:
        os.environ.pop("DATABASE_URL", None)
        server.stop()


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
