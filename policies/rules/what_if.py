"""What a score would be if something were otherwise: gains of changes, and ways to a target.

Everything is found by scoring again, so that what is said to suffice does. Totals are taken at
their low end: points that are certain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TypeGuard

from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.documents import Document
from policies.rules.expressions import Expression
from policies.rules.facts import Facts, FactType, Value
from policies.rules.plans import Plan
from policies.rules.quantities import Number, half_up, tidy
from policies.rules.scoring import Bands, ByChoice, Item, Linear, PerUnit, Ratio, Score
from policies.rules.weights import weight_of_document

TENTH = Fraction(1, 10)
_NUMBERS = ("integer", "decimal", "money", "percent")
_UPWARDS = tuple(map(Fraction, ("1.05", "1.1", "1.25", "1.5", "2", "3", "5", "10")))
_DOWNWARDS = tuple(map(Fraction, ("0.95", "0.9", "0.8", "0.65", "0.5", "0.35", "0.2", "0.1", "0")))
_HALVINGS = 12  # after them a bracket of a factor 2 is narrower than 0.03 %
_KEPT = 4  # leading digits of a figure that is proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One fact with another value.

    Attributes:
        share: how far a number moves, as a part of what it is; ``None`` for a choice.
        gain: points that become certain by it.
        total: the certain points afterwards.
    """

    fact: str
    value: Value
    share: Number | None
    gain: Number
    total: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where an item stands out: its benchmark, its next band, or its full points."""

    value: Number | str
    points: Number


def score_of(plan: Plan, document: Document, facts: Facts, *, on: date) -> Score:
    """The score of some facts.

    Raises:
        ValueError: the document has none.
    """
    score = plan.place(document).score_of(plan.prepared(facts, on), on)
    if score is None:
        raise ValueError(f"{document.programme} has no score.")
    return score


def scored_facts(document: Document) -> tuple[str, ...]:
    """The facts that a person can state and that the score rests on, in the order of its items."""
    found: dict[str, None] = {}
    for item in document.scoring.items if document.scoring else ():
        for part in item.walk():
            if part.subject is not None:
                found |= dict.fromkeys(_stated(part.subject, document.derived))
    return tuple(name for name in found if name in document.vocabulary)


def _stated(expression: Expression, derived: Mapping[str, Expression]) -> Iterator[str]:
    for name in expression.fact_names():
        if name in derived:
            yield from _stated(derived[name], derived)
        else:
            yield name


# --- single changes ---


def next_gains(
    plan: Plan, document: Document, facts: Facts, *, on: date, budget: Budget | None = None
) -> dict[str, tuple[Change, ...]]:
    """What changing one fact alone brings: a number by a tenth, a choice to any that gives more.

    A figure of the last closed year stands for that of the running one, which follows it. What is
    unknown is left out: learning it comes first. So is what the budget leaves no room for.
    """
    budget = budget or Budget()
    found = {}
    with suppress(BudgetEndedError):
        for name in _changeable(document, facts):
            certain = _certain(plan, document, name, facts, on, budget)
            if better := _better(document.vocabulary[name], facts[name], certain):
                found[name] = better
    return found


def _better(fact: FactType, now: Value, certain: Callable[[Value], Number]) -> tuple[Change, ...]:
    """The neighbours of a value that bring more, the least first; of a number the best alone."""
    before = certain(now)
    others = [
        _change(fact.name, now, value, certain(value), before)
        for value in _neighbours(fact, now)
        if fact.may_become_later(now, value)
    ]
    better = sorted((each for each in others if each.gain > 0), key=lambda each: each.gain)
    return tuple(better[-1:] if fact.type in _NUMBERS else better)


def ways_to(
    plan: Plan,
    document: Document,
    facts: Facts,
    target: Number,
    *,
    on: date,
    budget: Budget | None = None,
) -> tuple[Change, ...]:
    """Single changes of changeable facts that each reach a target, the smallest first.

    Numbers come by how far they move, then choices by what they bring. What the budget leaves no
    room for is left out.
    """
    budget = budget or Budget()
    found: list[Change] = []
    with suppress(BudgetEndedError):
        for name in _changeable(document, facts):
            certain = _certain(plan, document, name, facts, on, budget)
            before = certain(facts[name])
            if before >= target:
                return ()
            value = _sufficient(document.vocabulary[name], facts[name], certain, target)
            if value is not None:
                found.append(_change(name, facts[name], value, certain(value), before))
    return tuple(
        sorted(found, key=lambda each: (each.share is None, size(each.share or each.gain)))
    )


def _changeable(document: Document, facts: Facts) -> list[str]:
    known = (document.vocabulary[name] for name in scored_facts(document) if name in facts)
    return [fact.name for fact in known if fact.changeable or fact.counts_next_year]


def _certain(
    plan: Plan, document: Document, name: str, facts: Facts, on: date, budget: Budget
) -> Callable[[Value], Number]:
    """The certain points by the value of one fact."""
    vary, place = plan.varying(name, facts, on), plan.place(document)
    weigh = weight_of_document(document).by_value(name, facts)

    def certain(value: Value) -> Number:
        budget.spend(weigh(value))
        score = place.score_of(vary(value), on)
        return 0 if score is None else score.low

    return certain


def _change(name: str, old: Value, new: Value, total: Number, before: Number) -> Change:
    share: Number | None = None
    if _is_number(old) and _is_number(new) and old:
        share = tidy(Fraction(new - old) / size(old))
    return Change(fact=name, value=new, share=share, gain=total - before, total=total)


def _is_number(value: object) -> TypeGuard[Number]:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _neighbours(fact: FactType, value: Value) -> list[Value]:
    if fact.type == "boolean":
        return [not value]
    if fact.type == "choice":
        return [choice for choice in fact.choices if choice != value]
    if isinstance(value, int | Fraction):
        return [x for by in (1 + TENTH, 1 - TENTH) for x in _allowed(fact, value * by, up=by > 1)]
    return []


def _sufficient(
    fact: FactType, value: Value, certain: Callable[[Value], Number], target: Number
) -> Value | None:
    """The nearest value found that reaches the target."""
    if isinstance(value, int | Fraction) and fact.type in _NUMBERS:
        ways = [_along(fact, value, steps, certain, target) for steps in (_UPWARDS, _DOWNWARDS)]
        reached = [way for way in ways if way is not None and fact.may_become_later(value, way)]
        return min(reached, key=lambda way: size(way - value), default=None)
    others = (each for each in _neighbours(fact, value) if fact.may_become_later(value, each))
    choices = [other for other in others if certain(other) >= target]
    return min(choices, key=certain, default=None)


def _along(
    fact: FactType,
    value: Number,
    steps: tuple[Fraction, ...],
    certain: Callable[[Value], Number],
    target: Number,
) -> Number | None:
    """Go in one direction until the target is reached, then back as far as it stays reached."""
    up = steps[0] > 1
    grid = [x for step in (Fraction(1), *steps) for x in _allowed(fact, value * step, up=up)]
    for short, far in pairwise(grid):
        if certain(far) >= target:
            for _ in range(_HALVINGS):
                middle = _allowed(fact, Fraction(short + far) / 2, up=up)
                if not middle or middle[0] in (short, far):
                    break
                short, far = (
                    (short, middle[0]) if certain(middle[0]) >= target else (middle[0], far)
                )
            return far
    return None


def _allowed(fact: FactType, value: Number, *, up: bool) -> list[Number]:
    """A value in few digits, rounded away from where one comes from; none outside its limits."""
    scale = Fraction(1)
    while size(value) * scale >= 10**_KEPT:
        scale /= 10
    while 0 < size(value) * scale < 10 ** (_KEPT - 1) and scale < 10**9:
        scale *= 10
    if fact.type == "integer":
        scale = min(scale, Fraction(1))
    whole = value * scale // 1
    rounded = tidy(Fraction(whole + (up and whole != value * scale)) / scale)
    low, high = fact.minimum, fact.maximum
    if (low is not None and rounded < low) or (high is not None and rounded > high):
        return []
    return [rounded]


def size(value: Number) -> Number:
    """How large a number is, whatever its sign."""
    return value if value >= 0 else -value


# --- where an item stands ---


def benchmark(item: Item) -> Mark | None:
    """The value that an item compares with, and the points it gives."""
    if isinstance(item.method, Ratio):
        value = item.method.benchmark
        return Mark(value=value, points=_rounded(item, item.method.points(value)))
    return None


def full(item: Item) -> Mark | None:
    """The least value that gives the most points."""
    method, value = item.method, None
    if isinstance(method, Ratio):
        value = tidy(Fraction(method.benchmark * method.cap))
    elif isinstance(method, Linear):
        value = method.end
    elif isinstance(method, PerUnit) and method.each > 0:
        value = tidy(Fraction(method.maximum) / method.each)
    elif isinstance(method, Bands):
        value = method.bands[0][0]
    return None if value is None else Mark(value=value, points=item.maximum)


def next_mark(item: Item, points: Number) -> Mark | None:
    """The next band, or the next better choice, above the points one has."""
    if isinstance(item.method, Bands):
        above = [Mark(value=v, points=p) for v, p in item.method.bands if p > points]
        return above[-1] if above else None
    if isinstance(item.method, ByChoice):
        better = [Mark(value=v, points=p) for v, p in item.method.rows if p > points]
        return min(better, key=lambda mark: mark.points, default=None)
    return None


def _rounded(item: Item, points: Number) -> Number:
    return points if item.digits is None else half_up(points, item.digits)
