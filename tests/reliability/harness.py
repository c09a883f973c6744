"""Real servers and real processes for one test, and the line that it prints."""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import TYPE_CHECKING, Any

import redis

from leqing.embedded.postgres import Postgres
from leqing.embedded.process import end, free_port, private_folder, spawn
from leqing.embedded.valkey import Valkey
from leqing.environment import BASE_DIR
from tests.reliability.browser import Browser

if TYPE_CHECKING:
    from leqing.supervisor import Child

# Own defaults, whatever the shell of the tester has.
OWN = ["DJANGO_DEBUG", "DJANGO_SECRET_KEY", "DJANGO_ALLOWED_HOSTS", "PROXY_COUNT", "MAILS_ARE_KEPT"]
EVIDENCE = BASE_DIR / "var" / "reliability"
PATIENCE = 60.0  # seconds for what must happen soon
FREE = 0.8  # share of the machine that must be idle before a time in seconds means something


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a test found.

    Attributes:
        claims: what must hold, by name.
        figures: what is printed, in order.
    """

    claims: dict[str, bool]
    figures: dict[str, object] = field(default_factory=dict)

    @property
    def broken(self) -> list[str]:
        """The claims that do not hold."""
        return [name for name, holds in self.claims.items() if not holds]

    def line(self, name: str, *, seconds: float) -> str:
        """One line: name, verdict, figures, seconds, the load of the machine over a minute."""
        figures: dict[str, object] = {**self.figures, "secs": f"{seconds:.1f}"}
        figures["load"] = f"{os.getloadavg()[0]:.1f}"
        control = figures.pop("control", None)  # stands last
        if control is not None:
            figures["control"] = control
        if self.broken:
            figures["broken"] = ",".join(self.broken)
        words = " ".join(f"{key}={value}" for key, value in figures.items())
        return f"{name} {'FAIL' if self.broken else 'PASS'} {words}"


@dataclass(frozen=True, slots=True)
class Accepted:
    """A mail that the sink said yes to."""

    at: float
    message_id: str
    recipient: str


class Stack:
    """PostgreSQL, Valkey and a mail server that run; web, worker and beat to be started.

    Make it with :func:`running`, in the main thread: what it starts ends with that thread.

    Attributes:
        home: temporary folder of everything.
        port: of the web server.
        program: the database as what is started knows it; that of the owner where it is empty.
    """

    def __init__(self, home: Path) -> None:
        self.home, self.port, self._mail_port = home, free_port(), free_port()
        self.postgres, self.valkey = Postgres(home / "servers"), Valkey(home / "servers")
        self.mails = home / "accepted.tsv"
        self.logs = home / "log"
        self.env: dict[str, str] = {}
        self.program = ""  # the address of a role that owns nothing, for what is started
        self._children: list[Child] = []
        self._accepted: list[Accepted] = []
        self._read = 0  # bytes of the list of mails
        self._broker = 0  # number of the process that is the broker now
        self._visitors = itertools.count()
        self._exits = contextlib.ExitStack()

    # -- starting and ending ----------------------------------------------------------------------

    def start(self) -> None:
        """Start the servers, make the database, and set Django up in this process."""
        self._exits.callback(self.postgres.destroy)
        database = self.postgres.start()
        self._exits.callback(self.valkey.destroy)
        broker = self.valkey.start()
        self._broker = self.valkey.pid
        self._start_sink()
        self.env = {name: value for name, value in os.environ.items() if name not in OWN}
        self.env |= {
            "DATABASE_URL": database,
            "REDIS_URL": broker,
            "LEQING_VAR": str(self.home),
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(self._mail_port),
            "PYTHONUNBUFFERED": "1",
            "BUDGETS": "0",  # visitors of most tests ask without a pause
            "DJANGO_DEBUG": "local",
            "DJANGO_SETTINGS_MODULE": "leqing.settings",
        }
        for name in OWN:
            os.environ.pop(name, None)
        os.environ.update(self.env)
        self._run("manage.py", "migrate", "--verbosity", "0")
        self._fill()

    def stop(self) -> None:
        """End every process, by its number, the youngest first."""
        for child in reversed(self._children):
            child.ask_to_end()
        for child in reversed(self._children):
            with contextlib.suppress(TimeoutError):
                wait_for(child.has_ended, 5)
            child.end()
        self._exits.close()

    def _start_sink(self) -> None:
        self.mails.touch()
        command = [sys.executable, "-m", "tests.reliability.sink", str(self._mail_port)]
        log = self.logs / "sink.log"
        process = spawn([*command, self.mails], log=log, cwd=BASE_DIR)
        self._exits.callback(end, process)
        wait_for(lambda: _listens(self._mail_port), what="the mail server")

    def _run(self, *arguments: str) -> None:
        log = self.logs / "prepare.log"
        process = spawn([sys.executable, *arguments], log=log, env=self.env, cwd=BASE_DIR)
        if process.wait(3 * PATIENCE):  # of migrations, on a machine that has others to serve
            raise RuntimeError(f"{' '.join(arguments)} failed; see {log}")

    def _fill(self) -> None:
        import django

        django.setup()
        logging.disable(logging.INFO)  # only the line of the test is shown; processes have logs
        from policies.services import load_catalogue
        from policies.services.calendar import load_calendar
        from tests.applicants.catalogue import texts

        load_catalogue(texts())
        load_calendar()

    # -- web, worker, beat ------------------------------------------------------------------------

    def child(self, kind: str, *more: str, name: str = "", **env: str) -> Child:
        """Start ``web``, ``worker`` or ``beat`` as `manage.py up` does.

        Args:
            more: arguments after its own; of two that say the same the last counts.
            name: of its log, when there are several of a kind.
            env: variables that it has beside the common ones.
        """
        from leqing.management.commands.up import Command
        from leqing.supervisor import Child

        up = Command()
        up.home, up.port, up.env, up.program = self.home, self.port, self.env, self.program
        plan = next(one for one in up._children() if one.name == kind)
        arguments = [*plan.arguments, *more]
        child = Child(name or kind, arguments, marker=plan.marker, grace=plan.grace, logs=self.logs)
        self._children.append(child)
        child.start({**up._env_of(plan), **env}, cwd=BASE_DIR)
        return child

    def web(self, *more: str, name: str = "", **env: str) -> Child:
        """Start the web server and wait until it answers."""
        child = self.child("web", *more, name=name, **env)
        wait_for(lambda: self.browser().get("/healthz").status == 200, what="the web server")
        return child

    def kill(self, child: Child) -> None:
        """SIGKILL for the whole process group: nobody gets a word in."""
        os.killpg(child.pid, signal.SIGKILL)
        wait_for(child.has_ended)

    def end(self, child: Child) -> None:
        """End a child in an orderly way."""
        child.ask_to_end()
        with contextlib.suppress(TimeoutError):
            wait_for(child.has_ended, child.grace)
        child.end()

    # -- harm to the database ---------------------------------------------------------------------

    def restart_database(self) -> None:
        """End it without a word, as a loss of power does, and start it again at the same place."""
        port = int(self.env["DATABASE_URL"].rpartition(":")[2].partition("/")[0])
        os.kill(self.postgres.pid, signal.SIGQUIT)  # PostgreSQL's immediate shutdown
        wait_for(self.postgres.has_ended, what="the database's end")
        self.postgres._process = self.postgres._serve(port)
        wait_for(lambda: self.postgres._answers(port), what="the database's return")

    # -- harm to the broker -----------------------------------------------------------------------

    def flush_broker(self) -> None:
        """Empty it while it runs."""
        with contextlib.closing(self._redis()) as client:
            client.flushall()

    def freeze_broker(self, seconds: float, *, thaw: bool = True) -> None:
        """Let it hold its connections and answer nothing."""
        os.kill(self._broker, signal.SIGSTOP)
        time.sleep(seconds)
        if thaw:
            os.kill(self._broker, signal.SIGCONT)

    def lose_broker(self, seconds: float) -> None:
        """Kill it, also when it is frozen; later one without a memory takes its address."""
        os.kill(self._broker, signal.SIGKILL)
        time.sleep(seconds)
        shutil.rmtree(self.valkey.data / "appendonlydir")
        command = [self.valkey.binary, self.valkey.configuration]
        process = spawn(command, log=self.valkey.log)
        self._exits.callback(end, process)
        self._broker = process.pid
        wait_for(self._broker_answers, what="the broker's return")

    def _broker_answers(self) -> bool:
        with contextlib.closing(self._redis()) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False

    def _redis(self) -> redis.Redis:
        return redis.Redis.from_url(self.env["REDIS_URL"], socket_timeout=5)

    # -- looking ----------------------------------------------------------------------------------

    def browser(self, cookies: dict[str, str] | None = None) -> Browser:
        """A visitor of the web server, from an address of their own."""
        number = next(self._visitors)
        source = f"127.1.{number // 250 % 250}.{number % 250 + 1}"
        return Browser(self.port, cookies or {}, source=source)

    def accepted(self) -> list[Accepted]:
        """Every mail that the sink has accepted, in order."""
        with self.mails.open(encoding="utf-8") as file:
            file.seek(self._read)
            new = file.read()
        whole, _newline, _half_written = new.rpartition("\n")
        if whole:
            self._read += len(whole.encode()) + 1
            fields = [line.split("\t") for line in whole.split("\n")]
            self._accepted += [Accepted(float(at), one, to) for at, one, to in fields]
        return self._accepted

    # -- another database -------------------------------------------------------------------------

    def copy_of_database(self, *statements: str) -> str:
        """The address of a copy, changed by some statements: there a plain variant may do harm."""
        import psycopg
        from django.db import connections

        connections.close_all()
        address, _slash, _name = self.env["DATABASE_URL"].rpartition("/")
        with psycopg.connect(f"{address}/postgres", autocommit=True) as connection:
            connection.execute("create database plain template leqing")
        with psycopg.connect(f"{address}/plain", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
        return f"{address}/plain"


@contextmanager
def running(name: str) -> Iterator[Stack]:
    """A stack for one test; its logs and list of mails are kept, everything else is removed."""
    home = Path(tempfile.mkdtemp(prefix=f"leqing-{name.lower()}-"))
    stack = Stack(home)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()
        _keep_evidence(stack, EVIDENCE / name)
        shutil.rmtree(home, ignore_errors=True)


def _keep_evidence(stack: Stack, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    for folder in (EVIDENCE.parent, EVIDENCE, place):
        private_folder(folder)
    for path in [stack.mails, *stack.logs.glob("*"), *stack.postgres.log.parent.glob("*")]:
        if path.is_file():
            shutil.copy(path, place)


def wait_for(
    condition: Callable[[], Any], seconds: float = PATIENCE, *, what: str = "it", pace: float = 0.05
) -> None:
    """Wait until a condition is true.

    Raises:
        TimeoutError: it has not become true in time.
    """
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(pace)


def p95(milliseconds: list[float]) -> float:
    """The time that 19 of 20 stay below; 0 where there are none."""
    if len(milliseconds) < 2:
        return max(milliseconds, default=0.0)
    return quantiles(milliseconds, n=20, method="inclusive")[-1]


def others_are_busy(seconds: float = 2.0) -> bool:
    """Whether others use much of the machine now, so that times say little; False if unknown."""
    before = _ticks()
    time.sleep(seconds)
    idle, whole = (new - old for new, old in zip(_ticks(), before, strict=True))
    return whole > 0 and idle < FREE * whole


def _ticks() -> tuple[int, int]:
    """Of all processors together since the start of the machine: idle, and altogether."""
    try:
        first = Path("/proc/stat").read_text().split("\n", 1)[0]
    except OSError:
        return 0, 0
    ticks = [int(word) for word in first.split()[1:]]
    return ticks[3] + ticks[4], sum(ticks)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
