"""The days on which time alone can change a verdict, and the first and last eligible one.

A verdict is constant between critical days: those on which a span reaches a whole year, month or
day that matters, a compared day comes, a shared table changes, or another edition takes over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition, Leaf, Quantifier
from policies.rules.documents import Document
from policies.rules.expressions import (
    Call,
    Compiled,
    DatedLookup,
    Expression,
    FactReference,
    Today,
)
from policies.rules.facts import Facts, Record, Sort
from policies.rules.plans import Plan
from policies.rules.quantities import Interval
from policies.rules.rulebook import Rulebook
from policies.rules.scoring import Item
from policies.rules.spans import LAST_DAY, SPANS, months_later
from policies.rules.weights import Weight, weight_of, weight_of_document

HORIZON_YEARS = 50
ONE_DAY = timedelta(days=1)
ONE_WAY = ("at_least", "at_most", "more_than", "less_than")
_STEP_MONTHS = {"years_between": 12, "months_between": 1}


def first_eligible_day(
    book: Rulebook, programme: str, facts: Facts, *, on: date, budget: Budget | None = None
) -> date | None:
    """The first day after ``on`` on which time alone makes it eligible; ``None`` for never.

    Also ``None`` where it is eligible on ``on``, since there is nothing to wait for, and where the
    budget ended before one was found.
    """
    if book.truth(programme, facts, on=on) is True:
        return None
    with suppress(BudgetEndedError):
        for day, truth in _truths_by_day(book, programme, facts, on, budget or Budget()):
            if truth is True:
                return day
    return None


def last_eligible_day(
    book: Rulebook, programme: str, facts: Facts, *, on: date, budget: Budget | None = None
) -> date | None:
    """The last day of the eligible time that ``on`` lies in; ``None`` for no end in sight.

    Also ``None`` where the budget ended before one was found.
    """
    with suppress(BudgetEndedError):
        for day, truth in _truths_by_day(book, programme, facts, on, budget or Budget()):
            if truth is not True:
                return day - ONE_DAY
    return None


def _truths_by_day(
    book: Rulebook, programme: str, facts: Facts, after: date, budget: Budget
) -> Iterator[tuple[date, Truth | str]]:
    """The verdict of a programme on each day on which it may change, in order."""
    for day in critical_days(book, programme, facts, after=after, budget=budget):
        document = book.document(programme, on=day)
        if document is not None:
            budget.spend(weight_of_document(document).of(facts))
        yield day, book.truth(programme, facts, on=day)


def critical_days(
    book: Rulebook, programme: str, facts: Facts, *, after: date, budget: Budget
) -> list[date]:
    """The days after ``after`` on which the verdict of a programme may change, in order.

    Raises:
        BudgetEndedError: there is more to look at than the budget allows.
    """
    until = min(months_later(after, 12 * HORIZON_YEARS), LAST_DAY)
    found: set[date] = set()
    for document in book.editions.get(programme, ()):
        first, last = document.in_force.first, document.in_force.last or until
        found.add(first)
        if last < until:
            found.add(last + ONE_DAY)
        start, end = max(after, first), min(until, last)
        if start <= end:
            plan = book.plan([document])
            found |= _EditionDays(document, plan, facts, start, end, budget).days()
    return sorted(day for day in found if after < day <= until)


class _EditionDays:
    """The critical days of one edition within the days on which it holds."""

    def __init__(
        self,
        document: Document,
        plan: Plan,
        facts: Facts,
        start: date,
        end: date,
        budget: Budget,
    ) -> None:
        self.document, self.plan, self.facts = document, plan, facts
        self.start, self.end, self.budget = start, end, budget
        self.values = plan.prepared(facts, start)
        self._derived = weight_of(expressions=plan.derived.values())

    def _weighed(self, compiled: Compiled, weight: Weight) -> Compiled:
        """The same function, spending what it looks at."""
        steps = weight.of(self.values)

        def weighed(facts: Facts, on: date, record: Record | None) -> Any:
            self.budget.spend(steps)
            return compiled(facts, on, record)

        return weighed

    def days(self) -> set[date]:
        """Days of every condition and item that depends on the day."""
        found: set[date] = set()
        for root in self._roots():
            for node in root.walk():
                if isinstance(node, Leaf):
                    found |= self._of_leaf(node)
        scoring = self.document.scoring
        if scoring is not None and scoring.decides:
            for item in (part for whole in scoring.items for part in whole.walk()):
                if item.subject is not None and self._moves(item.subject):
                    weight = weight_of(items=[item])
                    found |= self._changing([item.subject], self._earned(item), [None], weight)
        return found

    def _roots(self) -> list[Condition]:
        """The conditions of the verdict, and those of classes that a score may refer to."""
        classes = [each.when for each in self.document.outcomes if each.when is not None]
        return [*self.document.conditions(), *classes]

    def _earned(self, item: Item) -> Any:
        """Points of an item, of facts that know their class."""
        points, place = item.compiled(), self.plan.programmes[0]
        return lambda values, on, record: points(place.with_outcome(values, on), on, record)

    def _of_leaf(self, leaf: Leaf) -> set[date]:
        moving = [side for side in leaf.expressions() if self._moves(side)]
        return self._of_moving(leaf, moving, self._records_of(leaf)) if moving else set()

    def _of_moving(
        self, leaf: Leaf, moving: list[Expression], records: list[Record | None]
    ) -> set[date]:
        if leaf.operator == "between" and leaf.subject not in moving:
            # either end turns by itself, and of one end it is known that it turns once
            ends = zip(("at_least", "at_most"), leaf.operands, strict=True)
            return {
                day
                for name, end in ends
                if end in moving
                for day in self._of_moving(
                    replace(leaf, operator=name, operands=(end,)), [end], records
                )
            }
        subject = self._underived(leaf.subject)
        ranges = any(self._is_range(subject, each) for each in records)
        if moving == [leaf.subject] and self._is_span_to_today(subject) and not ranges:
            bounds = [(self._bounds(leaf, each), each) for each in records]
            return set().union(*(self._reaching(subject, *pair) for pair in bounds))
        if len(moving) == 1 and self._is_shifted_today(moving[0]) and leaf.operator in ONE_WAY:
            return self._turning_once(leaf, records)
        if all(side.sort is Sort.DATE for side in leaf.expressions()):
            return {day for side in leaf.expressions() for day in self._coming(side, records)}
        return self._changing(moving, leaf.compiled(), records, weight_of(conditions=[leaf]))

    def _records_of(self, leaf: Leaf) -> list[Record | None]:
        """The records a leaf is asked of; one ``None`` for a leaf outside of records."""
        self.budget.spend(weight_of_document(self.document).once)
        for root in self._roots():
            for node in root.walk():
                if isinstance(node, Quantifier) and any(n is leaf for n in node.where.walk()):
                    return list(self.values.get(node.fact.name, ()))
        return [None]

    def _is_range(self, subject: Expression, record: Record | None) -> bool:
        return type(subject.compiled()(self.values, self.start, record)) is Interval

    def _moves(self, expression: Expression) -> bool:
        return any(isinstance(part, Today | DatedLookup) for part in self._unfolded(expression))

    def _underived(self, expression: Expression) -> Expression:
        """The formula behind a derived fact that is not stated."""
        while isinstance(expression, FactReference) and expression.name not in self.facts:
            formula = self.plan.derived.get(expression.name)
            if formula is None:
                break
            expression = formula
        return expression

    def _unfolded(self, expression: Expression) -> Iterator[Expression]:
        """An expression and all below it, derived facts replaced by what they are made of."""
        seen, pending = set[str](), [expression]
        while pending:
            for part in pending.pop().walk():
                self.budget.spend(1)
                inner = self._underived(part)
                if inner is part:
                    yield part
                elif isinstance(part, FactReference) and part.name not in seen:
                    seen.add(part.name)  # once is enough, however often it is named
                    pending.append(inner)

    def _is_span_to_today(self, expression: Expression) -> bool:
        """``years_between(x, today)`` and its like, where only one side moves."""
        if not isinstance(expression, Call) or expression.function not in SPANS:
            return False
        kinds = sorted((isinstance(s, Today), self._moves(s)) for s in expression.arguments)
        return kinds == [(False, False), (True, True)]

    def _is_shifted_today(self, expression: Expression) -> bool:
        """``months_after(today, n)``, which only ever grows."""
        if not isinstance(expression, Call) or expression.function != "months_after":
            return False
        day, months = expression.arguments
        return isinstance(day, Today) and not self._moves(months)

    def _turning_once(self, leaf: Leaf, records: list[Record | None]) -> set[date]:
        """Where a comparison with a day that only grows turns, found by halving."""
        found = set()
        truth = self._weighed(leaf.compiled(), weight_of(conditions=[leaf]))
        for record in records:
            first, last = (truth(self.values, day, record) for day in (self.start, self.end))
            if first is last:
                continue
            low, high = self.start.toordinal(), self.end.toordinal()
            while high - low > 1:
                middle = (low + high) // 2
                if truth(self.values, date.fromordinal(middle), record) is first:
                    low = middle
                else:
                    high = middle
            found.add(date.fromordinal(high))
        return found

    def _bounds(self, leaf: Leaf, record: Record | None) -> list[Any]:
        """The numbers a leaf is held against, none of which moves."""
        if leaf.operator == "is_known":
            return []
        sides = [side.compiled()(self.values, self.start, record) for side in leaf.operands]
        return [end for side in sides if side is not None for end in _ends(side)]

    def _reaching(
        self, span: Expression, bounds: Iterable[Any], record: Record | None
    ) -> set[date]:
        """The days on which a span reaches and passes each bound, found by halving."""
        value, found = self._weighed(span.compiled(), weight_of(expressions=[span])), set()
        ends = [value(self.values, day, record) for day in (self.start, self.end)]
        if None in ends:
            return set()
        rising = ends[0] <= ends[1]
        for bound in bounds:
            for strict in (False, True):
                day = self._first_day(value, bound, record, rising=rising, strict=strict)
                if day is not None:
                    found.add(day)
        return found

    def _first_day(
        self, value: Any, bound: Any, record: Record | None, *, rising: bool, strict: bool
    ) -> date | None:
        def passed(day: date) -> bool:
            now = value(self.values, day, record)
            beyond = now > bound if strict else now >= bound
            return beyond if rising else not beyond

        low, high = self.start.toordinal(), self.end.toordinal()
        if passed(self.start) or not passed(self.end):
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if passed(date.fromordinal(middle)):
                high = middle
            else:
                low = middle
        return date.fromordinal(high)

    def _coming(self, side: Expression, records: list[Record | None]) -> Iterator[date]:
        """The day that ``today`` is held against, and the day after it."""
        if isinstance(side, Today):
            return
        if self._moves(side):
            yield from self._every_day()
            return
        self.budget.spend(len(records))
        for record in records:
            for day in _ends(side.compiled()(self.values, self.start, record)):
                if isinstance(day, date):
                    yield from (day, day + ONE_DAY)

    def _changing(
        self, moving: list[Expression], gives: Any, records: list[Record | None], weight: Weight
    ) -> set[date]:
        """Where what a condition or item gives changes: every candidate looked at."""
        everything = {day for side in moving for day in self._candidates(side, records)}
        candidates = sorted(day for day in everything if self.start < day <= self.end)
        found, before = set(), [gives(self.values, self.start, record) for record in records]
        steps = self._derived.of(self.values) + len(records) * weight.of(self.values)
        for day in candidates:
            self.budget.spend(steps)
            values = self.plan.prepared(self.facts, day)
            now = [gives(values, day, record) for record in records]
            if now != before:
                found.add(day)
            before = now
        return found

    def _candidates(self, moving: Expression, records: list[Record | None]) -> Iterator[date]:
        """Days on which any part of an expression that looks at the day may change."""
        inner = list(self._records_within(moving))
        for part in self._unfolded(moving):
            if isinstance(part, DatedLookup):
                for first, last, _ in part.editions:
                    yield from (first, *([last + ONE_DAY] if last else []))
            elif isinstance(part, Call) and part.function in SPANS:
                for side in part.arguments:
                    yield from self._steps(part.function, side, [*records, *inner])
            elif part.sort is Sort.DATE and not isinstance(part, Today):
                yield from self._coming(part, [*records, *inner])

    def _records_within(self, moving: Expression) -> Iterator[Record]:
        for part in self._unfolded(moving):
            name = getattr(part, "fact", None)
            if isinstance(name, str):
                yield from self.values.get(name, ())

    def _steps(
        self, function: str, side: Expression, records: list[Record | None]
    ) -> Iterator[date]:
        if isinstance(side, Today):
            return
        if function == "days_between" or self._moves(side):
            yield from self._every_day()
            return
        self.budget.spend(len(records))
        for record in records:
            for start in _ends(side.compiled()(self.values, self.start, record)):
                if isinstance(start, date):
                    yield from self._anniversaries(start, _STEP_MONTHS[function])

    def _anniversaries(self, start: date, step: int) -> Iterator[date]:
        months = (self.start.year - start.year - 1) * 12
        months -= months % step
        while (day := months_later(start, months)) <= self.end:
            self.budget.spend(1)
            yield from (day, day + ONE_DAY)
            months += step
            if day >= LAST_DAY - ONE_DAY:
                return

    def _every_day(self) -> Iterator[date]:
        self.budget.spend((self.end - self.start).days)
        for ordinal in range(self.start.toordinal() + 1, self.end.toordinal() + 1):
            yield date.fromordinal(ordinal)


def _ends(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
