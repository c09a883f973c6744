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


class Environment:
    """Reads variables and gathers what is wrong, so that all of it is told at once.

    An empty variable counts as one that is not set.
    """

    def __init__(self, variables: dict[str, str] | None = None) -> None:
        self.variables = dict(os.environ) if variables is None else variables
        self.local = self.variables.get("DJANGO_DEBUG", "") != "0"
        self.problems: list[str] = []

    def __call__(self, name: str, default: str) -> str:
        return self.variables.get(name) or default

    def required(self, name: str, *, local: str) -> str:
        """A variable that only one's own machine may leave out."""
        value = self.variables.get(name)
        if not value and not self.local:
            self.problems.append(f"{name} is not set; DJANGO_DEBUG=0 needs it.")
        return value or local

    def secret(self, name: str, *, local: Callable[[], str]) -> str:
        """A signing key: long, varied, and not one of Django's examples."""
        value = self.variables.get(name)
        if self.local:
            return value or local()
        if not value:
            self.problems.append(f"{name} is not set; DJANGO_DEBUG=0 needs it.")
        elif (
            len(value) < KEY_LENGTH
            or len(set(value)) < KEY_VARIETY
            or value.startswith("django-insecure-")
        ):
            self.problems.append(
                f"{name} is too easy: give at least {KEY_LENGTH} random characters."
            )
        return value or "not set"

    def hosts(self, name: str, default: str) -> list[str]:
        """Host names, comma separated; ``*`` is refused outside one's own machine."""
        hosts = self.words(name, default)
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

    def at_least(self, name: str, default: int, *, least: int) -> int:
        value = self.integer(name, default)
        if value < least:
            self.problems.append(f"{name} is {value}: at least {least} was expected.")
        return value

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


def local_secret_key(folder: Path) -> str:
    """The signing key of this checkout, made on first use and readable by its owner alone."""
    path = folder / "secret_key"
    try:
        return path.read_text()
    except FileNotFoundError:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".secret_key.{os.getpid()}"
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
