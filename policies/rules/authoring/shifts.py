"""The examples of an edition on the days of the next one.

A next edition says much the same a year later. Its examples then lie before its first day, and
every birthday in them is a year too old; moved together, day and facts, they say what they said.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from policies.rules.reading import Plain
from policies.rules.verdicts import NOT_IN_FORCE

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_YEARS = 30


@dataclass(frozen=True, slots=True)
class Shift:
    """By how much days move: whole months first, so that ages stay, then days."""

    months: int
    days: int = 0

    def moved(self, day: date) -> date:
        """Another day; one that its month does not have is the last of it.

        Raises:
            ValueError, OverflowError: there is no such year.
        """
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        last = monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last)) + timedelta(days=self.days)


def shift_between(first: date, other: date) -> Shift:
    """What brings one day to another."""
    months = (other.year - first.year) * 12 + other.month - first.month
    if months > 0 and Shift(months).moved(first) > other:
        months -= 1
    return Shift(months, (other - Shift(months).moved(first)).days)


def shift_of(plain: Plain, before: date, first: date, last: date | None) -> Shift | None:
    """How the examples of a document move to its days; ``None`` where they lie on them already.

    Args:
        before: the first day of the edition that they were written for.
        first: the first day of the document itself.
        last: its last day; ``None`` for an open end.
    """
    days = list(_days_judged(plain))
    if not days or first == before or _all_within(days, first, last):
        return None
    straight = shift_between(before, first)
    shifts = [straight, *(Shift(12 * years) for years in range(1, _MOST_YEARS))]
    for shift in shifts:
        if _all_within([shift.moved(day) for day in days], first, last):
            return shift
    return straight


def moved_examples(plain: Plain, shift: Shift) -> list[Plain]:
    """The examples of a document with every day in them moved."""
    return [_moved(each, shift) for each in _examples(plain)]


def _examples(plain: Plain) -> list[Plain]:
    found = plain.get("examples") if isinstance(plain, dict) else None
    return found if isinstance(found, list) else []


def _days_judged(plain: Plain) -> Iterator[date]:
    """The days on which an example wants something of the edition."""
    for each in _examples(plain):
        expect = each.get("expect") if isinstance(each, dict) else None
        wanted = expect.get("verdict") if isinstance(expect, dict) else None
        day = _day(each.get("on")) if isinstance(each, dict) else None
        if day is not None and wanted != NOT_IN_FORCE:
            yield day


def _all_within(days: list[date], first: date, last: date | None) -> bool:
    return all(first <= day <= (last or date.max) for day in days)


def _moved(value: Plain, shift: Shift) -> Plain:
    if isinstance(value, dict):
        # its name says what it shows; a day in it is a word
        return {k: part if k == "name" else _moved(part, shift) for k, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, shift) for part in value]
    day = _day(value)
    if day is None:
        return value
    try:
        return shift.moved(day).isoformat()
    except (ValueError, OverflowError):
        return value


def _day(value: Any) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
