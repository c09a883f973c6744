"""The facts of many profiles out of PostgreSQL, in parts of bounded size.

Profiles whose owner took back the consent to have the answers checked are passed over here, and so
in everything that is worked out of everybody's facts.

Every write of facts, and of that consent, leaves the number of its transaction in ``changed_in``
(see the migration ``0005_changed_profiles``), every deletion a row in
``applicants_removedprofile``. A transaction may end long after one with a higher number, so
"everything after the highest number seen" would miss it. What is asked for instead is everything
since :attr:`Moment.settled`: at that moment every transaction with a lower number had ended, and
none with it or a higher one is taken for read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import psycopg
from django.db import connection

Ids = npt.NDArray[np.int64]
PART = 10_000  # profiles read at once
# JSON as PostgreSQL writes it has no line ends, so many profiles come as one text of a line each:
# asked for one by one, they would take twice the time. A text can have 1 GB, so not all of a part.
_TOGETHER = """
SELECT string_agg(id::text, ' ' ORDER BY id), string_agg(facts::text, E'\\n' ORDER BY id)
FROM (SELECT id, facts, row_number() OVER (ORDER BY id) / 1000 AS batch FROM ({}) AS part) AS rows
GROUP BY batch ORDER BY batch
"""
_PART_OF_ALL = _TOGETHER.format(
    "SELECT id, facts FROM applicants_profile WHERE id > %s AND paused_at IS NULL "
    f"ORDER BY id LIMIT {PART}"
)
_SOME = _TOGETHER.format(
    "SELECT id, facts FROM applicants_profile WHERE id = ANY(%s) AND paused_at IS NULL"
)
_MOMENT = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
    pg_current_xact_id_if_assigned() IS NOT NULL,
    concat_ws('-', system.system_identifier, point.timeline_id, base.oid,
        'applicants_profile'::regclass::oid, pg_relation_filenode('applicants_profile'),
        'applicants_removedprofile'::regclass::oid)
FROM pg_control_system() system, pg_control_checkpoint() point, pg_database base
WHERE base.datname = current_database()
"""
_CHANGED = "SELECT id FROM applicants_profile WHERE changed_in >= %s ORDER BY id"
_REMOVED = "SELECT profile_id FROM applicants_removedprofile WHERE removed_in >= %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What the database says of itself before it is read.

    Attributes:
        settled: every transaction with a lower number has ended.
        has_written: we ourselves have, and may still take it back.
        origin: of the very table; another one, or one that was emptied or restored, has another.
    """

    settled: int
    has_written: bool
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Some profiles as they are stored.

    Attributes:
        text: their facts as JSON, each on a line of its own.
    """

    ids: Ids
    text: bytes


def current_moment() -> Moment:
    """To be asked before anything is read."""
    with connection.cursor() as cursor:
        cursor.execute(_MOMENT)
        settled, has_written, origin = cursor.fetchone()
    return Moment(settled=settled, has_written=has_written, origin=origin)


def everything() -> Iterator[Lines]:
    """All profiles by ascending id; the next part is fetched while one is worked on."""
    opened = _opened()
    with ThreadPoolExecutor(1, thread_name_prefix="copy") as fetcher:
        waiting = fetcher.submit(_fetch, opened, _PART_OF_ALL, -1)
        while True:
            lines = waiting.result()
            if not len(lines.ids):
                return
            waiting = fetcher.submit(_fetch, opened, _PART_OF_ALL, int(lines.ids[-1]))
            yield lines


def some(ids: Sequence[int]) -> Iterator[Lines]:
    """The profiles with these ids that there are."""
    for first in range(0, len(ids), PART):
        yield _fetch(_opened(), _SOME, list(ids[first : first + PART]))


def changed_since(settled: int) -> Ids:
    """The ids of profiles whose facts may have changed since a moment; some that did not."""
    return _ids(_CHANGED, settled)


def removed_since(settled: int) -> Ids:
    """The ids of profiles deleted since a moment; some from before."""
    return _ids(_REMOVED, settled)


def _ids(query: str, settled: int) -> Ids:
    with connection.cursor() as cursor:
        cursor.execute(query, [settled])
        return np.fromiter((row[0] for row in cursor.fetchall()), dtype=np.int64)


def _opened() -> Any:
    """The connection below Django's, which another thread may use while we wait for it."""
    connection.ensure_connection()
    return connection.connection


def _fetch(opened: psycopg.Connection[Any], query: str, argument: object) -> Lines:
    """One answer of the database, as bytes."""
    with psycopg.Cursor(opened) as cursor:
        cursor.execute(query, [argument], binary=True)
        result: Any = cursor.pgresult
        rows = range(result.ntuples)
        numbers, texts = ([result.get_value(row, n) or b"" for row in rows] for n in (0, 1))
    ids = np.array(b" ".join(numbers).split(), dtype=np.int64)
    return Lines(ids=ids, text=b"\n".join(texts))
