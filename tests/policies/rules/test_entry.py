"""What people type, as they type it."""

from datetime import date
from fractions import Fraction

import pytest

from policies.rules.entry import EntryError, parse_choices, parse_text
from policies.rules.facts import FactType
from policies.rules.wording import EN, ZH

MONEY = FactType(name="a", type="money", minimum=0, maximum=10**12)
WHOLE = FactType(name="a", type="integer", unit="people", minimum=0, maximum=100_000)
SHARE = FactType(name="a", type="percent", minimum=0, maximum=1)
DECIMAL = FactType(name="a", type="decimal", unit="m2")
DAY = FactType(name="a", type="date")
YES = FactType(name="a", type="boolean")
TEXT = FactType(name="a", type="text")
ONE = FactType(name="a", type="choice", choices={"x1": {ZH: "甲", EN: "First"}, "x2": {}})
MANY = FactType(name="a", type="choices", choices=ONE.choices)


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        *((MONEY, typed, 300_000) for typed in ("300000", "30万", "３０万", "30 万元", "¥300,000")),
        *(
            (MONEY, typed, 300_000)
            for typed in ("30,0000", "300000.00 元", "人民币30万", "0.003亿")
        ),
        (MONEY, "1.2亿", 120_000_000),
        (MONEY, "1.23456万", Fraction(123456, 10)),
        (WHOLE, "12人", 12),
        (WHOLE, "１２", 12),
        (WHOLE, "1,200", 1200),
        (WHOLE, "1.2万", 12_000),
        (WHOLE, "12.0", 12),
        (SHARE, "5", Fraction(1, 20)),
        (SHARE, "5%", Fraction(1, 20)),
        (SHARE, "６．５％", Fraction(13, 200)),
        (DECIMAL, "-3.5", Fraction(-7, 2)),
        (DECIMAL, "120平方米", 120),
        *((DAY, typed, date(2024, 6, 15)) for typed in ("2024-06-15", "2024/6/15", "2024.6.15")),
        *(
            (DAY, typed, date(2024, 6, 15))
            for typed in ("2024年6月15日", "20240615", "２０２４年６月15日")
        ),
        *((DAY, typed, date(2024, 6, 1)) for typed in ("2024年6月", "2024-06", "2024年6月1")),
        (DAY, "2024-02-29", date(2024, 2, 29)),
        *((YES, typed, True) for typed in ("是", "yes", "TRUE", "1", "有")),
        *((YES, typed, False) for typed in ("否", "no", "0", "没有")),
        (TEXT, "  C38 电器 ", "C38 电器"),
        *((ONE, typed, "x1") for typed in ("x1", "甲", "first", " X1 ")),
        (MANY, "甲、x2", frozenset({"x1", "x2"})),
    ],
)
def test_is_understood(fact, typed, value):
    assert parse_text(fact, typed) == value


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        *(
            (MONEY, typed)
            for typed in ("", "  ", "abc", "30万5", "1e5", "-1", "1..2", "5%", "1" * 30)
        ),
        *((MONEY, typed) for typed in ("万", "元", "1,23", "9999999999999", "٣", "½", "1" * 600)),
        *((WHOLE, typed) for typed in ("1.5", "-1", "100001", "twelve")),
        *((SHARE, typed) for typed in ("101", "-1", "half")),
        *((DAY, typed) for typed in ("2024", "2024年", "2023-02-29", "2024-13-01", "1899-12-31")),
        *(
            (DAY, typed)
            for typed in ("2101-01-01", "15.6.2024", "yesterday", "2024-06-00", "20241301")
        ),
        *((YES, typed) for typed in ("maybe", "2")),
        *((TEXT, typed) for typed in ("", "a\0b", "x" * 2_001, "\ud800")),
        *((ONE, typed) for typed in ("x3", "丙")),
        (MANY, "x1,x3"),
        (FactType(name="a", type="records"), "x"),
    ],
)
def test_is_refused_in_both_languages(fact, typed):
    with pytest.raises(EntryError) as caught:
        parse_text(fact, typed)
    assert caught.value.words[ZH]
    assert caught.value.words[EN]


def test_ticked_boxes():
    assert parse_choices(MANY, []) == frozenset()
    assert parse_choices(MANY, ["x2"]) == frozenset({"x2"})
    with pytest.raises(EntryError):
        parse_choices(MANY, ["x3"])
