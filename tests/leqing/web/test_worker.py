"""Slow senders hold no thread, one address does not hold all of them, health waits for nobody."""

import contextlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from leqing.web.connections import BODY_TIME, HEAD_TIME
from leqing.web.worker import LONGEST
from tests.leqing.web.server import serving

THREADS = 4
SLEEP, AT_ONCE = 2.0, 1.6  # seconds that the application sleeps; seconds of who did not wait for it


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("web"), threads=THREADS) as port:
        yield port


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=60)


def head(path, address="192.0.2.1", *, method="GET", length=0, close=True):
    more = f"Content-Length: {length}\r\n" if length else ""
    more += "Connection: close\r\n" if close else ""
    return (
        f"{method} {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\n{more}\r\n"
    ).encode()


def read(connection):
    pieces = []
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def read_answer(connection):
    """One answer of a connection that stays open: it may come in several pieces."""
    pieces = b""
    while not pieces.endswith(b"}"):
        piece = connection.recv(65536)
        assert piece
        pieces += piece
    return pieces


def ask(port, path, address="192.0.2.1"):
    """The status, and seconds until it came."""
    start = time.monotonic()
    with connect(port) as connection:
        connection.sendall(head(path, address))
        answer = read(connection)
    return int(answer.split()[1]), time.monotonic() - start


@contextlib.contextmanager
def busy(port, count, address="192.0.2.1", *, seconds=SLEEP):
    """So many requests of an address that sleep, while something else is done."""
    with ThreadPoolExecutor(count) as crowd:
        answers = [crowd.submit(ask, port, f"/sleep/{seconds}", address) for _each in range(count)]
        time.sleep(0.2)
        yield answers


def test_one_address_leaves_threads_for_others(port):
    with busy(port, 8):
        status, seconds = ask(port, "/", "192.0.2.2")
    assert (status, seconds < AT_ONCE) == (200, True)


def test_those_of_one_address_wait_for_one_another(port):
    with busy(port, 6) as answers:
        pass
    assert {answer.result()[0] for answer in answers} == {200}
    assert max(answer.result()[1] for answer in answers) > 2.5 * SLEEP  # six, two at a time


def test_health_waits_for_nobody(port):
    with busy(port, 3), busy(port, 3, "192.0.2.3"):
        status, seconds = ask(port, "/healthz")
        waiting = ask(port, "/", "192.0.2.4")
    assert (status, seconds < AT_ONCE / 2) == (200, True)
    assert waiting[0] == 200


def test_too_many_of_one_address_are_refused_at_once(port):
    with busy(port, LONGEST + 30, seconds=0.2) as answers:
        assert ask(port, "/", "192.0.2.2")[0] == 200
    refused = [each.result() for each in answers if each.result()[0] == 429]
    assert len(refused) >= 10
    assert max(seconds for _status, seconds in refused) < AT_ONCE


@pytest.mark.parametrize("count", [THREADS, 20])
def test_half_a_head_holds_no_thread(port, count):
    with contextlib.ExitStack() as stack:
        for _each in range(count):
            connection = stack.enter_context(connect(port))
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        status, seconds = ask(port, "/")
    assert (status, seconds < AT_ONCE) == (200, True)


def test_half_a_body_holds_no_thread_of_others(port):
    with contextlib.ExitStack() as stack:
        for _each in range(20):
            connection = stack.enter_context(connect(port))
            connection.sendall(head("/read", method="POST", length=60_000) + b"x")
        status, seconds = ask(port, "/", "192.0.2.2")
    assert (status, seconds < AT_ONCE) == (200, True)


@pytest.mark.slow
def test_whoever_sends_too_slowly_is_closed(port):
    """A byte each second, of a head and of a body."""
    with connect(port) as slow_head, connect(port) as slow_body:
        slow_body.sendall(head("/read", "192.0.2.5", method="POST", length=60_000))
        start, ended = time.monotonic(), {}
        for each in (slow_head, slow_body):
            each.settimeout(0.5)
        while len(ended) < 2:
            assert time.monotonic() - start < max(HEAD_TIME, BODY_TIME) + 5
            for name, each in (("head", slow_head), ("body", slow_body)):
                if name in ended:
                    continue
                try:
                    each.sendall(b"G")
                    if not each.recv(1024).startswith(b"HTTP/1.1 400"):
                        ended[name] = "closed"
                    else:
                        ended[name] = "refused"
                except TimeoutError:
                    continue
                except OSError:
                    ended[name] = "closed"
    assert ended == {"head": "closed", "body": "refused"}


def test_a_head_in_pieces_is_read(port):
    with connect(port) as connection:
        for piece in (b"GET / HT", b"TP/1.1\r\nHost: x\r\nConnection: close\r\n\r", b"\n"):
            connection.sendall(piece)
            time.sleep(0.1)
        assert read(connection).startswith(b"HTTP/1.1 200")


def test_a_body_right_behind_its_head_is_read(port):
    with connect(port) as connection:
        connection.sendall(head("/read", method="POST", length=200_000) + b"x" * 200_000)
        assert read(connection).endswith(b'"octets": 200000}')


def test_one_connection_carries_many_requests(port):
    with connect(port) as connection:
        connection.sendall(head("/", close=False))
        assert read_answer(connection).startswith(b"HTTP/1.1 200")
        connection.sendall(head("/read", method="POST", length=3, close=False) + b"abc")
        assert read_answer(connection).endswith(b'"octets": 3}')
        connection.sendall(head("/", close=False) + head("/"))
        assert read(connection).count(b"HTTP/1.1 200") == 2


def test_a_head_without_an_end_is_refused_at_once(port):
    start = time.monotonic()
    with connect(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 8_000)
        assert b" 200 " not in read(connection)
    assert time.monotonic() - start < AT_ONCE
    assert ask(port, "/")[0] == 200
