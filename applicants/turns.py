"""Being alone at a piece of work among all processes, without a transaction that stays open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_KEYS = 2**31  # a pair of numbers makes a key of an advisory lock


@contextmanager
def alone(kind: int, number: int) -> Iterator[bool]:
    """Whether nobody else is at it; the lock goes with whoever is killed, at once."""
    key = [kind % _KEYS, number % _KEYS]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        free = bool(cursor.fetchone()[0])
    try:
        yield free
    finally:
        if free and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
