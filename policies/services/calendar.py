"""The working-day calendar: from its file into the database, and from there to the rules."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from policies.models import CalendarYear, SpecialDay
from policies.rules.errors import Collector, Problem, RuleError
from policies.rules.reading import SHARED_LIMITS, read_document_text
from policies.rules.shapes import (
    WORDS,
    Day,
    Fields,
    Flag,
    Listing,
    Named,
    Shape,
    WebAddress,
    read_date,
    refuse,
)
from policies.rules.working_days import WorkingDays
from policies.services.errors import CatalogueError
from policies.services.files import SHIPPED

SHIPPED_CALENDAR = SHIPPED / "calendar.yaml"
_YEAR = re.compile(r"19[0-9]{2}|20[0-9]{2}|2100")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadYear:
    """A year as the file has it: the columns of its row, and the rows of its days."""

    year: int
    columns: Mapping[str, Any]
    days: tuple[SpecialDay, ...]


@dataclass(kw_only=True)
class LoadedCalendar:
    """What a load did.

    Attributes:
        written: years that are new in the database.
        awaiting: years that the file has as announced and the database does not yet.
    """

    written: list[int] = field(default_factory=list)
    awaiting: list[int] = field(default_factory=list)


def working_days() -> WorkingDays:
    """The calendar as it is now; one query, so that a year and its days belong together."""
    rows = list(CalendarYear.objects.values_list("year", "announced", "days__on", "days__working"))
    days = {
        on: working
        for _, _, on, working in rows
        if on is not None  # type: ignore[redundant-expr]  # a year without days gives nothing
    }
    return _calendar(days, announced=frozenset(year for year, known, _, _ in rows if known))


def days_in_year(year: CalendarYear) -> int:
    """How many working days a year has, as far as is known; fetch its ``days`` beforehand."""
    calendar = _calendar({day.on: day.working for day in year.days.all()})
    return calendar.between(date(year.year - 1, 12, 31), date(year.year, 12, 31)).days


def _calendar(days: Mapping[date, bool], announced: frozenset[int] = frozenset()) -> WorkingDays:
    return WorkingDays(
        off=frozenset(on for on, working in days.items() if not working),
        worked=frozenset(on for on, working in days.items() if working),
        announced=announced,
    )


# --- from the file into the database ------------------------------------------------------------


def load_calendar(path: Path = SHIPPED_CALENDAR) -> LoadedCalendar:
    """Write the years that the database does not have; twice equals once.

    A year that it has stays as officers left it, whatever the file says.

    Raises:
        CatalogueError: the file is not in order; nothing was written.
    """
    years, loaded = read_calendar(path), LoadedCalendar()
    with transaction.atomic():
        stored = dict(CalendarYear.objects.values_list("year", "announced"))
        for each in years:
            if each.year not in stored:
                if _write_year(each):
                    loaded.written.append(each.year)
            elif each.columns["announced"] and not stored[each.year]:
                loaded.awaiting.append(each.year)
    return loaded


def _write_year(year: ReadYear) -> bool:
    """Write a year unless somebody else does so at this moment, who is then waited for."""
    _, created = CalendarYear.objects.get_or_create(year=year.year, defaults=year.columns)
    if created:
        SpecialDay.objects.bulk_create(year.days)
    return created


# --- the file -----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class YearNumber(Shape):
    """A year that the software knows."""

    def check(self, value: object, path: str) -> None:
        if not isinstance(value, str) or not _YEAR.fullmatch(value):
            raise refuse(path, "a year from 1900 to 2100", value)


_HOLIDAY = Fields(
    required={"name": WORDS, "from": Day(), "to": Day()},
    optional={"worked": Listing(item=Day())},
)
_SHAPE = Named(
    key=YearNumber(),
    value=Fields(
        required={"announced": Flag(), "source": WORDS, "holidays": Listing(item=_HOLIDAY)},
        optional={"url": WebAddress()},
    ),
)


def read_calendar(path: Path = SHIPPED_CALENDAR) -> list[ReadYear]:
    """Read a file of years, the first one first.

    Raises:
        CatalogueError: it cannot be read, or is not in order; each problem has its path.
    """
    problems, years = Collector(), []
    try:
        plain = read_document_text(_text_of(path), limits=SHARED_LIMITS)
        _SHAPE.check(plain, "")
        for year in sorted(plain):
            with problems.part():
                years.append(_read_year(int(year), plain[year]))
        problems.finish()
    except RuleError as error:
        places = (f"{path.name} {each.path.lstrip('.')}".rstrip() for each in error.problems)
        messages = (each.message for each in error.problems)
        raise CatalogueError(map(Problem, places, messages)) from None
    return years


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise RuleError.at("", f"cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError as error:
        raise RuleError.at("", f"is not UTF-8: byte {error.start}.") from None


def _read_year(year: int, raw: Mapping[str, Any]) -> ReadYear:
    problems, days = Collector(), dict[date, SpecialDay]()
    for index, holiday in enumerate(raw["holidays"]):
        place = f"{year}.holidays[{index}]"
        name = {"name_zh": holiday["name"]["zh-hans"], "name_en": holiday["name"]["en"]}
        for on, working in _days_of(holiday, place):
            if on.year != year:
                problems.add(place, f"{on} is not in {year}.")
            elif on in days:
                problems.add(place, f"{on} stands twice.")
            elif working and on.weekday() < 5:
                problems.add(place, f"{on} is worked anyway: expected a Saturday or Sunday.")
            else:
                days[on] = SpecialDay(year_id=year, on=on, working=working, **name)
    problems.finish()
    source = raw["source"]
    columns = {
        "announced": raw["announced"],
        "source_zh": source["zh-hans"],
        "source_en": source["en"],
        "url": raw.get("url", ""),
    }
    return ReadYear(year=year, columns=columns, days=tuple(days.values()))


def _days_of(holiday: Mapping[str, Any], place: str) -> Iterator[tuple[date, bool]]:
    """Each day of a holiday, and whether it is one worked in exchange."""
    first, last = (read_date(holiday[name], f"{place}.{name}") for name in ("from", "to"))
    if last < first:
        raise RuleError.at(place, f"to: {last} is before from: {first}.")
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number), False
    for index, day in enumerate(holiday.get("worked", [])):
        yield read_date(day, f"{place}.worked[{index}]"), True
