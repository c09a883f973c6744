"""Scores of a whole population: points by item as ranges of which the ends are columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

import polars as pl

from policies.rules.quantities import Number
from policies.rules.scoring import Bands, ByChoice, Item, Linear, PerUnit, Ratio, Scoring
from policies.rules.screening import algebra
from policies.rules.screening.arithmetic import (
    added,
    constant,
    exactness,
    extreme,
    multiplied,
    rounded,
)
from policies.rules.screening.comparing import less
from policies.rules.screening.compiling import Columns, row_of
from policies.rules.screening.values import (
    NUMERAL_BITS,
    RELATIVE,
    Choices,
    Quantity,
    Records,
    Truth,
    doubts,
    sure,
)

Points = Callable[[Any], Quantity]  # a value that is known and no range -> points


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The score of everybody.

    Attributes:
        total: from the points that are certain to those that can still be reached.
        passed: whether it reaches the pass mark and the floors.
    """

    total: Quantity
    passed: Truth


def scored(scoring: Scoring, columns: Columns) -> Scored:
    """The score of an edition."""
    earned = [columns.steps.keep(_earned(item, columns)) for item in scoring.items]
    total = columns.steps.keep(reduce(added, earned))
    truths = []
    if scoring.pass_mark is not None:
        truths.append(_reaches(total, scoring.pass_mark, strict=scoring.strict))
    for name, floor in scoring.floors:
        place = next(n for n, item in enumerate(scoring.items) if item.name == name)
        truths.append(_reaches(earned[place], floor, strict=False))
    return Scored(total=total, passed=algebra.all_of(truths or [algebra.yes(value=True)]))


def _reaches(points: Quantity, mark: Number, *, strict: bool) -> Truth:
    needed = constant(mark)
    ends = (
        [points.end(points.low)]
        if points.is_point
        else [points.end(points.low), points.end(points.high)]
    )
    above = [less(needed, end) if strict else algebra.negated(less(end, needed)) for end in ends]
    if len(above) == 1:
        return above[0]
    surely, perhaps = above
    met = pl.when(surely.met).then(pl.lit(value=True)).when(~perhaps.met).then(pl.lit(value=False))
    return Truth(met=met, doubt=doubts(surely.doubt, perhaps.doubt))


def _earned(item: Item, columns: Columns) -> Quantity:
    if item.parts:
        found = _combined(item, columns)
    elif item.judged or item.subject is None or item.method is None:
        found = _between(constant(0), constant(item.maximum))
    else:
        found = _measured(item, columns)
    return found if item.digits is None else rounded(found, item.digits)


def _between(low: Quantity, high: Quantity) -> Quantity:
    """A range from one number to another."""
    merged = extreme([low, high], least=True)  # for what they have in common
    return replace(merged, low=low.low, high=high.high, ranged=pl.lit(value=True))


def _combined(item: Item, columns: Columns) -> Quantity:
    parts = [columns.steps.keep(_earned(part, columns)) for part in item.parts]
    whole = extreme(parts, least=False) if item.best else reduce(added, parts)
    return extreme([whole, constant(item.maximum)], least=True)


def _measured(item: Item, columns: Columns) -> Quantity:
    value = columns.value(item.subject) if item.subject is not None else None
    method: Any = item.method
    points = _POINTS[type(method)](method)
    if isinstance(value, Quantity) and not (value.is_point and value.ranged is None):
        found = _of_range(value, method, points)
    else:
        found = points(value)
    return _where_unknown(item, value, found)


def _where_unknown(item: Item, value: Any, found: Quantity) -> Quantity:
    """What an unknown value counts."""
    if item.missing == "zero":
        other = constant(0)
    elif item.missing == "benchmark" and isinstance(item.method, Ratio):
        other = constant(item.method.points(item.method.benchmark))
    else:
        other = _between(constant(0), constant(item.maximum))
    return found.merged(other, lambda one, two: pl.when(value.known).then(one).otherwise(two))


def _of_range(value: Quantity, method: Any, points: Points) -> Quantity:
    """The least and the most points that a value in a range may get."""
    low, high = points(value.end(value.low)), points(value.end(value.high))
    ranged = sure(value.low != value.high) if value.ranged is None else sure(value.ranged)
    between = [pl.when(inside & ranged).then(pl.lit(p)) for inside, p in _inside(value, method)]
    merged = extreme([low, high], least=True)
    least = pl.min_horizontal([low.low, high.low, *between])
    most = pl.max_horizontal([low.low, high.low, *between])
    return replace(
        merged,
        low=pl.when(value.known).then(least),
        high=pl.when(value.known).then(most),
        limit=max(merged.limit, *(abs(float(p)) for p in _reachable(method)), 0.0),
        doubt=doubts(merged.doubt, *_doubted_bounds(value, method)),
        **_exactness(merged, method),
    )


def _reachable(method: Any) -> list[Number]:
    if isinstance(method, Bands):
        return [points for _, points in method.bands]
    if isinstance(method, ByChoice):
        return [0, *(points for _, points in method.rows)]
    return [0]


def _exactness(merged: Quantity, method: Any) -> dict[str, Any]:
    if isinstance(method, Bands | ByChoice):
        return exactness([0, *_reachable(method)])
    return {"grid": merged.grid, "numeral": merged.numeral}


def _inside(value: Quantity, method: Any) -> list[tuple[pl.Expr, float]]:
    """Points that values strictly inside a range may get besides those of its ends, and where."""
    if isinstance(method, Bands):
        return [
            ((value.low < float(bound)) & (value.high >= float(bound)), float(points))
            for bound, points in method.bands
        ]
    if isinstance(method, ByChoice):
        return [(pl.lit(value=True), float(points)) for points in _reachable(method)]
    return []


def _doubted_bounds(value: Quantity, method: Any) -> list[pl.Expr | None]:
    if not isinstance(method, Bands):
        return []
    bounds = [constant(bound) for bound, _ in method.bands]
    ends = [value.end(value.low), value.end(value.high)]
    return [less(end, bound).doubt for end in ends for bound in bounds]


# --- methods ------------------------------------------------------------------------------------


def _by_bands(method: Bands) -> Points:
    def points(value: Quantity) -> Quantity:
        below = [less(value, constant(bound)) for bound, _ in method.bands]
        found: Any = pl
        for under, (_, each) in zip(below, method.bands, strict=True):
            found = found.when(~under.met).then(pl.lit(float(each)))
        column = found.otherwise(0.0)
        figures = [0, *(each for _, each in method.bands)]
        limit = max(abs(float(each)) for each in figures)
        doubt = doubts(*(under.doubt for under in below))
        return Quantity(low=column, high=column, limit=limit, doubt=doubt, **exactness(figures))

    return points


def _by_line(method: Linear) -> Points:
    """0 up to the start, the maximum from the end on, evenly between."""
    falling = method.end < method.start
    start, end, full = constant(method.start), constant(method.end), float(method.maximum)
    slope = full / float(abs(Fraction(method.end) - Fraction(method.start)))
    largest = max(start.limit, end.limit)

    def points(value: Quantity) -> Quantity:
        way = start.low - value.low if falling else value.low - start.low
        before = less(start, value) if falling else less(value, start)
        behind = less(value, end) if falling else less(end, value)
        column: Any = pl.when(before.met).then(0.0).when(behind.met).then(full)
        column = column.otherwise((way * slope).clip(0.0, full))
        # what lies outside counts as the ends do, so only what lies between can be off
        inside = replace(value, limit=min(value.limit, largest))
        return Quantity(
            low=column,
            high=column,
            grid=None,
            numeral=False,
            error=slope * inside.slack + (largest * slope + full) * 8 * RELATIVE,
            limit=full,
            bits=value.bits + 2 * NUMERAL_BITS,
            doubt=value.doubt,
        )

    return points


def _by_ratio(method: Ratio) -> Points:
    end = method.cap * method.benchmark  # the ratio grows as a line from 0 to the cap
    return _by_line(Linear(start=0, end=end, maximum=method.maximum))


def _by_choice(method: ByChoice) -> Points:
    def points(value: Any) -> Quantity:
        if isinstance(value, Choices):
            return _best_of_choices(method, value)
        found = row_of(method.rows, value, numbers=True, other=0.0)
        if not isinstance(found, Quantity):
            raise TypeError(type(found).__name__)
        return replace(found, **exactness([0, *(each for _, each in method.rows)]))

    return points


def _best_of_choices(method: ByChoice, value: Choices) -> Quantity:
    each = [pl.when(value.includes(name)).then(float(p)).otherwise(0.0) for name, p in method.rows]
    column = pl.when(value.known).then(pl.max_horizontal([pl.lit(0.0), *each]))
    figures = [0, *(p for _, p in method.rows)]
    limit = max(float(p) for p in figures)
    return Quantity(low=column, high=column, limit=limit, doubt=value.doubt, **exactness(figures))


def _by_unit(method: PerUnit) -> Points:
    def points(value: Any) -> Quantity:
        if isinstance(value, Records):
            value = Quantity(low=value.size, high=value.size, limit=500.0, doubt=value.doubt)
        whole = extreme([multiplied(value, constant(method.each)), constant(0)], least=False)
        return extreme([whole, constant(method.maximum)], least=True)

    return points


_POINTS: dict[type[Any], Callable[[Any], Points]] = {
    Bands: _by_bands,
    Linear: _by_line,
    Ratio: _by_ratio,
    ByChoice: _by_choice,
    PerUnit: _by_unit,
}
