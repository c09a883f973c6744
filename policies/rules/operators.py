"""The operators of conditions, one row each: what they take and what they mean.

This is the only place that knows an operator. Its meaning is written once, in terms of an
:class:`Algebra`: that of single values here, that of whole columns in the screen. So what explains
one applicant and what lists all of them cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from policies.rules.comparisons import COMPARISONS, all_of, any_of, negated
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
class Algebra:
    """What meanings are made of, for one kind of values and truths.

    Attributes:
        compare: the comparisons by sign.
        any_of, negated: Kleene's or and not.
        all_of: Kleene's and.
        starts_with, within: of two texts; ``within(a, b)`` is whether b stands in a.
        overlaps, covers: of a set of choices and some choices: has it any, has it all of them.
        known: whether a value is known, which is never unknown.
    """

    compare: Mapping[str, Callable[[Any, Any], Any]]
    any_of: Callable[[list[Any]], Any]
    all_of: Callable[[list[Any]], Any]
    negated: Callable[[Any], Any]
    starts_with: Callable[[Any, Any], Any]
    within: Callable[[Any, Any], Any]
    overlaps: Callable[[Any, Any], Any]
    covers: Callable[[Any, Any], Any]
    known: Callable[[Any], Any]


Meaning = Callable[[Any, Any], Any]  # a value and what it is held against -> a truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One operator.

    Attributes:
        sorts: what may stand at its left.
        operand: the shape of its right.
        meaning: what it means in an algebra, for known sides.
        holds: the same for single values: met, unmet, or ``None`` where a range leaves it open.
    """

    name: str
    sorts: frozenset[Sort]
    operand: Operand
    meaning: Callable[[Algebra], Meaning]
    holds: Callable[[Any, Any], bool | None]


PLAIN = Algebra(
    compare=COMPARISONS,
    any_of=any_of,
    all_of=all_of,
    negated=negated,
    starts_with=lambda a, b: a.startswith(b),
    within=lambda a, b: b in a,
    overlaps=lambda a, b: not a.isdisjoint(b),
    covers=lambda a, b: a.issuperset(b),
    known=lambda a: a is not None,
)


def _comparing(sign: str) -> Callable[[Algebra], Meaning]:
    return lambda algebra: algebra.compare[sign]


def _among(algebra: Algebra) -> Meaning:
    equal, any_of = algebra.compare["="], algebra.any_of
    return lambda value, options: any_of([equal(value, option) for option in options])


def _not_among(algebra: Algebra) -> Meaning:
    among, negate = _among(algebra), algebra.negated
    return lambda value, options: negate(among(value, options))


def _between(algebra: Algebra) -> Meaning:
    from_, to, all_of = algebra.compare[">="], algebra.compare["<="], algebra.all_of
    return lambda value, bounds: all_of([from_(value, bounds[0]), to(value, bounds[1])])


def _includes(algebra: Algebra) -> Meaning:
    covers = algebra.covers
    return lambda value, option: covers(value, (option,))


def _is_known(algebra: Algebra) -> Meaning:
    known, negate = algebra.known, algebra.negated
    return lambda value, wanted: known(value) if wanted else negate(known(value))


def _table() -> dict[str, Operator]:
    rows: list[tuple[str, frozenset[Sort], Operand, Callable[[Algebra], Meaning]]] = [
        ("is", SINGLE, Operand.ONE, _comparing("=")),
        ("is_not", SINGLE, Operand.ONE, _comparing("!=")),
        ("in", SINGLE, Operand.SET, _among),
        ("not_in", SINGLE, Operand.SET, _not_among),
        ("at_least", ORDERED, Operand.ONE, _comparing(">=")),
        ("at_most", ORDERED, Operand.ONE, _comparing("<=")),
        ("more_than", ORDERED, Operand.ONE, _comparing(">")),
        ("less_than", ORDERED, Operand.ONE, _comparing("<")),
        ("between", ORDERED, Operand.PAIR, _between),
        ("starts_with", frozenset({Sort.TEXT}), Operand.TEXT, lambda algebra: algebra.starts_with),
        ("contains", frozenset({Sort.TEXT}), Operand.TEXT, lambda algebra: algebra.within),
        ("includes", MANY, Operand.TEXT, _includes),
        ("includes_any", MANY, Operand.SET, lambda algebra: algebra.overlaps),
        ("includes_all", MANY, Operand.SET, lambda algebra: algebra.covers),
        ("is_known", frozenset(Sort), Operand.FLAG, _is_known),
    ]
    return {
        name: Operator(
            name=name, sorts=sorts, operand=operand, meaning=meaning, holds=meaning(PLAIN)
        )
        for name, sorts, operand, meaning in rows
    }


OPERATORS: dict[str, Operator] = _table()
