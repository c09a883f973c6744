"""What expressions are for a whole population: columns of values, null where unknown.

Numbers are doubles of which it is known how far they may lie from the exact value. A comparison of
two numbers that lie nearer to each other than that raises a *doubt* for the row; whoever asked lets
the exact engine judge it. So nothing here is ever wrong, only undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import or_
from typing import Any, TypeVar

import polars as pl

from policies.rules.expressions import MOST_BITS
from policies.rules.quantities import MAX_DIGITS, Number

# Four times the relative error of one operation on doubles (Polars divides by a constant as if it
# multiplied by its inverse, which is two operations), and less than which none is told from 0.
RELATIVE, SMALLEST = 2.0**-51, 1e-300
EXACT_BELOW = 2.0**53  # whole numbers up to here are doubles
LARGEST = 1e290  # beyond, the exact engine has to say whether it is still a figure
NUMERAL_BELOW = 1e15
NUMERAL_BITS = 90  # numerator or denominator of a numeral of 15 digits and 12 places
_FINEST = 12  # binary digits after the point that constants may have and still count as exact
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
            **_kind([self, other], lambda: _picked_error(self.slack, other.slack, pick)),
        )


Value = Truth | Text | Choices | Records | Quantity
Kept = TypeVar("Kept", bound=Value)


def _kind(sides: Iterable[Quantity], error: Callable[[], Size]) -> dict[str, Any]:
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


# --- numbers ------------------------------------------------------------------------------------


def constant(value: Number) -> Quantity:
    """A number that a document fixes."""
    column = pl.lit(float(value))
    return Quantity(low=column, high=column, limit=abs(float(value)), **exactness([value]))


def exactness(values: Iterable[Number]) -> dict[str, Any]:
    """How exact columns are whose values are among some numbers that documents fix."""
    figures = [Fraction(value) for value in values]
    grid = max([value.denominator.bit_length() for value in figures], default=1) - 1
    doubles = all(Fraction(float(value)) == value for value in figures) and grid <= _FINEST
    numeral = all(map(_is_numeral, figures))
    found: dict[str, Any] = {"grid": grid if doubles else None, "numeral": numeral}
    if not doubles and not numeral:
        found["error"] = RELATIVE * max(abs(float(value)) for value in figures)
    return found


def _is_numeral(value: Fraction) -> bool:
    """Whether a number is a decimal of at most 15 digits."""
    digits = repr(float(value))
    mantissa = digits.partition("e")[0].replace(".", "").strip("-0")
    return Fraction(digits) == value and len(mantissa) <= MAX_DIGITS


def checked(value: Quantity) -> Quantity:
    """With doubts where doubles are not enough; refused where the engine may find no figure."""
    if value.bits > MOST_BITS:
        raise InexpressibleError
    if value.grid is not None:
        most = EXACT_BELOW / 2.0**value.grid
        numeral = value.grid == 0 and value.limit < NUMERAL_BELOW
        value = replace(value, numeral=numeral)
    else:
        most = LARGEST
    if value.limit < most:
        return value
    beyond = ~sure(value.size < most) & value.known
    return replace(value, limit=most, doubt=doubts(value.doubt, beyond))


def _combined(a: Quantity, b: Quantity, *, bits: int) -> dict[str, Any]:
    return {
        "bits": bits,
        "ranged": doubts(a.ranged, b.ranged),
        "doubt": doubts(a.doubt, b.doubt),
    }


def added(a: Quantity, b: Quantity, *, minus: bool = False) -> Quantity:
    """Their sum or difference."""
    low = a.low - b.high if minus else a.low + b.low
    points = a.is_point and b.is_point
    high = low if points else a.high - b.low if minus else a.high + b.high
    found = Quantity(
        low=low, high=high, limit=a.limit + b.limit, **_combined(a, b, bits=a.bits + b.bits + 1)
    )
    if a.grid is not None and b.grid is not None:
        return checked(replace(found, grid=max(a.grid, b.grid)))
    error = a.slack + b.slack + found.bound * RELATIVE
    return checked(replace(found, grid=None, numeral=False, error=error))


def _corners(a: Quantity, b: Quantity, combine: Callable[[Any, Any], pl.Expr]) -> dict[str, Any]:
    if a.is_point and b.is_point:
        low = combine(a.low, b.low)
        return {"low": low, "high": low}
    lefts = (a.low,) if a.is_point else (a.low, a.high)
    rights = (b.low,) if b.is_point else (b.low, b.high)
    values = [combine(left, right) for left in lefts for right in rights]
    return {"low": pl.min_horizontal(values), "high": pl.max_horizontal(values)}


def _times(size: Size, slack: Size) -> Size:
    return 0.0 if isinstance(slack, float) and slack == 0 else size * slack


def multiplied(a: Quantity, b: Quantity) -> Quantity:
    """Their product."""
    ends = _corners(a, b, lambda x, y: x * y)
    found = Quantity(**ends, limit=a.limit * b.limit, **_combined(a, b, bits=a.bits + b.bits))
    if a.grid is not None and b.grid is not None and a.grid + b.grid < 40:
        return checked(replace(found, grid=a.grid + b.grid))
    one, other = a.slack, b.slack
    error = _times(a.bound, other) + _times(b.bound, one) + _times(one, other)
    error = error + found.bound * RELATIVE + SMALLEST
    return checked(replace(found, grid=None, numeral=False, error=error))


def divided(a: Quantity, b: Quantity, keep: Callable[[Quantity], Quantity]) -> Quantity:
    """Their quotient, null where the divisor may be 0.

    Args:
        keep: gives the same number in columns of its own, as it is looked at often.
    """
    apart = (b.low != 0) if b.is_point else (b.low > 0) | (b.high < 0)
    ends = _corners(a, b, lambda x, y: x / y)
    low: pl.Expr = pl.when(apart).then(ends["low"])
    points = a.is_point and b.is_point
    high = low if points else pl.when(apart).then(ends["high"])
    found = Quantity(low=low, high=high, limit=LARGEST, **_combined(a, b, bits=a.bits + b.bits))
    found = keep(found)
    low = found.low
    least = b.size if b.is_point else pl.min_horizontal(b.low.abs(), b.high.abs())
    error: Size = found.size * RELATIVE + SMALLEST
    one, other = a.slack, b.slack
    exact = [side.grid is not None for side in (a, b)]
    if not all(exact):
        off = one + _times(found.size, other)
        error = error + off / (least - other)
    elif points and a.grid == 0 and b.grid == 0:
        # a quotient without a rest is exact
        whole = (low == low.round()) & (low * b.low == a.low) & (low.abs() < EXACT_BELOW)
        error = pl.when(whole).then(0.0).otherwise(error)
    if not exact[1] and not b.numeral:
        near = sure(least <= other)
        found = replace(found, doubt=doubts(found.doubt, near))
    return checked(replace(found, grid=None, numeral=False, error=error))


def _largest(slacks: list[Size]) -> Size:
    floats = [slack for slack in slacks if isinstance(slack, float)]
    columns = [slack for slack in slacks if not isinstance(slack, float)]
    most = max(floats, default=0.0)
    return pl.max_horizontal([*columns, pl.lit(most)]) if columns else most


def extreme(sides: list[Quantity], *, least: bool) -> Quantity:
    """The least or the largest; null as soon as one is unknown."""
    choose = pl.min_horizontal if least else pl.max_horizontal
    open_ = [side.known for side in sides if side.low.meta.root_names()]
    known = reduce(lambda x, y: x & y, open_ or [sides[0].known])
    points = all(side.is_point for side in sides)
    low = pl.when(known).then(choose([side.low for side in sides]))
    high = low if points else pl.when(known).then(choose([side.high for side in sides]))
    return Quantity(
        low=low,
        high=high,
        limit=max(side.limit for side in sides),
        bits=max(side.bits for side in sides),
        ranged=doubts(*(side.ranged for side in sides)),
        doubt=doubts(*(side.doubt for side in sides)),
        **_kind(sides, lambda: _largest([side.slack for side in sides])),
    )


def rounded(value: Quantity, digits: int) -> Quantity:
    """Rounded to so many digits, halves away from zero."""
    if value.grid == 0 and digits >= 0:
        return value
    scale = 10.0 ** abs(digits)
    found = []
    unsure = value.doubt
    for column in [value.low] if value.is_point else [value.low, value.high]:
        scaled = column.abs() * scale if digits >= 0 else column.abs() / scale
        off = value.slack * (scale if digits >= 0 else 1 / scale) + scaled * 2 * RELATIVE
        half = sure(((scaled - scaled.floor()) - 0.5).abs() <= off)
        steps = (scaled + 0.5).floor()
        # a divisor in a column, so that it is divided and the nearest double comes out
        whole = steps / (steps * 0.0 + scale) if digits >= 0 else steps * scale
        found.append(pl.when(column < 0).then(-whole).otherwise(whole))
        most = value.limit * scale if digits >= 0 else value.limit / scale
        long = sure(steps >= NUMERAL_BELOW) if most >= NUMERAL_BELOW else None
        unsure = doubts(unsure, half, long)
    return checked(
        replace(
            value,
            low=found[0],
            high=found[-1],
            grid=0 if digits <= 0 else None,
            numeral=True,
            error=None,
            limit=value.limit + 10.0**-digits,
            bits=value.bits + 40,
            doubt=unsure,
        )
    )


# --- comparing ----------------------------------------------------------------------------------


def _margin(a: Quantity, b: Quantity) -> Size:
    """How near two ends may come before their order is in doubt."""
    if a.grid is not None and b.grid is not None:
        return 0.0
    if all(side.numeral or side.grid == 0 for side in (a, b)):
        return 0.0
    return a.slack + b.slack


def _near(a: Quantity, b: Quantity, *pairs: tuple[pl.Expr, pl.Expr]) -> pl.Expr | None:
    margin = _margin(a, b)
    found = doubts(a.doubt, b.doubt)
    if isinstance(margin, float) and margin == 0:
        return found
    close = [sure((x - y).abs() <= margin) for x, y in pairs]
    if not isinstance(margin, float):
        close = [each & sure(margin > 0) for each in close]
    return doubts(found, *close)


def equal(a: Quantity, b: Quantity) -> Truth:
    """Whether they are the same number or day."""
    if a.is_point and b.is_point:
        return Truth(met=a.low == b.low, doubt=_near(a, b, (a.low, b.low)))
    same = (a.low == a.high) & (b.low == b.high) & (a.low == b.low)
    apart = (a.high < b.low) | (b.high < a.low)
    met = pl.when(same).then(pl.lit(value=True)).when(apart).then(pl.lit(value=False))
    pairs = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    narrow = [_narrow(side) for side in (a, b)]
    return Truth(met=met, doubt=doubts(_near(a, b, *pairs), *narrow))


def _narrow(side: Quantity) -> pl.Expr | None:
    """Where a range is so narrow that its ends might be equal, or equal ends might not be."""
    slack = side.slack
    if side.is_point or (isinstance(slack, float) and slack == 0):
        return None
    return sure((side.low != side.high) & (side.high - side.low <= 2 * slack))


def less(a: Quantity, b: Quantity) -> Truth:
    """Whether the first is below the second."""
    if a.is_point and b.is_point:
        return Truth(met=a.low < b.low, doubt=_near(a, b, (a.low, b.low)))
    met = (
        pl.when(a.high < b.low)
        .then(pl.lit(value=True))
        .when(a.low >= b.high)
        .then(pl.lit(value=False))
    )
    return Truth(met=met, doubt=_near(a, b, (a.high, b.low), (a.low, b.high)))
