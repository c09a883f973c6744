"""What may still change a refusal: time, or a few facts that a person can act on.

Cheaper than :mod:`policies.rules.changes`, which finds exact values and is asked for one programme
at a time: here every refusal of a page is looked at, and other answers may still be open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product
from typing import Any

from policies.presentation.criteria import facts_named, underived
from policies.rules.budgets import SEARCH_STEPS, Budget
from policies.rules.comparisons import Truth
from policies.rules.concerns import Around
from policies.rules.conditions import Group
from policies.rules.days import critical_days
from policies.rules.documents import Document
from policies.rules.expressions import Expression
from policies.rules.facts import Facts, Sort, Value
from policies.rules.rulebook import Result, Rulebook
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.verdicts import Verdict
from policies.rules.weights import weight_of_document

STEPS = SEARCH_STEPS // 4  # a page asks for every refusal that it shows
LARGEST = 2
MOST_TRIED = 16
HORIZON = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would lift a refusal.

    Attributes:
        from_on: the first day within five years on which it is no longer a no.
        facts: facts marked changeable that together would lift it, the fewest that do.
        complete: whether everything was looked at that could lift it.
    """

    from_on: date | None = None
    facts: tuple[str, ...] = ()
    complete: bool = True

    def __bool__(self) -> bool:
        return self.from_on is not None or bool(self.facts)


def outlook(
    book: Rulebook, result: Result, facts: Facts, *, on: date, budget: Budget | None = None
) -> Outlook:
    """What would lift a refusal; empty where nothing in reach does."""
    document = result.document
    if document is None:
        return Outlook()
    budget = budget or Budget(STEPS)
    looking = _Looking(book, document, result, facts, on, budget)
    first_day = budget.within(looking.first_day, None)
    fewest: tuple[str, ...] = budget.within(looking.fewest, tuple[str, ...]())
    return Outlook(from_on=first_day, facts=fewest, complete=not budget.ended)


@dataclass(frozen=True, slots=True)
class _Looking:
    """One search for what would lift a refusal; it raises where the budget ends."""

    book: Rulebook
    document: Document
    result: Result
    facts: Facts
    on: date
    budget: Budget

    def first_day(self) -> date | None:
        """The first day on which it is no longer a no."""
        days = critical_days(
            self.book, self.result.programme, self.facts, after=self.on, budget=self.budget
        )
        for day in days:
            if day - self.on > HORIZON:
                break
            if self._truth(self.facts, day) in (True, None):
                return day
        return None

    def fewest(self) -> tuple[str, ...]:
        """Forgetting a fact stands for "it may become anything": the rules are monotone.

        A fact that can be changed one way only is tried at the values it may become.
        """
        vocabulary = self.document.vocabulary
        able = [
            name
            for name in sorted(_blocking(self.result, self.document.derived))
            if name in self.facts and name in vocabulary and vocabulary[name].changeable
        ]
        if not able or self._truth(self._without(able), self.on) is False:
            return ()  # the common case, and the rest would be tried in vain
        sizes = (combinations(able[:MOST_TRIED], size) for size in range(1, LARGEST + 1))
        return next((names for of_size in sizes for names in of_size if self._lifted(names)), ())

    def _lifted(self, names: Collection[str]) -> bool:
        bound = [name for name in names if self.document.vocabulary[name].direction]
        rest = self._without(names)
        ways = product(*(self._in_reach(name) for name in bound))
        return any(
            self._truth({**rest, **dict(zip(bound, way, strict=True))}, self.on) is not False
            for way in ways
        )

    def _in_reach(self, name: str) -> list[Value]:
        return values_in_reach(
            self.book, self.document, name, self.facts, on=self.on, budget=self.budget
        )

    def _without(self, names: Collection[str]) -> dict[str, Value]:
        return {name: value for name, value in self.facts.items() if name not in names}

    def _truth(self, facts: Facts, on: date) -> Truth | str:
        self.budget.spend(weight_of_document(self.document).of(facts))
        return self.book.truth(self.result.programme, facts, on=on)


def values_in_reach(
    book: Rulebook,
    document: Document,
    name: str,
    facts: Facts,
    *,
    on: date,
    budget: Budget | None = None,
) -> list[Value]:
    """The values that a known fact may become by acting, one for each thing they lead to.

    Raises:
        BudgetEndedError: they were not found within the budget.
    """
    budget = budget or Budget(STEPS)
    fact, now, plan = document.vocabulary[name], facts[name], book.plan([document])
    around = Around(name, [document], plan, facts, on, budget)
    if fact.sort is Sort.RECORDS:
        lists = wished_records(fact, [document], now, plan.prepared(facts, on), on, budget)
        return [value for value in lists if fact.may_become(now, value)][:MOST_TRIED]
    seeds = constants_against(name, around.criteria())
    found: list[Value] = []
    seen: list[Any] = []
    for value, gives in turning_values(fact, around, on=on, now=now, seeds=seeds):
        if gives not in seen and fact.may_become(now, value):
            seen.append(gives)
            found.append(value)
    return found[:MOST_TRIED]


def _blocking(result: Result, derived: Mapping[str, Expression]) -> set[str]:
    """The facts below the parts that carry the refusal, with what derived ones are made of."""
    found: set[str] = set()
    pending = [result.reasons] if result.reasons else []
    while pending:
        verdict: Verdict = pending.pop()
        if isinstance(verdict.node, Group):
            pending += verdict.parts
        else:
            found |= facts_named(verdict.node)
    scoring = result.document.scoring if result.document else None
    if scoring is not None and scoring.decides:
        for item in scoring.items:
            for part in (item, *item.parts):
                if part.subject is not None:
                    found |= set(part.subject.fact_names())
    return underived(found, derived)
