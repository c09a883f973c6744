"""Lines of criteria, awards and windows in both languages."""

from datetime import date
from fractions import Fraction

import pytest
from django.utils import translation

from policies.presentation.awards import award_lines
from policies.presentation.criteria import criterion_lines, reason
from policies.presentation.intake import intake_line, refusal_words
from policies.presentation.windows import window_lines
from policies.rules.awards import Award, Offer
from policies.rules.documents import read_document
from policies.rules.quantities import Interval
from policies.rules.rulebook import Rulebook
from tests.policies import small
from tests.policies.pages.founder import in_memory

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def library():
    return in_memory(small.texts()).library


def read(library, body):
    head = small.HIRE.partition("eligibility:")[0]
    return read_document(head + body, library=library)


def result_of(document, facts):
    return Rulebook([document]).explain_one("hire-help", facts, on=DAY)


# --- criteria -----------------------------------------------------------------------------------

RULES = """\
eligibility:
  source: S1
  basis: official
  all:
    - any:
        - {fact: enterprise.staff, at_least: 3}
        - {fact: enterprise.town, is: liushi}
    - none:
        - {fact: founder.age, more_than: 60}
"""


def lines_of(library, facts):
    document = read(library, RULES)
    return criterion_lines(result_of(document, facts).reasons, document, facts)


def test_the_value_stands_beside_the_threshold(library):
    with translation.override("en"):
        either, _ = lines_of(library, {"enterprise.staff": 2, "enterprise.town": "hongqiao"})
    staff = either.parts[0]
    assert (staff.outcome, staff.own, staff.wanted) == ("unmet", "2", "at least 3")
    assert staff.citation.title == "Notice"
    assert staff.citation.number == "乐政发〔2026〕1号"


MONTHS = """\
facts:
  lease: {type: integer, unit: month, label: {zh-hans: 租期, en: Lease}}
eligibility: {fact: lease, between: [12, 48], source: S1, basis: official}
"""


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("zh-hans", "12 至 48 个月（含两端）"), ("en", "12 to 48 months, both included")],
)
def test_both_ends_of_a_range_stand_beside_the_value(library, language, wanted):
    document, facts = read(library, MONTHS), {"lease": 50}
    with translation.override(language):
        (line,) = criterion_lines(result_of(document, facts).reasons, document, facts)
    assert line.wanted == wanted


def test_what_must_not_be_so_is_met_when_it_is_not(library):
    with translation.override("en"):
        _, neither = lines_of(library, {"founder.born_on": date(1990, 1, 1)})
    (old,) = neither.parts
    assert (neither.outcome, old.outcome, old.word) == ("met", "met", "does not apply to you")


def test_a_met_choice_is_the_line_of_what_carries_it(library):
    with translation.override("en"):
        either, _ = lines_of(library, {"enterprise.staff": 5})
    assert (either.sentence, either.own, either.parts) == ("Staff: at least 3", "5", ())


def test_an_open_choice_shows_only_what_may_still_carry_it(library):
    either, _ = lines_of(library, {"enterprise.staff": 2})
    assert [(part.outcome, part.asks) for part in either.parts] == [("unknown", "enterprise.town")]


def test_a_refused_choice_shows_every_way_to_pass(library):
    either, _ = lines_of(library, {"enterprise.staff": 2, "enterprise.town": "hongqiao"})
    assert [part.outcome for part in either.parts] == ["unmet", "unmet"]
    assert not either.folded


def test_what_is_met_beside_a_refusal_keeps_its_mark(library):
    facts = {"enterprise.staff": 5, "founder.born_on": date(1960, 1, 1)}
    either, neither = lines_of(library, facts)
    assert either.outcome == "met"
    assert neither.outcome == "unmet"


NESTED = """\
eligibility:
  source: S1
  basis: official
  all:
    - label: {zh-hans: 规模达到要求, en: The size is right}
      any:
        - all:
            - {fact: enterprise.staff, at_least: 3}
            - {fact: enterprise.town, is: liushi}
        - {fact: enterprise.staff, at_least: 100}
    - at_least: 1
      of:
        - {fact: enterprise.town, is: liushi}
        - {fact: enterprise.town, is: hongqiao}
    - none:
        - all:
            - {fact: enterprise.town, is: liushi}
            - {fact: enterprise.staff, more_than: 50}
"""


def test_below_a_met_group_nothing_failed_is_to_be_seen(library):
    document = read(library, NESTED)
    facts = {"enterprise.staff": 5, "enterprise.town": "liushi"}
    with translation.override("en"):
        size, place, neither = criterion_lines(result_of(document, facts).reasons, document, facts)
    assert (size.sentence, size.folded) == ("The size is right", True)
    (way,) = size.parts
    assert way.sentence == "Staff: at least 3; and Town: Liushi"
    assert [part.own for part in way.parts] == ["5", "Liushi"]
    assert place.sentence == "Town: Liushi"
    assert [part.sentence for part in neither.parts] == ["Staff: more than 50"]
    assert not any(
        part.outcome == "unmet" for line in (size, place, neither) for part in line.parts
    )


def test_what_may_not_be_is_said_as_what_is_not_so(library):
    own = """\
facts:
  firm.listed:
    type: boolean
    label: {zh-hans: 异常名录, en: Abnormal list}
    statement: {zh-hans: 公司在异常名录, en: Your company is on the list}
    negative: {zh-hans: 公司不在异常名录, en: Your company is not on the list}
eligibility:
  source: S1
  basis: official
  all:
    - none: [{fact: firm.listed, is: true}]
"""
    document = read(library, own)
    for listed, outcome in ((False, "met"), (True, "unmet")):
        facts = {"firm.listed": listed}
        tree = result_of(document, facts).reasons
        with translation.override("en"):
            (group,) = criterion_lines(tree, document, facts)
        line = group.parts[0]
        assert (line.sentence, line.outcome) == ("Your company is not on the list", outcome)
        assert line.word == ("met" if outcome == "met" else "not met")
    with translation.override("en"):
        assert reason(tree, document) == "Your company is on the list"


def test_an_unknown_criterion_names_its_question(library):
    either, neither = lines_of(library, {})
    assert [part.asks for part in either.parts] == ["enterprise.staff", "enterprise.town"]
    assert neither.parts[0].asks == "founder.born_on"  # what the derived age is made of


# --- awards -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("unit", "amount", "more", "zh", "en"),
    [
        ("CNY", 300_000, {}, "30 万元", "¥300,000"),
        ("CNY", 5_000, {}, "5000 元", "¥5,000"),
        ("CNY", 1_250_000, {"up_to": True}, "最高 125 万元", "up to ¥1,250,000"),
        ("CNY/year", 5_000, {"times": 3}, "每年 5000 元，共 3 次", "¥5,000 a year, 3 times"),
        ("CNY/month", 1_200, {}, "每月 1200 元", "¥1,200 a month"),
        ("CNY", Interval(2_000, 20_000), {}, "2000 元至 2 万元", "¥2,000 to ¥20,000"),
        ("mu", Fraction(3_688, 100), {}, "36.88 亩", "36.88 mu"),
        ("m2", 60, {}, "60 平方米", "60 m²"),
        ("CNY", None, {}, "", ""),
    ],
)
def test_an_amount_is_said_with_its_unit(library, unit, amount, more, zh, en):
    document = read(library, RULES)
    award = Award(kind="cash", mode="fixed", unit=unit, **more)
    offer = Offer(award=award, applies=True, amount=amount)
    for language, expected in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert award_lines([offer], document)[0].amount == expected


# --- windows ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "state", "zh", "en"),
    [
        (
            "{from: 2026-03-01, to: 2026-03-31}",
            "open",
            "2026 年 3 月 31 日截止",
            "Apply by 31 March 2026",
        ),
        (
            "{from: 2026-04-01, to: 2026-04-30}",
            "upcoming",
            "2026 年 4 月 1 日开始受理",
            "Opens on 1 April 2026",
        ),
        (
            "{from: 2025-04-01, to: 2025-04-30}",
            "expected",
            "上一轮是 2025 年 4 月 1 日至 4 月 30 日；下一轮还没有通知",
            "The last round: 1 April to 30 April 2025; the next is not announced yet",
        ),
        (
            "{from: 2026-01-01, to: 2026-02-28}",
            "closed",
            "2026 年 2 月 28 日已截止，等下一次通知",
            "Closed on 28 February 2026; wait for the next notice",
        ),
        (
            "{to: 2026-11-30, source: S1, basis: assumed}",
            "expected",
            "可能是 2026 年 11 月 30 日止：这是假设，没有正式通知",
            "Perhaps until 30 November 2026: an assumption, nothing is announced",
        ),
        (
            "{from: 2025-06-01, to: 2025-06-30, expected: true, source: S1, basis: assumed}",
            "expected",
            "上一轮是 2025 年 6 月 1 日至 6 月 30 日；下一轮还没有通知",
            "The last round: 1 June to 30 June 2025; the next is not announced yet",
        ),
        (
            "{from: 2027-01-01, to: 2027-02-28, expected: true}",
            "expected",
            "预计 2027 年 1 月 1 日至 2 月 28 日，还没有正式通知",
            "Expected 1 January to 28 February 2027, not announced yet",
        ),
        ("{rolling: true}", "open", "全年受理", "Open all year"),
        (
            "{after: founder.born_on, within_months: 6}",
            "unknown",
            "现在能不能申报，还要看：出生日期",
            "Whether you can apply depends on: Date of birth",
        ),
    ],
)
def test_a_window_says_when(library, window, state, zh, en):
    document = read(library, f"{RULES}windows:\n  - {window}\n")
    result = result_of(document, {})
    for language, expected in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            (line,) = window_lines(result.windows, document)
            assert line.state == state
            assert intake_line(result.intake, document).when == expected


ELSEWHERE = """\
windows: [rolling]
application:
  elsewhere: {name: {zh-hans: 温州人才云, en: Wenzhou Talent Cloud}, url: "https://example.org/"}
"""


@pytest.mark.parametrize(
    ("parts", "state", "zh", "en"),
    [
        (
            "",
            "unannounced",
            "申报时间没有公布，先问主管部门",
            "When one can apply is not published: ask first",
        ),
        (
            "application: none\n",
            "no_application",
            "不用申请，由部门自动评定",
            "Nothing to do: it is decided without an application",
        ),
        (ELSEWHERE, "elsewhere", "全年受理", "Open all year"),
    ],
)
def test_how_one_applies_is_said(library, parts, state, zh, en):
    document = read(library, RULES + parts)
    result = result_of(document, {})
    assert result.intake.state == state
    for language, expected in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            line = intake_line(result.intake, document)
            assert line.when == expected
            assert refusal_words(result.intake, document), "nothing can be handed in here"
    if state == "elsewhere":
        assert (line.platform, line.url) == ("Wenzhou Talent Cloud", "https://example.org/")


INSURED = """\
facts:
  insured_on:
    type: date
    label: {zh-hans: 首次参保日期, en: First insured on}
    event: {zh-hans: 在温州首次参保, en: you were first insured in Wenzhou}
"""


@pytest.mark.parametrize(
    ("clock", "zh", "en"),
    [
        (
            "from_months: 12, within_months: 6",
            "在温州首次参保满 12 个月后的 6 个月内申请",
            "Apply within the 6 months that begin 12 months"
            " after you were first insured in Wenzhou",
        ),
        (
            "within_months: 6",
            "在温州首次参保后 6 个月内申请",
            "Apply within 6 months after you were first insured in Wenzhou",
        ),
        (
            "from_months: 12",
            "在温州首次参保满 12 个月后可以申请",
            "Apply from 12 months after you were first insured in Wenzhou on",
        ),
        (
            "from_days: 0",
            "在温州首次参保后随时可以申请",
            "Apply at any time after you were first insured in Wenzhou",
        ),
    ],
)
def test_a_personal_clock_speaks_of_its_event(library, clock, zh, en):
    document = read(library, f"{INSURED}{RULES}windows:\n  - {{after: insured_on, {clock}}}\n")
    result = result_of(document, {})
    for language, expected in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            (line,) = window_lines(result.windows, document)
            assert line.days == expected


def test_a_clock_that_runs_shows_its_days_first(library):
    window = "{after: insured_on, from_months: 12, within_months: 6}"
    document = read(library, f"{INSURED}{RULES}windows:\n  - {window}\n")
    result = result_of(document, {"insured_on": date(2025, 3, 1)})
    with translation.override("en"):
        (line,) = window_lines(result.windows, document)
    assert line.days == (
        "1 March to 1 September 2026 (apply within the 6 months that begin 12 months"
        " after you were first insured in Wenzhou)"
    )


def test_of_several_windows_the_open_one_that_closes_first_counts(library):
    windows = """\
windows:
  - {from: 2026-05-01, to: 2026-05-31}
  - {from: 2026-01-01, to: 2026-12-31}
  - {from: 2026-03-01, to: 2026-03-31}
  - {from: 2020-01-01, to: 2020-12-31}
"""
    result = result_of(read(library, RULES + windows), {})
    assert result.intake.closes_on == date(2026, 3, 31)


# --- reasons ------------------------------------------------------------------------------------

ROUTES = """\
facts:
  firm.listed: {type: boolean, label: {zh-hans: 列入异常名录, en: On the abnormal list}}
  firm.new: {type: boolean, label: {zh-hans: 新办企业, en: A new firm}}
eligibility:
  source: S1
  basis: official
  all:
    - fact: firm.listed
      is: false
      label: {zh-hans: 不在异常名录, en: Not on the abnormal list}
    - any:
        - {fact: firm.new, is: true}
        - all:
            - {fact: enterprise.staff, at_least: 3}
            - {fact: enterprise.town, is: liushi}
"""


def test_a_yes_is_shown_with_its_question(library):
    document = read(library, ROUTES)
    facts = {"firm.listed": True, "firm.new": True}
    with translation.override("en"):
        listed, route = criterion_lines(result_of(document, facts).reasons, document, facts)
    assert (listed.sentence, listed.who, listed.own) == (
        "Not on the abnormal list",
        "On the abnormal list",
        "yes",
    )
    assert (route.sentence, route.own) == ("A new firm", "")  # the mark is the answer


BARE = """\
eligibility:
  source: S1
  basis: official
  all:
    - {fact: firm.new, is: true}
    - {fact: firm.listed, is: false}
"""


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        ({"firm.new": False, "firm.listed": False}, "你：否", "A new firm (You: no)"),
        (
            {"firm.new": True, "firm.listed": True},
            "你：是",
            "Not the case: On the abnormal list (You: yes)",
        ),
    ],
)
def test_a_refusal_by_a_yes_or_no_says_what_was_answered(library, facts, zh, en):
    facts_of_routes = ROUTES.partition("eligibility:")[0]
    document = read(library, facts_of_routes + BARE)
    result = result_of(document, facts)
    with translation.override("en"):
        assert reason(result.reasons, document) == en
    with translation.override("zh-hans"):
        assert zh in reason(result.reasons, document)


@pytest.mark.parametrize(
    ("facts", "zh", "en"),
    [
        pytest.param(
            {"firm.listed": False, "firm.new": False, "enterprise.staff": 1},
            "新办企业（你：否）",
            "A new firm (You: no)",
            id="of two ways that lack as much, the first",
        ),
        pytest.param(
            {
                "firm.listed": False,
                "firm.new": False,
                "enterprise.staff": 5,
                "enterprise.town": "hongqiao",
            },
            "新办企业（你：否）",
            "A new firm (You: no)",
            id="what is met already does not count",
        ),
    ],
)
def test_the_reason_names_what_lacks_least(library, facts, zh, en):
    result = result_of(read(library, ROUTES), facts)
    for language, expected in (("zh-hans", zh), ("en", en)):
        with translation.override(language):
            assert reason(result.reasons, read(library, ROUTES)) == expected


WAYS = """\
eligibility:
  source: S1
  basis: official
  label: {zh-hans: 满足入库或认定的条件, en: Meets the conditions of entry}
  any:
    - all:
        - {fact: enterprise.staff, at_least: 30}
        - {fact: enterprise.town, is: liushi}
    - {fact: enterprise.staff, at_least: 20}
"""


def test_the_reason_never_names_only_the_group(library):
    document = read(library, WAYS)
    result = result_of(document, {"enterprise.staff": 8, "enterprise.town": "hongqiao"})
    with translation.override("zh-hans"):
        assert reason(result.reasons, document) == "员工人数 8，要求不少于 20"
    with translation.override("en"):
        assert reason(result.reasons, document) == "Staff 8, required: at least 20"


@pytest.mark.parametrize(
    ("rule", "facts", "en"),
    [
        pytest.param(
            "none: [{fact: enterprise.staff, more_than: 50}]",
            {"enterprise.staff": 60},
            "Staff: more than 50 (You: 60)",
            id="what may not be",
        ),
        pytest.param(
            "none: [{all: [{fact: enterprise.staff, at_least: 5}, "
            "{fact: enterprise.town, is: liushi}]}]",
            {"enterprise.staff": 60, "enterprise.town": "liushi"},
            "Staff: at least 5; and Town: Liushi",
            id="several that may not be together",
        ),
        pytest.param(
            "at_least: 2\n  of: [{fact: enterprise.staff, at_least: 5}, "
            "{fact: enterprise.staff, at_least: 9}, {fact: enterprise.town, is: liushi}]",
            {"enterprise.staff": 6, "enterprise.town": "hongqiao"},
            "Staff 6, required: at least 9",
            id="too few of several",
        ),
        pytest.param(
            "any: [{none: [{fact: enterprise.staff, at_least: 1}, "
            "{fact: enterprise.town, is: hongqiao}]}, "
            "{at_least: 1, of: [{fact: enterprise.staff, at_least: 70}]}]",
            {"enterprise.staff": 6, "enterprise.town": "hongqiao"},
            "Staff 6, required: at least 70",
            id="the way with one obstacle, not with two",
        ),
        pytest.param(
            "any: [{none: [{all: [{fact: enterprise.staff, at_least: 1}, "
            "{fact: enterprise.town, is: hongqiao}]}]}, "
            "{all: [{fact: enterprise.staff, at_least: 70}, {fact: enterprise.town, is: liushi}]}]",
            {"enterprise.staff": 6, "enterprise.town": "hongqiao"},
            "Staff: at least 1; and Town: Hongqiao",
            id="one of two that may not be together is one obstacle",
        ),
        pytest.param(
            "fact: enterprise.town\n  is: liushi",
            {"enterprise.town": "hongqiao"},
            "Town: Liushi (You: Hongqiao)",
            id="a choice",
        ),
        pytest.param(
            'formula: today\n  at_most: {formula: "months_after(founder.born_on, 12)"}',
            {"founder.born_on": date(2020, 5, 1)},
            "the day in question: the day 12 months after Date of birth or earlier"
            " (until 1 May 2021)",
            id="a day that has passed",
        ),
        pytest.param(
            'formula: today\n  at_least: {formula: "months_after(founder.born_on, 12)"}',
            {"founder.born_on": date(2026, 1, 1)},
            "the day in question: the day 12 months after Date of birth or later",
            id="a day to come",
        ),
        pytest.param(
            'formula: "enterprise.staff * 2"\n  at_least: 20',
            {"enterprise.staff": 6},
            "Staff × 2: at least 20 (You: 12)",
            id="a formula has no name of its own",
        ),
    ],
)
def test_a_reason_says_what_is_the_case(library, rule, facts, en):
    document = read(library, f"eligibility:\n  source: S1\n  basis: official\n  {rule}\n")
    result = result_of(document, facts)
    with translation.override("en"):
        assert reason(result.reasons, document) == en
