"""Conditions and formulas as a person would say them, in both languages."""

from fractions import Fraction

import pytest

from policies.rules.sentences import own_value, sentence
from tests.policies.rules.documents import CLAUSE, plain, read

STAFF = {"zh-hans": "职工人数", "en": "Staff"}
WORDED = {
    "staff": {"type": "integer", "unit": "people", "label": STAFF},
    "sales": {"type": "money", "label": {"zh-hans": "营业收入", "en": "Revenue"}},
    "cost": {"type": "money", "label": {"zh-hans": "研发费用", "en": "R&D"}},
    "founded": {"type": "date", "label": {"zh-hans": "注册日期", "en": "Day of registration"}},
    "clean": {"type": "boolean", "label": {"zh-hans": "信用良好", "en": "Clean record"}},
    "town": {
        "type": "choice",
        "choices": {
            "l": {"zh-hans": "柳市", "en": "Liushi"},
            "h": {"zh-hans": "虹桥", "en": "Hongqiao"},
        },
        "label": {"zh-hans": "乡镇", "en": "Town"},
    },
    "patents": {
        "type": "records",
        "label": {"zh-hans": "专利", "en": "Patents"},
        "fields": {
            "used": {"type": "boolean", "label": {"zh-hans": "在用", "en": "In use"}},
            "rank": {"type": "integer", "label": {"zh-hans": "排名", "en": "Rank"}},
        },
    },
}


def said(condition, language):
    document = read(
        plain(facts=WORDED, eligibility={**condition, **CLAUSE}, tables={"t": {"l": 1}})
    )
    return sentence(document.eligibility, document.vocabulary, language)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        pytest.param(
            {"fact": "staff", "at_least": 3},
            "职工人数不少于 3 人",
            "Staff: at least 3 people",
            id="a threshold with its unit",
        ),
        pytest.param(
            {"fact": "sales", "between": [300_000, 2_000_000]},
            "营业收入在 30 万元 至 200 万元 之间（含两端）",
            "Revenue: between ¥300,000 and ¥2,000,000 (both included)",
            id="between",
        ),
        pytest.param(
            {"fact": "founded", "at_most": "2023-01-01"},
            "注册日期不晚于 2023 年 1 月 1 日",
            "Day of registration: 1 January 2023 or earlier",
            id="days have words of their own",
        ),
        pytest.param({"fact": "clean", "is": True}, "信用良好", "Clean record", id="yes"),
        pytest.param(
            {"fact": "clean", "is": False},
            "没有这种情况：信用良好",
            "Not the case: Clean record",
            id="no",
        ),
        pytest.param(
            {"fact": "town", "in": ["l", "h"]},
            "乡镇是 柳市 或 虹桥",
            "Town: Liushi or Hongqiao",
            id="choices by their words",
        ),
        pytest.param(
            {"fact": "town", "is_known": True}, "乡镇已经填写", "Town has been stated", id="known"
        ),
        pytest.param(
            {"fact": "cost", "at_least": {"formula": "sales * 0.03"}},
            "研发费用不少于 营业收入 × 0.03",
            "R&D: at least Revenue × 0.03",
            id="a threshold that is a formula",
        ),
        pytest.param(
            {"formula": "cost / (sales + cost)", "more_than": 0.05},
            "研发费用 ÷ (营业收入 + 研发费用)超过 5%",
            "R&D ÷ (Revenue + R&D): more than 5%",
            id="a share is a percentage",
        ),
        pytest.param(
            {"formula": "years_between(founded, today)", "at_most": 3},
            "从注册日期到当天的整年数不超过 3 年",
            "completed years from Day of registration to the day in question: at most 3 years",
            id="a span",
        ),
        pytest.param(
            {"formula": "count(patents where used and not rank > 3)", "at_least": 1},
            "专利的数量（在用且排名 ≤ 3）不少于 1 项",
            "the number of Patents (In use and Rank ≤ 3): at least 1 item",
            id="counted records",
        ),
        pytest.param(
            {"formula": "highest(patents.rank)", "at_most": 3},
            "专利：排名中最高的不超过 3",
            "the highest of Patents: Rank: at most 3",
            id="a field of records",
        ),
        pytest.param(
            {"formula": "min(sales, cost, 5)", "at_least": 1},
            "营业收入、研发费用、5中较小的不少于 1 元",
            "the smaller of Revenue, R&D, 5: at least ¥1",
            id="the smaller",
        ),
        pytest.param(
            {"formula": "if(clean, sales, coalesce(cost, 0))", "at_least": 1},
            "如果信用良好则 营业收入，否则 研发费用不低于 1",
            "Revenue if Clean record, else R&D: at least 1",
            id="a choice of two",
        ),
        pytest.param(
            {"formula": "lookup(t, town)", "at_least": 1},
            "按乡镇查表的数值不低于 1",
            "the figure of the table for Town: at least 1",
            id="a table",
        ),
        pytest.param(
            {"formula": "today", "at_most": {"formula": "months_after(founded, 36)"}},
            "当天不晚于 注册日期之后 36 个月的那一天",
            "the day in question: the day 36 months after Day of registration or earlier",
            id="a day that is counted",
        ),
        pytest.param(
            {
                "some": "patents",
                "where": {
                    "any": [
                        {"field": "used", "is": True},
                        {"none": [{"field": "rank", "at_most": 3}]},
                    ]
                },
            },
            "专利中至少有一项：在用或以下一项都不能有（排名不超过 3）",
            "At least one of Patents: In use or None of the following (Rank is at most 3)",
            id="some record",
        ),
        pytest.param(
            {"every": "patents", "where": {"field": "used", "is": True}},
            "专利中的每一项：在用",
            "Every one of Patents: In use",
            id="every record",
        ),
        pytest.param(
            {"at_least": 1, "of": [{"fact": "clean", "is": True}]},
            "以下至少满足 1 项",
            "At least 1 of the following",
            id="a group says how many",
        ),
    ],
)
def test_conditions_in_words(condition, zh, en):
    assert said(condition, "zh-hans") == zh
    assert said(condition, "en") == en


def test_a_label_of_the_author_goes_first():
    condition = {
        "fact": "staff",
        "at_least": 3,
        "label": {"zh-hans": "人够多", "en": "Enough people"},
    }
    assert said(condition, "en") == "Enough people"


def test_the_own_value_has_the_unit_of_the_threshold():
    condition = {"formula": "cost / sales", "at_least": 0.03, **CLAUSE}
    document = read(plain(facts=WORDED, eligibility=condition))
    assert own_value(document.eligibility, Fraction(1, 4), document.vocabulary, "en") == "25%"
