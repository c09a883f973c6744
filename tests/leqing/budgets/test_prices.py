"""What routes cost, against what an account has."""

import pytest

from leqing.budgets.buckets import OF_ACCOUNT
from leqing.budgets.prices import price_of

FORM = 100 * 1024 * 1024  # bytes: the most that one application may carry


@pytest.mark.parametrize("route", ["applicants:apply", "applicants:supplement"])
def test_the_largest_form_and_a_second_try_fit_into_one_budget(route):
    assert 2 * price_of(route).units(FORM) < OF_ACCOUNT.size
    assert 10 * price_of(route).units(FORM) > OF_ACCOUNT.size
