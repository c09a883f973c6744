"""What a table has for a day is what the one function for a single applicant gives."""

from datetime import date

import pytest

from policies.rules.screening import days
from policies.rules.spans import SPANS, months_later

ENDS = (
    date(1900, 1, 1),
    date(2024, 2, 29),
    date(2025, 2, 28),
    date(2026, 11, 26),
    date(2100, 12, 31),
)


@pytest.fixture(scope="module")
def every_day():
    return days._every_day()["day"].to_list()


@pytest.mark.parametrize("function", SPANS)
@pytest.mark.parametrize("end", ENDS)
def test_spans_to_and_from_a_day(every_day, function, end):
    span = SPANS[function]
    assert days._spans_to(function, end).to_list() == [span(day, end) for day in every_day]
    assert days._spans_from(function, end).to_list() == [span(end, day) for day in every_day]


@pytest.mark.parametrize("months", [-1800, -13, -1, 0, 1, 6, 11, 12, 60, 1800])
def test_days_so_many_months_later(every_day, months):
    assert days._shifted(months).to_list() == [months_later(day, months) for day in every_day]
