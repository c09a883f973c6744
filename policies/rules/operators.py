"""The operators of conditions, one row each: what they take and what they mean.

This is the only place that knows an operator. The meaning for a whole population stands beside the
plain one here when it comes, so that the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from policies.rules.comparisons import COMPARISONS, negated
from policies.rules.facts import Sort


class Operand(StrEnum):
    """The shape of what stands at the right of an operator."""

    ONE = "one value"
    PAIR = "a list of a low and a high value"
    SET = "a list of values"
    TEXT = "a text"
    FLAG = "true or false"


ORDERED = frozenset({Sort.NUMBER, Sort.DATE})
SINGLE = ORDERED | {Sort.TEXT, Sort.BOOLEAN}
MANY = frozenset({Sort.CHOICES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator.

    Attributes:
        sorts: what may stand at its left.
        operand: the shape of its right.
        holds: its meaning for known sides: met, unmet, or ``None`` where a range leaves it open.
    """

    name: str
    sorts: frozenset[Sort]
    operand: Operand
    holds: Callable[[Any, Any], bool | None]


def _any_equal(value: Any, options: Any) -> bool | None:
    found = [COMPARISONS["="](value, option) for option in options]
    return True if True in found else None if None in found else False


def _between(value: Any, bounds: Any) -> bool | None:
    sides = (COMPARISONS[">="](value, bounds[0]), COMPARISONS["<="](value, bounds[1]))
    return False if False in sides else None if None in sides else True


def _table() -> dict[str, Operator]:
    rows: list[tuple[str, frozenset[Sort], Operand, Callable[[Any, Any], bool | None]]] = [
        ("is", SINGLE, Operand.ONE, COMPARISONS["="]),
        ("is_not", SINGLE, Operand.ONE, COMPARISONS["!="]),
        ("in", SINGLE, Operand.SET, _any_equal),
        ("not_in", SINGLE, Operand.SET, lambda a, b: negated(_any_equal(a, b))),
        ("at_least", ORDERED, Operand.ONE, COMPARISONS[">="]),
        ("at_most", ORDERED, Operand.ONE, COMPARISONS["<="]),
        ("more_than", ORDERED, Operand.ONE, COMPARISONS[">"]),
        ("less_than", ORDERED, Operand.ONE, COMPARISONS["<"]),
        ("between", ORDERED, Operand.PAIR, _between),
        ("starts_with", frozenset({Sort.TEXT}), Operand.TEXT, lambda a, b: a.startswith(b)),
        ("contains", frozenset({Sort.TEXT}), Operand.TEXT, lambda a, b: b in a),
        ("includes", MANY, Operand.TEXT, lambda a, b: b in a),
        ("includes_any", MANY, Operand.SET, lambda a, b: not a.isdisjoint(b)),
        ("includes_all", MANY, Operand.SET, lambda a, b: a.issuperset(b)),
        ("is_known", frozenset(Sort), Operand.FLAG, lambda a, b: (a is not None) is b),
    ]
    return {
        name: Operator(name=name, sorts=sorts, operand=operand, holds=holds)
        for name, sorts, operand, holds in rows
    }


OPERATORS: dict[str, Operator] = _table()
