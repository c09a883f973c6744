"""When one can apply: fixed days, always, or a personal clock that an event starts.

A window says what a text says of days. What that means for somebody who wants to apply today, over
all windows of an edition, is its *intake*: see :mod:`policies.rules.intake`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policies.rules.comparisons import Truth
from policies.rules.conditions import Clause, Condition
from policies.rules.facts import Facts
from policies.rules.spans import days_later, months_later

OPEN, UPCOMING, CLOSED, UNKNOWN = "open", "upcoming", "closed", "unknown"
EXPECTED, FULL, NOT_FOR_YOU = "expected", "full", "not_for_you"
ASSUMED = "assumed"
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """An intake window; first and last day are both included.

    Attributes:
        kind: ``fixed``, ``rolling`` or ``personal``.
        after: for a personal one, the fact with the day that starts the clock.
        from_months, from_days: how long after it the window opens.
        within_months, within_days: how long it then stays open.
        capacity: places, where the text knows a number.
        when: for whom it counts; for everybody where it is absent.
        expected: whether the days are those of an earlier round, a forecast and no promise.
        number: its place in the document, which names it where places are counted.
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
    when: Condition | None = None
    expected: bool = False
    number: int = 0
    clause: Clause | None = None
    label: tuple[tuple[str, str], ...] = ()

    @property
    def is_assumed(self) -> bool:
        """Whether no text states its days."""
        return self.clause is not None and self.clause.basis == ASSUMED

    def is_forecast(self, on: date) -> bool:
        """Whether its days are no more than what is to be expected on a day.

        Days that nobody announced, those of an earlier year among them, open and close nothing.
        """
        if self.kind != "fixed":
            return False
        is_old = self.last is not None and self.last.year < on.year
        return self.expected or self.is_assumed or is_old

    def counts(self, facts: Facts, *, on: date) -> Truth:
        """Whether it is for whoever has these facts."""
        return True if self.when is None else self.when.compiled()(facts, on, None)

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

    def state(self, facts: Facts, *, on: date, taken: int = 0) -> WindowState:
        """How it stands on a day.

        Args:
            taken: how many of its places are gone.
        """
        counts = self.counts(facts, on=on)
        if counts is False:
            return WindowState(self, NOT_FOR_YOU, None, None)
        found = self._in_time(facts, on, taken)
        if counts is None and found.state != UNKNOWN:
            return WindowState(self, UNKNOWN, found.opens_on, found.closes_on, found.state)
        return found

    def _in_time(self, facts: Facts, on: date, taken: int) -> WindowState:
        """How it stands for whoever it is for."""
        days = self.days(facts)
        if days is None:
            return WindowState(self, UNKNOWN, None, None, OPEN)
        if self.is_forecast(on):
            return WindowState(self, EXPECTED, *self._next_round(on))
        first, last = days
        if first is not None and on < first:
            return WindowState(self, UPCOMING, first, last)
        if last is not None and on > last:
            return WindowState(self, CLOSED, first, last)
        is_full = self.capacity is not None and taken >= self.capacity
        return WindowState(self, FULL if is_full else OPEN, first, last)

    def _next_round(self, on: date) -> tuple[date | None, date | None]:
        """The days of the round to be expected: the same days of the year, not over yet."""
        end = self.last or self.first
        years = 0 if end is None else max(0, on.year - end.year)
        if end is not None and months_later(end, _MONTHS * years) < on:
            years += 1
        first, last = (
            day and months_later(day, _MONTHS * years) for day in (self.first, self.last)
        )
        return first, last


@dataclass(frozen=True, slots=True)
class WindowState:
    """A window on a day.

    Attributes:
        state: ``open``, ``upcoming``, ``closed``, ``full``, ``expected`` where the days are a
            forecast, ``not_for_you`` where it is for others, or ``unknown`` while the facts leave
            open whether it counts or when its clock starts.
        opens_on, closes_on: its days, or for a forecast those of the round to be expected.
        if_known: while unknown, the best that an answer may make of it.
    """

    window: Window
    state: str
    opens_on: date | None
    closes_on: date | None
    if_known: str = ""
