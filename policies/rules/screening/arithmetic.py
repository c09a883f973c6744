"""Arithmetic of columns: each result with how far it may lie from the exact one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any

import polars as pl

from policies.rules.expressions import MOST_BITS
from policies.rules.quantities import MAX_DIGITS, Number
from policies.rules.screening.values import (
    NUMERAL_BELOW,
    RELATIVE,
    InexpressibleError,
    Quantity,
    Size,
    doubts,
    kind_among,
    sure,
)

EXACT_BELOW = 2.0**53  # whole numbers up to here are doubles
LARGEST = 1e290  # beyond, the exact engine has to say whether it is still a figure
SMALLEST = 1e-300  # less than this is not told from 0
_FINEST = 12  # binary digits after the point that constants may have and still count as exact


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
        **kind_among(sides, lambda: _largest([side.slack for side in sides])),
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
