"""Whether one can apply: the one answer about an edition, a set of facts and a day.

A verdict speaks of the applicant, the intake of the day. Every page, file, mail and program asks
here and nowhere else, so no two of them can say different things.

Learning a fact never contradicts it: ``unknown`` is said only where an answer may make a better
state than the one that is certain.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.rules import windows
from policies.rules.documents import Document
from policies.rules.expressions import Expression, FactReference
from policies.rules.facts import Facts, Sort
from policies.rules.unknowns import missing, needs
from policies.rules.windows import Window, WindowState

OPEN = "open"  # one can apply here today
OPENS = "opens"  # from a day that was announced
EXPECTED = "expected"  # the days of an earlier round are known, those of the next are not
UNANNOUNCED = "unannounced"  # nothing is known of when: ask
NO_APPLICATION = "no_application"  # graded or paid without asking
ELSEWHERE = "elsewhere"  # one can apply today, on another platform
UNKNOWN = "unknown"  # an answer decides
OVER_FOR_YOU = "over_for_you"  # one's own time has passed, or no round is for somebody like this
FULL = "full"  # the places are gone
CLOSED = "closed"  # the round is over
STATES = (
    OPEN,
    OPENS,
    EXPECTED,
    UNANNOUNCED,
    NO_APPLICATION,
    ELSEWHERE,
    UNKNOWN,
    OVER_FOR_YOU,
    FULL,
    CLOSED,
)
CAN_APPLY = frozenset({OPEN, ELSEWHERE})
# From what serves an applicant best: one window that is open is enough.
_RANKS = {OPEN: 0, FULL: 1, OPENS: 2, EXPECTED: 3, UNANNOUNCED: 4, CLOSED: 5, OVER_FOR_YOU: 6}
_NEVER = frozenset({CLOSED, OVER_FOR_YOU})  # nothing to come of what is known

# Places that are gone: (programme, edition, number of the window) -> how many.
Taken = Mapping[tuple[str, str, int], int]
NONE_TAKEN: Taken = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """How an intake stands for somebody on a day.

    Attributes:
        state: one of :data:`STATES`.
        window: the window that decides it, with its days; ``None`` where none does.
        missing: while it is unknown, the facts that decide it.
    """

    state: str
    window: WindowState | None = None
    missing: tuple[str, ...] = ()

    @property
    def can_apply(self) -> bool:
        """Whether one can apply today, here or elsewhere."""
        return self.state in CAN_APPLY

    @property
    def opens_on(self) -> date | None:
        """The announced day on which it opens."""
        return self.window.opens_on if self.state == OPENS and self.window else None

    @property
    def closes_on(self) -> date | None:
        """The last day of what is open, or of what was."""
        is_dated = self.state in (OPEN, ELSEWHERE, FULL, CLOSED, OVER_FOR_YOU)
        return self.window.closes_on if is_dated and self.window else None

    @property
    def forecast(self) -> tuple[date | None, date | None]:
        """First and last day of the round to be expected."""
        if self.state != EXPECTED or self.window is None:
            return None, None
        return self.window.opens_on, self.window.closes_on


def window_states(
    document: Document, facts: Facts, *, on: date, taken: Taken = NONE_TAKEN
) -> tuple[WindowState, ...]:
    """Every window of an edition on a day.

    Args:
        facts: with those that are derived.
    """
    name = document.programme, document.edition
    return tuple(
        window.state(facts, on=on, taken=taken.get((*name, window.number), 0))
        for window in document.windows
    )


def intake_of(
    document: Document,
    facts: Facts,
    *,
    on: date,
    taken: Taken = NONE_TAKEN,
    derived: Mapping[str, Expression] | None = None,
) -> Intake:
    """The intake of an edition on a day on which it is in force.

    Args:
        facts: with those that are derived.
        derived: their formulas, where not those of the document alone.
    """
    if document.application.way == "none":
        return Intake(state=NO_APPLICATION)
    states = window_states(document, facts, on=on, taken=taken)
    if not states:
        return Intake(state=UNANNOUNCED)
    certain, possible = _best(_certain(states)), _best(_possible(states))
    if _RANKS[possible.state] < _RANKS[certain.state] and possible.state not in _NEVER:
        return _unknown(document, states, certain, facts, on, derived)
    if certain.window is None:  # whatever is answered, there is no time to apply
        return possible
    if certain.state == OPEN and document.application.way == "elsewhere":
        return Intake(state=ELSEWHERE, window=certain.window)
    return certain


def intake_to_come(document: Document) -> Intake:
    """The intake of an edition that is announced and not in force yet.

    Nobody can apply by it before its first day; what its windows say of that day counts.
    """
    first = document.in_force.first
    found = intake_of(document, {}, on=first)
    if not found.can_apply and found.state != UNKNOWN:
        return found
    window = found.window.window if found.window else windows.Window(kind="fixed", first=first)
    return Intake(state=OPENS, window=WindowState(window, windows.UPCOMING, first, None))


def _certain(states: Iterable[WindowState]) -> Iterator[Intake]:
    for state in states:
        if state.state not in (windows.UNKNOWN, windows.NOT_FOR_YOU):
            yield Intake(state=_named(state.state, state.window), window=state)


def _possible(states: Iterable[WindowState]) -> Iterator[Intake]:
    for state in states:
        if state.state == windows.UNKNOWN:
            yield Intake(state=_named(state.if_known, state.window), window=state)


def _best(found: Iterable[Intake]) -> Intake:
    """What serves best; of two alike the one that ends, begins or ended nearest."""
    return min(found, key=_order, default=Intake(state=OVER_FOR_YOU))


def _named(state: str, window: Window) -> str:
    """What the state of one window makes of an intake."""
    if state == windows.UPCOMING:
        return OPENS
    if state == windows.CLOSED and window.kind == "personal":
        return UNANNOUNCED if window.is_assumed else OVER_FOR_YOU
    return state


def _order(intake: Intake) -> tuple[int, int]:
    window, is_past = intake.window, intake.state in _NEVER
    day: date | None = None
    if window is not None:
        is_ahead = intake.state in (OPENS, EXPECTED)
        day = (window.opens_on or window.closes_on) if is_ahead else window.closes_on
    ordinal = (day or date.max).toordinal()
    return _RANKS[intake.state], -ordinal if is_past else ordinal


def _unknown(
    document: Document,
    states: Iterable[WindowState],
    certain: Intake,
    facts: Facts,
    on: date,
    derived: Mapping[str, Expression] | None,
) -> Intake:
    """What answers would serve better than what is certain, and which facts they are about."""
    known = document.derived if derived is None else derived
    better = [
        found.window
        for found in _possible(states)
        if found.window is not None and _RANKS[found.state] < _RANKS[certain.state]
    ]
    names = dict.fromkeys(n for state in better for n in _needs(state.window, facts, on, known))
    return Intake(state=UNKNOWN, window=better[0], missing=tuple(names))


def _needs(window: Window, facts: Facts, on: date, derived: Mapping[str, Expression]) -> list[str]:
    """The facts that say whether a window counts, and when its clock starts."""
    found = missing(window.when, facts, on, derived) if window.when is not None else []
    if window.after:
        start = FactReference(sort=Sort.DATE, name=window.after)
        found += needs(start, facts, on, derived)
    return found


def intake_json(intake: Intake) -> dict[str, Any]:
    """An intake as JSON has it, beside its state."""
    window = intake.window
    return {
        "from": window.opens_on.isoformat() if window and window.opens_on else None,
        "to": window.closes_on.isoformat() if window and window.closes_on else None,
        "missing": list(intake.missing),
    }
