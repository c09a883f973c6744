"""In which group a programme stands: a function of verdict, intake and what somebody has.

The groups are those of the results; every other page that says where something stands asks here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum

from policies.presentation.audience import audiences, concerns
from policies.presentation.own import NOTHING, UNDER_WAY, Own, own_state
from policies.rules import intake as intakes
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.questions import base_fact
from policies.rules.rulebook import Result
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE, UNDETERMINED


class Place(StrEnum):
    """A group of the results, in the order of the page."""

    NOW = "now"
    WAITING = "waiting"
    ASK = "ask"
    AUTOMATIC = "automatic"
    ONE_ANSWER = "one_answer"
    MORE_ANSWERS = "more_answers"
    UNDER_WAY = "under_way"
    YOURS = "yours"
    NOT_YET = "not_yet"
    NOT_FOR_YOU = "not_for_you"
    INFORMATION = "information"


_FITS = {
    intakes.OPEN: Place.NOW,
    intakes.ELSEWHERE: Place.NOW,
    intakes.OPENS: Place.WAITING,
    intakes.EXPECTED: Place.WAITING,
    intakes.CLOSED: Place.WAITING,
    intakes.FULL: Place.WAITING,
    intakes.UNANNOUNCED: Place.ASK,
    intakes.NO_APPLICATION: Place.AUTOMATIC,
    intakes.OVER_FOR_YOU: Place.NOT_FOR_YOU,
}


def is_information(document: Document) -> bool:
    """Whether nothing of it can be decided: no criteria are public."""
    decides = document.scoring is not None and document.scoring.decides
    return document.eligibility is None and not decides


def place_of(
    result: Result,
    document: Document,
    facts: Facts,
    own: Own,
    may_change: Callable[[], bool],
    *,
    on: date,
) -> Place:
    """The group of one programme.

    Args:
        document: the edition in force, else the next or the last one.
        may_change: whether time or what one can do may lift a refusal; costly, so asked last.
    """
    if result.verdict == NOT_IN_FORCE:
        return Place.NOT_YET if result.coming is not None else Place.NOT_FOR_YOU
    mine = own_state(result, document, facts, own, on=on)
    if mine == UNDER_WAY:
        return Place.UNDER_WAY
    if mine != NOTHING:
        return Place.YOURS
    if not concerns(document, audiences(facts)):
        return Place.NOT_FOR_YOU
    if is_information(document):
        return Place.INFORMATION
    return _by_verdict(result, may_change)


def _by_verdict(result: Result, may_change: Callable[[], bool]) -> Place:
    state = result.intake.state
    if state == intakes.OVER_FOR_YOU:
        return Place.NOT_FOR_YOU
    if state == intakes.NO_APPLICATION and result.verdict != INELIGIBLE:
        return Place.AUTOMATIC  # nothing hangs on an answer
    if result.verdict == ELIGIBLE and state != intakes.UNKNOWN:
        return _FITS[state]
    if result.verdict in (ELIGIBLE, UNDETERMINED):
        waits_for = {base_fact(path) for path in result.asks}
        return Place.ONE_ANSWER if len(waits_for) == 1 else Place.MORE_ANSWERS
    if result.verdict == INELIGIBLE:
        return Place.NOT_YET if may_change() else Place.NOT_FOR_YOU
    raise AssertionError(result.verdict)
