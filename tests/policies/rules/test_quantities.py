"""Numbers: read without loss, compared exactly, rounded half up."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.rules.quantities import (
    NumberRangeError,
    bounded,
    decimal_text,
    exact,
    half_up,
    json_number,
)
from tests.policies.rules.documents import value

DECIMALS = st.decimals(
    min_value=-(10**9), max_value=10**9, places=5, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("12", 12, id="whole"),
        pytest.param("-0", 0, id="minus nothing"),
        pytest.param("+7", 7, id="plus"),
        pytest.param("0.03", Fraction(3, 100), id="places"),
        pytest.param(".5", Fraction(1, 2), id="no digit before the point"),
        pytest.param("5.", 5, id="no digit after the point"),
        pytest.param("1e3", 1000, id="exponent"),
        pytest.param("15E-1", Fraction(3, 2), id="negative exponent"),
        pytest.param("999999999999999", 10**15 - 1, id="the largest"),
        pytest.param("0.000000000001", Fraction(1, 10**12), id="the smallest"),
        pytest.param("1.10000000000000000000", Fraction(11, 10), id="zeros at the end"),
        pytest.param("000000000000000000012", 12, id="zeros at the start"),
    ],
)
def test_numerals_are_read_without_loss(text, number):
    assert exact(text) == number
    assert isinstance(exact(text), int) is (Fraction(number).denominator == 1)


@pytest.mark.parametrize(
    "text",
    [
        *("", ".", "-", "e5", "1e", "1,000", "0x10", "１２", "١٢", "1_000", " 1", "1 ", "NaN"),
        *("Infinity", "1e400", "1e16", "-1e-16", "1234567890123456", "1000000000000000"),
        *("0.1234567890123", "1" * 5_000, "1e-400", "--1", "1.2.3", "½", "²"),
    ],
)
def test_what_is_no_numeral_is_refused(text):
    with pytest.raises(NumberRangeError):
        exact(text)


@given(DECIMALS)
def test_a_numeral_comes_back_as_it_was(number):
    text = format(number, "f")
    if len(text.lstrip("-").replace(".", "").strip("0")) <= 15:
        assert Fraction(exact(text)) == Fraction(number)
        assert exact(decimal_text(exact(text), 12)) == exact(text)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 12))
def test_a_figure_of_15_digits_has_one_double_that_reads_back(digits, places):
    number = Fraction(digits, 10**places)
    if abs(number) < 10**15:
        text = decimal_text(number, 12)
        assert exact(format(Decimal(repr(float(text))), "f")) == number


@given(DECIMALS, st.integers(-4, 5))
def test_rounding_is_half_up_as_decimals_do_it(number, digits):
    expected = number.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    assert half_up(Fraction(number), digits) == Fraction(expected)


@pytest.mark.parametrize(
    ("number", "digits", "expected"),
    [
        pytest.param(Fraction(1, 2), 0, 1, id="half"),
        pytest.param(Fraction(-1, 2), 0, -1, id="negative half goes away from zero"),
        pytest.param(Fraction(5, 2), 0, 3, id="not to even"),
        pytest.param(Fraction(-1005, 1000), 2, Fraction(-101, 100), id="negative, two digits"),
        pytest.param(Fraction(1005, 1000), 2, Fraction(101, 100), id="1.005 is not 1.00"),
        pytest.param(15, -1, 20, id="tens"),
        pytest.param(Fraction(1, 3), 2, Fraction(33, 100), id="a third"),
    ],
)
def test_half_up(number, digits, expected):
    assert half_up(number, digits) == expected


@pytest.mark.parametrize(
    ("number", "digits", "text"),
    [
        (0, 2, "0"),
        (Fraction(-1, 1000), 2, "0"),
        (Fraction(-1, 200), 2, "-0.01"),
        (Fraction(1, 3), 6, "0.333333"),
        (Fraction(2, 3), 0, "1"),
        (1_234_567, 2, "1234567"),
        (Fraction(5, 2), 2, "2.5"),
        (10**300 * 9, 2, "9" + "0" * 300),
    ],
)
def test_decimal_text(number, digits, text):
    assert decimal_text(number, digits) == text


def test_json_numbers_are_whole_where_they_can_be():
    assert json_number(Fraction(4, 2)) == 2
    assert isinstance(json_number(Fraction(4, 2)), int)
    assert json_number(Fraction(1, 3)) == 0.333333


@pytest.mark.parametrize("number", [10**15, Fraction(1, 3), Fraction(1, 10**13)])
def test_a_figure_has_at_most_15_digits_before_and_12_after_the_point(number):
    with pytest.raises(NumberRangeError):
        bounded(number)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        pytest.param("0.03 * 1000000", 30_000, id="3 % of a million is 30,000"),
        pytest.param("1 / 3 * 3", 1, id="a third three times"),
        pytest.param("0.1 + 0.2", Fraction(3, 10), id="tenths"),
        pytest.param("0.1 * 3 - 0.3", 0, id="nothing left"),
        pytest.param("999999999999999 + 0.000000000001 - 999999999999999", Fraction(1, 10**12)),
        pytest.param("7 / 7", 1, id="a quotient that is whole"),
    ],
)
def test_arithmetic_is_exact(formula, expected):
    assert value(formula, {}) == expected


@given(
    st.fractions(min_value=-100, max_value=100, max_denominator=50),
    st.fractions(min_value=-100, max_value=100, max_denominator=50),
)
def test_comparing_never_differs_from_fractions(a, b):
    terms = {"a": {"type": "integer"}, "b": {"type": "integer"}}
    terms |= {"c": {"type": "integer"}, "d": {"type": "integer"}}
    facts = {"a": a.numerator, "b": a.denominator, "c": b.numerator, "d": b.denominator}
    for symbol, expected in (("<", a < b), ("<=", a <= b), ("=", a == b), (">=", a >= b)):
        assert value(f"a / b {symbol} c / d", facts, facts=terms) is expected
    assert value("a / b + c / d", facts, facts=terms) == a + b
    assert value("a / b * c / d", facts, facts=terms) == a * b
