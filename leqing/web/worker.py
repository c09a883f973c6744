"""gunicorn's worker of threads, with lanes for addresses and no thread for whoever is slow."""

from __future__ import annotations

import errno
import selectors
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from socket import SHUT_WR, socket
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from leqing.addresses import connection_of, vouched_address
from leqing.web.connections import PIECE, SEND_TIME, Connection
from leqing.web.lanes import Lanes

LONGEST = 64  # requests of one address that wait in one process: a room of people pressing a button
# Seconds that a thread may compute before another one has its turn. A page that asks the database
# twenty times waits so often behind whoever computes; Python's own 5 ms make 0.2 s of it.
TURN = 0.001
NEVER_MIND = (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK)
# Before Django could choose a language: both.
BUSY = (
    "<!DOCTYPE html><html lang='zh-hans'><meta charset='utf-8'><title>请稍等片刻</title>"
    "<p>现在同时到达的请求很多，请稍后再试。</p>"
    "<p lang='en'>Very much is asked at once just now. Try again in a moment.</p></html>"
).encode()
REFUSAL = (
    b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 5\r\nCache-Control: no-store\r\n"
    b"Content-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s" % (len(BUSY), BUSY)
)

TOO_LONG = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"Connection: close\r\nContent-Length: 0\r\n\r\n"
)


class LaneWorker(ThreadWorker):
    """A thread for a request whose head is whole and whose address has its turn.

    One address has at most half of the threads, so that a visitor from elsewhere finds one free.
    Health has a thread of its own.
    """

    def init_process(self) -> None:
        """See gunicorn's."""
        sys.setswitchinterval(TURN)
        threads = self.cfg.threads
        share = max(1, threads // 2)
        self.lanes: Lanes[Connection] = Lanes(places=threads, share=share, longest=LONGEST)
        self.health = ThreadPoolExecutor(max_workers=1)
        super().init_process()

    # -- in the main thread -----------------------------------------------------------------------

    def accept(self, listener: socket) -> None:
        """See gunicorn's; a connection that says nothing costs no thread."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in NEVER_MIND:
                raise
            return
        self.nr_conns += 1
        self._await_head(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket) -> None:
        """See gunicorn's: the next request of a connection begins."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._await_head(conn)

    def on_pending_socket_readable(self, conn: Connection, client: socket) -> None:
        """See gunicorn's: a part of a head is there."""
        whole = conn.read_head()
        if whole is False:
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        if whole is None:
            self._close(conn)
        elif conn.is_too_long:
            self._refuse(conn, TOO_LONG)
        else:
            self.enqueue_req(conn)

    def enqueue_req(self, conn: Connection) -> None:
        """See gunicorn's: health at once, everybody else in their lane."""
        if conn.is_health:
            self._begin(conn, self.health.submit)
            return
        if conn.head:  # else it is a request that came right behind another one
            conn.lane = _lane_of(conn)
        if self.lanes.join(conn.lane, conn):
            self._begin_waiting()
        else:
            self._refuse(conn, REFUSAL)

    def finish_request(self, conn: Connection, fs: Future[Any]) -> None:
        """See gunicorn's; the place goes to whoever is next."""
        if conn.in_work:
            conn.in_work = False
            self.lanes.end(conn.lane)
        super().finish_request(conn, fs)
        self._begin_waiting()

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

    def _await_head(self, conn: Connection) -> None:
        conn.await_head()
        self.pending_conns.append(conn)
        ready = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, ready)

    def _begin_waiting(self) -> None:
        while (conn := self.lanes.begin()) is not None:
            conn.in_work = True
            self._begin(conn, self.tpool.submit)

    def _begin(self, conn: Connection, submit: Callable[..., Future[Any]]) -> None:
        future = submit(self.handle, conn)
        future.add_done_callback(lambda it: self.method_queue.defer(self.finish_request, conn, it))

    def _refuse(self, conn: Connection, answer: bytes) -> None:
        """Say no, as far as the sender listens; waits for nothing."""
        try:
            conn.sock.send(answer)
            conn.sock.shutdown(SHUT_WR)
            conn.sock.recv(PIECE)  # what is left unread would take the answer back
        except OSError:
            pass
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.close()

    # -- in a thread ------------------------------------------------------------------------------

    def handle(self, conn: Connection) -> Any:
        """See gunicorn's; what was read already comes first."""
        conn.resume()
        return super().handle(conn)

    def handle_request(self, req: Any, conn: Connection) -> Any:
        """See gunicorn's; whoever does not take the answer is left."""
        conn.sock.settimeout(SEND_TIME)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            self.log.debug("An answer was not taken in time.")
            return False


def _lane_of(conn: Connection) -> str:
    peer = conn.client[0] if isinstance(conn.client, tuple) else ""
    return connection_of(vouched_address(peer, conn.forwarded)) or peer
