"""Which of two columns is more, and where doubles cannot tell."""

from __future__ import annotations

import polars as pl

from policies.rules.screening.values import (
    Quantity,
    Size,
    Truth,
    doubts,
    sure,
)


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
