"""A connection whose head is read without a thread, and whose body may not come too slowly."""

from __future__ import annotations

import time
from socket import socket
from typing import Any

from gunicorn.http.errors import NoMoreData
from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn

HEAD_TIME = 10.0  # seconds for a whole head
BODY_TIME = 10.0  # seconds for a body, besides what its length allows
PACE = 16 * 1024  # bytes a second, the least that a long body must come at
SEND_TIME = 20.0  # seconds for one piece of an answer to be taken
LONGEST_HEAD = 32 * 1024  # gunicorn refuses shorter ones already, by their fields
PIECE = 8 * 1024
END = b"\r\n\r\n"
HEALTH = (b"GET /healthz ", b"HEAD /healthz ")


class PacedReader(SocketUnreader):
    """Reads a body as long as it comes at a walking pace."""

    def __init__(self, sock: socket) -> None:
        super().__init__(sock)
        self._until = 0.0
        self.begin()

    def begin(self) -> None:
        """A request begins."""
        self._until = time.monotonic() + BODY_TIME

    def chunk(self, size_hint: int | None = None) -> bytes:
        """See gunicorn's.

        Raises:
            NoMoreData: it came too slowly; gunicorn closes the connection.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise NoMoreData
        self.sock.settimeout(left)
        try:
            piece: bytes = super().chunk(size_hint)
        except TimeoutError:
            raise NoMoreData from None
        finally:
            self.sock.settimeout(SEND_TIME)
        self._until += len(piece) / PACE
        return piece


class Connection(TConn):
    """A connection of gunicorn's that waits for a whole head before it asks for a thread.

    Attributes:
        head: what was read of the next request.
        lane: whose request it is.
        in_work: whether it has a place in the lanes.
    """

    def __init__(self, cfg: Any, sock: socket, client: Any, server: Any) -> None:
        super().__init__(cfg, sock, client, server)
        self.head = bytearray()
        self.lane = ""
        self.in_work = False
        self.data_ready = True  # no thread waits for the first byte

    def await_head(self) -> None:
        """Read from now on without a thread."""
        self.head.clear()
        self.timeout = time.monotonic() + HEAD_TIME
        self.sock.setblocking(False)

    def read_head(self) -> bool | None:
        """Read what is there: True for a whole head or too long a one, None when nobody sends."""
        try:
            piece = self.sock.recv(PIECE)
        except BlockingIOError:
            return False
        except OSError:
            return None
        if not piece:
            return None
        seen = max(0, len(self.head) - len(END))
        self.head += piece
        return self.head.find(END, seen) >= 0 or len(self.head) >= LONGEST_HEAD

    @property
    def is_too_long(self) -> bool:
        """Whether the head has not come to its end within what a head may have."""
        return len(self.head) >= LONGEST_HEAD and END not in self.head

    @property
    def is_health(self) -> bool:
        """Whether somebody only asks whether this process answers."""
        return self.head.startswith(HEALTH)

    @property
    def forwarded(self) -> str:
        """What the head says in ``X-Forwarded-For``; of several lines the entries of all."""
        lines = bytes(self.head).split(END, 1)[0].split(b"\r\n")[1:]
        pairs = (line.partition(b":") for line in lines)
        found = [value for name, _colon, value in pairs if name.lower() == b"x-forwarded-for"]
        return b",".join(found).decode("latin-1")

    def resume(self) -> None:
        """Give a thread what was read without one."""
        self.sock.setblocking(True)
        self.init()
        if not isinstance(self.parser.unreader, PacedReader):
            self.parser.unreader = PacedReader(self.sock)
        self.parser.unreader.begin()
        if self.head:
            self.parser.unreader.unread(bytes(self.head))
            self.head.clear()
