"""When one can apply: fixed days, always, or a personal clock that an event starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policies.rules.conditions import Clause
from policies.rules.facts import Facts
from policies.rules.spans import days_later, months_later

OPEN, UPCOMING, CLOSED, UNKNOWN = "open", "upcoming", "closed", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An intake window; first and last day are both included.

    Attributes:
        kind: ``fixed``, ``rolling`` or ``personal``.
        after: for a personal one, the fact with the day that starts the clock.
        from_months, from_days: how long after it the window opens.
        within_months, within_days: how long it then stays open.
        capacity: places, where the text knows a number.
    """

    kind: str
    first: date | None = None
    last: date | None = None
    after: str = ""
    from_months: int = 0
    from_days: int = 0
    within_months: int | None = None
    within_days: int | None = None
    capacity: int | None = None
    clause: Clause | None = None
    label: tuple[tuple[str, str], ...] = ()

    def days(self, facts: Facts) -> tuple[date | None, date | None] | None:
        """Its first and last day for these facts; ``None`` where its start is not known."""
        if self.kind != "personal":
            return self.first, self.last
        start = facts.get(self.after)
        if not isinstance(start, date):
            return None
        first = days_later(months_later(start, self.from_months), self.from_days)
        if self.within_months is None and self.within_days is None:
            return first, None
        last = days_later(months_later(first, self.within_months or 0), self.within_days or 0)
        return first, last

    def state(self, facts: Facts, *, on: date) -> WindowState:
        """Whether one can apply on a day."""
        days = self.days(facts)
        if days is None:
            return WindowState(self, UNKNOWN, None, None)
        first, last = days
        if first is not None and on < first:
            return WindowState(self, UPCOMING, first, last)
        if last is not None and on > last:
            return WindowState(self, CLOSED, first, last)
        return WindowState(self, OPEN, first, last)


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window on a day.

    Attributes:
        state: ``open``, ``upcoming``, ``closed``, or ``unknown`` while the clock's start is.
    """

    window: Window
    state: str
    opens_on: date | None
    closes_on: date | None
