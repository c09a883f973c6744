"""The facts of everybody as one typed frame, kept on disk and refreshed from what has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from applicants.matching import copying, keeping
from applicants.matching.copying import Ids, Lines, Moment
from applicants.matching.reading import FactsReader, signature
from applicants.notifications.doorbell import Doorbell
from policies.rules.facts import Vocabulary
from policies.rules.screening import compact
from policies.services import current_catalogue

TASK = "applicants.tasks.discard_copy"  # by name: tasks stand above, nothing is imported
_bell = Doorbell(TASK)
_ID = "_id"  # the column of ids; no fact can bear this name
_READERS = 2  # parts read at once, which bounds the memory; Polars itself uses all processors
_FEW = 0.01  # share of changed rows below which the file is left as it is: reading them is cheap
_A_DAY = 86_400  # seconds; what somebody erased does not stay in a file for longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What all profiles say. Nobody changes it.

    Attributes:
        ids: of the profiles, ascending, row for row.
        frame: a column for every fact that anybody states, in the compact form.
        vocabulary: by which the columns are to be read.
        settled: every change by a transaction with a lower number is in it.
    """

    ids: Ids
    frame: pl.DataFrame
    vocabulary: Vocabulary
    settled: int


def current_snapshot(vocabulary: Vocabulary | None = None) -> Snapshot:
    """The facts of everybody as the database has them now.

    Args:
        vocabulary: that of the published catalogue where none is given.
    """
    if vocabulary is None:
        vocabulary = current_catalogue().vocabulary
    moment = copying.current_moment()
    found = _refreshed(moment, vocabulary)
    if found is not None:
        return found
    with keeping.locked(wait=True):
        found = _refreshed(moment, vocabulary, writes=False)  # made by another while we waited
        if found is not None:
            return found
        frame = _read(copying.everything(), vocabulary)
        if not moment.has_written:
            keeping.keep(_label(moment, vocabulary), frame)
    return _snapshot(frame, moment, vocabulary)


def discard_copies() -> None:
    """Remove the copies on disk, since somebody erased what is in them; the next run reads anew.

    That of this machine goes at once. A worker, which may be another machine, is told to do the
    same, and waits for whoever is writing a new one; after a day they are made anew anyway.
    """
    keeping.discard(wait=False)
    _bell.ring()


def _refreshed(moment: Moment, vocabulary: Vocabulary, *, writes: bool = True) -> Snapshot | None:
    """What is on disk with what has changed since; nothing where that is of no use."""
    file = keeping.name()
    kept = keeping.load()
    if kept is None:
        return None
    label, frame = kept
    settled = label.pop("settled", None)
    if label | {"settled": moment.settled} != _label(moment, vocabulary):
        return None
    if not isinstance(settled, int) or settled > moment.settled:
        return None
    changed, removed = copying.changed_since(settled), copying.removed_since(settled)
    if not len(changed) and not len(removed):
        return _snapshot(frame, moment, vocabulary)
    frame = _with_changes(frame, changed, removed, vocabulary)
    stale = len(removed) or len(changed) > _FEW * frame.height or keeping.age() > _A_DAY
    if writes and stale and not moment.has_written:
        with keeping.locked(wait=False) as alone:
            if alone and keeping.name() == file:  # else it was discarded for what is in it
                keeping.keep(_label(moment, vocabulary), frame)
    return _snapshot(frame, moment, vocabulary)


def _with_changes(
    frame: pl.DataFrame, changed: Ids, removed: Ids, vocabulary: Vocabulary
) -> pl.DataFrame:
    gone = np.union1d(changed, removed)
    fresh = _read(copying.some(changed.tolist()), vocabulary)
    kept = np.flatnonzero(~np.isin(frame[_ID].to_numpy(), gone))
    rows = np.concatenate([kept, np.arange(frame.height, frame.height + fresh.height)])
    both = pl.concat([frame, fresh], how="diagonal", rechunk=True)  # else moving takes four times
    return both[rows[np.argsort(both[_ID].to_numpy()[rows], kind="stable")]]


def _read(parts: Iterable[Lines], vocabulary: Vocabulary) -> pl.DataFrame:
    """Frames of all parts, one below the other, without facts that nobody states."""
    reader = FactsReader(vocabulary)
    frames = [frame for frame in _each_read(parts, reader) if frame.height]
    if not frames:
        return pl.DataFrame(schema={_ID: pl.Int64})
    return pl.concat(frames, how="diagonal", rechunk=True)


def _each_read(parts: Iterable[Lines], reader: FactsReader) -> Iterator[pl.DataFrame]:
    """Read several parts at a time, and give them in order."""
    waiting: list[Future[pl.DataFrame]] = []
    with ThreadPoolExecutor(_READERS, thread_name_prefix="facts") as readers:
        for lines in parts:
            waiting.append(readers.submit(_frame_of_part, lines, reader))
            if len(waiting) > _READERS:
                yield waiting.pop(0).result()
        for part in waiting:
            yield part.result()


def _frame_of_part(lines: Lines, reader: FactsReader) -> pl.DataFrame:
    frame = compact(reader.read(lines.text), reader.vocabulary)
    stated = [column for column in frame.iter_columns() if column.null_count() < frame.height]
    return pl.DataFrame([pl.Series(_ID, lines.ids), *stated])


def _label(moment: Moment, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "origin": moment.origin,
        "settled": moment.settled,
        "vocabulary": signature(vocabulary),
    }


def _snapshot(frame: pl.DataFrame, moment: Moment, vocabulary: Vocabulary) -> Snapshot:
    return Snapshot(
        ids=frame[_ID].to_numpy(),
        frame=frame.drop(_ID),
        vocabulary=vocabulary,
        settled=moment.settled,
    )
