"""What the operators and comparisons mean for whole columns: the same table, another algebra."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from policies.rules.comparisons import comparisons
from policies.rules.operators import Algebra
from policies.rules.screening.comparing import equal, less
from policies.rules.screening.values import (
    Choices,
    Quantity,
    Text,
    Truth,
    Value,
    doubts,
)


def yes(value: bool) -> Truth:
    """A truth that is the same for all."""
    return Truth(met=pl.lit(value=value))


def _equal(a: Any, b: Any) -> Truth:
    if isinstance(a, Quantity):
        return equal(a, b)
    if isinstance(a, Text):
        return Truth(met=_same_text(a, b), doubt=doubts(a.doubt, b.doubt))
    return Truth(met=a.met == b.met, doubt=doubts(a.doubt, b.doubt))


def _same_text(a: Text, b: Text) -> pl.Expr:
    if a.literal is not None or b.literal is not None:
        return a.text == b.text
    return a.text.cast(pl.String) == b.text.cast(pl.String)


def negated(truth: Truth) -> Truth:
    """Kleene's not."""
    return Truth(met=~truth.met, doubt=truth.doubt)


def any_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's or."""
    sides = list(truths)
    met = sides[0].met if len(sides) == 1 else pl.any_horizontal([side.met for side in sides])
    return Truth(met=met, doubt=doubts(*(side.doubt for side in sides)))


def all_of(truths: Iterable[Truth]) -> Truth:
    """Kleene's and."""
    sides = list(truths)
    met = sides[0].met if len(sides) == 1 else pl.all_horizontal([side.met for side in sides])
    return Truth(met=met, doubt=doubts(*(side.doubt for side in sides)))


def at_least(count: int, truths: Iterable[Truth]) -> Truth:
    """Met if so many are met; unmet if fewer can still be met; else unknown."""
    sides = list(truths)
    met = pl.sum_horizontal([side.met.fill_null(value=False).cast(pl.Int32) for side in sides])
    open_ = pl.sum_horizontal([side.met.is_null().cast(pl.Int32) for side in sides])
    found = (
        pl.when(met >= count)
        .then(pl.lit(value=True))
        .when(met + open_ < count)
        .then(pl.lit(value=False))
    )
    return Truth(met=found, doubt=doubts(*(side.doubt for side in sides)))


def _of_texts(test: Callable[[pl.Expr, Any], pl.Expr]) -> Callable[[Any, Any], Truth]:
    def tested(a: Text, b: Text) -> Truth:
        met = test(a.text.cast(pl.String), b.text)
        return Truth(met=met, doubt=doubts(a.doubt, b.doubt))

    return tested


def _options(chosen: Choices, wanted: Any) -> list[Truth]:
    """For each of some choices whether a set has it."""
    found = []
    for option in wanted:
        if option.literal is not None:
            met = chosen.includes(option.literal)
        else:  # a text that is known only for each row
            text = option.text.cast(pl.String)
            met = pl.any_horizontal(
                [pl.lit(value=False), *((text == name) & has for name, has in chosen.has.items())]
            )
            met = pl.when(chosen.known & option.known).then(met)
        found.append(Truth(met=met, doubt=doubts(chosen.doubt, option.doubt)))
    return found


def _overlaps(chosen: Choices, wanted: Any) -> Truth:
    if not isinstance(wanted, Choices):
        return any_of(_options(chosen, wanted))
    both = [pl.lit(value=False), *(chosen.includes(name) & has for name, has in wanted.has.items())]
    met = pl.when(chosen.known & wanted.known).then(pl.any_horizontal(both))
    return Truth(met=met, doubt=doubts(chosen.doubt, wanted.doubt))


def _covers(chosen: Choices, wanted: Any) -> Truth:
    if not isinstance(wanted, Choices):
        return all_of(_options(chosen, wanted))
    each = [pl.lit(value=True), *(chosen.includes(name) | ~has for name, has in wanted.has.items())]
    met = pl.when(chosen.known & wanted.known).then(pl.all_horizontal(each))
    return Truth(met=met, doubt=doubts(chosen.doubt, wanted.doubt))


def _known(value: Value) -> Truth:
    return Truth(met=value.known, doubt=value.doubt)


COLUMNS = Algebra(
    compare=comparisons(_equal, less, negated),
    any_of=any_of,
    all_of=all_of,
    negated=negated,
    starts_with=_of_texts(lambda a, b: a.str.starts_with(b)),
    within=_of_texts(lambda a, b: a.str.contains(b, literal=True)),
    overlaps=_overlaps,
    covers=_covers,
    known=_known,
)
