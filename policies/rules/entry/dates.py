"""Days as people write them: 2024年6月15号, 2002 5 10, May 10, 2002; a month asks for its day."""

from __future__ import annotations

import calendar
import re
from datetime import date

from policies.rules.entry import refusals
from policies.rules.entry.numerals import HAN_DIGIT, digits_of, read_numeral, with_common_signs
from policies.rules.facts import FactType
from policies.rules.spans import FIRST_DAY, LAST_DAY
from policies.rules.wording import MONTHS

_MARKED = re.compile(
    r"([0-9]{4}|[0-9]{2}(?=年))[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})[日号]?|月)?"
)
_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"([0-9]{4})年?")
_TURNED = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_MONTH_OF_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_TH = r"(?:st|nd|rd|th)?"
_NAMED = re.compile(
    rf"(?:([0-9]{{1,2}}){_TH}[-/., ]*(?:of )?)?([a-z]{{3,9}})[-/., ]+([0-9]{{4}})"
    rf"|([a-z]{{3,9}})[-/. ]*([0-9]{{1,2}}){_TH}[-/., ]+([0-9]{{4}})"
    rf"|([0-9]{{4}})[-/., ]*([a-z]{{3,9}})(?:[-/. ]*([0-9]{{1,2}}){_TH})?"
)
_MIDNIGHT = re.compile(r"[t ]0?0:00(?::00)?$")  # a cell that was copied from a table
_AROUND_MARKS = re.compile(r" ?([-/.,年月日号]) ?")  # spaces stand alone by then
_HAN_YEAR = re.compile(rf"({HAN_DIGIT}{{4}})(?=年)")
_HAN_PART = re.compile(rf"((?:{HAN_DIGIT}|十){{1,3}})(?=[月日号]|$)")
_NEXT_YEARS = 20  # how far ahead a year of two digits may lie

Parts = tuple[int, int | None, int | None]  # year, month and day as far as they were written


def read_day(fact: FactType, typed: str, *, on: date | None) -> date:
    """The day that was typed for a fact.

    Args:
        typed: narrow signs, lower case.
        on: today, for years of two digits and for days that can only lie in the past.

    Raises:
        DayNeededError: it is a month.
        EntryError: it is no day, or one that the fact cannot have.
    """
    year, month, day = _parts(fact, _tidy(typed), on)
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise refusals.no_such_day()
    if month is None:
        raise refusals.month_needed(year)
    if not 1 <= month <= 12:
        raise refusals.no_such_day()
    last = calendar.monthrange(year, month)[1]
    if day is None:
        raise refusals.DayNeededError(tuple(date(year, month, n + 1) for n in range(last)))
    if not 1 <= day <= last:
        raise refusals.no_such_day()
    return date(year, month, day)


def _tidy(typed: str) -> str:
    text = with_common_signs(re.sub(r"\s+", " ", typed).strip()).replace("號", "号")
    text = _MIDNIGHT.sub("", text)
    text = _AROUND_MARKS.sub(r"\1", text).rstrip(".,")
    if re.fullmatch("[0-9]+(?: [0-9]+){1,2}", text):
        return text.replace(" ", "-")
    text = _HAN_YEAR.sub(lambda match: digits_of(match[1]), text)
    return _HAN_PART.sub(_arabic, text) if "年" in text else text


def _arabic(match: re.Match[str]) -> str:
    value = read_numeral(match[1])
    return match[1] if value is None else str(value)


def _parts(fact: FactType, text: str, on: date | None) -> Parts:
    """Year, month and day of a text, whatever the order.

    Raises:
        EntryError: it is no date, or may be two.
    """
    match = _MARKED.fullmatch(text) or _PACKED.fullmatch(text)
    if match is not None:
        year = int(match[1]) if len(match[1]) == 4 else _full_year(fact, int(match[1]), on)
        return year, int(match[2]), int(match[3]) if match[3] else None
    if match := _YEAR.fullmatch(text):
        return int(match[1]), None, None
    if match := _MONTH_OF_YEAR.fullmatch(text):
        return int(match[2]), int(match[1]), None
    if match := _TURNED.fullmatch(text):
        return _turned(int(match[1]), int(match[2]), int(match[3]))
    if match := _NAMED.fullmatch(text):
        a_day, a_month, a_year, b_month, b_day, b_year, c_year, c_month, c_day = match.groups()
        month = _month_named(a_month or b_month or c_month)
        day = a_day or b_day or c_day
        if month:
            return int(a_year or b_year or c_year), month, int(day) if day else None
    raise refusals.no_date()


def _turned(one: int, other: int, year: int) -> Parts:
    """Day and month before the year, where only one order gives a day."""
    if one == other or other > 12:
        return year, one, other
    if one > 12:
        return year, other, one
    if not (one and other and FIRST_DAY.year <= year <= LAST_DAY.year):
        raise refusals.no_such_day()
    raise refusals.two_days(date(year, one, other), date(year, other, one))


def _month_named(name: str) -> int | None:
    """The number of a month by its English name or the beginning of it."""
    found = [n for n, full in enumerate(MONTHS, 1) if full.lower().startswith(name)]
    return found[0] if len(found) == 1 else None


def _full_year(fact: FactType, year: int, on: date | None) -> int:
    """The year that two digits stand for: the latest that is not too far ahead."""
    if on is None:
        raise refusals.year_needed()
    ahead = on.year if fact.past else on.year + _NEXT_YEARS
    return 2000 + year if 2000 + year <= ahead else 1900 + year
