"""What would change a verdict: the smallest sets of facts, and the day on which time alone does.

Every set is applied and judged again before it is named, and none of its parts can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.comparisons import Truth
from policies.rules.concerns import Around
from policies.rules.conditions import Condition, Group
from policies.rules.days import first_eligible_day, last_eligible_day
from policies.rules.documents import Document
from policies.rules.expressions import Expression
from policies.rules.facts import Facts, FactType, Sort, Value, as_json
from policies.rules.formulas import OUTCOME
from policies.rules.operators import ORDERED
from policies.rules.plans import Plan
from policies.rules.rulebook import Rulebook, truth_of
from policies.rules.scoring import Item, ends
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.weights import Weight, weight_of_document

LARGEST_SET = 3
MOST_SETS = 6
MOST_TRIALS = 1_500  # further than this no change is a small one any more


@dataclass(frozen=True, slots=True)
class Change:
    """One fact and the value that would do.

    Attributes:
        now: the present value; ``None`` while it is unknown.
        to: a value that suffices, the nearest bound for numbers and days.
    """

    fact: str
    now: Value | None
    to: Value

    def as_json(self) -> dict[str, Any]:
        """The change as JSON has it."""
        return {"fact": self.fact, "now": as_json(self.now), "to": as_json(self.to)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What would make a programme eligible.

    Attributes:
        sets: each one suffices as it is, and no part of it can be left out.
        earliest_on: the first day on which time alone does; ``None`` if it is eligible now or
            never will be by time alone.
        ends_on: the last day of the eligible time that is running or that then begins.
        complete: whether everything was looked at; else there may be more than is named here.
    """

    sets: tuple[tuple[Change, ...], ...]
    earliest_on: date | None
    ends_on: date | None
    complete: bool = True


def changes_for(
    book: Rulebook,
    programme: str,
    facts: Facts,
    *,
    on: date,
    largest: int = LARGEST_SET,
    budget: Budget | None = None,
) -> Changes:
    """Find what would make a programme eligible.

    Facts that are unknown may be given any value; of known ones only those marked changeable, and
    only the way they can be changed.

    Args:
        largest: how many facts a set may have.
        budget: how much may be looked at; the usual one where there is none.
    """
    budget = budget or Budget()
    earliest, last = eligible_days(book, programme, facts, on=on, budget=budget)
    document = book.document(programme, on=on)
    sets: tuple[tuple[Change, ...], ...] = ()
    if document is not None:
        sets = _Search(book, document, facts, on, budget).sets(largest)
    return Changes(sets=sets, earliest_on=earliest, ends_on=last, complete=not budget.ended)


def eligible_days(
    book: Rulebook, programme: str, facts: Facts, *, on: date, budget: Budget | None = None
) -> tuple[date | None, date | None]:
    """The first eligible day that time alone brings, and the last day of that time.

    Neither is known where the budget ended before they were found.
    """
    budget = budget or Budget()
    earliest = first_eligible_day(book, programme, facts, on=on, budget=budget)
    if earliest is None and book.truth(programme, facts, on=on) is not True:
        return None, None
    last = last_eligible_day(book, programme, facts, on=earliest or on, budget=budget)
    return earliest, last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Obstacle:
    """A condition or an item that stands in the way.

    Attributes:
        gives: its truth or its points, of prepared facts.
        wanted: whether such a result would do.
        names: the facts it rests on.
    """

    gives: Callable[[Mapping[str, Any]], Any]
    wanted: Callable[[Any], bool]
    names: list[str]


@dataclass(slots=True)
class _Search:
    """Sets of growing size: each next change turns something that still stands in the way."""

    book: Rulebook
    document: Document
    facts: Facts
    on: date
    budget: Budget
    trials: int = 0
    plan: Plan = field(init=False)
    weight: Weight = field(init=False)

    def __post_init__(self) -> None:
        self.plan = self.book.plan([self.document])
        self.weight = weight_of_document(self.document)

    def sets(self, largest: int) -> tuple[tuple[Change, ...], ...]:
        """The sets that suffice and are minimal, the smaller first; those found within budget."""
        found: list[dict[str, Value]] = []
        with suppress(BudgetEndedError):
            self._find(largest, found)
        return tuple(self._as_changes(chosen) for chosen in found)

    def _find(self, largest: int, found: list[dict[str, Value]]) -> None:
        if self._truth(self.facts) is True:
            return
        for size in range(1, largest + 1):
            for chosen in self._of_size({}, size):
                if len(found) >= MOST_SETS or self.trials > MOST_TRIALS:
                    break
                if chosen in found or any(self._goes_beyond(chosen, other) for other in found):
                    continue
                if self._is_minimal(chosen):
                    found.append(chosen)
            if found and size > 1:
                break

    def _as_changes(self, chosen: Mapping[str, Value]) -> tuple[Change, ...]:
        return tuple(Change(name, self.facts.get(name), to) for name, to in chosen.items())

    def _truth(self, facts: Facts) -> Truth:
        self.trials += 1
        self.budget.spend(self.weight.of(facts))
        return truth_of(self.plan, facts, on=self.on)

    def _is_minimal(self, chosen: Mapping[str, Value]) -> bool:
        """No proper subset would do."""
        items = list(chosen.items())
        return not any(
            self._truth({**self.facts, **dict(part)}) is True
            for size in range(1, len(items))
            for part in combinations(items, size)
        )

    def _goes_beyond(self, chosen: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
        """Whether it changes what another set changes, only further."""
        if chosen.keys() != other.keys():
            return False
        for name, value in chosen.items():
            if value != other[name]:
                fact, now = self.document.vocabulary[name], self.facts.get(name)
                start = _size(now) if now is not None else None
                if fact.sort not in ORDERED or start is None:
                    return fact.sort in ORDERED and start is None
                if not start <= _size(other[name]) <= _size(value) and not (
                    start >= _size(other[name]) >= _size(value)
                ):
                    return False
        return True

    def _of_size(self, chosen: dict[str, Value], size: int) -> Iterator[dict[str, Value]]:
        facts = {**self.facts, **chosen}
        for name, value in self._next_changes(facts, chosen):
            if self.trials > MOST_TRIALS:
                return
            with_it = {**chosen, name: value}
            if size == 1:
                if self._truth({**facts, name: value}) is True:
                    yield with_it
            else:
                yield from self._of_size(with_it, size - 1)

    def _next_changes(
        self, facts: Facts, chosen: Mapping[str, Value]
    ) -> Iterator[tuple[str, Value]]:
        """Single changes that turn a condition, or raise an item, that still stands in the way."""
        seen: set[tuple[str, str]] = set()
        for obstacle in self._obstacles(facts):
            for name in obstacle.names:
                if name in chosen or not self._may_change(name):
                    continue
                for value in self._turning(name, facts, obstacle):
                    key = (name, repr(value))  # records cannot be hashed
                    if key not in seen and self._can_reach(name, value):
                        seen.add(key)
                        yield name, value

    def _may_change(self, name: str) -> bool:
        fact = self.document.vocabulary.get(name)
        if fact is None or (fact.derived and name not in self.facts):
            return False
        return fact.changeable or name not in self.facts

    def _can_reach(self, name: str, value: Value) -> bool:
        """Whether an applicant can get there: what is unknown may be anything."""
        now = self.facts.get(name)
        return now is None or (
            value != now and self.document.vocabulary[name].may_become(now, value)
        )

    def _turning(self, name: str, facts: Facts, obstacle: _Obstacle) -> list[Value]:
        """Values of a fact that give what is wanted, the nearest to the present one first."""
        fact, now = self.document.vocabulary[name], facts.get(name)
        around = Around(name, [self.document], self.plan, facts, self.on, self.budget)

        def given(value: Value) -> tuple[Any, list[Truth]]:
            """What the obstacle gives, and all else that the value turns as well."""
            self.trials += 1
            values = around.prepared(value)
            return obstacle.gives(values), around.truths(values)

        def met(value: Value) -> int:
            """How many roots the value makes met."""
            values = around.prepared(value)
            self.budget.spend(self.weight.of(values))
            judged = self.plan.evaluate(values, self.on)
            return judged.roots.count(True)

        if fact.sort is Sort.RECORDS:
            values = self.plan.prepared(facts, self.on)
            lists = wished_records(fact, [self.document], now, values, self.on, self.budget)
            pairs = [(value, given(value)) for value in lists]
        else:
            seeds = constants_against(name, self.document.conditions())
            pairs = turning_values(fact, given, on=self.on, now=now, seeds=seeds)
        good = [(value, result) for value, result in pairs if obstacle.wanted(result[0])]
        good.sort(key=lambda pair: (-met(pair[0]), self._distance(fact, now, pair[0])))
        nearest: dict[Any, Value] = {}  # of those that give the same, on either side
        for value, result in good:
            below = fact.sort in ORDERED and now is not None and _size(value) < _size(now)
            alike = fact.sort in ORDERED or fact.sort is Sort.RECORDS
            nearest.setdefault((repr(result), below) if alike else repr(value), value)
        return list(nearest.values())[:4]

    def _distance(self, fact: FactType, now: Value | None, value: Value) -> Any:
        """How far a value is from the present one; what has no order is all equally far."""
        if fact.sort not in ORDERED:
            return 0
        if now is None:
            now = self.on if fact.sort is Sort.DATE else 0
        return abs(_size(value) - _size(now))

    # --- what stands in the way -----------------------------------------------------------------

    def _obstacles(self, facts: Facts) -> list[_Obstacle]:
        self.budget.spend(self.weight.of(facts))
        values = self.plan.prepared(facts, self.on)
        found: list[_Obstacle] = []
        scoring = self.document.scoring
        if self.document.eligibility is not None:
            found += self._in_tree(self.document.eligibility, values, wanted=True)
        if scoring is not None and scoring.decides:
            score = self.plan.programmes[0].score_of(values, self.on)
            if score is not None and score.outcome() is not True:
                if scoring.waived_when is not None:
                    found += self._in_tree(scoring.waived_when, values, wanted=True)
                for item, points in zip(scoring.items, score.earned, strict=True):
                    if ends(points).low < item.maximum:
                        found.append(self._raising(item, ends(points).low))
        return found

    def _in_tree(
        self, node: Condition, values: Mapping[str, Any], *, wanted: bool
    ) -> list[_Obstacle]:
        truth = node.compiled()
        if truth(values, self.on, None) is wanted:
            return []
        if isinstance(node, Group):
            below = wanted if node.kind != "none" else not wanted
            return [
                found for part in node.parts for found in self._in_tree(part, values, wanted=below)
            ]
        names = self._names(node.expressions())
        return [
            _Obstacle(
                gives=lambda values: truth(values, self.on, None),
                wanted=lambda result: result is wanted,
                names=names,
            )
        ]

    def _raising(self, item: Item, now: Any) -> _Obstacle:
        points, place = item.compiled(), self.plan.programmes[0]

        def gives(values: Mapping[str, Any]) -> Any:
            return ends(points(place.with_outcome(values, self.on), self.on, None)).low

        subjects = [part.subject for part in item.walk() if part.subject is not None]
        names = self._names(tuple(subjects))
        return _Obstacle(gives=gives, wanted=lambda result: result > now, names=names)

    def _names(self, expressions: tuple[Expression, ...]) -> list[str]:
        """The facts below expressions; derived ones that are not stated by what they rest on."""
        found: dict[str, None] = {}
        seen, pending = set[str](), list(reversed(expressions))
        while pending:
            for name in pending.pop().fact_names():
                if name in seen:
                    continue
                seen.add(name)
                formula = self.plan.derived.get(name)
                if name == OUTCOME:
                    conditions = [each.when for each in self.document.outcomes if each.when]
                    parts = (part for condition in conditions for part in condition.walk())
                    pending += [e for part in parts for e in part.expressions()]
                elif formula is None or name in self.facts:
                    found[name] = None
                else:
                    pending.append(formula)
        return list(found)


def _size(value: Any) -> Any:
    return value.toordinal() if isinstance(value, date) else value
