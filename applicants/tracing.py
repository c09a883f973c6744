"""Which request, or which task of a worker, something belongs to.

Set at the edge, read by whoever writes a line or a record, so that a line of the web server, one
of a worker, a mail and an entry of the audit log can be joined. Depends on nothing of Django.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

NUMBER_HEADER = "X-Request-ID"  # of answers and of mails


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known of the request in hand.

    Attributes:
        number: what a person can read out; random, and says nothing by itself.
        address: of whoever asks, as far as our own proxies vouch for it; empty in a worker.
    """

    number: str = ""
    address: str = ""


_current: ContextVar[Trace] = ContextVar("trace", default=Trace())  # noqa: B039 – it is frozen


def current_trace() -> Trace:
    """Of the request or task in hand; an empty one elsewhere."""
    return _current.get()


def new_number() -> str:
    """Ten digits and letters, short enough to be read out on the telephone."""
    return secrets.token_hex(5)


@contextmanager
def traced(trace: Trace) -> Iterator[Trace]:
    """Everything within belongs to this request or task."""
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)
