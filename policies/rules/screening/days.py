"""Spans and shifted days of whole columns, as :mod:`policies.rules.spans` has them for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl

from policies.rules.screening.values import Quantity, doubts
from policies.rules.spans import FIRST_DAY, LAST_DAY

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
    between = _SPANS[function]
    low = between(start.high, end.low).cast(pl.Float64)
    points = start.is_point and end.is_point
    return Quantity(
        low=low,
        high=low if points else between(start.low, end.high).cast(pl.Float64),
        limit=_LONGEST,
        bits=_BITS,
        ranged=doubts(start.ranged, end.ranged),
        doubt=doubts(start.doubt, end.doubt),
    )


def months_after(day: Quantity, months: int) -> Quantity:
    """The same day so many months on, or the last of a month that lacks it."""
    low = _later(day.low, months)
    return Quantity(
        low=low,
        high=low if day.is_point else _later(day.high, months),
        ranged=day.ranged,
        doubt=day.doubt,
    )


def _later(start: pl.Expr, months: int) -> pl.Expr:
    index = start.dt.year() * 12 + start.dt.month().cast(pl.Int32) - 1 + months
    year, month = index // 12, index % 12 + 1
    inside = (year >= FIRST_DAY.year) & (year <= LAST_DAY.year)
    first = pl.date(year.clip(FIRST_DAY.year, LAST_DAY.year), month, 1)
    length = first.dt.month_end().dt.day().cast(pl.Int32)
    found = first + pl.duration(days=pl.min_horizontal(start.dt.day().cast(pl.Int32), length) - 1)
    beyond: date = LAST_DAY if months > 0 else FIRST_DAY
    return pl.when(start.is_null()).then(None).when(inside).then(found).otherwise(pl.lit(beyond))
