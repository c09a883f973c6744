"""Who runs the servers of a folder, and where they answer.

A lock is held as long as its owner lives, so a killed owner never blocks the next start; the
record beside it counts only while the lock is held.
"""

import fcntl
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO

from leqing.embedded.process import end_leftover, private_folder, write_private


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A running instance.

    Attributes:
        owner: ``up`` or the name of the command that started the servers for itself.
        children: number of each process it started, with a part of its command line.
        address: of the web server, empty before it answers.
    """

    owner: str
    pid: int
    database_url: str = ""
    redis_url: str = ""
    address: str = ""
    children: dict[str, str] = field(default_factory=dict)


class Lock:
    """The right to run servers in one folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.record = home / "running.json"
        self._file: IO[str] | None = None
        self._earlier: Running | None = None  # what a killed owner left written

    def acquire(self) -> bool:
        """Take the lock, without waiting; False when somebody else has it."""
        private_folder(self.home)
        descriptor = os.open(self.home / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
        file = os.fdopen(descriptor, "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        self._earlier = self.read()
        self.record.unlink(missing_ok=True)
        return True

    def release(self) -> None:
        if self._file:
            self.record.unlink(missing_ok=True)
            self._file.close()
            self._file = None

    def write(self, running: Running) -> None:
        write_private(self.record, json.dumps(asdict(running), indent=1))

    def read(self) -> Running | None:
        """What the owner wrote; None when there is nothing yet or it is unreadable."""
        try:
            return Running(**json.loads(self.record.read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def end_leftovers(self) -> None:
        """End the processes of an owner that was killed; only for who holds the lock now.

        On Linux they end by themselves within moments; elsewhere nothing tells them.
        """
        if self._earlier:
            for pid, marker in self._earlier.children.items():
                end_leftover(int(pid), marker)
