"""When the day of a month matters, and when the month will do."""

from datetime import date

import pytest

from policies.rules.months import day_matters
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import CLAUSE, leaf, read

ON = date(2026, 12, 1)
AGE = "years_between(firm.founded_on, today)"
STARTED = {"after": "firm.founded_on", "within_months": 6, **CLAUSE}


def days(year, month, last):
    return [date(year, month, day + 1) for day in range(last)]


def matters(values, *, name="firm.founded_on", facts=(), on=ON, **parts):
    return day_matters(Rulebook([read(**parts)]), name, values, dict(facts), on=on)


@pytest.mark.parametrize(
    ("month", "matter"),
    [
        pytest.param(days(1980, 12, 31), True, id="46 on the first, 45 until the last"),
        pytest.param(days(1980, 11, 30), False, id="46 whichever day it was"),
        pytest.param(days(1981, 11, 30), True, id="45 today, and 46 within the year to come"),
        pytest.param(days(1982, 2, 28), False, id="45 for more than a year yet"),
    ],
)
def test_a_line_of_age(month, matter):
    assert matters(month, eligibility=leaf(AGE, "at_most", 45)) is matter


@pytest.mark.parametrize("other", [{"firm.is_new": True}, {"firm.is_new": False}, {}])
def test_what_another_answer_hides_still_counts(other):
    rule = {"any": [leaf("firm.is_new", "is", True), leaf(AGE, "at_most", 45)]}
    assert matters(days(1980, 12, 31), facts=other, eligibility=rule)


def test_a_single_day_in_the_middle_is_found():
    rule = leaf("firm.founded_on", "is", "1980-12-17")
    assert matters(days(1980, 12, 31), eligibility=rule)
    assert not matters(days(1980, 10, 31), eligibility=rule)


def test_a_personal_clock_counts_until_it_has_run_out():
    rule = leaf("firm.is_new", "is", True)
    for month, matter in ((days(2026, 10, 31), True), (days(2026, 4, 30), False)):
        assert matters(month, eligibility=rule, windows=[STARTED]) is matter
    assert matters(days(2026, 5, 31)[-2:], eligibility=rule, windows=[STARTED]) is False
    assert matters(days(2026, 6, 30), eligibility=rule, windows=[STARTED])


def test_an_amount_counts():
    award = {
        "kind": "cash",
        "mode": "fixed",
        "unit": "CNY",
        "formula": "1000 * months_between(firm.founded_on, today)",
        **CLAUSE,
    }
    assert matters(days(2026, 5, 31), awards=[award])
    assert not matters(days(2026, 5, 31), eligibility=leaf("firm.is_new", "is", True))


def test_points_count():
    item = {
        "item": "years",
        "max": 9,
        "formula": AGE,
        "bands": [{"at_least": 3, "points": 9}],
        **CLAUSE,
    }
    scoring = {"pass_mark": 0, "items": [item]}
    assert matters(days(2023, 12, 31), scoring=scoring)
    assert not matters(days(2010, 12, 31), scoring=scoring)


def test_entries_of_a_list():
    rule = {
        "some": "firm.titles",
        "where": {"field": "valid_to", "at_least": {"formula": "today"}},
        **CLAUSE,
    }
    for month, matter in ((days(2026, 12, 31), True), (days(2025, 1, 31), False)):
        lists = [({"valid_to": day},) for day in month]
        assert matters(lists, name="firm.titles", eligibility=rule) is matter
