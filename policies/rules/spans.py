"""Time spans in completed years, months and days of the civil calendar.

A day that a month lacks is reached on the first of the next one: a 29 February birthday is reached
on 1 March in a common year. The later day first gives a negative span, cut towards zero.
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


def months_between(start: date, end: date) -> int:
    """Completed months from ``start`` to ``end``."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def years_between(start: date, end: date) -> int:
    """Completed years from ``start`` to ``end``."""
    if end < start:
        return -years_between(end, start)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def days_between(start: date, end: date) -> int:
    """Days from ``start`` to ``end``; the day after ``start`` counts as one."""
    return (end - start).days


def months_later(start: date, months: int) -> date:
    """The same day so many months on, or the last of a month that lacks it.

    This is how a period given in months or years ends (Civil Code art. 202).
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        return LAST_DAY if months > 0 else FIRST_DAY
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def days_later(start: date, days: int) -> date:
    """So many days on, kept within the years the software knows."""
    room = (LAST_DAY - start).days
    return start + timedelta(days=min(days, room))


SPANS = {
    "years_between": years_between,
    "months_between": months_between,
    "days_between": days_between,
}
