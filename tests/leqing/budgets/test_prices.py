"""What routes cost, against what an account has."""

import pytest

from leqing.budgets.buckets import OF_ACCOUNT
from leqing.budgets.prices import USUAL, price_of

FORM = 100 * 1024 * 1024  # bytes: the most that one application may carry


@pytest.mark.parametrize("route", ["applicants:apply", "applicants:supplement"])
def test_the_largest_form_and_a_second_try_fit_into_one_budget(route):
    assert 2 * price_of(route).units(FORM) < OF_ACCOUNT.size
    assert 10 * price_of(route).units(FORM) > OF_ACCOUNT.size


@pytest.mark.parametrize("name", ["start", "build", "edit", "step", "text"])
def test_a_draft_costs_more_than_a_small_page_and_can_be_written_all_day(name):
    price = price_of(f"admin:policies_draft_{name}").units(4 * 1024)
    assert price >= 5 * USUAL.base
    assert price < OF_ACCOUNT.refill  # one field saved each second, by one officer
