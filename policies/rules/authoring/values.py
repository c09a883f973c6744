"""The values of a subject among which a few constants cannot tell more: finite stand-ins for all.

Whatever is held against the constants of a document alone has one truth between two neighbouring
constants; so it is enough to look at the constants, between them, and beyond them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

from policies.rules.conditions import Leaf
from policies.rules.expressions import Expression, FactReference, FieldReference
from policies.rules.facts import FactType, Sort, Value
from policies.rules.quantities import tidy
from policies.rules.spans import FIRST_DAY, LAST_DAY, months_later

_MOST_CHOICES = 6
_ORDINARY = 100
_OTHER = "\u2060other\u2060"  # a text that no document names


def stand_ins(subject: Expression, fact: FactType | None, leaves: Iterable[Leaf]) -> list[Any]:
    """Values for everything that a subject can be, as far as the leaves can tell.

    Args:
        fact: the fact or field that the subject is, for its limits and choices.
        leaves: those that hold the subject against constants.
    """
    constants = [value for leaf in leaves for value in _constants(leaf)]
    if subject.sort is Sort.BOOLEAN:
        return [True, False]
    if subject.sort is Sort.NUMBER:
        return _numbers(fact, constants)
    if subject.sort is Sort.DATE:
        return _days(constants)
    if subject.sort is Sort.CHOICES:
        return _sets(sorted({str(value) for value in constants}))
    if subject.sort is Sort.TEXT:
        if fact is not None and fact.choices:
            return list(fact.choices)
        texts = sorted({str(value) for value in constants})
        inside = [f"{_OTHER}{text}{_OTHER}" for text in texts]
        return [*texts, *(f"{text}{_OTHER}" for text in texts), *inside, _OTHER, ""]
    return []


def ordinary_value(fact: FactType, on: date) -> Value:
    """A value to begin with, within the limits of a fact."""
    if fact.sort is Sort.NUMBER:
        low = fact.minimum if fact.minimum is not None else 0
        most = fact.maximum if fact.maximum is not None else low + _ORDINARY
        return min(max(_ORDINARY, low), most)
    if fact.sort is Sort.DATE:
        return months_later(on, -12)
    if fact.sort is Sort.BOOLEAN:
        return False
    if fact.sort is Sort.RECORDS:
        return ()
    if fact.sort is Sort.CHOICES:
        return frozenset()
    return next(iter(fact.choices), fact.texts[0])


def fact_of(subject: Expression, facts: Any, fields: Any) -> FactType | None:
    """The fact or the field that a subject is; ``None`` for a formula."""
    if isinstance(subject, FactReference):
        return facts.get(subject.name)  # type: ignore[no-any-return]  # a vocabulary
    if isinstance(subject, FieldReference):
        return fields.get(subject.name)  # type: ignore[no-any-return]  # of a records fact
    return None


def _constants(leaf: Leaf) -> Sequence[Any]:
    if leaf.operator == "is_known":
        return ()
    value = leaf.constant_operand()
    values = value if isinstance(value, tuple) else (value,)
    return [each for part in values for each in (part if isinstance(part, frozenset) else [part])]


def _numbers(fact: FactType | None, constants: list[Any]) -> list[Any]:
    low = fact.minimum if fact else None
    high = fact.maximum if fact else None
    whole = fact is not None and fact.type == "integer"
    marks = sorted({*constants, *(bound for bound in (low, high) if bound is not None)})
    if not marks:
        return [0]
    between = [tidy(Fraction(a + b) / 2) for a, b in pairwise(marks)]
    near = [mark + step for mark in marks for step in (-1, 1)] if whole else []
    values = {*marks, *between, *near, marks[0] - 1, marks[-1] + 1}
    return [
        value
        for value in sorted(values)
        if (low is None or value >= low)
        and (high is None or value <= high)
        and (not whole or value.denominator == 1)
    ]


def _days(constants: list[Any]) -> list[date]:
    days = {FIRST_DAY, LAST_DAY, *constants}
    around = {day + timedelta(days=step) for day in days for step in (-1, 0, 1)}
    return sorted(day for day in around if FIRST_DAY <= day <= LAST_DAY)


def _sets(slugs: list[str]) -> list[frozenset[str]]:
    if len(slugs) > _MOST_CHOICES:
        return []  # too many to look at all of them
    sizes = range(len(slugs) + 1)
    sets = [frozenset(some) for size in sizes for some in combinations(slugs, size)]
    return [*sets, *(some | {_OTHER} for some in sets)]
