"""Sentences in the words that facts bring: plain Chinese, and English to the reader."""

import pytest

from policies.rules.errors import RuleError
from policies.rules.placeholders import without_years
from policies.rules.sentences import inline, sentence
from tests.policies.rules.documents import CLAUSE, plain, read


def both(zh, en):
    return {"zh-hans": zh, "en": en}


FACTS = {
    "accident": {
        "type": "boolean",
        "label": both("发生过重大事故", "Had a serious accident"),
        "statement": both("发生过重大事故", "Your company had a serious accident"),
        "negative": both("没有发生过重大事故", "Your company never had a serious accident"),
    },
    "rep": {
        "type": "boolean",
        "label": both("法定代表人", "Legal representative"),
        "statement": both("是公司的法定代表人", "You are the legal representative"),
    },
    "groups": {
        "type": "choices",
        "choices": {
            "veteran": both("退役军人", "A veteran"),
            "graduate": both("高校毕业生", "A graduate"),
            "disabled": both("持证残疾人", "A person with a disability card"),
        },
        "label": both("重点人群身份", "Key groups"),
        "statement": both("是{}", "You are {lower}"),
        "negative": both("不是{}", "You are not {lower}"),
    },
    "town": {
        "type": "choice",
        "choices": {
            "liushi": both("柳市", "Liushi"),
            "hongqiao": both("虹桥", "Hongqiao"),
            "none": both("没有注册", "Nowhere"),
        },
        "label": both("注册地", "Town"),
        "statement": both("公司注册在{}", "Your company is registered in {}"),
    },
    "stay": {
        "type": "integer",
        "unit": "month",
        "label": both("打算住的月数", "Months of stay"),
        "statement": both("打算住 {}", "You plan to stay for {}"),
    },
    "age": {
        "type": "integer",
        "unit": "age",
        "label": both("年龄", "Age"),
        "statement": both("年龄 {}", "You are {} old"),
    },
    "held": {
        "type": "percent",
        "label": both("持股比例", "Share"),
        "statement": both("持股 {}", "You hold {} of the company"),
    },
    "rank": {
        "type": "integer",
        "unit": "rank",
        "label": both("国内市场排名", "National rank"),
        "statement": both("在国内市场排{}", "You rank {} of the national market"),
    },
    "level": {
        "type": "decimal",
        "unit": "level",
        "label": both("数字化水平", "Digital level"),
        "statement": both("数字化水平 {}", "Your digital maturity is {}"),
    },
    "sales": {
        "type": "money",
        "label": both("{year-1}营业收入", "Revenue in {year-1}"),
        "statement": both("{year-1}营业收入 {}", "Your revenue in {year-1} was {}"),
    },
    "founded": {
        "type": "date",
        "label": both("成立日期", "Day of registration"),
        "event": both("成立", "your company was registered"),
    },
    "years": {
        "type": "integer",
        "unit": "year",
        "derived": "years_between(founded, today)",
        "label": both("成立年数", "Age in years"),
        "event": both("成立", "your company was registered"),
    },
    "plain_day": {"type": "date", "label": both("日期", "Day")},
    "patents": {
        "type": "records",
        "label": both("专利", "Patents"),
        "fields": {
            "used": {
                "type": "boolean",
                "label": both("应用", "Use"),
                "statement": both("已经应用", "in use"),
                "negative": both("没有应用", "not in use"),
            },
            "new": {"type": "boolean", "label": both("新的", "new")},
        },
    },
}


def built(condition, **facts):
    return read(plain(facts={**FACTS, **facts}, eligibility={**condition, **CLAUSE}))


def said(condition, language):
    document = built(condition)
    return sentence(document.eligibility, document.vocabulary, language)


@pytest.mark.parametrize(
    ("condition", "zh", "en"),
    [
        pytest.param(
            {"fact": "rep", "is": True},
            "是公司的法定代表人",
            "You are the legal representative",
            id="a yes is a whole sentence",
        ),
        pytest.param(
            {"fact": "accident", "is": False},
            "没有发生过重大事故",
            "Your company never had a serious accident",
            id="a no in its own words",
        ),
        pytest.param(
            {"fact": "rep", "is": False},
            "没有这种情况：法定代表人",
            "Not the case: Legal representative",
            id="a no without words of its own",
        ),
        pytest.param(
            {"fact": "rep", "is": {"fact": "accident"}},
            "法定代表人是 发生过重大事故",
            "Legal representative: Had a serious accident",
            id="an answer held against another",
        ),
        pytest.param(
            {"fact": "groups", "includes": "veteran"},
            "是退役军人",
            "You are a veteran",
            id="a kind of person",
        ),
        pytest.param(
            {"fact": "groups", "includes_any": ["graduate", "veteran", "disabled"]},
            "是高校毕业生、退役军人或持证残疾人",
            "You are a graduate, a veteran or a person with a disability card",
            id="one of several kinds",
        ),
        pytest.param(
            {"fact": "groups", "includes_all": ["graduate", "veteran"]},
            "是高校毕业生和退役军人",
            "You are a graduate and a veteran",
            id="several kinds at once",
        ),
        pytest.param(
            {"fact": "town", "in": ["liushi", "hongqiao"]},
            "公司注册在柳市或虹桥",
            "Your company is registered in Liushi or Hongqiao",
            id="names keep their capitals",
        ),
        pytest.param(
            {"fact": "town", "is": "none"},
            "注册地：没有注册",
            "Town: Nowhere",
            id="none is no choice",
        ),
        pytest.param(
            {"fact": "town", "is_not": "liushi"},
            "注册地不是 柳市",
            "Town: not Liushi",
            id="what must not be chosen, without words for it",
        ),
        pytest.param(
            {"fact": "stay", "at_least": 1},
            "打算住 1 个月以上",
            "You plan to stay for at least 1 month",
            id="at least so long",
        ),
        pytest.param(
            {"fact": "held", "at_least": 0.3},
            "持股 30% 以上",
            "You hold at least 30% of the company",
            id="at least such a share",
        ),
        pytest.param(
            {"fact": "age", "between": [18, 45]},
            "年龄 18 至 45 周岁",
            "You are between 18 and 45 years old",
            id="a range with its unit once",
        ),
        pytest.param(
            {"fact": "sales", "between": [5_000, 20_000]},
            "上年营业收入 5000 元至 2 万元",
            "Your revenue in the last full year was between ¥5,000 and ¥20,000",
            id="a range with two units",
        ),
        pytest.param(
            {"fact": "stay", "less_than": 3},
            "打算住不到 3 个月",
            "You plan to stay for less than 3 months",
            id="less than",
        ),
        pytest.param(
            {"fact": "rank", "at_most": 3},
            "在国内市场排前 3 名",
            "You rank in the top 3 of the national market",
            id="among the first",
        ),
        pytest.param(
            {"fact": "rank", "at_least": 3},
            "国内市场排名不少于 第 3 名",
            "National rank: at least no. 3",
            id="a rank held against in an odd way",
        ),
        pytest.param(
            {"fact": "level", "at_least": 2},
            "数字化水平 2 级以上",
            "Your digital maturity is at least level 2",
            id="a level",
        ),
        pytest.param(
            {"fact": "stay", "is_not": 2},
            "打算住的月数不是 2 个月",
            "Months of stay: not 2 months",
            id="no amount that is wanted",
        ),
        pytest.param(
            {"fact": "stay", "at_least": {"fact": "years"}},
            "打算住的月数不少于 成立年数",
            "Months of stay: at least Age in years",
            id="an amount that is worked out",
        ),
        pytest.param(
            {"fact": "years", "at_least": 1},
            "成立满 1 年",
            "At least 1 year since your company was registered",
            id="a count of time",
        ),
        pytest.param(
            {"formula": "months_between(founded, today)", "at_most": 36},
            "成立不超过 3 年",
            "At most 3 years since your company was registered",
            id="months that are whole years",
        ),
        pytest.param(
            {"formula": "days_between(founded, today)", "between": [30, 365]},
            "成立满 30 天、不超过 365 天",
            "Between 30 and 365 days since your company was registered",
            id="between two lengths",
        ),
        pytest.param(
            {"formula": "years_between(founded, plain_day)", "at_least": 1},
            "从成立日期到日期的整年数不少于 1 年",
            "completed years from Day of registration to Day: at least 1 year",
            id="between two days of the past",
        ),
        pytest.param(
            {"formula": "years_between(plain_day, today)", "at_least": 1},
            "从日期到当天的整年数不少于 1 年",
            "completed years from Day to the day in question: at least 1 year",
            id="a day without an event",
        ),
        pytest.param(
            {"fact": "years", "is": 3}, "成立年数是 3 年", "Age in years: 3 years", id="exactly"
        ),
        pytest.param(
            {"fact": "years", "at_least": {"fact": "stay"}},
            "成立年数不少于 打算住的月数",
            "Age in years: at least Months of stay",
            id="a length that is worked out",
        ),
        pytest.param(
            {"formula": "today", "at_most": {"formula": "months_after(founded, 18)"}},
            "成立不超过 18 个月",
            "At most 18 months since your company was registered",
            id="a day after the event",
        ),
        pytest.param(
            {
                "formula": "today",
                "between": [{"fact": "founded"}, {"formula": "months_after(founded, 60)"}],
            },
            "成立不超过 5 年",
            "At most 5 years since your company was registered",
            id="from the event to a day after it",
        ),
        pytest.param(
            {"formula": "today", "at_most": {"formula": "months_after(plain_day, 1)"}},
            "当天不晚于 日期之后 1 个月的那一天",
            "the day in question: the day 1 months after Day or earlier",
            id="a day after no event",
        ),
        pytest.param(
            {"formula": "today", "at_most": {"fact": "plain_day"}},
            "当天不晚于 日期",
            "the day in question: Day or earlier",
            id="a day by itself",
        ),
        pytest.param(
            {"none": [{"fact": "accident", "is": True}]},
            "以下都要满足",
            "All of the following",
            id="what may not be, said as what is not so",
        ),
        pytest.param(
            {"none": [{"fact": "accident", "is": True}, {"fact": "stay", "at_least": 3}]},
            "以下一项都不能有",
            "None of the following",
            id="what may not be, without words for it",
        ),
        pytest.param(
            {"some": "patents", "where": {"field": "used", "is": True}},
            "专利中至少有一项：已经应用",
            "At least one of Patents: in use",
            id="a field in its own words",
        ),
        pytest.param(
            {"formula": "count(patents where not used)", "at_least": 1},
            "专利的数量（没有应用）不少于 1 项",
            "the number of Patents (not in use): at least 1 item",
            id="a field that is not so",
        ),
        pytest.param(
            {"formula": "count(patents where not new)", "at_least": 1},
            "专利的数量（没有这种情况：新的）不少于 1 项",
            "the number of Patents (Not the case: new): at least 1 item",
            id="a field without words for that",
        ),
    ],
)
def test_a_criterion_in_the_words_of_its_fact(condition, zh, en):
    assert said(condition, "zh-hans") == zh
    assert said(condition, "en") == en


@pytest.mark.parametrize(
    ("part", "zh", "en"),
    [
        pytest.param(
            {"fact": "accident", "is": True},
            "没有发生过重大事故",
            "Your company never had a serious accident",
            id="a yes",
        ),
        pytest.param(
            {"fact": "accident", "is": False},
            "发生过重大事故",
            "Your company had a serious accident",
            id="a no",
        ),
        pytest.param(
            {"fact": "groups", "includes": "veteran"},
            "不是退役军人",
            "You are not a veteran",
            id="a choice",
        ),
        pytest.param(
            {"fact": "groups", "includes_all": ["veteran", "graduate"]},
            "以下一项都不能有（是退役军人和高校毕业生）",
            "None of the following (You are a veteran and a graduate)",
            id="not both at once is not neither",
        ),
        pytest.param(
            {"fact": "accident", "is": True, "label": both("出过事", "An accident")},
            "以下一项都不能有（出过事）",
            "None of the following (An accident)",
            id="an author's words stay",
        ),
        pytest.param(
            {"formula": "years_between(founded, today)", "at_least": 9},
            "以下一项都不能有（成立满 9 年）",
            "None of the following (At least 9 years since your company was registered)",
            id="no fact by itself",
        ),
    ],
)
def test_what_may_not_be_on_one_line(part, zh, en):
    document = built({"none": [part]})
    assert inline(document.eligibility, document.vocabulary, "zh-hans", {}) == zh
    assert inline(document.eligibility, document.vocabulary, "en", {}) == en


def test_years_are_named_by_the_day_they_are_read_on():
    document = built({"fact": "sales", "at_least": 50_000_000})
    dated = document.vocabulary.in_year(2026)
    assert sentence(document.eligibility, dated, "zh-hans") == "2025 年营业收入 5000 万元以上"
    assert sentence(document.eligibility, dated, "en") == (
        "Your revenue in 2025 was at least ¥50,000,000"
    )
    assert dated.in_year(2027)["sales"].label_in("zh-hans") == "2025 年营业收入"
    assert document.vocabulary.in_year(2027)["sales"].label_in("en") == "Revenue in 2026"


def test_years_in_the_fields_of_records_are_named_too():
    field = {"type": "money", "label": both("公司{year-4}的产值", "Output in {year-4}")}
    records = {"type": "records", "fields": {"worth": field}}
    document = built({"fact": "rep", "is": True}, plots=records)
    for year, zh in ((2026, "公司 2022 年的产值"), (2027, "公司 2023 年的产值")):
        plots = document.vocabulary.in_year(year)["plots"]
        assert plots.fields["worth"].label_in("zh-hans") == zh
    assert (
        document.vocabulary["plots"].fields["worth"].label_in("en")
        == "Output in the fourth year back"
    )


def test_years_have_words_where_no_day_is_known():
    words = {"zh-hans": "公司{year-2}的产值", "en": "Output in {year-2}"}
    assert without_years(words) == {
        "zh-hans": "公司前年的产值",
        "en": "Output in the year before last",
    }


@pytest.mark.parametrize(
    ("fact", "problem"),
    [
        (
            {"type": "boolean", "statement": both("是{}", "You are {}")},
            "facts.tried.statement: expected no braces but {year-1} to {year-4}.",
        ),
        (
            {"type": "money", "statement": both("销售", "Sales {}")},
            "facts.tried.statement: expected {} or {lower} once, for what is wanted.",
        ),
        (
            {"type": "money", "label": both("{year-9}销售", "Sales")},
            "facts.tried.label: expected no braces but {year-1} to {year-4}.",
        ),
        (
            {"type": "money", "negative": both("不是{}", "not {}")},
            "facts.tried.negative: money facts have none.",
        ),
        (
            {"type": "date", "statement": both("日期{}", "Day {}")},
            "facts.tried.statement: date facts have none.",
        ),
        (
            {"type": "money", "event": both("成立", "you began")},
            "facts.tried.event: only a date or a count of time follows an event.",
        ),
        (
            {"type": "boolean", "event": both("成立", "you began")},
            "facts.tried.event: only a date or a count of time follows an event.",
        ),
    ],
)
def test_words_that_do_not_fit_are_refused(fact, problem):
    with pytest.raises(RuleError) as refused:
        built({"fact": "rep", "is": True}, tried=fact)
    assert [str(each) for each in refused.value.problems] == [problem]
