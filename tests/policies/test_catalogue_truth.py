"""What the shipped catalogue must say of a few people and firms, as its sources have it."""

from datetime import date

import pytest

from policies.presentation.awards import award_lines, offers_for
from policies.rules import intake
from policies.rules.changes import changes_for
from policies.rules.ladders import OPENS, ladders
from policies.rules.reach import within_reach
from policies.rules.rulebook import Rulebook

ON = date(2026, 12, 1)
EMPLOYED = {
    "founder.employed": True,
    "founder.employer_in_wenzhou": True,
    "founder.employer_size_class": "small",
    "founder.full_time_degree": True,
    "founder.born_on": "1990-01-01",
}
FOUNDERS = (
    "startup-grant",
    "graduate-rent-subsidy",
    "startup-loan-personal",
    "job-creation-grant",
    "startup-insurance-grant",
)


@pytest.fixture(scope="module")
def book(shipped_documents):
    return Rulebook(shipped_documents)


@pytest.fixture
def judged(book):
    """What a programme is to somebody: a function of the programme and plain facts."""

    def judge(programme, answers, on=ON):
        return book.explain_one(programme, book.vocabulary.read(answers), on=on)

    return judge


# --- when one can apply ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("degree", "graduated_on", "state"),
    [
        ("doctorate", "2020-06-30", intake.OPEN),
        ("master", "2024-12-01", intake.OPEN),
        ("master", "2024-11-30", intake.OVER_FOR_YOU),
        ("college", "2024-11-30", intake.OVER_FOR_YOU),
    ],
)
def test_only_those_bound_by_the_two_years_are_shut_out_by_them(
    judged, degree, graduated_on, state
):
    answers = {**EMPLOYED, "founder.degree": degree, "founder.graduated_on": graduated_on}
    found = judged("graduate-living-grant", answers)
    assert found.intake.state == state
    assert found.verdict == ("eligible" if state == intake.OPEN else "ineligible")


@pytest.mark.parametrize("programme", FOUNDERS)
def test_a_student_may_apply_at_any_time(judged, programme):
    assert judged(programme, {"founder.is_student": True}).intake.state == intake.OPEN


@pytest.mark.parametrize("programme", ["startup-grant", "graduate-rent-subsidy"])
def test_a_graduate_has_five_years(judged, programme):
    late = {"founder.is_student": False, "founder.graduated_on": "2021-11-30"}
    assert judged(programme, late).intake.state == intake.OVER_FOR_YOU
    in_time = {**late, "founder.graduated_on": "2021-12-01"}
    assert judged(programme, in_time).intake.state == intake.OPEN


@pytest.mark.parametrize(
    ("gets_it", "first_insured_on", "state"),
    [
        (False, "2025-01-01", intake.OVER_FOR_YOU),
        (False, "2025-06-01", intake.ELSEWHERE),
        (False, "2026-06-01", intake.OPENS),
        (True, "2022-01-01", intake.ELSEWHERE),
    ],
)
def test_the_six_months_are_those_of_the_first_application(
    judged, gets_it, first_insured_on, state
):
    answers = {
        "founder.gets_talent_rent_subsidy": gets_it,
        "founder.first_insured_in_wenzhou_on": first_insured_on,
    }
    assert judged("talent-rent-subsidy", answers).intake.state == state


def test_the_days_of_a_guide_that_is_not_out_are_a_forecast(judged):
    found = judged("provincial-rnd", {}, on=date(2026, 10, 1)).intake
    assert (found.state, found.forecast[0]) == (intake.EXPECTED, date(2026, 9, 1))


@pytest.mark.parametrize(
    "programme",
    [
        *("ouyue-talent-plan", "elite-contest", "tech-deputy-expert", "tech-deputy-firm"),
        *("tech-contract-support", "city-rnd"),
    ],
)
def test_an_intake_that_nobody_knows_is_not_open(judged, programme):
    assert judged(programme, {}).intake.state == intake.UNANNOUNCED


# --- how one applies, and how often ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "name"),
    [("talent-rent-subsidy", "温州人才云"), ("innovation-voucher", "浙江科技大脑")],
)
def test_what_is_applied_for_on_another_platform_says_where(book, programme, name):
    application = book.document(programme, on=ON).application
    assert (application.way, application.name["zh-hans"]) == ("elsewhere", name)


AGAIN = {
    "youth-home": "never", "youth-shop": "never", "youth-market": "always",
    "incubator-rent-support": 3, "startup-grant": "never", "startup-insurance-grant": "never",
    "startup-loan-personal": "months", "startup-loan-firm": "months", "job-creation-grant": 3,
    "graduate-rent-subsidy": 3, "graduate-living-grant": "never", "digital-nomads": "months",
    "ouyue-talent-plan": "never", "elite-contest": "yearly", "talent-rent-subsidy": 5,
    "talent-flat": 3, "tech-deputy-expert": "always", "tech-deputy-firm": "always",
    "two-lists-need": "always", "two-lists-result": "always", "tech-contract-support": "always",
    "innovation-voucher": "always", "provincial-rnd": "yearly", "city-rnd": "yearly",
    "lelai-yueqing": "always", "leyou-students": "always", "leyou-youth-founders": "always",
    "qingpeng-relay": "always",
}  # fmt: skip


@pytest.mark.parametrize(("programme", "often"), AGAIN.items())
def test_how_often_it_may_be_had_is_stated(book, programme, often):
    again = book.document(programme, on=ON).again
    assert again.is_stated
    assert (again.count if again.kind == "times" else again.kind) == often


def test_the_lists_began_on_a_day_that_was_reported(book):
    for programme in ("two-lists-need", "two-lists-result"):
        in_force = book.document(programme, on=ON).in_force
        assert (in_force.first, in_force.basis) == (date(2025, 3, 20), "reported")


# --- gates ----------------------------------------------------------------------------------------

NO_FIRM = {"enterprise.legal_form": "none"}
OF_A_FIRM = (
    *("incubator-rent-support", "graduate-rent-subsidy", "startup-grant", "job-creation-grant"),
    *("startup-insurance-grant", "startup-loan-personal", "startup-loan-firm", "provincial-rnd"),
    *("tech-contract-support", "innovation-voucher", "city-rnd", "two-lists-need"),
    "tech-deputy-firm",
)
OF_A_LEGAL_PERSON = (
    *("startup-loan-firm", "provincial-rnd", "tech-contract-support", "innovation-voucher"),
    *("city-rnd", "tech-deputy-firm"),
)
OF_YUEQING = tuple(each for each in OF_A_FIRM if each not in ("innovation-voucher",))


@pytest.mark.parametrize("programme", OF_A_FIRM)
def test_without_a_firm_the_verdict_is_settled_by_the_first_criterion(book, judged, programme):
    found = judged(programme, NO_FIRM)
    assert (found.verdict, found.missing) == ("ineligible", ())
    first = book.document(programme, on=ON).eligibility.parts[0]
    assert first.subject.name == "enterprise.legal_form"


@pytest.mark.parametrize("programme", OF_A_LEGAL_PERSON)
def test_an_individual_business_is_no_legal_person(judged, programme):
    snack_bar = {"enterprise.legal_form": "individual_business", "enterprise.town": "liushi"}
    assert judged(programme, snack_bar).verdict == "ineligible"


@pytest.mark.parametrize("programme", OF_YUEQING)
def test_a_firm_outside_zhejiang_is_not_one_of_ours(judged, programme):
    away = {"enterprise.legal_form": "limited_company", "enterprise.town": "elsewhere"}
    assert judged(programme, away).verdict == "ineligible"


def test_a_snack_bar_with_one_hire_is_not_lent_four_million(judged):
    snack_bar = {
        "enterprise.legal_form": "individual_business",
        "enterprise.town": "liushi",
        "enterprise.industry_group": "retail",
        "enterprise.staff_total": 2,
        "enterprise.revenue_last_year": 300_000,
        "enterprise.key_group_hires": 1,
        "enterprise.key_group_contract_months": 12,
        "enterprise.key_group_hires_insured": True,
    }
    assert judged("startup-loan-firm", snack_bar).verdict == "ineligible"
    firm = {**snack_bar, "enterprise.legal_form": "limited_company"}
    assert judged("startup-loan-firm", firm).verdict != "ineligible"


def test_rooms_are_for_those_too_who_register_on_their_address(judged):
    starting = {
        **NO_FIRM,
        "founder.born_on": "1998-09-01",
        "founder.pledges_to_register_in_yueqing": True,
        "founder.free_space": "none",
        "team.size": 3,
        "founder.space_use": "office",
        "founder.credit_clean": True,
    }
    for programme in ("youth-home", "youth-shop"):
        assert judged(programme, starting).verdict == "eligible"
        unwilling = {**starting, "founder.pledges_to_register_in_yueqing": False}
        assert judged(programme, unwilling).verdict == "ineligible"


@pytest.mark.parametrize(
    ("landed_on", "verdict"),
    [("2023-03-01", "ineligible"), ("2025-12-31", "ineligible"), ("2026-01-01", "eligible")],
)
def test_a_project_may_have_landed_in_the_year_of_the_call_only(judged, landed_on, verdict):
    entrant = {
        "enterprise.legal_form": "limited_company",
        "founder.born_on": "1985-05-01",
        "founder.invention_patents": 1,
        "team.contest_entries_this_year": 1,
        "team.size": 1,
        "team.ip_owned_or_authorised": True,
        "team.business_plan_complete": True,
        "team.project_landed": True,
        "team.project_landed_on": landed_on,
    }
    assert judged("elite-contest", entrant).verdict == verdict


# --- who is meant ---------------------------------------------------------------------------------

FIRST_BUSINESS = {
    "enterprise.legal_form": "individual_business",
    "enterprise.town": "liushi",
    "enterprise.registered_on": "2025-03-02",
    "enterprise.insurance_paid_since": "2025-03-02",
    "founder.first_time_founder": True,
    "founder.is_student": False,
}


@pytest.mark.parametrize(
    ("graduated_on", "groups", "verdict"),
    [
        ("2004-06-30", [], "ineligible"),
        ("2004-06-30", ["veteran"], "eligible"),
        ("2021-12-01", [], "eligible"),
        ("2021-11-30", [], "ineligible"),
    ],
)
def test_a_graduate_of_long_ago_is_in_no_key_group(judged, graduated_on, groups, verdict):
    answers = {"founder.graduated_on": graduated_on, "founder.key_groups": groups}
    assert judged("startup-insurance-grant", {**FIRST_BUSINESS, **answers}).verdict == verdict


def test_students_and_graduates_are_not_asked_for_twice(book):
    """What enrolment and graduation date say is no key group of its own."""
    assert not {"student", "graduate"} & set(book.vocabulary["founder.key_groups"].choices)


# --- what may be advised --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("founder.born_on", "founder.degree", "founder.graduated_on", "founder.nationality"),
        *("founder.professional_title", "founder.is_actual_controller", "founder.key_groups"),
        *("founder.has_local_employer", "founder.space_use", "founder.sells_food"),
        *("team.members_average_age", "team.field", "team.project_landed"),
        *("expert.title", "expert.degree", "expert.holds_interest_in_firm"),
        *("enterprise.startup_sector", "enterprise.annual_rent"),
    ],
)
def test_nobody_is_advised_to_become_somebody_else(book, name):
    assert not book.vocabulary[name].changeable


@pytest.mark.parametrize(
    ("name", "now", "to"),
    [
        ("enterprise.legal_form", "none", "individual_business"),
        ("founder.talent_class", "none", "F3"),
        ("founder.free_space", "office", "none"),
        ("founder.food_permit", "none", "food_business_licence"),
        ("team.contest_entries_this_year", 2, 1),
        ("expert.firms_now", 2, 1),
        ("expert.days_per_month", 1, 2),
        ("team.size", 1, 2),
    ],
)
def test_a_real_step_goes_one_way(book, name, now, to):
    fact = book.vocabulary[name]
    assert fact.may_become(now, to)
    assert not fact.may_become(to, now)


def advised(book, programme, answers):
    """Known facts that would have to change, by every way that is found."""
    facts = book.vocabulary.read(answers)
    found = changes_for(book, programme, facts, on=ON)
    return [[(c.fact, c.to) for c in each if c.now is not None] for each in found.sets]


def test_an_old_company_is_not_advised_to_deregister(book):
    company = {
        "founder.born_on": "1990-05-01",
        "enterprise.legal_form": "limited_company",
        "enterprise.town": "liushi",
        "enterprise.registered_on": "2003-05-01",
        "founder.is_legal_rep": True,
        "team.size": 3,
        "founder.space_use": "office",
        "founder.free_space": "none",
        "founder.credit_clean": True,
    }
    assert advised(book, "youth-home", company) == []


def test_a_bachelor_is_not_advised_to_become_a_professor(book):
    bachelor = {"founder.degree": "bachelor", "founder.professional_title": "none"}
    assert advised(book, "ouyue-talent-plan", bachelor) == []


TENANT = {
    "founder.talent_class": "none",
    "founder.degree": "bachelor",
    "founder.full_time_degree": True,
    "founder.employed": True,
    "founder.full_time_job": True,
    "founder.contract_months": 36,
    "founder.insured_now": True,
    "founder.insured_since": "2025-09-01",
    "founder.first_insured_in_wenzhou_on": "2025-09-01",
    "founder.rents_home": True,
    "founder.lease_months": 12,
    "founder.has_rent_invoice": True,
    "founder.owns_flat_in_yueqing": False,
    "founder.nationality": "mainland_china",
    "founder.works_in_yueqing": True,
}


@pytest.mark.parametrize("programme", ["talent-rent-subsidy", "talent-flat"])
def test_the_cheapest_step_is_the_lowest_class(book, programme):
    assert advised(book, programme, TENANT)[0] == [("founder.talent_class", "F3")]


@pytest.mark.parametrize(
    ("degree", "outcome"),
    [("bachelor", "class-f3"), ("master", "class-f2"), ("doctorate", "class-e")],
)
def test_a_full_time_degree_gives_a_class(judged, degree, outcome):
    answers = {"founder.degree": degree, "founder.full_time_degree": True}
    found = judged("talent-class", answers)
    assert (found.verdict, found.outcome) == ("eligible", outcome)
    assert found.intake.state == intake.ELSEWHERE
    part_time = {**answers, "founder.full_time_degree": False}
    assert judged("talent-class", part_time).verdict == "ineligible"


def test_a_class_brings_the_rent_subsidy_and_the_flat_into_reach(book):
    names = ("talent-class", "talent-rent-subsidy", "talent-flat")
    found = within_reach(book, book.vocabulary.read(TENANT), on=ON, programmes=names)
    needs = {each.programme: each.requires for each in found.candidates}
    first = (frozenset({"talent-class"}),)
    assert needs["talent-rent-subsidy"] == first
    assert needs["talent-flat"][0] == first[0]
    ways = {(rung.programme, rung.leads_to): rung for rung in ladders(book, on=ON)}
    rung = ways["talent-class", "talent-rent-subsidy"]
    assert (rung.way, rung.needed) == (OPENS, True)


def test_who_has_a_class_has_it_already(book):
    facts = book.vocabulary.read({**TENANT, "founder.talent_class": "E"})
    assert within_reach(book, facts, on=ON, programmes=("talent-class",)).held == ("talent-class",)


# --- what it gives, to whom, and on which papers --------------------------------------------------


@pytest.mark.parametrize(
    ("programme", "answers", "amounts"),
    [
        ("talent-rent-subsidy", {"founder.talent_class": "none"}, [10_000, 20_000, 40_000, None]),
        (
            "graduate-living-grant",
            {"founder.degree": "below_college"},
            [5_000, 10_000, 40_000, 80_000],
        ),
    ],
)
def test_who_has_no_class_sees_what_each_class_gets(book, judged, programme, answers, amounts):
    result = judged(programme, answers)
    assert result.verdict == "ineligible"
    facts = book.vocabulary.read(answers)
    offers = offers_for(book, result, result.document, facts, on=ON)
    assert [offer.amount for offer in offers] == amounts
    assert not any(line.certain for line in award_lines(offers, result.document))


def test_who_has_a_class_sees_that_one_only(book, judged):
    answers = {"founder.talent_class": "E", "founder.full_time_job": False}
    result = judged("talent-rent-subsidy", answers)
    facts = book.vocabulary.read(answers)
    offers = offers_for(book, result, result.document, facts, on=ON)
    assert [offer.amount for offer in offers] == [20_000]


@pytest.mark.parametrize("town", [None, "longxi", "elsewhere"])
def test_the_rent_saved_is_that_of_the_park(judged, town):
    """Wherever the company is registered, and before it is."""
    company = {"enterprise.town": town} if town else {"enterprise.legal_form": "none"}
    found = judged("youth-home", {**company, "founder.space_need_m2": 60})
    assert found.document is not None
    amounts = [award.amount for award in found.document.awards]
    facts = {**company, "founder.space_need_m2": 60}
    assert amounts[0].compiled()(facts, ON, None) == 64_800


@pytest.mark.parametrize(
    ("programme", "audience"),
    [
        ("ouyue-talent-plan", {"expert", "team", "person"}),
        ("elite-contest", {"expert", "team", "person"}),
    ],
)
def test_experts_are_meant_where_the_article_names_them(book, programme, audience):
    assert set(book.document(programme, on=ON).audience) == audience


def papers(book, programme, answers):
    """The papers that somebody must hand in."""
    document, facts = book.document(programme, on=ON), book.vocabulary.read(answers)
    names = [paper["name"]["zh-hans"] for paper in document.documents]
    rules = zip(names, document.paper_rules, strict=True)
    return [name for name, rule in rules if rule.is_required(facts, on=ON)]


def test_who_has_no_firm_needs_no_paper_of_one(book):
    required = papers(book, "youth-home", {"enterprise.legal_form": "none"})
    assert not [name for name in required if "营业执照" in name or "社会保险" in name]
    assert [name for name in required if name.startswith("在乐清注册的承诺书")]
    firm = {"enterprise.legal_form": "limited_company", "enterprise.town": "liushi"}
    required = papers(book, "youth-home", {**firm, "enterprise.insured_hires": 2})
    assert len([name for name in required if "营业执照" in name or "社会保险" in name]) == 2
    assert not [name for name in required if name.startswith("在乐清注册的承诺书")]


def test_no_paper_is_asked_for_that_was_abolished(book):
    names = [str(each["name"]) for each in book.document("youth-home", on=ON).documents]
    assert not [name for name in names if "预先核准" in name]


def test_only_who_sells_food_needs_its_papers(book):
    crafts = papers(book, "youth-market", {"founder.sells_food": False})
    food = papers(book, "youth-market", {"founder.sells_food": True})
    assert {"食品摊贩登记卡", "健康证"} == {
        name[:7].split("（")[0] for name in set(food) - set(crafts)
    }


@pytest.mark.parametrize("permit", ["food_stall_card", "prepackaged_food_filing"])
def test_the_paper_of_a_stall_counts(judged, permit):
    stall = {
        "founder.sells_restricted_goods": False,
        "founder.sells_food": True,
        "founder.food_permit": permit,
        "founder.health_certificate_until": "2027-01-01",
    }
    assert judged("youth-market", stall).verdict == "eligible"


def test_a_stall_is_not_announced_to_the_public_for_days(book):
    stages = [stage["stage"] for stage in book.document("youth-market", on=ON).process]
    assert "publicity" not in stages
    assert "yearly_review" not in stages


def test_a_single_needs_no_papers_of_a_spouse(book):
    required = papers(book, "talent-rent-subsidy", {})
    assert not [name for name in required if "夫妻" in name or "婚姻" in name]
