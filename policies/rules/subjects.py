"""The criteria about one subject, judged together.

The constants that a number or a day is held against cut its line into cells, and whatever lies in
one cell is judged alike. So a value is placed once, by halving, instead of being held against every
constant. What the criteria say of a cell is worked out by the operators themselves the first time a
value falls into it, and kept.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from math import lcm
from typing import Any, NamedTuple

from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition, Leaf
from policies.rules.facts import Sort
from policies.rules.quantities import Interval, Number

MOST_KEPT = 1_024
_ANY_OTHER = object()
_WITHIN = ("starts_with", "contains")
Test = Callable[[Any], Truth]
Cell = Callable[[Any], Hashable]  # a known value -> what stands for all that are judged like it


class Row(NamedTuple):
    """What the criteria about one subject say of a value.

    Attributes:
        truths: one for each criterion.
        said: the same as a number, in the bits of :class:`~policies.rules.layers.Layers`.
    """

    truths: tuple[Truth, ...]
    said: int


Judge = Callable[[Any], Row]


class _Named(dict[Any, Row]):
    """The rows of the values that criteria name, and one for all others."""

    def __init__(self, rows: dict[Any, Row], other: Row) -> None:
        super().__init__(rows)
        self._other = other

    def __missing__(self, value: Any) -> Row:
        return self._other


def silent(value: Any) -> Row:
    """Judge nothing: for what is only read."""
    return Row((), 0)


def judge(nodes: Sequence[Condition], tests: Sequence[Test], says: Callable[..., int]) -> Judge:
    """The function that judges a value, ``None`` for unknown, by all criteria about one subject.

    Args:
        nodes: the criteria.
        tests: how each of them judges a value.
        says: the truths of the criteria as a number.
    """

    def truths_of(value: Any) -> tuple[Truth, ...]:
        return tuple([test(value) for test in tests])

    def row_of(value: Any) -> Row:
        truths = truths_of(value)
        return Row(truths, says(truths))

    leaves = [node for node in nodes if isinstance(node, Leaf) and node.is_constant()]
    if len(leaves) < len(nodes):
        return _judging(truths_of, row_of)
    constants = {side.value for leaf in leaves for side in leaf.operands}  # type: ignore[attr-defined]  # constants only
    match leaves[0].subject.sort:
        case Sort.NUMBER:
            return _judging(_number_cell(_bounds(constants), truths_of), row_of)
        case Sort.DATE:
            return _judging(_day_cell(_bounds(constants), truths_of), row_of)
        case Sort.BOOLEAN:
            return {value: row_of(value) for value in (None, True, False)}.__getitem__
        case Sort.TEXT if not any(leaf.operator in _WITHIN for leaf in leaves):
            named = {value: row_of(value) for value in (None, *constants)}
            return _Named(named, row_of(_ANY_OTHER)).__getitem__
    return _judging(truths_of, row_of)


def _judging(cell: Cell, row_of: Judge) -> Judge:
    """Look up the row of a value's cell, and keep it when it was not there."""
    kept: dict[Hashable, Row] = {}
    unknown = row_of(None)

    def judged(value: Any) -> Row:
        if value is None:
            return unknown
        key = cell(value)
        row = kept.get(key)
        if row is None:
            row = row_of(value)
            if len(kept) < MOST_KEPT:
                kept[key] = row
        return row

    return judged


def _bounds(constants: Iterable[Any]) -> list[Any]:
    """The constants in order, without the yes or no of ``is_known``."""
    return sorted(value for value in constants if not isinstance(value, bool))


def _day_cell(bounds: Sequence[date], otherwise: Cell) -> Cell:
    """Odd for a bound itself, even for what lies between two; ranges are cells by themselves."""
    ends = [*bounds, date.max]

    def cell(value: Any) -> Hashable:
        if type(value) is Interval:
            return otherwise(value)
        index = bisect_left(ends, value)
        return 2 * index + 1 if ends[index] == value else 2 * index

    return cell


def _number_cell(bounds: Sequence[Number], otherwise: Cell) -> Cell:
    """As for days; the bounds are brought to one denominator, so that integers are compared."""
    scale = lcm(*(bound.denominator for bound in bounds))
    ends = [bound.numerator * (scale // bound.denominator) for bound in bounds]
    size = len(ends)

    def cell(value: Any) -> Hashable:
        if type(value) is int:
            whole, rest = value * scale, 0
        elif type(value) is Interval:
            return otherwise(value)
        else:
            whole, rest = divmod(value.numerator * scale, value.denominator)
        index = bisect_left(ends, whole)
        if index == size or ends[index] != whole:
            return 2 * index
        return 2 * index + (2 if rest else 1)

    return cell
