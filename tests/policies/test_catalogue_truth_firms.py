"""The catalogue says what its sources say: titles, factories and land, one test for each finding.

Facts and days are made up; the right values are those of the texts the documents cite.
"""

from datetime import date
from fractions import Fraction

import pytest

from policies.rules.documents import read_documents
from policies.rules.intake import (
    ELSEWHERE,
    EXPECTED,
    NO_APPLICATION,
    OPEN,
    OPENS,
    UNANNOUNCED,
    intake_of,
)
from policies.rules.questions import next_facts
from policies.rules.reach import is_held
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE
from tests.policies.rules.documents import PROGRAMMES, shipped_library

ON = date(2026, 12, 1)
TITLES = (
    "national-tech-sme",
    "provincial-tech-sme",
    "high-tech-enterprise",
    "innovative-sme",
    "specialised-sme",
    "little-giant",
    "hidden-champion",
    "key-sme-project",
    "provincial-institute",
    "yueqing-tech-centre",
    "wenzhou-tech-centre",
    "provincial-tech-centre",
    "national-tech-centre",
    "first-set",
    "pilot-platform",
    "innovation-index",
)
FACTORIES = (
    "digital-workshop",
    "smart-factory",
    "future-factory",
    "provincial-green-factory",
    "national-green-factory",
    "sme-digital",
)
LAND = ("data-for-land", "enterprise-grade")
OF_YUEQING = ("yueqing-tech-centre", "innovation-index", "data-for-land", "enterprise-grade")
OF_WENZHOU = ("wenzhou-tech-centre", "sme-digital")
FIRM = {"enterprise.legal_form": "limited_company", "enterprise.town": "liushi"}


@pytest.fixture(scope="module")
def book():
    texts = [path.read_text("utf-8") for path in PROGRAMMES]
    library = shipped_library()
    return Rulebook([each for text in texts for each in read_documents(text, library=library)])


def verdict(book, programme, facts, on=ON):
    return book.verdicts(book.vocabulary.read(facts), on=on)[programme]


# --- who it is for ---


@pytest.mark.parametrize("programme", [*TITLES, *FACTORIES, *LAND])
@pytest.mark.parametrize("form", ["none", "individual_business", "online_shop"])
def test_only_a_firm_can_have_it(book, programme, form):
    assert verdict(book, programme, {"enterprise.legal_form": form}) == INELIGIBLE


@pytest.mark.parametrize(
    "programme",
    [each for each in (*TITLES, *FACTORIES) if each != "provincial-tech-sme"],
)
@pytest.mark.parametrize("form", ["sole_proprietorship", "partnership", "branch"])
def test_a_title_is_for_legal_persons(book, programme, form):
    assert verdict(book, programme, {"enterprise.legal_form": form}) == INELIGIBLE


@pytest.mark.parametrize("programme", [*TITLES, *FACTORIES, *LAND])
def test_the_legal_form_is_the_first_criterion(book, programme):
    first = book.document(programme, on=ON).eligibility.parts[0]
    assert first.subject.name == "enterprise.legal_form"


def test_a_snack_bar_is_asked_nothing_about_factories(book):
    facts = book.vocabulary.read(
        {"enterprise.legal_form": "individual_business", "enterprise.startup_sector": "catering"}
    )
    asked = next_facts(book, facts, on=ON, count=500)
    assert not {each for question in asked for each in question.programmes} & {
        *TITLES,
        *FACTORIES,
        *LAND,
    }
    assert not [each.fact.name for each in asked if each.fact.topic in ("factory", "titles")]


@pytest.mark.parametrize(
    "programme",
    [
        each
        for each in (*TITLES, *FACTORIES, *LAND)
        if each not in ("digital-workshop", "smart-factory", "future-factory")
    ],
)
def test_a_firm_in_another_province_does_not_fit(book, programme):
    """Projects of digital factories must lie in Zhejiang; where the firm is registered is open."""
    shanghai = {**FIRM, "enterprise.town": "elsewhere"}
    assert verdict(book, programme, shanghai) == INELIGIBLE


@pytest.mark.parametrize("programme", OF_YUEQING)
def test_what_is_yueqings_is_not_for_a_firm_in_ruian(book, programme):
    ruian = {**FIRM, "enterprise.town": "elsewhere_in_wenzhou", "enterprise.high_tech_valid": True}
    assert verdict(book, programme, ruian) == INELIGIBLE


@pytest.mark.parametrize("programme", OF_WENZHOU)
def test_what_is_wenzhous_is_not_for_a_firm_outside_it(book, programme):
    hangzhou = {**FIRM, "enterprise.town": "elsewhere_in_zhejiang"}
    assert verdict(book, programme, hangzhou) == INELIGIBLE


def test_a_high_tech_enterprise_of_yueqing_is_on_its_index(book):
    assert verdict(book, "innovation-index", {**FIRM, "enterprise.high_tech_valid": True}) == (
        "eligible"
    )


# --- when, where and how often ---


def intake(book, programme, facts=FIRM, on=ON):
    document = book.document(programme, on=on)
    values = book.vocabulary.read(facts)
    return intake_of(document, values, on=on)


@pytest.mark.parametrize(
    ("programme", "first", "last"),
    [
        ("national-tech-sme", date(2027, 6, 1), date(2027, 8, 31)),
        ("high-tech-enterprise", date(2027, 7, 7), date(2027, 8, 31)),
        ("provincial-tech-sme", None, date(2027, 11, 30)),
        ("provincial-tech-centre", None, date(2027, 10, 17)),
        ("digital-workshop", None, date(2027, 11, 30)),
        ("smart-factory", None, date(2027, 11, 9)),
    ],
)
def test_the_days_of_an_earlier_round_are_a_forecast(book, programme, first, last):
    found = intake(book, programme)
    assert (found.state, found.forecast) == (EXPECTED, (first, last))


@pytest.mark.parametrize(
    ("programme", "day", "state"),
    [
        ("national-tech-sme", date(2026, 5, 31), OPENS),
        ("national-tech-sme", date(2026, 6, 1), ELSEWHERE),
        ("national-tech-sme", date(2026, 8, 31), ELSEWHERE),
        ("national-tech-sme", date(2026, 9, 1), EXPECTED),
        ("national-tech-sme", date(2027, 7, 1), EXPECTED),
        ("high-tech-enterprise", date(2026, 7, 6), OPENS),
        ("high-tech-enterprise", date(2026, 7, 7), OPEN),
        ("high-tech-enterprise", date(2026, 8, 31), OPEN),
        ("high-tech-enterprise", date(2026, 9, 1), EXPECTED),
    ],
)
def test_the_announced_days_of_a_round_open_and_end_it(book, programme, day, state):
    assert intake(book, programme, on=day).state == state


@pytest.mark.parametrize(
    "programme",
    [
        "specialised-sme",
        "little-giant",
        "hidden-champion",
        "key-sme-project",
        "provincial-institute",
        "yueqing-tech-centre",
        "wenzhou-tech-centre",
        "national-tech-centre",
        "first-set",
        "pilot-platform",
        "future-factory",
        "provincial-green-factory",
        "national-green-factory",
        "sme-digital",
        "data-for-land",
    ],
)
def test_what_no_text_gives_days_for_is_not_open(book, programme):
    assert intake(book, programme).state == UNANNOUNCED


@pytest.mark.parametrize("programme", ["enterprise-grade", "innovation-index"])
def test_nobody_applies_for_an_evaluation(book, programme):
    assert intake(book, programme).state == NO_APPLICATION


@pytest.mark.parametrize(
    ("programme", "platform"),
    [
        ("national-tech-sme", "优质中小企业梯度培育平台"),
        ("innovative-sme", "优质中小企业梯度培育平台"),
        ("specialised-sme", "优质中小企业梯度培育平台"),
        ("little-giant", "优质中小企业梯度培育平台"),
        ("hidden-champion", "优质中小企业梯度培育平台"),
        ("key-sme-project", "优质中小企业梯度培育平台"),
        ("provincial-tech-sme", "浙江科技大脑"),
    ],
)
def test_the_platform_that_takes_it_is_named(book, programme, platform):
    application = book.document(programme, on=ON).application
    assert (application.way, application.name["zh-hans"]) == ("elsewhere", platform)


@pytest.mark.parametrize(
    ("programme", "kind", "count"),
    [
        ("national-tech-sme", "yearly", 0),
        ("high-tech-enterprise", "months", 36),
        ("innovative-sme", "months", 36),
        ("specialised-sme", "months", 36),
        ("little-giant", "months", 36),
        ("hidden-champion", "months", 36),
        ("key-sme-project", "months", 36),
        ("provincial-institute", "times", 2),  # institute, then key institute
        ("digital-workshop", "times", 2),  # pool, then recognition
        ("smart-factory", "times", 2),
        ("future-factory", "times", 2),
        ("first-set", "always", 0),  # by product
        ("sme-digital", "always", 0),  # by project
        ("data-for-land", "always", 0),
        ("enterprise-grade", "yearly", 0),
        ("innovation-index", "yearly", 0),
    ],
)
def test_how_often_it_may_be_had(book, programme, kind, count):
    again = book.document(programme, on=ON).again
    assert (again.kind, again.count) == (kind, count)


@pytest.mark.parametrize(
    "programme",
    [*TITLES, *FACTORIES, *LAND, "platform-3x", "standard-land", "land-redevelopment"],
)
def test_every_programme_says_how_often_it_may_be_had(book, programme):
    assert book.document(programme, on=ON).again.is_stated


@pytest.mark.parametrize(
    "programme",
    ["innovative-sme", "specialised-sme", "little-giant", "hidden-champion", "key-sme-project"],
)
def test_holders_read_by_when_they_must_update(book, programme):
    stages = book.document(programme, on=ON).process
    yearly = [each for each in stages if each["stage"] == "yearly_review"]
    assert len(yearly) == 1
    assert "5 月 31 日" in yearly[0]["label"]["zh-hans"]


# --- the day of one year's call ---

POOL = {
    "digital-workshop": {"enterprise.digital_project_spend": 20_000_000},
    "smart-factory": {"enterprise.digital_project_spend": 40_000_000},
    "future-factory": {"enterprise.digital_project_spend": 80_000_000},
}
NEW_FACTORY = {
    **FIRM,
    "enterprise.project_in_zhejiang": True,
    "enterprise.credit_grade": "good",
    "enterprise.had_serious_incident": False,
    "enterprise.factory_pool": "none",
    "enterprise.factory_level": "none",
    "enterprise.digital_level": 3,
}


@pytest.mark.parametrize("programme", POOL)
@pytest.mark.parametrize("finished", ["2026-10-31", "2026-11-01", "2027-03-31"])
def test_a_project_that_ends_after_one_call_is_for_a_later_one(book, programme, finished):
    facts = {**NEW_FACTORY, **POOL[programme], "enterprise.digital_project_done_on": finished}
    assert verdict(book, programme, facts) == ELIGIBLE
    assert intake(book, programme, facts).state in (EXPECTED, UNANNOUNCED)


@pytest.mark.parametrize("programme", POOL)
def test_no_rule_holds_a_firm_to_a_day_of_the_call_of_2025(book, programme):
    found = book.document(programme, on=ON)
    assert "2026-10-31" not in found.text.partition("\nexamples:")[0]
    said = [each["zh-hans"] for each in found.questions]
    assert any("2026 年 10 月底" in each for each in said), "but readers learn of it"


def test_a_project_still_has_to_be_finished_for_recognition(book):
    facts = {
        **NEW_FACTORY,
        "enterprise.factory_pool": "smart",
        "enterprise.maturity_level": 2,
        "enterprise.digital_project_done_on": "2026-12-02",
    }
    assert verdict(book, "smart-factory", facts) == INELIGIBLE
    facts["enterprise.digital_project_done_on"] = "2026-12-01"
    assert verdict(book, "smart-factory", facts) == ELIGIBLE


# --- what is held already ---


def held(book, programme, facts):
    document, values = book.document(programme, on=ON), book.vocabulary.read(facts)
    outcome = book.explain_one(programme, values, on=ON).outcome
    return is_held(values, document, outcome, on=ON)


LADDERS = [
    (
        "enterprise.tech_centre_level",
        {
            "yueqing": "yueqing-tech-centre",
            "wenzhou": "wenzhou-tech-centre",
            "provincial": "provincial-tech-centre",
            "national": "national-tech-centre",
        },
    ),
    (
        "enterprise.sme_title",
        {
            "innovative": "innovative-sme",
            "specialised": "specialised-sme",
            "little_giant": "little-giant",
        },
    ),
    (
        "enterprise.green_factory_level",
        {
            "municipal": None,
            "provincial": "provincial-green-factory",
            "national": "national-green-factory",
        },
    ),
    (
        "enterprise.factory_level",
        {"workshop": "digital-workshop", "smart": "smart-factory", "future": "future-factory"},
    ),
]
STEPS = [
    pytest.param(fact, level, lower, index >= below, id=f"{level} {lower}")
    for fact, steps in LADDERS
    for index, level in enumerate(steps)
    for below, lower in enumerate(steps.values())
    if lower
]


@pytest.mark.parametrize(("fact", "level", "programme", "is_held_"), STEPS)
def test_who_holds_a_title_holds_the_lower_ones(book, fact, level, programme, is_held_):
    assert (
        held(book, programme, {**FIRM, "enterprise.factory_pool": "none", fact: level}) == is_held_
    )


@pytest.mark.parametrize(
    ("programme", "fact"),
    [
        ("national-tech-sme", "enterprise.national_tech_sme_valid"),
        ("provincial-tech-sme", "enterprise.provincial_tech_sme_valid"),
        ("high-tech-enterprise", "enterprise.high_tech_valid"),
        ("hidden-champion", "enterprise.hidden_champion_valid"),
    ],
)
def test_the_holder_of_a_title_is_known(book, programme, fact):
    assert held(book, programme, {**FIRM, fact: True})
    assert not held(book, programme, {**FIRM, fact: False})


@pytest.mark.parametrize(
    "programme", ["yueqing-tech-centre", "wenzhou-tech-centre", "innovative-sme", "hidden-champion"]
)
def test_what_is_held_is_asked_where_it_is_offered(book, programme):
    document = book.document(programme, on=ON)
    assert set(document.verdict_facts) & set(document.grants)


INSTITUTE = {
    **FIRM,
    "enterprise.revenue_last_year": 300_000_000,
    "enterprise.rd_institution_level": "provincial",
    "enterprise.abnormal_list": False,
    "enterprise.dishonesty_list": False,
    "enterprise.product_policy": "permitted",
    "enterprise.had_serious_incident": False,
    "enterprise.had_tax_violation": False,
}


@pytest.mark.parametrize(
    ("research", "institute", "key", "outcome", "fits", "has_it"),
    [
        pytest.param(9_000_000, False, False, "institute", True, False, id="another R&D unit"),
        pytest.param(9_000_000, True, False, "institute", False, True, id="holds the institute"),
        pytest.param(12_000_000, True, False, "key", True, False, id="may become a key one"),
        pytest.param(12_000_000, True, True, "key", False, True, id="holds the key institute"),
    ],
)
def test_an_institute_is_offered_the_next_step_alone(
    book, research, institute, key, outcome, fits, has_it
):
    facts = {
        **INSTITUTE,
        "enterprise.rd_expense_last_year": research,
        "enterprise.provincial_institute_valid": institute,
        "enterprise.key_institute_valid": key,
    }
    result = book.explain_one("provincial-institute", book.vocabulary.read(facts), on=ON)
    assert (result.outcome, result.verdict == ELIGIBLE) == (outcome, fits)
    assert held(book, "provincial-institute", facts) == has_it


# --- single clauses ---


def test_a_plan_for_an_rd_unit_makes_no_hidden_champion(book):
    document = book.document("hidden-champion", on=ON)
    assert "enterprise.runs_rd_unit" in document.verdict_facts
    assert "enterprise.has_rd_unit" not in document.verdict_facts
    assert "计划" not in document.vocabulary["enterprise.runs_rd_unit"].label["zh-hans"]


@pytest.mark.parametrize("programme", ["wenzhou-tech-centre", "provincial-tech-centre"])
def test_a_firm_in_yueqing_is_not_asked_whether_its_county_is_accelerating(book, programme):
    values = book.vocabulary.read(FIRM)
    assert (
        "enterprise.accelerating_county" not in book.explain_one(programme, values, on=ON).missing
    )
    away = book.vocabulary.read({**FIRM, "enterprise.town": "elsewhere_in_wenzhou"})
    assert "enterprise.accelerating_county" in book.explain_one(programme, away, on=ON).missing


@pytest.mark.parametrize(
    ("debts", "points"),
    [("0.55", 10), ("0.5501", 5), ("0.75", 5), ("0.7501", 0), ("0", 10), ("1.2", 0)],
)
def test_the_debt_ratio_is_scored_as_the_text_has_it(book, debts, points):
    values = book.vocabulary.read(
        {"enterprise.debt_ratio": Fraction(debts), "enterprise.revenue_growth_last_year": -1}
    )
    score = book.explain_one("innovative-sme", values, on=ON).score
    earned = {item.name: each for item, each in zip(score.scoring.items, score.earned, strict=True)}
    assert earned["growth"] == points
    growth = next(item for item in score.scoring.items if item.name == "growth")
    ratio = next(dict(part.label) for part in growth.parts if "负债" in dict(part.label)["zh-hans"])
    assert ratio["zh-hans"] == "资产负债率（55% 以下 10 分，75% 以下 5 分）"


@pytest.mark.parametrize(
    ("programme", "kind"),
    [
        ("provincial-green-factory", "cash"),
        ("wenzhou-tech-centre", "cash"),
        ("provincial-tech-centre", "cash"),
        ("national-tech-centre", "cash"),
    ],
)
@pytest.mark.parametrize(("town", "applies"), [("liushi", True), ("elsewhere_in_wenzhou", False)])
def test_yueqing_pays_firms_of_yueqing(book, programme, kind, town, applies):
    values = book.vocabulary.read({**FIRM, "enterprise.town": town})
    offers = book.explain_one(programme, values, on=ON).awards
    paid = [each for each in offers if each.award.kind == kind]
    assert [each.applies for each in paid] == ([True] if applies else [])
