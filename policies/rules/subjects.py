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

from policies.rules.conditions import Condition, Leaf, Truth
from policies.rules.facts import Sort
from policies.rules.quantities import Interval, Number

MOST_KEPT = 1_024
_ANY_OTHER = ("any other text",)
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


def judge(nodes: Sequence[Condition], tests: Sequence[Test], says: Callable[..., int]) -> Judge:
    """The function that judges a value, ``None`` for unknown, by all criteria about one subject.

    Args:
        nodes: the criteria.
        tests: how each of them judges a value.
        says: the truths of the criteria as a number.
    """
    kept: dict[Hashable, Row] = {}

    def truths_of(value: Any) -> tuple[Truth, ...]:
        return tuple([test(value) for test in tests])

    cell = _cell(nodes) or truths_of

    def judged(value: Any) -> Row:
        wide = type(value) is Interval
        key = None if value is None else truths_of(value) if wide else cell(value)
        row = kept.get(key)
        if row is None:
            truths = truths_of(value)
            row = Row(truths, says(truths))
            if len(kept) < MOST_KEPT:
                kept[key] = row
        return row

    return judged


def _cell(nodes: Sequence[Condition]) -> Cell | None:
    """How values of the subject are grouped; ``None`` where each has to be looked at."""
    leaves = [node for node in nodes if isinstance(node, Leaf) and node.is_constant()]
    if len(leaves) < len(nodes):
        return None
    operators = {leaf.operator for leaf in leaves}
    constants = [side.value for leaf in leaves for side in leaf.operands]  # type: ignore[attr-defined]  # constants only
    sort = leaves[0].subject.sort
    if sort in (Sort.NUMBER, Sort.DATE):
        # a yes/no here belongs to is_known
        bounds = sorted({value for value in constants if not isinstance(value, bool)})
        return _number_cell(bounds) if sort is Sort.NUMBER else _day_cell(bounds)
    if sort is Sort.BOOLEAN:
        return bool
    if sort is Sort.TEXT and not operators & {"starts_with", "contains"}:
        named = frozenset(constants)
        return lambda value: value if value in named else _ANY_OTHER
    return None


def _day_cell(bounds: Sequence[date]) -> Cell:
    """Odd for a bound itself, even for what lies between two."""
    ends = [*bounds, date.max]

    def cell(day: date) -> int:
        index = bisect_left(ends, day)
        return 2 * index + (ends[index] == day)

    return cell


def _number_cell(bounds: Iterable[Number]) -> Cell:
    """As for days; the bounds are brought to one denominator, so that integers are compared."""
    bounds = list(bounds)
    scale = lcm(*(bound.denominator for bound in bounds))
    ends = [bound.numerator * (scale // bound.denominator) for bound in bounds]
    size = len(ends)

    def cell(value: Number) -> int:
        if type(value) is int:
            whole, rest = value * scale, 0
        else:
            whole, rest = divmod(value.numerator * scale, value.denominator)
        index = bisect_left(ends, whole)
        if index == size or ends[index] != whole:
            return 2 * index
        return 2 * index + (2 if rest else 1)

    return cell
