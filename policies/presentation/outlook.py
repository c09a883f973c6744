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
from policies.rules.concerns import Around
from policies.rules.conditions import Group
from policies.rules.days import critical_days
from policies.rules.documents import Document
from policies.rules.expressions import Expression
from policies.rules.facts import Facts, Sort, Value
from policies.rules.rulebook import Result, Rulebook
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.verdicts import Verdict

LARGEST = 2
MOST_TRIED = 16
HORIZON = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What would lift a refusal.

    Attributes:
        from_on: the first day within five years on which it is no longer a no.
        facts: facts marked changeable that together would lift it, the fewest that do.
    """

    from_on: date | None = None
    facts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.from_on is not None or bool(self.facts)


def outlook(book: Rulebook, result: Result, facts: Facts, *, on: date) -> Outlook:
    """What would lift a refusal; empty where nothing in reach does."""
    if result.document is None:
        return Outlook()
    return Outlook(
        from_on=_first_day(book, result, facts, on),
        facts=_fewest(book, result, facts, on),
    )


def _first_day(book: Rulebook, result: Result, facts: Facts, on: date) -> date | None:
    for day in critical_days(book, result.programme, facts, after=on):
        if day - on > HORIZON:
            break
        if book.truth(result.programme, facts, on=day) in (True, None):
            return day
    return None


def _fewest(book: Rulebook, result: Result, facts: Facts, on: date) -> tuple[str, ...]:
    """Forgetting a fact stands for "it may become anything": the rules are monotone.

    A fact that can be changed one way only is tried at the values it may become.
    """
    document = result.document
    if document is None:
        return ()
    blocking = _blocking(result, document.derived)
    able = [
        name
        for name in sorted(blocking)
        if name in facts and name in document.vocabulary and document.vocabulary[name].changeable
    ]

    def forgotten(names: Collection[str]) -> dict[str, Value]:
        return {name: value for name, value in facts.items() if name not in names}

    def lifted(names: Collection[str]) -> bool:
        bound = [name for name in names if document.vocabulary[name].direction]
        rest = forgotten(names)
        ways = product(*(values_in_reach(book, document, name, facts, on=on) for name in bound))
        return any(
            book.truth(result.programme, {**rest, **dict(zip(bound, way, strict=True))}, on=on)
            is not False
            for way in ways
        )

    if not able or book.truth(result.programme, forgotten(able), on=on) is False:
        return ()  # the common case, and the rest would be tried in vain
    sizes = (combinations(able[:MOST_TRIED], size) for size in range(1, LARGEST + 1))
    return next((names for of_size in sizes for names in of_size if lifted(names)), ())


def values_in_reach(
    book: Rulebook, document: Document, name: str, facts: Facts, *, on: date
) -> list[Value]:
    """The values that a known fact may become by acting, one for each thing they lead to."""
    fact, now, plan = document.vocabulary[name], facts[name], book.plan([document])
    around = Around(name, [document], plan, facts, on)
    if fact.sort is Sort.RECORDS:
        lists = wished_records(fact, [document], now, plan.prepared(facts, on), on)
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
