"""Whether it matters on which day of a month something was: a month is enough where it does not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from policies.rules.facts import Facts, Value
from policies.rules.rulebook import Rulebook

_AHEAD = range(10, 367, 10)  # a month differs from its last day for more than ten days at a time


def day_matters(
    book: Rulebook, name: str, values: Sequence[Value], facts: Facts, *, on: date
) -> bool:
    """Whether any programme says something else of one of these values than of the others.

    Criteria are held against each other, not only verdicts: what another answer hides today, it
    may lay open tomorrow. So are points, classes, awards and personal clocks; and the criteria
    once more through the year to come, since answers stay.

    Args:
        name: the fact.
        values: what it may be, the first and the last day of the month at the ends.
    """
    said = [{**facts, name: value} for value in values]
    first, last = said[0], said[-1]
    beyond, truths = _beyond_criteria(book, first, on), _truths(book, first, on)
    for other in said[1:]:
        if _truths(book, other, on) != truths or _beyond_criteria(book, other, on) != beyond:
            return True
    days = [on + timedelta(days=ahead) for ahead in _AHEAD]
    return any(_truths(book, first, day) != _truths(book, last, day) for day in days)


def _beyond_criteria(book: Rulebook, facts: Facts, on: date) -> list[tuple[Any, ...]]:
    """What results say besides their criteria; a clock that has run out counts no more."""
    plan, _others = book.plan_of(on)
    values = plan.prepared(facts, on)
    found = []
    for result in book.explain(facts, on=on):
        windows = result.document.windows if result.document else ()
        clocks = [window.days(values) for window in windows if window.after]
        running = [days for days in clocks if days and (days[1] is None or days[1] >= on)]
        counted = [window.counts(values, on=on) for window in windows]
        score = result.score.value if result.score else None
        found.append((result.verdict, result.outcome, result.awards, score, running, counted))
    return found


def _truths(book: Rulebook, facts: Facts, on: date) -> list[Any]:
    """What each criterion of a day says."""
    plan, _others = book.plan_of(on)
    return plan.evaluate(plan.prepared(facts, on), on).truths
