"""What a document would change for everybody: who gains, who loses, who becomes unknown.

The same screen that finds matches judges everybody by the document and by the edition that it
would replace; the rest is counting. Pure but for the snapshot that it is given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

import polars as pl

from applicants.matching.copying import Ids
from applicants.matching.dividing import divided
from applicants.matching.snapshot import Snapshot
from applicants.matching.sums import Promised, promised
from policies.rules.documents import Document
from policies.rules.facts import FactType, Vocabulary
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.screening import Screen, plain, reads_alike, type_of
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED

# The facts that a city is divided by; one that the vocabulary does not have is left out.
DIVIDED_BY = ("enterprise.town", "enterprise.size_class", "enterprise.cluster")
STATES = (ELIGIBLE, UNDETERMINED, INELIGIBLE)
_BEFORE, _AFTER, _ROW = "before", "after", "row"


class Move(StrEnum):
    """What may become of somebody.

    Attributes:
        GAINED: is eligible and was not.
        LOST: was eligible and is not, for certain.
        NEWLY_UNKNOWN: cannot be told, and could.
        SETTLED: could not be told, and can; of these some gain.
    """

    GAINED = "gained"
    LOST = "lost"
    NEWLY_UNKNOWN = "newly-unknown"
    SETTLED = "settled"


_was, _is = pl.col(_BEFORE), pl.col(_AFTER)
_YES = {_BEFORE: _was.fill_null(value=False), _AFTER: _is.fill_null(value=False)}
_MOVES = {
    Move.GAINED: _YES[_AFTER] & ~_YES[_BEFORE],
    Move.LOST: _YES[_BEFORE] & ~_is.fill_null(value=True),
    Move.NEWLY_UNKNOWN: _is.is_null() & _was.is_not_null(),
    Move.SETTLED: _was.is_null() & _is.is_not_null(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many of some profiles.

    Attributes:
        profiles: all of them.
        moved: by what became of them; somebody may be counted as gained and as settled.
        still_eligible: were and are.
        flows: by what they were and what they are, states as the rules have them.
    """

    profiles: int
    moved: dict[Move, int]
    still_eligible: int
    flows: dict[tuple[str, str], int] = field(default_factory=dict)

    def before(self, state: str) -> int:
        """How many were."""
        return sum(count for (was, _), count in self.flows.items() if was == state)

    def after(self, state: str) -> int:
        """How many are."""
        return sum(count for (_, now), count in self.flows.items() if now == state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """The same by the value of one fact.

    Attributes:
        parts: in the order of the vocabulary, without values that nobody has; those who do not
            state the fact come last, under ``None``.
    """

    fact: FactType
    parts: tuple[tuple[str | None, Counts], ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A document against the edition that it would replace.

    Attributes:
        document: the one that is looked at.
        replaced: ``None`` where there was none in force: everybody who is eligible gains.
        ids: of the profiles, row for row.
        unanswered: facts the document asks for that nobody states.
        before, after: the money that goes to those eligible, by either edition.
    """

    on: date
    document: Document
    replaced: Document | None
    ids: Ids
    unanswered: tuple[FactType, ...]
    before: Promised
    after: Promised
    _rows: pl.DataFrame = field(repr=False)
    _facts: tuple[FactType, ...] = field(repr=False)

    @cached_property
    def counts(self) -> Counts:
        """Of everybody."""
        total = self._rows.select(_counting()).row(0, named=True)
        return _counts(total)

    @cached_property
    def divisions(self) -> tuple[Division, ...]:
        """By each fact that a city is divided by."""
        return tuple(self._divided(fact) for fact in self._facts)

    def concerned(self, move: Move, *, fact: str = "", value: str | None = None) -> Ids:
        """The ids of those of whom something became, ascending.

        Args:
            fact: one of :data:`DIVIDED_BY`, to ask only for those with a value of it.
            value: ``None`` for those who do not state it.
        """
        asked = _MOVES[move]
        if fact:
            asked &= pl.col(fact).is_null() if value is None else pl.col(fact) == value
        chosen = self._rows.select(asked.fill_null(value=False)).to_series()
        found: Ids = self.ids[chosen.to_numpy()]
        return found

    def _divided(self, fact: FactType) -> Division:
        grouped = self._rows.group_by(fact.name).agg(_counting()).rows(named=True)
        found = {row[fact.name]: _counts(row) for row in grouped}
        order = [*fact.choices, None]
        return Division(
            fact=fact, parts=tuple((value, found[value]) for value in order if value in found)
        )


def replaced_by(
    document: Document, book: Rulebook, *, on: date, published: bool = False
) -> Document | None:
    """The edition in force on a day, which a document would replace.

    Args:
        published: whether the document is an edition of the book itself: where it is the one in
            force, the edition before it is meant. A draft may still bear the name of another one.
    """
    found = book.document(document.programme, on=on)
    if found is None or not published or found.edition != document.edition:
        return found
    first = found.in_force.first
    earlier = [d for d in book.editions[document.programme] if d.in_force.first < first]
    return earlier[-1] if earlier else None


def preview(
    document: Document,
    replaced: Document | None,
    snapshot: Snapshot,
    library: Library,
    *,
    on: date,
) -> Preview:
    """Hold a document and the edition it would replace against everybody on a day."""
    facts = [library.facts[name] for name in DIVIDED_BY if name in library.facts]
    parts = [fact for fact in facts if fact.choices]
    after = judged(document, snapshot, on=on)
    if replaced is None:
        before = pl.Series(_BEFORE, [False], dtype=pl.Boolean).new_from_index(0, len(after))
    else:
        before = judged(replaced, snapshot, on=on)
    columns = divided(parts, _readable(snapshot, library.facts), library, on=on)
    return Preview(
        on=on,
        document=document,
        replaced=replaced,
        ids=snapshot.ids,
        unanswered=_unanswered(document, snapshot.frame),
        before=_promised(replaced, snapshot, before, on),
        after=_promised(document, snapshot, after, on),
        _rows=pl.DataFrame([before.alias(_BEFORE), after.alias(_AFTER), *columns]),
        _facts=tuple(parts),
    )


def _promised(document: Document | None, snapshot: Snapshot, fits: pl.Series, on: date) -> Promised:
    if document is None:
        return Promised()
    return promised(document, _readable(snapshot, document.vocabulary), fits, on=on)


def judged(document: Document, snapshot: Snapshot, *, on: date) -> pl.Series:
    """The verdict of everybody: true, false, or null for undetermined."""
    return Screen([document]).decide(_readable(snapshot, document.vocabulary), on=on)[0]


def _readable(snapshot: Snapshot, vocabulary: Vocabulary) -> pl.DataFrame:
    """Without columns whose fact a document has by the same name but of another type.

    Where it has other choices for it, the column is written out first.
    """
    facts, frame = snapshot.vocabulary, snapshot.frame
    alike = [
        name for name in frame.columns if name in vocabulary and _is_alike(name, facts, vocabulary)
    ]
    other = {n: facts[n] for n in alike if not reads_alike(facts[n], vocabulary[n])}
    # a frame without columns would have no rows either
    found = pl.DataFrame([pl.Series(_ROW, snapshot.ids), *(frame[name] for name in alike)])
    return plain(found, other)


def _is_alike(name: str, facts: Vocabulary, vocabulary: Vocabulary) -> bool:
    return type_of(facts[name]) == type_of(vocabulary[name])


def _unanswered(document: Document, frame: pl.DataFrame) -> tuple[FactType, ...]:
    stated = {name for name in frame.columns if frame[name].null_count() < frame.height}
    asked = (name for name in document.verdict_facts if name not in document.derived)
    return tuple(document.vocabulary[name] for name in asked if name not in stated)


def _counting() -> list[pl.Expr]:
    flows = [
        (_in(_was, was) & _in(_is, now)).sum().alias(f"{was} {now}")
        for was in STATES
        for now in STATES
    ]
    moves = [asked.sum().alias(move.value) for move, asked in _MOVES.items()]
    return [pl.len().alias("profiles"), *moves, *flows]


def _in(column: pl.Expr, state: str) -> pl.Expr:
    if state == UNDETERMINED:
        return column.is_null()
    return column.fill_null(value=False) if state == ELIGIBLE else ~column.fill_null(value=True)


def _counts(row: dict[str, int]) -> Counts:
    return Counts(
        profiles=row["profiles"],
        moved={move: row[move.value] for move in Move},
        still_eligible=row[f"{ELIGIBLE} {ELIGIBLE}"],
        flows={(was, now): row[f"{was} {now}"] for was in STATES for now in STATES},
    )
