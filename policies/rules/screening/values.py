"""What expressions are for a whole population: columns of values, null where unknown.

Numbers are doubles of which it is known how far they may lie from the exact value. A comparison of
two numbers that lie nearer to each other than that raises a *doubt* for the row; whoever asked lets
the exact engine judge it. So nothing here is ever wrong, only undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import polars as pl

# Four times the relative error of one operation on doubles (Polars divides by a constant as if it
# multiplied by its inverse, which is two operations).
RELATIVE = 2.0**-51
NUMERAL_BELOW = 1e15
NUMERAL_BITS = 90  # numerator or denominator of a numeral of 15 digits and 12 places
_MODEST = 1e6  # below, an error is bounded once for all instead of row by row
Size = pl.Expr | float
Pick = Callable[[pl.Expr, pl.Expr], pl.Expr]  # one of two columns, row by row


class InexpressibleError(Exception):
    """A part of a document that only the exact engine can work out."""


def doubts(*found: pl.Expr | None) -> pl.Expr | None:
    """Rows with any of some doubts; ``None`` where there can be none."""
    real = [each for each in found if each is not None]
    return reduce(or_, real) if real else None


def sure(condition: pl.Expr) -> pl.Expr:
    """A condition that is no where it is unknown."""
    return condition.fill_null(value=False)


def picked(one: pl.Expr | None, other: pl.Expr | None, pick: Pick) -> pl.Expr | None:
    """Of two conditions that need not be there the one that is picked."""
    if one is None and other is None:
        return None
    sides = [pl.lit(value=False) if side is None else side for side in (one, other)]
    return pick(*sides)


def _picked_error(one: Size, other: Size, pick: Pick) -> Size:
    if isinstance(one, float) and isinstance(other, float):
        return max(one, other)
    sides = [pl.lit(side) if isinstance(side, float) else side for side in (one, other)]
    return pick(*sides)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """Met, unmet or null."""

    met: pl.Expr
    doubt: pl.Expr | None = None

    @property
    def known(self) -> pl.Expr:
        """Where it is known."""
        return self.met.is_not_null()

    def columns(self) -> dict[str, pl.Expr | None]:
        """Its columns, for keeping them."""
        return {"met": self.met, "doubt": self.doubt}

    def merged(self, other: Any, pick: Pick) -> Truth:
        """Of it and another the one that is picked."""
        return Truth(met=pick(self.met, other.met), doubt=doubts(self.doubt, other.doubt))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text or null.

    Attributes:
        literal: the text where the document fixes it.
        choices: where it is an ``Enum``, what it may be, by number.
    """

    text: pl.Expr
    literal: str | None = None
    choices: tuple[str, ...] = ()
    doubt: pl.Expr | None = None

    @property
    def known(self) -> pl.Expr:
        """Where it is known."""
        return self.text.is_not_null()

    def columns(self) -> dict[str, pl.Expr | None]:
        """Its columns, for keeping them."""
        return {"text": self.text, "doubt": self.doubt}

    def merged(self, other: Any, pick: Pick) -> Text:
        """Of it and another the one that is picked."""
        sides = (side.text.cast(pl.String) for side in (self, other))
        return Text(text=pick(*sides), doubt=doubts(self.doubt, other.doubt))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """A set of choices, as a yes or no for each that may be in it.

    Attributes:
        has: by choice; what is not here is in no set.
    """

    has: Mapping[str, pl.Expr]
    known: pl.Expr
    doubt: pl.Expr | None = None

    def includes(self, choice: str) -> pl.Expr:
        """Whether it has a choice."""
        found = self.has.get(choice)
        return pl.when(self.known).then(pl.lit(value=False)) if found is None else found

    def columns(self) -> dict[str, pl.Expr | None]:
        """Its columns, for keeping them."""
        return {**{f"has {name}": each for name, each in self.has.items()}, "known": self.known}

    def merged(self, other: Any, pick: Pick) -> Choices:
        """Of it and another the one that is picked."""
        names = dict.fromkeys([*self.has, *other.has])
        return Choices(
            has={name: pick(self.includes(name), other.includes(name)) for name in names},
            known=sure(pick(self.known, other.known)),
            doubt=doubts(self.doubt, other.doubt),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """A list of records, of which only the length is a value by itself."""

    size: pl.Expr
    doubt: pl.Expr | None = None

    @property
    def known(self) -> pl.Expr:
        """Where it is known."""
        return self.size.is_not_null()

    def columns(self) -> dict[str, pl.Expr | None]:
        """Its columns, for keeping them."""
        return {"size": self.size, "doubt": self.doubt}

    def merged(self, other: Any, pick: Pick) -> Records:
        """Of it and another the one that is picked."""
        return Records(size=pick(self.size, other.size), doubt=doubts(self.doubt, other.doubt))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number, a day, or a range of one of them.

    Attributes:
        low, high: its ends, the same column where it is never a range.
        grid: where the doubles are the exact values: how many binary digits follow the point.
        numeral: whether each value is a decimal of at most 15 digits; its double is the nearest.
        error: how far an end may lie from the exact one, where it is neither.
        limit: what no end exceeds, but where there is a doubt.
        bits: how long numerator and denominator of the exact value may be.
        ranged: where it is a range for the exact engine, even one whose ends are equal.
        literal: the day that is the same for all.
    """

    low: pl.Expr
    high: pl.Expr
    grid: int | None = 0
    numeral: bool = True
    error: Size | None = None
    limit: float = NUMERAL_BELOW
    bits: int = NUMERAL_BITS
    ranged: pl.Expr | None = None
    doubt: pl.Expr | None = None
    literal: date | None = None

    @property
    def known(self) -> pl.Expr:
        """Where it is known."""
        return self.low.is_not_null()

    @property
    def is_point(self) -> bool:
        """Whether it is never a range."""
        return self.low is self.high

    @property
    def size(self) -> pl.Expr:
        """The larger of its ends without their signs."""
        if self.is_point:
            return self.low.abs()
        return pl.max_horizontal(self.low.abs(), self.high.abs())

    @property
    def bound(self) -> Size:
        """What its ends do not exceed: of all rows where that is little, else of each row."""
        return self.limit if self.limit <= _MODEST else self.size

    @property
    def slack(self) -> Size:
        """How far its doubles may lie from the exact values."""
        if self.grid is not None:
            return 0.0
        if self.numeral:
            return self.bound * RELATIVE
        return 0.0 if self.error is None else self.error

    def end(self, column: pl.Expr) -> Quantity:
        """One of its ends as a number by itself."""
        return replace(self, low=column, high=column, ranged=None)

    def columns(self) -> dict[str, pl.Expr | None]:
        """Its columns, for keeping them."""
        high = None if self.is_point else self.high
        error = self.error if isinstance(self.error, pl.Expr) else None
        parts = {"error": error, "ranged": self.ranged, "doubt": self.doubt}
        return {"low": self.low, "high": high, **parts}

    def merged(self, other: Any, pick: Pick) -> Quantity:
        """Of it and another the one that is picked."""
        low = pick(self.low, other.low)
        points = self.is_point and other.is_point
        return Quantity(
            low=low,
            high=low if points else pick(self.high, other.high),
            ranged=picked(self.ranged, other.ranged, pick),
            doubt=doubts(self.doubt, other.doubt),
            limit=max(self.limit, other.limit),
            bits=max(self.bits, other.bits),
            **kind_among([self, other], lambda: _picked_error(self.slack, other.slack, pick)),
        )


Value = Truth | Text | Choices | Records | Quantity
Kept = TypeVar("Kept", bound=Value)


def kind_among(sides: Iterable[Quantity], error: Callable[[], Size]) -> dict[str, Any]:
    """How exact a choice among some numbers is."""
    sides = list(sides)
    grids = [side.grid for side in sides if side.grid is not None]
    grid = max(grids) if len(grids) == len(sides) else None
    numeral = all(side.numeral for side in sides)
    exact = grid is not None or numeral
    return {"grid": grid, "numeral": numeral, "error": None if exact else error()}


def kept(value: Value, name: str) -> tuple[list[pl.Expr], Any]:
    """The columns to keep a value in, and the value that reads them.

    Args:
        name: what the names of the columns begin with.
    """
    columns = {part: each for part, each in value.columns().items() if each is not None}
    made = [each.alias(f"{name} {part}") for part, each in columns.items()]
    read: dict[str, Any] = {part: pl.col(f"{name} {part}") for part in columns}
    if isinstance(value, Choices):
        has = {part[4:]: each for part, each in read.items() if part.startswith("has ")}
        return made, Choices(has=has, known=read["known"], doubt=value.doubt)
    if isinstance(value, Quantity):
        read.setdefault("high", read["low"])
    return made, replace(value, **read)
