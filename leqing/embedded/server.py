"""What the private servers have in common: one process, a free port, patience until it answers."""

import signal
import subprocess
import time
from pathlib import Path

from leqing.embedded.process import ServerError, end, free_port, last_lines


class Server:
    """A server of our own, started from a Python package's binary.

    Attributes:
        title: for messages.
        patience: seconds until it must answer.
        farewell, grace: the signal that ends it, and the seconds it then has.
        log: where it writes.
    """

    title = ""
    patience = 30
    farewell = signal.SIGTERM
    grace = 10.0
    log: Path
    _process: subprocess.Popen[bytes] | None = None

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
        self._prepare()
        until = time.monotonic() + self.patience
        while True:
            port = free_port()
            self._process = self._serve(port)
            if self._comes_up(port, until):
                return self._address(port)
            # somebody else may have taken the port since it was looked for
            if time.monotonic() > until or "bind" not in last_lines(self.log):
                self.stop()
                raise ServerError(f"{self.title} did not start.\n{last_lines(self.log)}")

    def stop(self) -> None:
        """End the server in an orderly way."""
        if self._process:
            end(self._process, how=self.farewell, grace=self.grace)

    def _comes_up(self, port: int, until: float) -> bool:
        """Wait until it answers; False when it ended or the time is over."""
        while not self.has_ended() and time.monotonic() < until:
            if self._answers(port):
                return True
            time.sleep(0.03)
        return False

    def _prepare(self) -> None:
        """Make what it needs before it starts; whoever calls holds the lock."""
        raise NotImplementedError

    def _serve(self, port: int) -> subprocess.Popen[bytes]:
        """Start its process on a port."""
        raise NotImplementedError

    def _answers(self, port: int) -> bool:
        """Whether it takes connections."""
        raise NotImplementedError

    def _address(self, port: int) -> str:
        """The URL with which it is reached."""
        raise NotImplementedError
