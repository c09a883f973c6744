"""Codes that were replaced by a newer one: told apart from mistyped ones, and never accepted."""

from __future__ import annotations

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac

KEY = "asked_codes"  # in the session: an address, and the prints of the codes sent to it
MOST = 5


def note_code(session: SessionBase, *, address: str, code: str) -> None:
    """Remember that a code was sent: a print of it, from which nobody reads it without our key."""
    known, prints = session.get(KEY) or ("", [])
    before: list[str] = prints if known == address else []
    session[KEY] = [address, [*before, _print(address, code)][-MOST:]]


def is_older_code(session: SessionBase, typed: str) -> bool:
    """Whether a code was sent to the same address before the newest."""
    address, prints = session.get(KEY) or ("", [])
    found = _print(address, typed)
    return any(constant_time_compare(found, each) for each in prints[:-1])


def forget_codes(session: SessionBase) -> None:
    """Forget them: one of them was entered."""
    session.pop(KEY, None)


def _print(address: str, code: str) -> str:
    return salted_hmac(KEY, f"{address}:{code}", algorithm="sha256").hexdigest()
