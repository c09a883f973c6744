"""When each step would be over for whoever applies on a day."""

from datetime import date

import pytest

from policies.rules.errors import RuleError
from policies.rules.projections import Projected, project
from policies.rules.working_days import WorkingDays
from tests.policies.rules.documents import read

# the Spring Festival of 2026, with the Saturdays worked in exchange
CALENDAR = WorkingDays(
    off=frozenset(date(2026, 2, day) for day in range(15, 24)),
    worked=frozenset({date(2026, 2, 14), date(2026, 2, 28)}),
    announced=frozenset({2026}),
)
APPLY = {"stage": "apply"}


def days(process, applied_on):
    projected = project(process, applied_on=applied_on, calendar=CALENDAR)
    return [(each.first, each.last) for each in projected]


def test_working_days_skip_holidays_and_take_days_worked_in_exchange():
    steps = [
        APPLY,
        {"stage": "completeness", "working_days": 5},
        {"stage": "publicity", "working_days": 1},
    ]
    assert days(steps, date(2026, 2, 13)) == [
        (date(2026, 2, 13), date(2026, 2, 13)),
        (date(2026, 2, 14), date(2026, 2, 27)),
        (date(2026, 2, 28), date(2026, 2, 28)),
    ]


def test_days_of_the_calendar_skip_nothing():
    steps = [APPLY, {"stage": "listing", "days": 10}]
    assert days(steps, date(2026, 2, 13))[1] == (date(2026, 2, 14), date(2026, 2, 23))


def test_a_step_without_a_limit_has_no_days_and_those_after_it_are_the_earliest():
    steps = [
        APPLY,
        {"stage": "visit"},
        {"stage": "publicity", "working_days": 5},
        {"stage": "exit"},
    ]
    found = project(steps, applied_on=date(2026, 3, 2), calendar=CALENDAR)
    assert found[1] == found[3] == Projected()
    assert found[2] == Projected(first=date(2026, 3, 3), last=date(2026, 3, 9), earliest=True)


def test_the_first_step_is_applying_whatever_it_is_called():
    assert days([{"name": "call"}], date(2026, 3, 2)) == [(date(2026, 3, 2), date(2026, 3, 2))]


def test_a_step_of_no_days_has_no_limit():
    assert days([APPLY, {"stage": "x", "working_days": 0}], date(2026, 3, 2))[1] == (None, None)


def test_what_is_counted_through_an_unknown_year_is_provisional_and_all_after_it():
    steps = [APPLY, {"working_days": 3}, {"working_days": 3}, {"days": 2}]
    found = project(steps, applied_on=date(2026, 12, 28), calendar=CALENDAR)
    assert [each.provisional for each in found] == [False, False, True, True]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"stage": "x", "working_days": 1, "days": 1}, "found both"),
        ({"working_days": 1}, "a stage, a name or a label"),
    ],
)
def test_a_step_must_be_called_something_and_have_one_limit(step, message):
    with pytest.raises(RuleError, match=message):
        read(process=[step])
