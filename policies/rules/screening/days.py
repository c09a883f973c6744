"""Spans and shifted days of whole columns, as :mod:`policies.rules.spans` has them for one.

Facts know some 73,000 days. What depends on one day alone, such as the years until today, is worked
out once for each of these, and everybody's day finds it there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import polars as pl

from policies.rules.screening.arithmetic import constant
from policies.rules.screening.values import Quantity, doubts
from policies.rules.spans import FIRST_DAY, LAST_DAY, SPANS, months_later

_DAY = "day"
_LONGEST = 1e6  # days, months or years between any two days
_BITS = 24


def _months_forward(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    years = end.dt.year() - start.dt.year()
    months = end.dt.month().cast(pl.Int32) - start.dt.month().cast(pl.Int32)
    return years * 12 + months - (end.dt.day() < start.dt.day()).cast(pl.Int32)


def _years_forward(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    later = start.dt.month().cast(pl.Int32) * 32 + start.dt.day().cast(pl.Int32)
    now = end.dt.month().cast(pl.Int32) * 32 + end.dt.day().cast(pl.Int32)
    return end.dt.year() - start.dt.year() - (now < later).cast(pl.Int32)


def _either_way(forward: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Callable[..., pl.Expr]:
    def between(start: pl.Expr, end: pl.Expr) -> pl.Expr:
        return pl.when(end < start).then(-forward(end, start)).otherwise(forward(start, end))

    return between


_SPANS: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "years_between": _either_way(_years_forward),
    "months_between": _either_way(_months_forward),
    "days_between": lambda start, end: end.cast(pl.Int32) - start.cast(pl.Int32),
}


def span(function: str, start: Quantity, end: Quantity) -> Quantity:
    """Completed years, months or days from one day to another; they grow with the second."""
    if start.literal is not None and end.literal is not None:
        return constant(SPANS[function](start.literal, end.literal))
    if end.literal is not None:
        table = _spans_to(function, end.literal)
        low, high = _found(table, start.high), _found(table, start.low)
    elif start.literal is not None:
        table = _spans_from(function, start.literal)
        low, high = _found(table, end.low), _found(table, end.high)
    else:
        between = _SPANS[function]
        low = between(start.high, end.low).cast(pl.Float64)
        high = between(start.low, end.high).cast(pl.Float64)
    return Quantity(
        low=low,
        high=low if start.is_point and end.is_point else high,
        limit=_LONGEST,
        bits=_BITS,
        ranged=doubts(start.ranged, end.ranged),
        doubt=doubts(start.doubt, end.doubt),
    )


def months_after(day: Quantity, months: int) -> Quantity:
    """The same day so many months on, or the last of a month that lacks it."""
    if day.literal is not None:
        shifted = months_later(day.literal, months)
        column = pl.lit(shifted)
        return Quantity(low=column, high=column, literal=shifted)
    table = _shifted(months)
    low = _found(table, day.low)
    return Quantity(
        low=low,
        high=low if day.is_point else _found(table, day.high),
        ranged=day.ranged,
        doubt=day.doubt,
    )


def _found(table: pl.Series, day: pl.Expr) -> pl.Expr:
    """What a table has for a day."""
    if not day.meta.root_names():  # no column, so nobody states it
        return pl.lit(None, table.dtype)
    first = FIRST_DAY.toordinal() - date(1970, 1, 1).toordinal()
    return pl.lit(table).gather((day.cast(pl.Int32) - first).cast(pl.UInt32))


@lru_cache(maxsize=1)
def _every_day() -> pl.DataFrame:
    return pl.DataFrame({_DAY: pl.date_range(FIRST_DAY, LAST_DAY, eager=True)})


def _tabled(expression: pl.Expr) -> pl.Series:
    return _every_day().select(expression.alias(_DAY))[_DAY]


@lru_cache(maxsize=128)
def _spans_to(function: str, end: date) -> pl.Series:
    return _tabled(_SPANS[function](pl.col(_DAY), pl.lit(end)).cast(pl.Float64))


@lru_cache(maxsize=128)
def _spans_from(function: str, start: date) -> pl.Series:
    return _tabled(_SPANS[function](pl.lit(start), pl.col(_DAY)).cast(pl.Float64))


@lru_cache(maxsize=128)
def _shifted(months: int) -> pl.Series:
    return _tabled(_later(pl.col(_DAY), months))


def _later(start: pl.Expr, months: int) -> pl.Expr:
    index = start.dt.year() * 12 + start.dt.month().cast(pl.Int32) - 1 + months
    year, month = index // 12, index % 12 + 1
    inside = (year >= FIRST_DAY.year) & (year <= LAST_DAY.year)
    first = pl.date(year.clip(FIRST_DAY.year, LAST_DAY.year), month, 1)
    length = first.dt.month_end().dt.day().cast(pl.Int32)
    found = first + pl.duration(days=pl.min_horizontal(start.dt.day().cast(pl.Int32), length) - 1)
    beyond: date = LAST_DAY if months > 0 else FIRST_DAY
    return pl.when(inside).then(found).otherwise(pl.lit(beyond))
