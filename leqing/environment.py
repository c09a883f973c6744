"""Reading the environment: defaults on one's own machine, else one clear line for each gap."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
KEY_LENGTH, KEY_VARIETY = 50, 5  # what Django's `check --deploy` asks of a key
BRINGS_SERVERS = "LEQING_BRINGS_SERVERS"  # set by `manage.py up` for its own process alone


MODES = {"0": "a real server", "1": "own machine, with traces", "local": "own machine"}


class Environment:
    """Reads variables and gathers what is wrong, so that all of it is told at once.

    An empty variable counts as one that is not set.

    Attributes:
        local: whether this is one's own machine. That is said, by a person or by `manage.py`, and
            never concluded from silence: an open door must not be what somebody forgot.
        brings_servers: whether this is `manage.py up`, which starts the servers that are not named
            and gives its children their addresses.
    """

    def __init__(self, variables: dict[str, str] | None = None) -> None:
        self.variables = dict(os.environ) if variables is None else variables
        self.problems: list[str] = []
        mode = self.variables.get("DJANGO_DEBUG") or ""
        if mode not in MODES:
            found = f"is {mode!r}" if mode else "is not set"
            self.problems.append(
                f"DJANGO_DEBUG {found}: 0 on a real server, local or 1 on one's own machine."
            )
        self.local = mode != "0"
        self.brings_servers = bool(self.variables.get(BRINGS_SERVERS))

    def __call__(self, name: str, default: str) -> str:
        return self.variables.get(name) or default

    def required(self, name: str, *, local: str) -> str:
        """A variable that only one's own machine may leave out."""
        value = self.variables.get(name)
        if not value and not self.local:
            self.problems.append(f"{name} is not set; DJANGO_DEBUG=0 needs it.")
        return value or local

    def server(self, name: str, *, local: str) -> str:
        """The address of a server: required, but where `manage.py up` brings one of its own."""
        if self.brings_servers:
            return self(name, local)
        return self.required(name, local=local)

    def site(self, name: str, *, local: str) -> str:
        """Where the site answers, without a stroke at its end; a real server's is https."""
        value = self.required(name, local=local).rstrip("/")
        if not self.local and self.variables.get(name) and not value.startswith("https://"):
            self.problems.append(
                f"{name} is {value}: https:// was expected; links in mails begin with it."
            )
        return value

    def secret(self, name: str, *, local: Callable[[], str]) -> str:
        """A key: long, varied, and not one of Django's examples."""
        value = self.variables.get(name)
        if self.local:
            return value or local()
        if not value:
            self.problems.append(f"{name} is not set; DJANGO_DEBUG=0 needs it.")
        else:
            self._refuse_easy(name, value)
        return value or "not set"

    def older_secrets(self, name: str) -> list[str]:
        """Keys that were in use before the present one, comma separated; none where not set."""
        keys = self.words(name, "")
        for key in keys:
            self._refuse_easy(name, key)
        return keys

    def refuse_same(self, name: str, other: str) -> None:
        """Two keys of a real server are two: one that leaks is not both."""
        value = self.variables.get(name)
        if value and not self.local and value == self.variables.get(other):
            self.problems.append(f"{name} is {other}: a key of its own was expected.")

    def _refuse_easy(self, name: str, key: str) -> None:
        easy = len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY
        if not self.local and (easy or key.startswith("django-insecure-")):
            self.problems.append(
                f"{name} is too easy: give at least {KEY_LENGTH} random characters."
            )

    def hosts(self, name: str, *, local: str) -> list[str]:
        """Host names, comma separated; a real server names them, and ``*`` is no name there."""
        self.required(name, local=local)
        hosts = self.words(name, local)
        if "*" in hosts and not self.local:
            self.problems.append(f"{name} is *: name the hosts; any host is not one.")
        return hosts

    def words(self, name: str, default: str) -> list[str]:
        return [word.strip() for word in self(name, default).split(",") if word.strip()]

    def integer(self, name: str, default: int) -> int:
        value = self(name, str(default))
        if not (value.isascii() and value.isdigit()):
            self.problems.append(f"{name} is {value!r}: a whole number was expected.")
            return default
        return int(value)

    def flag(self, name: str, *, default: bool) -> bool:
        value = self(name, "1" if default else "0")
        if value not in ("0", "1"):
            self.problems.append(f"{name} is {value!r}: 1 or 0 was expected.")
        return value == "1"

    def finish(self) -> None:
        """End the reading.

        Raises:
            ImproperlyConfigured: something is missing or wrong; a line for each variable.
        """
        if self.problems:
            raise ImproperlyConfigured("\n".join(self.problems))


def database_from_url(url: str, **limits: str) -> dict[str, Any]:
    """Django's settings for a libpq address, sockets and options included.

    Args:
        url: ``postgresql://…`` or libpq's ``key=value`` form.
        limits: server settings of each connection, such as ``lock_timeout="3s"``. They win over
            ``options`` of the address, whatever else stands there stays.
    """
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {str(error).strip()}") from None
    options = [parts["options"]] if parts.get("options") else []
    parts["options"] = " ".join(
        [*options, *(f"-c {name}={value}" for name, value in limits.items())]
    )
    names = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{name: str(parts.pop(key, "")) for name, key in names.items()},
        "OPTIONS": parts,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def var_dir() -> Path:
    """The private folder of this checkout: servers' data, logs, mails. ``LEQING_VAR`` moves it."""
    return Path(os.environ.get("LEQING_VAR") or BASE_DIR / "var").resolve()


def local_key(folder: Path, name: str) -> str:
    """A key of this checkout, made on first use and readable by its owner alone.

    Args:
        name: of its file, such as ``secret_key``.
    """
    path = folder / name
    try:
        return path.read_text()
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(draft, path)  # the first of several processes wins; the others read its key
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text()
