"""Buckets of units, one row for each visitor: a statement takes from one, or finds too little."""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection

FULLNESS = """
least(%(size)s, bucket.units + %(refill)s
    * greatest(0, extract(epoch from statement_timestamp() - bucket.counted_at)))
"""
# One statement, so that of two requests at once neither takes what the other has taken. A bucket
# with too little is not written: a flood of refusals leaves no dead rows.
TAKE = f"""
insert into budget as bucket (visitor, units, counted_at)
values (%(visitor)s, %(size)s - %(price)s, statement_timestamp())
on conflict (visitor) do update
set units = {FULLNESS} - %(price)s,
    counted_at = greatest(bucket.counted_at, statement_timestamp())
where {FULLNESS} >= %(price)s
"""
CHARGE = f"""
update budget as bucket
set units = greatest(-%(size)s, {FULLNESS} - %(price)s),
    counted_at = greatest(bucket.counted_at, statement_timestamp())
where visitor = %(visitor)s
"""
LOOK = f"select {FULLNESS} from budget as bucket where visitor = %(visitor)s"
FORGET = """
delete from budget where counted_at < statement_timestamp() - make_interval(secs => %(seconds)s)
"""
MOST_REMEMBERED = 10_000  # visitors with an empty bucket that one process remembers


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How much fits into a bucket, and how fast it fills.

    Attributes:
        size: units that can be used at once.
        refill: units that come back in a second.
    """

    size: float
    refill: float

    def times(self, factor: float) -> Bucket:
        """One that holds and gives so many times as much."""
        return Bucket(size=self.size * factor, refill=self.refill * factor)


# Sixty people in a room have one address, and answer a question every few seconds: about 25 units
# a second. Of two processors one address without accounts keeps less than a half busy for long.
OF_ADDRESS = Bucket(size=3_000, refill=40)
# One person who clicks without a pause, or an officer whose builder saves while one types.
OF_ACCOUNT = Bucket(size=1_500, refill=20)
FULL_AFTER = 3600  # seconds; by then each bucket is full again, and its row says nothing


class _Empty:
    """Buckets that were found to hold too little, so that the next try asks no database."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._found: dict[bytes, tuple[float, float]] = {}

    def wait(self, visitor: bytes, bucket: Bucket, price: float) -> float:
        """Seconds before the price can be there at the earliest, however little others take."""
        found = self._found.get(visitor)
        if found is None:
            return 0.0
        units, at = found
        units += bucket.refill * (time.monotonic() - at)
        return max(0.0, (price - units) / bucket.refill)

    def note(self, visitor: bytes, units: float) -> None:
        with self._lock:
            if len(self._found) >= MOST_REMEMBERED:
                self._found.clear()
            self._found[visitor] = (units, time.monotonic())

    def forget(self) -> None:
        with self._lock:
            self._found.clear()


empty = _Empty()


def take(visitor: str, bucket: Bucket, price: float) -> int:
    """Take a price from a visitor's bucket, or nothing where it holds too little.

    Args:
        visitor: who pays; only a keyed digest of it is stored.
        price: in units; a whole bucket pays for what costs more.

    Returns:
        0, or in how many seconds there will be enough.
    """
    values = _values(visitor, bucket, min(price, bucket.size))
    key, price = values["visitor"], values["price"]
    seconds = empty.wait(key, bucket, price)
    if seconds:
        return math.ceil(seconds)
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        if cursor.rowcount:
            return 0
        cursor.execute(LOOK, values)
        row = cursor.fetchone()
    units = float(row[0]) if row else 0.0
    empty.note(key, units)
    return max(1, math.ceil((price - units) / bucket.refill))


def charge(visitor: str, bucket: Bucket, units: float) -> None:
    """Take what turned out to be used besides the price, though the visitor may then owe it."""
    with connection.cursor() as cursor:
        cursor.execute(CHARGE, _values(visitor, bucket, units))


def forget_full() -> int:
    """Delete the buckets that nobody has used for an hour; how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"seconds": FULL_AFTER})
        return int(cursor.rowcount)


def _values(visitor: str, bucket: Bucket, price: float) -> dict[str, Any]:
    """What the statements ask for; of a visitor only a keyed digest."""
    secret = settings.SECRET_KEY.encode()[:64]
    key = hashlib.blake2b(visitor.encode(), key=secret, digest_size=16).digest()
    return {"visitor": key, "size": bucket.size, "refill": bucket.refill, "price": price}
