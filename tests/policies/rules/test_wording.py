"""Values in words, in each language's manner."""

from datetime import date
from fractions import Fraction

import pytest

from policies.rules.facts import FactType, Vocabulary
from policies.rules.formulas import Scope, parse_formula
from policies.rules.quantities import Interval
from policies.rules.wording import day_words, measure_of, money_words, value_words, words_beside

CHOICES = {"a": {"zh-hans": "甲", "en": "Alpha"}, "b": {"zh-hans": "乙", "en": "Beta"}}


def fact(type_, **more):
    return FactType(name="x", type=type_, **more)


@pytest.mark.parametrize(
    ("value", "of", "zh", "en"),
    [
        pytest.param(True, fact("boolean"), "是", "yes", id="yes"),
        pytest.param(False, fact("boolean"), "否", "no", id="no"),
        pytest.param(300_000, fact("money"), "30 万元", "¥300,000", id="money in 万"),
        pytest.param(120_000_000, fact("money"), "1.2 亿元", "¥120,000,000", id="money in 亿"),
        pytest.param(5000, fact("money"), "5000 元", "¥5,000", id="four digits stay together"),
        pytest.param(-20_000, fact("money"), "-2 万元", "-¥20,000", id="a loss"),
        pytest.param(
            240_970, fact("money", unit="CNY/mu"), "24.097 万元/亩", "¥240,970 per mu", id="per mu"
        ),
        pytest.param(
            Fraction(1_400_000, 3),
            fact("money", unit="CNY/mu"),
            "46.67 万元/亩",
            "¥466,667 per mu",
            id="a quotient",
        ),
        pytest.param(
            Fraction(10**9, 3),
            fact("money", unit="CNY/mu"),
            "3.33 亿元/亩",
            "¥333,333,333 per mu",
            id="a large quotient",
        ),
        pytest.param(
            Fraction(20_000, 3),
            fact("money", unit="CNY/person"),
            "6666.67 元/人",
            "¥6,666.67 per person",
            id="a small quotient",
        ),
        pytest.param(Fraction(13, 200), fact("percent"), "6.5%", "6.5%", id="share"),
        pytest.param(1, fact("integer", unit="people"), "1 人", "1 person", id="one"),
        pytest.param(
            12_345, fact("integer", unit="people"), "12,345 人", "12,345 people", id="many"
        ),
        pytest.param(27, fact("integer", unit="age"), "27 周岁", "27 years", id="age"),
        pytest.param(3, fact("integer", unit="rank"), "第 3 名", "no. 3", id="rank"),
        pytest.param(
            2, fact("decimal", unit="item/year"), "2 项/年", "2 items per year", id="per year"
        ),
        pytest.param(7, fact("integer"), "7", "7", id="no unit"),
        pytest.param(7, fact("integer", unit="boxes"), "7 boxes", "7 boxes", id="an unknown unit"),
        pytest.param(date(2026, 3, 2), fact("date"), "2026 年 3 月 2 日", "2 March 2026", id="day"),
        pytest.param("a", fact("choice", choices=CHOICES), "甲", "Alpha", id="choice"),
        pytest.param("free", fact("text"), "free", "free", id="text"),
        pytest.param(
            frozenset({"b", "a"}),
            fact("choices", choices=CHOICES),
            "甲、乙",
            "Alpha, Beta",
            id="choices in their own order",
        ),
        pytest.param(
            frozenset(), fact("choices", choices=CHOICES), "无", "none", id="none of them"
        ),
        pytest.param(
            Interval(1, 3), fact("integer", unit="item"), "1 项–3 项", "1 item–3 items", id="range"
        ),
        pytest.param(({}, {}), fact("records"), "2 项", "2 items", id="records"),
    ],
)
def test_values_in_words(value, of, zh, en):
    assert value_words(value, of, "zh-hans") == zh
    assert value_words(value, of, "en") == en


@pytest.mark.parametrize(
    ("amount", "zh"),
    [
        (9_999, "9999 元"),
        (10_000, "1 万元"),
        (12_345, "1.2345 万元"),
        (123_456_789, "12,345.6789 万元"),
    ],
)
def test_yuan_never_lose_a_digit(amount, zh):
    assert money_words(amount, "zh-hans") == zh


@pytest.mark.parametrize(
    ("value", "bound", "of", "words"),
    [
        (Fraction(399_999, 10**7), Fraction(4, 100), fact("percent"), "3.99999%"),
        (Fraction(3_999_999, 10**8), Fraction(4, 100), fact("percent"), "3.999999%"),
        (Fraction(4, 100), Fraction(4, 100), fact("percent"), "4%"),
        (Fraction(1, 3), Fraction(4, 100), fact("percent"), "33.33%"),
        (Fraction(59_999_999, 10**6), 60, fact("decimal", unit="point"), "59.999999 points"),
        (Fraction(240_969_999, 1000), 240_970, fact("money", unit="CNY/mu"), "¥240,969.999 per mu"),
        (Fraction(99_999_999, 10**5), 1000, fact("money"), "¥999.99999"),
    ],
)
def test_a_value_beside_a_bound_is_not_rounded_to_it(value, bound, of, words):
    assert words_beside(value, [bound], of, "en") == words


def test_a_leap_day_in_words():
    assert day_words(date(2024, 2, 29), "en") == "29 February 2024"


@pytest.mark.parametrize(
    ("formula", "measure"),
    [
        ("cost / revenue", "percent"),
        ("cost * 2", "money"),
        ("2 * cost", "money"),
        ("cost / 12", "money"),
        ("cost + revenue", "money"),
        ("cost * revenue", ""),
        ("cost / staff", ""),
        ("min(cost, revenue)", "money"),
        ("if(staff > 3, cost, revenue)", "money"),
        ("round(share, 2)", "percent"),
        ("years_between(born, today)", "year"),
        ("months_between(born, today)", "month"),
        ("days_between(born, today)", "day"),
        ("count(patents)", "item"),
        ("staff", "people"),
        ("lowest(patents.weight)", ""),
        ("score", "point"),
    ],
)
def test_what_a_formula_counts(formula, measure):
    facts = Vocabulary(
        {
            "cost": fact("money"),
            "revenue": fact("money"),
            "share": fact("percent"),
            "staff": fact("integer", unit="people"),
            "born": fact("date"),
            "patents": fact("records", fields={"weight": fact("decimal")}),
        }
    )
    expression = parse_formula(formula, scope=Scope(facts=facts, score=True), path="formula")
    assert measure_of(expression, facts) == measure
