"""Everything on one machine with one command; ends with everything it started."""

import contextlib
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from leqing import demo
from leqing.embedded.postgres import Postgres
from leqing.embedded.process import ServerError, last_lines
from leqing.embedded.state import Lock, Running
from leqing.embedded.valkey import Valkey
from leqing.environment import BASE_DIR, BRINGS_SERVERS
from leqing.mailbox import Mailbox
from leqing.supervisor import Child, Supervisor

OF_ANOTHER_MAIL_SERVER = (
    "EMAIL_HOST_USER",
    "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS",
    "EMAIL_USE_SSL",
)
PORTS_TO_TRY = 50
WEB_PATIENCE = 60.0  # seconds until the web server must answer
WORKER_GRACE = 25.0  # for the tasks that run


class Command(BaseCommand):
    help = "Start servers where none are named, then web, worker and beat, until Ctrl-C."
    requires_system_checks = []
    program = ""  # the database as web, worker and beat know it, where we brought it

    def handle(self, *args: Any, **options: Any) -> None:
        self.began = time.monotonic()
        self.home: Path = settings.VAR_DIR
        self.lock = Lock(self.home)
        self._take_lock()
        self.env = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.env.pop(BRINGS_SERVERS, None)  # what it starts is to see the addresses themselves
        self.servers: list[Postgres | Valkey] = []
        code = 1
        try:
            self.lock.end_leftovers()
            self.demo = _demo_is_wanted()
            self.port = _free_web_port(os.environ.get("PORT") or "8000", self._say)
            self.address = f"http://127.0.0.1:{self.port}/"
            self.env["SITE_URL"] = os.environ.get("SITE_URL") or self.address
            self.env["STATIC_IS_COLLECTED"] = "0" if settings.DEBUG else "1"
            self.supervisor = Supervisor(self._children(), say=self._say_of)
            self.supervisor.listen()
            with contextlib.ExitStack() as stack:
                code = self._run(stack)
        except ServerError as error:
            self._say(str(error))
        finally:
            self.lock.release()
        sys.exit(code)

    def _run(self, stack: contextlib.ExitStack) -> int:
        stack.callback(lambda: self._say("stopped."))
        self._start_servers(stack)
        self._start_mailbox(stack)
        self._record()
        self._prepare()
        self._demonstrate()
        if self.supervisor.asked_to_end:
            return 0
        stack.callback(self.supervisor.end_all)
        for child in self.supervisor.children:
            child.start(self._env_of(child), cwd=BASE_DIR)
        self._record()
        if self._wait_for_web():
            self._record(answering=True)
            behind = "" if settings.LOCAL else f", for the proxy of {settings.SITE_URL}"
            self._say(f"ready: {self.address}{behind}")
            self._say_how_to_sign_in()
        code = self.supervisor.run()
        self._say("stopping …")
        return code

    # -- what is said -----------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self._say_of("leqing", f"{time.monotonic() - self.began:5.1f} s  {text}")

    def _say_of(self, name: str, text: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # a closed terminal is no reason to leave a mess
            self.stdout.write(f"{name:>8} | {text}")
            self.stdout.flush()

    def _say_how_to_sign_in(self) -> None:
        if "MAILS_ARE_KEPT" in self.env and settings.LOCAL:
            self._say(demo.founders_sign_in(self.address))
        if self.demo:
            for line in demo.staff_sign_in(self.address):
                self._say(line)

    # -- starting ---------------------------------------------------------------------------------

    def _take_lock(self) -> None:
        until = time.monotonic() + 60
        while not self.lock.acquire():
            running = self.lock.read()
            if running and running.owner == "up":
                where = running.address or "it is still starting"
                raise CommandError(f"Already running here (process {running.pid}): {where}")
            if time.monotonic() > until:
                raise CommandError(f"Another command holds the database of {self.home}.")
            time.sleep(0.2)
        self.lock.write(Running(owner="up", pid=os.getpid()))

    def _start_servers(self, stack: contextlib.ExitStack) -> None:
        for variable, name, kind in (
            ("DATABASE_URL", "PostgreSQL", Postgres),
            ("REDIS_URL", "Valkey", Valkey),
        ):
            if os.environ.get(variable):
                self._say(f"{name}: the one of {variable}")
                continue
            server = kind(self.home)
            stack.callback(server.stop)
            self.env[variable] = server.start()
            if isinstance(server, Postgres):
                self.program = server.program_address(self.env[variable])
            self.servers.append(server)
            self.supervisor.servers.append(server)
            self._say(f"{name} started, data in {server.data}")

    def _start_mailbox(self, stack: contextlib.ExitStack) -> None:
        if os.environ.get("EMAIL_HOST"):
            return
        mailbox = Mailbox(
            self.home / "mail",
            address=self.address,
            said=lambda text: self._say_of("mail", text),
        )
        mailbox.start()
        stack.callback(mailbox.stop)
        self.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mailbox.port)}
        for name in OF_ANOTHER_MAIL_SERVER:
            self.env.pop(name, None)
        self.env["MAILS_ARE_KEPT"] = "1"
        pages = f", to be read at {self.address}mailbox/" if settings.LOCAL else ""
        self._say(f"mails are kept in {mailbox.folder}{pages}")

    def _prepare(self) -> None:
        roles = {"DATABASE_URL": self.program, "DATABASE_OWNER_URL": self.env["DATABASE_URL"]}
        env = roles if self.program else {}
        if self._step("prepare", **env) and not self.supervisor.asked_to_end:
            raise ServerError("The database could not be prepared; see above.")

    def _demonstrate(self) -> None:
        if not self.demo or self.supervisor.asked_to_end:
            return
        if demo.is_there(self.env["DATABASE_URL"]):
            return
        if self._step("demo", "--verbosity", "0") and not self.supervisor.asked_to_end:
            self.demo = False
            self._say("The demonstration could not be made, see above; going on without.")

    def _step(self, command: str, *arguments: str, **env: str) -> int:
        """Run a command to its end, or to ours, and show what it says; its exit code."""
        logs = self.home / "log"
        line = ["manage.py", command, *arguments]
        step = Child(command, line, marker=f"manage.py {command}", grace=10, logs=logs)
        step.start({**self.env, **env}, cwd=BASE_DIR)
        while not step.has_ended() and not self.supervisor.asked_to_end:
            self._repeat(step)
            time.sleep(0.02)
        step.end()
        self._repeat(step)
        return step.code or 0

    def _repeat(self, child: Child) -> None:
        for line in child.new_lines():
            self._say(line)

    def _children(self) -> list[Child]:
        logs = self.home / "log"
        scratch = "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(self.home)
        bind = f"127.0.0.1:{self.port}"
        web = ["-m", "gunicorn", "leqing.wsgi", "--bind", bind, "--workers", "2", "--threads", "4"]
        web += [
            "--timeout",
            "30",
            "--worker-tmp-dir",
            scratch,
            "--access-logfile",
            "-",
            "--no-control-socket",
        ]
        web += ["--reload"] if settings.DEBUG else ["--preload"]
        celery = ["-m", "celery", "-A", "leqing"]
        worker = [
            *celery,
            "worker",
            "--loglevel",
            "INFO",
            "--concurrency",
            "2",
            "--without-gossip",
            "--without-mingle",
        ]
        beat = [*celery, "beat", "--pidfile="]
        return [
            Child("web", web, marker=bind, grace=10, logs=logs),
            Child("worker", worker, marker="leqing worker", grace=WORKER_GRACE, logs=logs),
            Child("beat", beat, marker="leqing beat", grace=10, logs=logs),
        ]

    def _env_of(self, child: Child) -> dict[str, str]:
        env = {name: value for name, value in self.env.items() if name != "DATABASE_OWNER_URL"}
        if self.program:
            env["DATABASE_URL"] = self.program
        if child.name != "worker":
            return env
        # a batch may ask the database for longer than a page may
        return {"DATABASE_STATEMENT_TIMEOUT": "90s", **env}

    def _record(self, *, answering: bool = False) -> None:
        marks = {str(server.pid): str(server.data) for server in self.servers}
        for child in self.supervisor.children:
            if child.pid:
                marks[str(child.pid)] = child.marker
        self.lock.write(
            Running(
                owner="up",
                pid=os.getpid(),
                database_url=self.env.get("DATABASE_URL", ""),
                redis_url=self.env.get("REDIS_URL", ""),
                address=self.address if answering else "",
                children=marks,
            )
        )

    def _wait_for_web(self) -> bool:
        """Whether the web server answers; a child that ended meanwhile is left to ``run``."""
        host = settings.ALLOWED_HOSTS[0].lstrip(".")
        question = urllib.request.Request(f"{self.address}healthz", headers={"Host": host})
        until = time.monotonic() + WEB_PATIENCE
        while not self.supervisor.asked_to_end and not self.supervisor.look():
            try:
                with urllib.request.urlopen(question, timeout=2):
                    return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
            if time.monotonic() > until:
                web = self.supervisor.children[0]
                raise ServerError(f"The web server does not answer.\n{last_lines(web.log)}")
        return False


def _demo_is_wanted() -> bool:
    """On one's own machine, unless turned off; in a database that somebody named, if turned on."""
    named = bool(os.environ.get("DATABASE_URL"))
    value = os.environ.get("LEQING_DEMO") or ("0" if named else "1")
    if value not in ("0", "1"):
        raise ServerError(f"LEQING_DEMO is {value!r}: 1 or 0 was expected.")
    return value == "1" and bool(settings.LOCAL)


def _free_web_port(text: str, say: Callable[[str], None]) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536 - PORTS_TO_TRY):
        raise ServerError(f"PORT is {text!r}: a number such as 8000 was expected.")
    wanted = int(text)
    for port in range(wanted, wanted + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port != wanted:
            say(f"port {wanted} is taken by another program; using {port} (PORT=… to choose)")
        return port
    raise ServerError(f"No free port between {wanted} and {wanted + PORTS_TO_TRY - 1}.")
