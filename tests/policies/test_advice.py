"""Advice over the whole catalogue: only steps that a firm really takes, and only the right way."""

import re
from datetime import date

import pytest

from policies.presentation.outlook import outlook, values_in_reach
from policies.presentation.score_page import score_page
from policies.rules.changes import changes_for
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import INELIGIBLE
from policies.rules.what_if import next_gains, ways_to
from tests.benchmarks import catalogue
from tests.benchmarks.visitors import visitors

ON = date(2026, 12, 1)
# History, what others decide, and what nobody changes for the sake of a programme.
NOBODY_CHANGES = {
    "enterprise.registered_on",
    "enterprise.moved_to_yueqing_on",
    "enterprise.serves_niche_since",
    "enterprise.town",
    "enterprise.region",
    "enterprise.industry_group",
    "enterprise.industry_code",
    "enterprise.cluster",
    "enterprise.startup_sector",
    "enterprise.lead_product_sector",
    "enterprise.high_tech_field",
    "enterprise.product_policy",
    "enterprise.lead_products",
    "enterprise.is_listed",
    "enterprise.is_above_scale",
    "enterprise.dishonesty_list",
    "enterprise.credit_grade",
    "enterprise.had_serious_incident",
    "enterprise.last_serious_incident_on",
    "enterprise.had_tax_violation",
    "enterprise.last_tax_violation_on",
    "enterprise.had_customs_violation",
    "enterprise.last_customs_violation_on",
    "enterprise.research_dishonesty",
    "enterprise.core_ip_all_new",
    "enterprise.incubated_elsewhere_before",
    "enterprise.science_award_level",
    "enterprise.market_share",
    "enterprise.market_rank_national",
    "enterprise.revenue_last_year",
    "enterprise.revenue_year_before",
    "enterprise.revenue_two_years_before",
    "enterprise.revenue_three_years_before",
    "enterprise.rd_expense_year_before",
    "enterprise.rd_expense_two_years_before",
    "enterprise.tax_last_year",
    "enterprise.value_added_last_year",
    "enterprise.natural_science_project_this_year",
    "enterprise.support_project_funded",
    "enterprise.develops_and_makes_in_zhejiang",
    "enterprise.first_set_on_list",
    "enterprise.digital_project_done_on",
    "enterprise.accelerating_county",
    "enterprise.annual_rent",
    "enterprise.rented_space_m2",
    "enterprise.floor_rented_m2",
    "enterprise.hidden_champion_valid",
    "enterprise.provincial_institute_valid",
    "enterprise.key_institute_valid",
    "founder.born_on",
    "founder.nationality",
    "founder.origin",
}
# Numbers that a firm can raise and that it is never advised to lower.
NEVER_LOWER = {
    "enterprise.staff_total",
    "enterprise.tech_staff",
    "enterprise.rd_staff",
    "enterprise.full_time_rd_staff",
    "enterprise.insured_hires",
    "enterprise.key_group_hires",
    "enterprise.paid_in_capital",
    "enterprise.rd_expense_last_year",
    "enterprise.rd_equipment_value",
    "enterprise.class1_ip",
    "enterprise.class2_ip",
    "enterprise.digital_level",
    "enterprise.maturity_level",
    "enterprise.digital_project_spend",
    "enterprise.quality_score",
}
NEVER_RAISE = {"enterprise.total_liabilities_last_year", "enterprise.debt_ratio"}
# From the lowest; nobody gives up a title, and nobody deregisters.
LADDERS = {
    "enterprise.legal_form": (
        "none",
        "individual_business",
        "online_shop",
        "sole_proprietorship",
        "partnership",
        "limited_company",
        "joint_stock_company",
    ),
    "enterprise.sme_title": ("none", "innovative", "specialised", "little_giant"),
    "enterprise.tech_centre_level": ("none", "yueqing", "wenzhou", "provincial", "national"),
    "enterprise.factory_level": ("none", "workshop", "smart", "future"),
    "enterprise.factory_pool": ("none", "workshop", "smart", "future"),
    "enterprise.green_factory_level": ("none", "municipal", "provincial", "national"),
    "enterprise.grade": ("D", "C", "B", "A"),
    "enterprise.first_set_sales": ("none", "first_sales", "wide_sales"),
}
FIRMS = 24
NAMES = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")


@pytest.fixture(scope="module")
def book():
    return Rulebook(catalogue.read_catalogue().documents)


@pytest.fixture(scope="module")
def firms(book):
    drawn = visitors(90, book.vocabulary, on=ON, seed=7)
    return [each.answers for each in drawn if "firm" in each.kind][:FIRMS]


def is_step(name, now, to):
    """Whether a firm really takes this step."""
    if name in NOBODY_CHANGES:
        return False
    if name in NEVER_LOWER:
        return to > now
    if name in NEVER_RAISE:
        return to < now
    order = LADDERS.get(name, ())
    if now in order and to in order:
        return order.index(to) > order.index(now)
    return to != now


def about_firms(book):
    documents, _ = book.in_force(ON)
    return [each for each in documents if "enterprise" in each.audience and each.eligibility]


@pytest.mark.parametrize("number", range(FIRMS))
def test_what_would_change_a_verdict_is_a_step_that_firms_take(book, firms, number):
    facts = firms[number]
    for document in about_firms(book)[number % 2 :: 2]:
        for changes in changes_for(book, document.programme, facts, on=ON, largest=2).sets:
            for change in changes:
                if change.now is not None:
                    assert is_step(change.fact, change.now, change.to), document.programme


@pytest.mark.parametrize("number", range(FIRMS))
def test_what_a_refusal_names_is_a_step_that_firms_take(book, firms, number):
    facts = firms[number]
    for result in book.explain(facts, on=ON):
        if result.verdict != INELIGIBLE or result.document is None:
            continue
        for name in outlook(book, result, facts, on=ON).facts:
            if name.startswith("enterprise."):
                assert name not in NOBODY_CHANGES, result.programme
                for value in values_in_reach(book, result.document, name, facts, on=ON):
                    fact = result.document.vocabulary[name]
                    if fact.direction:
                        assert is_step(name, facts[name], value), (result.programme, name)


@pytest.mark.parametrize("number", range(FIRMS))
def test_what_raises_a_score_is_a_step_that_firms_take(book, firms, number):
    facts = firms[number]
    for document in about_firms(book):
        if document.scoring is None:
            continue
        plan = book.plan([document])
        gains = next_gains(plan, document, facts, on=ON).values()
        found = [change for each in gains for change in each]
        found += ways_to(plan, document, facts, 60, on=ON)
        for change in found:
            assert is_step(change.fact, facts[change.fact], change.value), document.programme


@pytest.mark.parametrize("name", sorted(NOBODY_CHANGES))
def test_what_nobody_changes_is_not_marked_as_changeable(book, name):
    assert not book.vocabulary[name].changeable


LARGE = {
    "enterprise.legal_form": "limited_company",
    "enterprise.town": "liushi",
    "enterprise.industry_group": "industry",
    "enterprise.staff_total": 1_200,
    "enterprise.revenue_last_year": 500_000_000,
}


@pytest.mark.parametrize("programme", ["innovative-sme", "national-tech-sme", "specialised-sme"])
def test_a_large_firm_is_not_told_to_dismiss_people(book, programme):
    facts = book.vocabulary.read(LARGE)
    result = book.explain_one(programme, facts, on=ON)
    assert result.verdict == INELIGIBLE
    assert "enterprise.staff_total" not in outlook(book, result, facts, on=ON).facts
    sets = changes_for(book, programme, facts, on=ON).sets
    assert "enterprise.staff_total" not in {each.fact for found in sets for each in found}


def test_no_points_for_land_are_to_be_had_by_dismissing_people(book):
    document = book.document("data-for-land", on=ON)
    facts = book.vocabulary.read(
        {
            **LARGE,
            "enterprise.value_added_last_year": 60_000_000,
            "enterprise.total_liabilities_last_year": 1,
        }
    )
    plan = book.plan([document])
    assert "enterprise.staff_total" not in next_gains(plan, document, facts, on=ON)
    ways = ways_to(plan, document, facts, 12, on=ON)
    assert "enterprise.staff_total" not in {each.fact for each in ways}


def test_an_old_company_is_not_told_to_deregister(book):
    facts = book.vocabulary.read({**LARGE, "enterprise.registered_on": "2003-05-01"})
    result = book.explain_one("youth-home", facts, on=ON)
    assert result.verdict == INELIGIBLE
    assert "enterprise.legal_form" not in outlook(book, result, facts, on=ON).facts


def names_a_closed_year(fact):
    texts = (*fact.label.values(), *fact.question.values())
    return any("{year-" in text for text in texts)


def of_closed_years(vocabulary):
    """The facts whose words name a closed year, and those made of nothing else."""
    found = {fact.name for fact in vocabulary.values() if names_a_closed_year(fact)}
    while True:
        made = {
            fact.name
            for fact in vocabulary.values()
            if fact.derived and (names := set(NAMES.findall(fact.derived))) and names <= found
        }
        if made <= found:
            return found
        found |= made


def test_the_figures_of_a_closed_year_are_not_changed_by_acting(book):
    closed = of_closed_years(book.vocabulary)
    assert {
        "enterprise.rd_expense_last_year",
        "enterprise.total_liabilities_last_year",
        "enterprise.debt_ratio",
        "enterprise.rd_share_3y",
    } <= closed
    assert {name for name in closed if book.vocabulary[name].changeable} == set()


@pytest.mark.parametrize("research", [0, 1_000, 900_000])
def test_no_refusal_rests_on_raising_the_research_of_last_year(book, research):
    facts = book.vocabulary.read({**LARGE, "enterprise.rd_expense_last_year": research})
    for result in book.explain(facts, on=ON):
        if result.verdict == INELIGIBLE and result.document is not None:
            advice = outlook(book, result, facts, on=ON).facts
            assert "enterprise.rd_expense_last_year" not in advice, result.programme
            sets = changes_for(book, result.programme, facts, on=ON, largest=1).sets
            named = {each.fact for found in sets for each in found}
            assert "enterprise.rd_expense_last_year" not in named, result.programme


def test_a_score_offers_them_as_those_of_the_running_year(book):
    document = book.document("data-for-land", on=ON)
    answers = {
        **LARGE,
        "enterprise.rd_expense_last_year": 2_000_000,
        "enterprise.land_used_mu": 10,
        "enterprise.floor_rented_m2": 5_000,
        "enterprise.building_plot_ratio": 2,
        "enterprise.tax_last_year": 1_000_000,
        "enterprise.value_added_last_year": 9_000_000,
    }
    facts = book.vocabulary.read(answers)
    page = score_page(book, document, facts, facts, 20, on=ON)
    offered = {gain.label: gain for gain in page.gains}
    assert "2025 年研发费用" not in offered
    assert "租用厂房面积" not in offered
    research = offered["2026 年研发费用"]
    assert research.change == "220 万元（增加 10%）"
    assert research.note == "与 2025 年相比，2027 年起算"
    assert offered.keys() == {"2026 年研发费用"} | {g.label for g in page.gains if not g.note}


def test_what_firms_really_do_stays_advice(book):
    facts = book.vocabulary.read(
        {
            "enterprise.total_liabilities_last_year": 80,
            "enterprise.rd_expense_last_year": 1,
            "enterprise.sme_title": "innovative",
            "enterprise.legal_form": "individual_business",
        }
    )
    for name, better, worse in (
        ("enterprise.total_liabilities_last_year", 70, 90),
        ("enterprise.rd_expense_last_year", 2, 0),
    ):
        fact = book.vocabulary[name]
        assert fact.may_become_later(facts[name], better)
        assert not fact.may_become_later(facts[name], worse)
        assert not fact.may_become(facts[name], better)
    for name, better, worse in (
        ("enterprise.sme_title", "specialised", "none"),
        ("enterprise.legal_form", "limited_company", "none"),
    ):
        fact = book.vocabulary[name]
        assert fact.may_become(facts[name], better)
        assert not fact.may_become(facts[name], worse)
