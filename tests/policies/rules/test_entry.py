"""What people type, as they type it."""

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.rules.entry import DayNeededError, EntryError, parse_choices, parse_text
from policies.rules.facts import FactType
from policies.rules.wording import EN, ZH

ON = date(2026, 12, 1)
MONEY = FactType(name="a", type="money", minimum=0, maximum=10**12)
PROFIT = FactType(name="a", type="money", minimum=-(10**12), maximum=10**12)
PER_MU = FactType(name="a", type="money", unit="CNY/mu")
WHOLE = FactType(name="a", type="integer", unit="people", minimum=0, maximum=100_000)
SHARE = FactType(name="a", type="percent", minimum=0, maximum=1)
FLOOR = FactType(name="a", type="decimal", unit="m2")
LAND = FactType(name="a", type="decimal", unit="mu")
POWER = FactType(name="a", type="decimal", unit="kWh")
MONTHS = FactType(name="a", type="integer", unit="month", minimum=0, maximum=600)
MINUTES = FactType(name="a", type="integer", unit="minute")
RANK = FactType(name="a", type="integer", unit="rank", minimum=1)
DAY = FactType(name="a", type="date")
BORN = FactType(name="a", type="date", past=True, min_years_ago=14)
JOINED = FactType(name="a", type="date", past=True)
YES = FactType(name="a", type="boolean")
TEXT = FactType(name="a", type="text")
ONE = FactType(name="a", type="choice", choices={"x1": {ZH: "甲", EN: "First"}, "x2": {}})
MANY = FactType(name="a", type="choices", choices=ONE.choices)
JUNE_15 = date(2024, 6, 15)
MAY_10 = date(2002, 5, 10)


def rows(fact, are):
    """Cases of one fact: the texts of each value, several with | between them."""
    return [(fact, text, value) for value, texts in are.items() for text in texts.split("|")]


AMOUNTS = rows(
    MONEY,
    are={
        300_000: "300000|30万|３０万|30 万元|¥300,000|30,0000|300000.00 元|人民币30万|0.003亿|30萬"
        "|30w|30W|30w元|300k|￥30万|RMB 300,000|CNY 300,000|30万元整|人民币30万元整|30万块|30万块钱"
        "|三十万|叁拾万元|约30万|大约30万元|30万左右|0.3 million|300 thousand|0.3m|30万。",
        Fraction(
            25, 2
        ): "12元50|12.5|12块5|12元5角|12块5毛|十二块五|十二块五毛|12元50分|12。5|１２．５",
        Fraction(21, 2): "10元50|10块5|10.50元",
        Fraction(7, 2): "3块5|3元5|3块五|三块五|3元50",
        Fraction(1205, 100): "12元05|12元零5分|12元5分",
        Fraction(314, 25): "12元5角6分|12元56",
        3_000: "3000元00|3千|三千|3k|3,000",
        500_000: "50w|50万|五十万",
        96_000_000: "9600w|9600万|九千六百万|约9600万|96 million|96million yuan"
        "|0.96亿|9千6百万|9600萬",
        150_000_000: "1.5个亿|1.5亿|1亿5|1亿5千万|1亿5000万|一亿五千万|一亿五|一点五亿|15000万",
        15_000: "1万5|一万五|1万5千|1万5000|1.5万|1.5w",
        10_500: "1万500|一万零五百|一万五百|1万0500",
        10_050: "一万零五十|1万零50",
        300_000_000: "3億|3亿|三个亿|3个亿",
        1_200_000: "1.2m|120万|1.2 million|一百二十万|壹佰贰拾万元",
        2_500_000_000: "2.5 billion|2.5bn|25亿",
        3_500: "3千5|3千5百|三千五|三千五百",
        305_000: "30万5|三十万五|30万5千",
        105: "一百零五|105",
        150: "一百五|一百五十|1百5",
        20: "二十|20元",
        20_000: "两万|2万",
        120_000_000: "1.2亿|1亿2|1亿2000万|1,2000,0000",
        10**12: "1万亿",
        Fraction(123456, 10): "1.23456万",
        1_234: "1,234|1，234|1234",
        1_050: "1050|1,050",
        0: "0|0元|0万|零",
        Fraction(1, 2): ".5|0.5",
    },
)
COUNTS = [
    *rows(
        WHOLE,
        are={
            12: "12人|１２|12.0|12个人|12名|12位|十二人|十二|12 people|约12人|12人左右|012|12个",
            3: "三人|3|三位|3 人",
            1_200: "1,200|1200人|一千二百",
            12_000: "1.2万|1万2|一万二千人",
            23: "二十三|23名员工",
        },
    ),
    *rows(
        FLOOR,
        are={
            120: "120平方米|120平|120平米|120㎡|120m²|120m2|120 m2|120 sqm|120m|一百二十平|120",
            Fraction(-7, 2): "-3.5|负3.5|−3.5",
        },
    ),
    *rows(LAND, are={30: "30亩|30 mu|三十亩", 45: "3公顷", Fraction(5, 2): "2亩半|两亩半"}),
    *rows(POWER, are={50_000: "5万度|5万千瓦时|50000kWh|5万", 5: "5千瓦时|5 kWh"}),
    *rows(
        MONTHS, are={6: "6m|6个月|6月|半年|六个月|6 months", 18: "1年半|18个月", 24: "两年|2 years"}
    ),
    *rows(MINUTES, are={30: "30分钟|30|半小时|半个小时|30 min", 90: "1个半小时|1小时半|90m"}),
    *rows(RANK, are={3: "第3名|3|第三"}),
    *rows(SHARE, are={Fraction(1, 20): "5|5%|５%|百分之五|5 percent|5 per cent|五"}),
    *rows(SHARE, are={Fraction(13, 200): "６．５％|6.5|6.5%"}),
    *rows(PER_MU, are={300_000: "30万/亩|30万元/亩|每亩30万|30万|30万元每亩"}),
    *rows(PROFIT, are={-3_000_000: "-300万|负300万|−300万元|-3,000,000"}),
]
DAYS = [
    *rows(
        DAY,
        are={
            JUNE_15: "2024-06-15|2024/6/15|2024.6.15|2024年6月15日|20240615|２０２４年６月15日"
            "|2024年6月15号|2024年6月15|2024 年 6 月 15 日|2024年6月15號|2024 6 15"
            "|15.6.2024|15/6/2024|6/15/2024|二〇二四年六月十五日|二零二四年六月十五号|24年6月15日"
            "|June 15, 2024|15 June 2024|15th of June 2024|June 15th, 2024|2024 June 15"
            "|Jun 15 2024|15-Jun-2024"
            "|2024-Jun-15|2024/6/15 0:00:00|2024-06-15T00:00:00|2024.6.15.",
            MAY_10: "2002 5 10|May 10, 2002|10 May 2002|10 may 2002|2002年5月10号|02年5月10日",
            date(2002, 5, 5): "5/5/2002|5.5.2002",
            date(1998, 5, 3): "98年5月3日|1998年五月三日",
            date(2028, 6, 30): "28年6月30日|2028-06-30",
            date(2024, 2, 29): "2024-02-29",
        },
    ),
    *rows(
        JOINED,
        are={date(1928, 6, 30): "28年6月30日", ON: "2026-12-01", date(2026, 1, 1): "26年1月1日"},
    ),
    *rows(BORN, are={date(2012, 12, 1): "2012-12-01"}),
]
OTHERS = [
    *((YES, typed, True) for typed in ("是", "yes", "TRUE", "1", "有")),
    *((YES, typed, False) for typed in ("否", "no", "0", "没有")),
    (TEXT, "  C38 电器 ", "C38 电器"),
    *((ONE, typed, "x1") for typed in ("x1", "甲", "first", " X1 ", " F irst")),
    (MANY, "甲、x2", frozenset({"x1", "x2"})),
]


@pytest.mark.parametrize(("fact", "typed", "value"), [*AMOUNTS, *COUNTS, *DAYS, *OTHERS])
def test_is_understood(fact, typed, value):
    assert parse_text(fact, typed, on=ON) == value


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        *((MONEY, typed) for typed in ("", "  ", "abc", "1e5", "-1", "1..2", "5%", "1" * 30)),
        *((MONEY, typed) for typed in ("万", "元", "1,23", "9999999999999", "٣", "½", "1" * 600)),
        *(
            (MONEY, typed)
            for typed in ("10 50", "12万 3", "1_000", "1 234", "12元505", "3万元5", "3千块5")
        ),
        *(
            (MONEY, typed)
            for typed in ("1万50", "1亿5000", "一亿五千", "1.5万5", "1万2万", "1亿亿")
        ),
        *((MONEY, typed) for typed in ("10²", "①0", "1½", "12-50", "12/50", "12'50", "12·50")),
        *((MONEY, typed) for typed in ("$500", "30万美元", "€5", "30 USD", "500亩", "5人", "5kk")),
        *(
            (MONEY, typed)
            for typed in ("20-30万", "20到30万", "100多万", "30万+", "几十万", "不到30万")
        ),
        *(
            (MONEY, typed)
            for typed in ("两三万", "三五万", "千万", "百万", "1,2345,67", "12,34,567")
        ),
        *((WHOLE, typed) for typed in ("1.5", "-1", "100001", "twelve", "12月", "12m", "6k", "3w")),
        *(
            (WHOLE, typed)
            for typed in ("10 50", "1_000", "2-3人", "三四人", "十几人", "六个半", "5亩")
        ),
        *((FLOOR, typed) for typed in ("120亩", "3k", "1w", "10²", "120元", "120 平 30")),
        *((LAND, typed) for typed in ("30m", "30平", "30个月")),
        *((MONTHS, typed) for typed in ("3天", "6k", "一个半月", "6人", "1年3")),
        *((SHARE, typed) for typed in ("101", "-1", "half", "5%%", "5元")),
        *((DAY, typed) for typed in ("2024", "2024年", "2023-02-29", "2024-13-01", "1899-12-31")),
        *((DAY, typed) for typed in ("2101-01-01", "yesterday", "2024-06-00", "20241301", "10 50")),
        *((DAY, typed) for typed in ("5/10/2002", "10.5.2002", "5-10-2002", "13/13/2002")),
        *((DAY, typed) for typed in ("30/2/2024", "0/5/2002", "202406", "24-6-15", "Ma 10, 2002")),
        *(
            (DAY, typed)
            for typed in ("约2024年6月15日", "明天", "Mayo 10 2002", "2024,6,15", "5/5/0000")
        ),
        *((JOINED, typed) for typed in ("2026-12-02", "2030-01-01", "2027年1月", "January 2027")),
        *((BORN, typed) for typed in ("2062-01-01", "2030-01-01", "2012-12-02", "2020年5月")),
        *((YES, typed) for typed in ("maybe", "2")),
        *((TEXT, typed) for typed in ("", "\0", "x" * 2_001, "\ud800")),
        *((ONE, typed) for typed in ("x3", "丙")),
        (MANY, "x1,x3"),
        (FactType(name="a", type="records"), "x"),
    ],
)
def test_is_refused_in_both_languages(fact, typed):
    with pytest.raises(EntryError) as caught:
        parse_text(fact, typed, on=ON)
    assert re.search("[\u4e00-\u9fff]", caught.value.words[ZH])
    assert not re.search("[\u4e00-\u9fff]", caught.value.words[EN].replace(typed, ""))
    assert not isinstance(caught.value, DayNeededError)


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("2024年6月", date(2024, 6, 1), date(2024, 6, 30)),
        ("2024-06", date(2024, 6, 1), date(2024, 6, 30)),
        ("24年6月", date(2024, 6, 1), date(2024, 6, 30)),
        ("2024 6", date(2024, 6, 1), date(2024, 6, 30)),
        ("6/2024", date(2024, 6, 1), date(2024, 6, 30)),
        ("June 2024", date(2024, 6, 1), date(2024, 6, 30)),
        ("二〇二四年六月", date(2024, 6, 1), date(2024, 6, 30)),
        ("2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("1980年12月", date(1980, 12, 1), date(1980, 12, 31)),
    ],
)
def test_a_month_says_which_days_it_may_be(typed, first, last):
    with pytest.raises(DayNeededError) as caught:
        parse_text(DAY, typed, on=ON)
    assert (caught.value.days[0], caught.value.days[-1]) == (first, last)
    assert len(caught.value.days) == (last - first).days + 1


def test_a_month_that_has_begun_has_only_the_days_until_today():
    with pytest.raises(DayNeededError) as caught:
        parse_text(JOINED, "2026年12月", on=ON)
    assert caught.value.days == (ON,)
    with pytest.raises(DayNeededError) as caught:
        parse_text(BORN, "2012年12月", on=date(2026, 12, 10))
    assert caught.value.days == tuple(date(2012, 12, day) for day in range(1, 11))


def test_a_day_that_can_be_two_is_asked_back_with_both():
    with pytest.raises(EntryError) as caught:
        parse_text(DAY, "5/10/2002")
    for part in ("10 May 2002", "5 October 2002"):
        assert part in caught.value.words[EN]
    for part in ("2002 年 5 月 10 日", "2002 年 10 月 5 日", "2002-05-10"):
        assert part in caught.value.words[ZH]


@pytest.mark.parametrize(
    ("fact", "typed", "zh", "en"),
    [
        (MONEY, "很多", "1.2亿", "1.2 million"),
        (DAY, "明天", "2024年6月15日", "15 June 2024"),
        (DAY, "1981年", "1981年6月15日", "15 June 1981"),
        (DAY, "1980年12月", "1980-12-15", "15 December 1980"),
        (BORN, "2030-01-01", "2030 年 1 月 1 日这一天还没有到", "1 January 2030 has not come yet"),
        (BORN, "2015-01-01", "不满 14 年", "less than 14 years ago"),
        (MONEY, "20-30万", "一个确定的数", "not a range"),
        (MONEY, "10 50", "空格", "space"),
        (SHARE, "130", "100%", "100%"),
        (FLOOR, "120亩", "平方米", "m²"),
    ],
)
def test_the_refusal_has_examples_in_the_language_of_the_reader(fact, typed, zh, en):
    with pytest.raises(EntryError) as caught:
        parse_text(fact, typed, on=ON)
    assert zh in caught.value.words[ZH]
    assert en in caught.value.words[EN]


def test_a_year_of_two_digits_needs_a_day_to_be_seen_from():
    with pytest.raises(EntryError) as caught:
        parse_text(DAY, "24年6月15日")
    assert "四位" in caught.value.words[ZH]


def test_ticked_boxes():
    assert parse_choices(MANY, []) == frozenset()
    assert parse_choices(MANY, ["x2"]) == frozenset({"x2"})
    with pytest.raises(EntryError):
        parse_choices(MANY, ["x3"])


NUMERIC = [MONEY, PROFIT, PER_MU, WHOLE, SHARE, FLOOR, LAND, POWER, MONTHS, MINUTES, RANK]
ALL = [*NUMERIC, DAY, JOINED, BORN, YES, TEXT, ONE, MANY]
THOROUGH = settings(max_examples=3_000, derandomize=True, deadline=None, database=None)
MARKED = st.text("0123456789" * 2 + " ,._-/'·:;~元块角分", min_size=1, max_size=12)


@THOROUGH
@given(st.sampled_from(NUMERIC), MARKED)
def test_digits_on_both_sides_of_a_mark_are_never_joined(fact, typed):
    """A value is never larger than the longest run of digits, commas that group left out."""
    try:
        value = parse_text(fact, typed, on=ON)
    except EntryError:
        return
    grouped = re.sub(r"(?<=[0-9]),(?=(?:[0-9]{3})+(?![0-9])|(?:[0-9]{4})+(?![0-9]))", "", typed)
    runs = [int(run) for run in re.findall("[0-9]+", grouped)]
    assert abs(value) <= max(runs) + 1, typed


@THOROUGH
@given(
    st.sampled_from(ALL),
    st.text(
        st.one_of(
            st.sampled_from(
                "0123456789.,-+% 万亿千百十零一二两三元块角分个半年月日号亩平米人kmw/第约MayJune"
            ),
            st.characters(exclude_categories=["Cs"]),
        ),
        max_size=14,
    ),
)
def test_whatever_is_typed_is_taken_or_refused(fact, typed):
    try:
        value = parse_text(fact, typed, on=ON)
    except EntryError as error:
        assert set(error.words) == {ZH, EN}  # noqa: PT017
    else:
        plain = value.isoformat() if isinstance(value, date) else value
        assert isinstance(value, frozenset) or fact.read(plain) == value
        assert not isinstance(value, date) or not fact.past or value <= ON


@pytest.mark.parametrize(
    ("typed", "months"),
    [("1年6个月", 18), ("1 年 6 个月", 18), ("一年零三个月", 15), ("2年11月", 35), ("3年", 36)],
)
def test_years_and_months_are_months(typed, months):
    assert parse_text(MONTHS, typed) == months


@pytest.mark.parametrize("typed", ["1年12个月", "1年6个月3", "年6个月", "1年半6个月"])
def test_years_and_months_that_are_none_are_refused(typed):
    with pytest.raises(EntryError):
        parse_text(MONTHS, typed)
