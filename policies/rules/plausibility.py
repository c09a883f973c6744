"""What can hardly be: days that have not come, in a wrong order, and values far from the usual."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from policies.rules.conditions import Condition
from policies.rules.errors import Problem
from policies.rules.facts import Facts, FactType, Record, Value
from policies.rules.quantities import Number, tidy
from policies.rules.spans import years_between

_TEN_THOUSAND, _HUNDRED = 10_000, 100


def days_ahead(
    facts: Mapping[str, Value], vocabulary: Mapping[str, FactType], *, on: date
) -> list[Problem]:
    """A problem for each day after ``on`` that can only lie in the past."""
    return [
        Problem(path, f"expected a day not after {on}, found {day}.")
        for path, fact, day in _days(facts, vocabulary)
        if fact.past and day > on
    ]


def _days(
    facts: Mapping[str, Value], vocabulary: Mapping[str, FactType]
) -> Iterator[tuple[str, FactType, date]]:
    """Every day among some facts and in their records, with its path."""
    for name, value in facts.items():
        fact = vocabulary[name]
        if isinstance(value, date):
            yield name, fact, value
        elif isinstance(value, tuple):
            for index, record in enumerate(value):
                for path, field, day in _days(record, fact.fields):
                    yield f"{name}[{index}].{path}", field, day


class Disorder(NamedTuple):
    """A day that comes before another which it follows in life."""

    later: str
    earlier: str


def disorders(
    facts: Facts | Record, vocabulary: Mapping[str, FactType], *, only: str = ""
) -> list[Disorder]:
    """The days that are in a wrong order.

    Args:
        only: no others than those of this fact.
    """
    found = []
    for name, value in facts.items():
        fact = vocabulary.get(name)
        if fact is None or not fact.after or not isinstance(value, date):
            continue
        before = facts.get(fact.after)
        if isinstance(before, date) and value < before and only in ("", name, fact.after):
            found.append(Disorder(name, fact.after))
    return found


def contradictions(
    at_odds: Iterable[Condition], facts: Facts, *, on: date
) -> list[tuple[str, ...]]:
    """The answers that cannot all be right, those of each contradiction together.

    Args:
        at_odds: conditions that only such answers meet.
    """
    return [
        tuple(dict.fromkeys(name for name in names_in(condition) if name in facts))
        for condition in at_odds
        if condition.compiled()(facts, on, None) is True
    ]


def names_in(condition: Condition) -> Iterator[str]:
    """The facts a condition names, in its order."""
    for node in condition.walk():
        for expression in node.expressions():
            yield from expression.fact_names()


def readings(fact: FactType, value: Value, *, on: date) -> tuple[Value, ...]:
    """What may be meant by a value that is far from the usual; empty where it is not.

    The value itself comes first, then what it would be in the unit that is easily taken for the
    fact's own: 万元 for yuan, a share for per cent. Nothing and a loss are as usual as a gain.
    """
    if isinstance(value, date):
        years = years_between(value, on)
        return (value,) if fact.ask_above is not None and years > fact.ask_above else ()
    if not isinstance(value, int | Fraction) or isinstance(value, bool):
        return ()
    size = _size(value)
    if fact.ask_below is not None and 0 < size < fact.ask_below:
        return (value, *_usual_ones(fact, [_scaled(value, fact, up=True)]))
    if fact.ask_above is not None and size > fact.ask_above:
        return (value, *_usual_ones(fact, [_scaled(value, fact, up=False)]))
    return ()


def _size(value: Number) -> Number:
    return value if value >= 0 else -value


def _scaled(value: Number, fact: FactType, *, up: bool) -> Number:
    """The value as it is where another unit was meant; the value itself where there is none."""
    size = {"money": _TEN_THOUSAND, "percent": _HUNDRED}.get(fact.type, 1)
    return tidy(Fraction(value) * size if up else Fraction(value) / size)


def _usual_ones(fact: FactType, values: list[Number]) -> list[Number]:
    """Those of some values that the fact may have, and that nobody would be asked about."""
    return [
        value
        for value in values
        if (fact.minimum is None or value >= fact.minimum)
        and (fact.maximum is None or value <= fact.maximum)
        and (fact.ask_below is None or _size(value) >= fact.ask_below)
        and (fact.ask_above is None or _size(value) <= fact.ask_above)
    ]
