"""Codes of firms and other bodies."""

import random

import pytest
from stdnum.cn import ric, uscc

from applicants.credit_codes import fits, has_form, is_somebody, read_code


def test_the_check_sign_is_the_one_of_the_standard():
    chance = random.Random(1)
    for _each in range(500):
        body = "91" + "330382" + "".join(chance.choices("0123456789ABCDEFGHJKLMNPQRTUWXY", k=9))
        right = uscc.calc_check_digit(body)
        for sign in "0123456789ABCDEFGHJKLMNPQRTUWXY":
            assert fits(body + sign) == (sign == right)


@pytest.mark.parametrize("region", ["10", "11", "33", "65", "71", "81", "82"])
def test_regions_that_exist(region):
    assert has_form(f"91{region}0382MF0TEXT02M")


@pytest.mark.parametrize("region", ["00", "09", "66", "70", "72", "80", "83", "99", "3A"])
def test_regions_that_do_not_exist(region):
    assert not has_form(f"91{region}0382MF0TEXT02M")


def test_no_number_of_a_person_of_yueqing_passes_for_a_code():
    count = 0
    for day in range(1, 29):
        for order in range(0, 1000, 7):
            body = f"33038219000{1 + day % 9}{day:02}{order:03}"
            number = body + ric.calc_check_digit(body + "0")
            count += 1
            assert is_somebody(number)
    assert count > 4_000


def test_a_code_that_fits_its_own_standard_is_a_code():
    """The 9 of trade in a district whose digits look like a century."""
    bodies = (f"9111011{order:03}1010{tail:03}" for order in range(900, 999) for tail in range(999))
    both = (
        body + uscc.calc_check_digit(body)
        for body in bodies
        if uscc.calc_check_digit(body) == ric.calc_check_digit(body + "0")
    )
    code = next(each for each in both if uscc.is_valid(each))
    assert ric.calc_check_digit(code) == code[-1]
    assert not is_somebody(code)


@pytest.mark.parametrize(
    "typed",
    [
        "统一社会信用代码：91330382MA2AB3CD15",
        "统一社会信用代码 91330382MA2AB3CD15 （1/1）",
        "统一社会信用代码\n91330382 MA2AB3CD15（副本）(1-1)",
        "社会信用代码:91330382ma2ab3cd15。",
        "Unified Social Credit Code: 91330382MA2AB3CD15",
    ],
)
def test_the_label_of_a_licence_is_no_part_of_the_code(typed):
    assert read_code(typed) == "91330382MA2AB3CD15"


@pytest.mark.parametrize("typed", ["9133038八2MA2AB3CD15", "企业A91330382MA2AB3CD15"])
def test_a_stranger_inside_is_not_dropped(typed):
    assert not has_form(read_code(typed))
