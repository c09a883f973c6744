"""Working days: Monday to Friday, but for the days off and the days worked in exchange (调休).

The State Council announces a year's holidays, with the days that are swapped, about November of the
year before. A result that rests on a year still to be announced is right for all that is known and
says that it is provisional; it is never refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from policies.rules.spans import FIRST_DAY, LAST_DAY

MOST_DAYS = 4_000  # of one deadline: about sixteen years
_DAY = timedelta(days=1)


class Day(NamedTuple):
    """A day that was counted to.

    Attributes:
        provisional: whether a year between start and day, both included, is still unannounced.
    """

    on: date
    provisional: bool


class Count(NamedTuple):
    """A number of working days; ``provisional`` as of a :class:`Day`."""

    days: int
    provisional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingDays:
    """A calendar of working days.

    Attributes:
        off: holidays; those on a Saturday or Sunday change nothing.
        worked: Saturdays and Sundays worked in exchange; other days in it change nothing.
        announced: the years whose whole arrangement, swapped days included, is announced.
    """

    off: frozenset[date]
    worked: frozenset[date]
    announced: frozenset[int]

    def is_working(self, day: date) -> bool:
        """Whether offices work on a day, as far as is known."""
        return day not in self.off if _is_weekday(day) else day in self.worked

    def after(self, start: date, count: int) -> Day:
        """The last day of a period of so many working days, ``start`` not counted.

        It stays within the years the software knows: a period that would leave them ends on their
        last day and is provisional.

        Args:
            count: working days; with 0 the period ends on ``start``, working day or not.

        Raises:
            ValueError: the count is negative or above ``MOST_DAYS``.
        """
        if not 0 <= count <= MOST_DAYS:
            raise ValueError(f"{count} working days: expected 0 to {MOST_DAYS}.")
        day, left = min(max(start, FIRST_DAY), LAST_DAY), count
        while left and day < LAST_DAY:
            day += _DAY
            left -= self.is_working(day)
        return Day(day, left > 0 or self._is_provisional(start, day))

    def between(self, start: date, end: date) -> Count:
        """Working days after ``start`` up to and with ``end``; negative where ``end`` is first."""
        if end < start:
            days, provisional = self.between(end, start)
            return Count(-days, provisional)
        off = sum(start < day <= end and _is_weekday(day) for day in self.off)
        worked = sum(start < day <= end and not _is_weekday(day) for day in self.worked)
        days = _weekdays_to(end) - _weekdays_to(start) - off + worked
        return Count(days, self._is_provisional(start, end))

    def fingerprint(self) -> str:
        """Sixteen letters that are others as soon as any day or any announcement is another."""
        parts = (self.off, self.worked, self.announced)
        return sha256(repr([sorted(part) for part in parts]).encode()).hexdigest()[:16]

    def _is_provisional(self, start: date, end: date) -> bool:
        first, last = sorted((start.year, end.year))
        return any(year not in self.announced for year in range(first, last + 1))


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5


def _weekdays_to(day: date) -> int:
    """Mondays to Fridays since the first day of the calendar, which is a Monday."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * 5 + min(rest, 5)
