"""Working days: the shipped years, and the arithmetic beside a slow count day by day."""

import random
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from policies.rules.working_days import MOST_DAYS, Count, Day, WorkingDays

FILE = Path(__file__).parents[3] / "policies" / "catalogue" / "calendar.yaml"
ONE = timedelta(days=1)


def days_from(first, last):
    return [first + ONE * number for number in range((last - first).days + 1)]


@pytest.fixture(scope="module")
def shipped():
    """The shipped file, read without the code that loads it."""
    years = yaml.safe_load(FILE.read_text("utf-8"))
    holidays = [holiday for year in years.values() for holiday in year["holidays"]]
    return WorkingDays(
        off=frozenset(d for h in holidays for d in days_from(h["from"], h["to"])),
        worked=frozenset(day for h in holidays for day in h.get("worked", [])),
        announced=frozenset(number for number, year in years.items() if year["announced"]),
    )


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param("2026-02-13", 5, "2026-02-27", id="14 February worked, nine days off"),
        pytest.param("2026-02-13", 7, "2026-03-02", id="28 February worked"),
        pytest.param("2026-04-29", 5, "2026-05-09", id="ends on a Saturday that is worked"),
        pytest.param("2026-09-18", 7, "2026-09-29", id="20 September worked, then three days off"),
        pytest.param("2026-09-24", 5, "2026-10-09", id="two holidays"),
        pytest.param("2026-10-01", 0, "2026-10-01", id="none: the start itself, though a holiday"),
    ],
)
def test_periods_of_2026(shipped, start, count, end):
    start, end = date.fromisoformat(start), date.fromisoformat(end)
    assert shipped.after(start, count) == Day(end, provisional=False)
    assert shipped.between(start, end) == Count(count, provisional=False)
    assert shipped.between(end, start) == Count(-count, provisional=False)


def test_2026_has_248_working_days(shipped):
    assert sum(map(shipped.is_working, days_from(date(2026, 1, 1), date(2026, 12, 31)))) == 248
    assert shipped.between(date(2025, 12, 31), date(2026, 12, 31)).days == 248


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        pytest.param("2026-12-30", 2, "2027-01-04", id="runs into the year"),
        pytest.param("2027-02-04", 1, "2027-02-09", id="statutory days off are known"),
        pytest.param("2025-12-31", 0, "2025-12-31", id="starts before the table"),
        pytest.param("2025-12-31", 1, "2026-01-04", id="from before the table into it"),
        pytest.param("2034-03-03", 5, "2034-03-10", id="no table at all"),
    ],
)
def test_a_year_that_is_not_announced_makes_it_provisional(shipped, start, count, end):
    start, end = date.fromisoformat(start), date.fromisoformat(end)
    assert shipped.after(start, count) == Day(end, provisional=True)
    assert shipped.between(start, end) == Count(count, provisional=True)
    assert shipped.between(end, start) == Count(-count, provisional=True)


def test_a_year_that_is_not_reached_does_not_matter(shipped):
    assert shipped.after(date(2026, 12, 30), 1) == Day(date(2026, 12, 31), provisional=False)


def test_an_announced_year_between_two_others_does_not_help():
    ends_known = WorkingDays(off=frozenset(), worked=frozenset(), announced=frozenset({2025, 2027}))
    assert ends_known.between(date(2025, 6, 1), date(2027, 6, 1)).provisional
    assert ends_known.after(date(2025, 12, 1), 300).provisional


@pytest.mark.parametrize("count", [-1, MOST_DAYS + 1, 10**30])
def test_a_nonsense_count_is_refused(shipped, count):
    with pytest.raises(ValueError, match="expected 0 to 4000"):
        shipped.after(date(2026, 1, 1), count)


@pytest.mark.parametrize("start", [date(2100, 12, 31), date(2099, 1, 1), date.max])
def test_a_period_never_leaves_the_years_the_software_knows(start):
    known = frozenset(range(1, 10_000))
    calendar = WorkingDays(off=frozenset(), worked=frozenset(), announced=known)
    assert calendar.after(start, MOST_DAYS) == Day(date(2100, 12, 31), provisional=True)


def test_a_day_before_all_calendars_is_no_error(shipped):
    assert shipped.after(date.min, 1) == Day(date(1900, 1, 2), provisional=True)
    assert shipped.between(date.min, date.max).provisional


def test_a_calendar_without_working_days_ends():
    everything = frozenset(days_from(date(2026, 1, 1), date(2100, 12, 31)))
    calendar = WorkingDays(off=everything, worked=frozenset(), announced=frozenset({2026}))
    assert calendar.after(date(2026, 1, 1), 1) == Day(date(2100, 12, 31), provisional=True)


def test_a_holiday_on_a_weekend_and_a_worked_weekday_change_nothing():
    saturday, monday = date(2026, 3, 7), date(2026, 3, 9)
    calendar = WorkingDays(
        off=frozenset({saturday}), worked=frozenset({monday}), announced=frozenset({2026})
    )
    assert calendar.between(date(2026, 3, 6), monday) == Count(1, provisional=False)


# --- beside a slow count ------------------------------------------------------------------------


class Diary:
    """One page for each day, turned over one by one."""

    def __init__(self, first, last, off, worked, announced):
        self.pages = {}
        while first <= last:
            weekend = first.strftime("%A") in ("Saturday", "Sunday")
            open_ = (weekend and first in worked) or (not weekend and first not in off)
            self.pages[first] = (open_, first.year in announced)
            first += ONE

    def after(self, start, count):
        day, known, done = start, self.pages[start][1], 0
        while done != count:
            day = date.fromordinal(day.toordinal() + 1)
            open_, announced = self.pages[day]
            done, known = done + open_, known and announced
        return day, not known

    def between(self, start, end):
        low, high = sorted((start, end))
        turned = [self.pages[day] for day in days_from(low, high)]
        opened = len([open_ for open_, _ in turned[1:] if open_])
        return (opened if low == start else -opened), not all(known for _, known in turned)


def random_calendar(dice):
    """Four years of which some are announced, with as many changes as a notice has, or more."""
    first = date(dice.randint(1900, 2090), 1, 1)
    last = date(first.year + 7, 12, 31)
    days = days_from(first, date(first.year + 3, 12, 31))
    off = frozenset(dice.sample(days, dice.randint(0, 160)))
    worked = frozenset(dice.sample(days, dice.randint(0, 160)))
    announced = frozenset(year for year in range(first.year, last.year) if dice.random() < 0.7)
    calendar = WorkingDays(off=off, worked=worked, announced=announced)
    return calendar, Diary(first, last, off, worked, announced), days


@pytest.mark.parametrize("seed", range(40))
def test_it_agrees_with_a_slow_count(seed):
    dice = random.Random(seed)
    calendar, diary, days = random_calendar(dice)
    for _ in range(500):
        start, other = dice.choice(days), dice.choice(days)
        count = dice.choice([0, 1, 3, 5, 7, 10, 20, 30, 60, dice.randint(0, 400)])
        assert calendar.after(start, count) == diary.after(start, count)
        assert calendar.between(start, other) == diary.between(start, other)


def test_counting_there_and_back_is_one_thing(shipped):
    dice = random.Random(47)
    for _ in range(2_000):
        start = date(2025, 6, 1) + ONE * dice.randint(0, 900)
        count = dice.randint(1, 300)
        end = shipped.after(start, count)
        assert shipped.is_working(end.on)
        assert shipped.between(start, end.on) == Count(count, end.provisional)
