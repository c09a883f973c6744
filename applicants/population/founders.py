"""Founders: who they are, what they learnt, where they work and live, what they want.

Shares are assumptions of ours; they are no statistics. Ages and schooling go together, and what
follows from them (when somebody graduated, whether they study) is worked out, not drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from applicants.population.crowd import Choice, Crowd, Flags, Floats

YEAR = 365.25
DEGREES = ("below_college", "college", "bachelor", "master", "doctorate")
# Born before 1975, until 1990, until 2000, later.
COHORTS: dict[str, dict[str, float]] = {
    "old": dict(zip(DEGREES, (70, 18, 10, 1.6, 0.4), strict=True)),
    "middle": dict(zip(DEGREES, (45, 28, 22, 4, 1), strict=True)),
    "young": dict(zip(DEGREES, (25, 33, 34, 7, 1), strict=True)),
    "youngest": dict(zip(DEGREES, (12, 36, 48, 4, 0), strict=True)),
}
COHORT_AGES = (26, 36, 51)
LEFT_SCHOOL = np.array([18.0, 21.6, 22.6, 25.6, 29.0])  # age at the end of each degree
TALENT = ("none", "F3", "F2", "F1", "E", "D", "C", "B", "A")
TITLES = ("none", "junior", "middle", "associate_senior", "senior")
GROUPS = ("unemployed", "hardship", "veteran", "disabled", "returnee")


@dataclass(frozen=True, slots=True)
class Founder:
    """What was drawn of them.

    Attributes:
        age: in years.
        since: years since they left school; negative while they study.
        able: from 0 to 1, what they can do; degree and talent go with it.
    """

    age: Floats
    degree: Choice
    since: Floats
    able: Floats
    student: Flags
    graduate: Flags
    foreign: Flags


def draw_founder(crowd: Crowd, age: Floats, *, learned: float = 0.0) -> Founder:
    """Who they are and what they learnt.

    Args:
        learned: how many in a hundred of those without a degree have one after all.
    """
    cohort = 3 - np.searchsorted(COHORT_AGES, age)
    degree = crowd.one_by(cohort, COHORTS)
    lifted = crowd.yes(learned) & degree.among("below_college")
    degree = degree.or_else("bachelor", lifted)
    since = age - LEFT_SCHOOL[degree.places] - crowd.between(-0.6, 0.6)
    educated = ~degree.among("below_college")
    able = np.clip(0.15 * degree.places + crowd.rng.beta(1.3, 4.0, crowd.size), 0, 1)
    foreign = crowd.yes(0.015)
    student = educated & (since < 0)
    founder = Founder(age, degree, since, able, student, educated & (since >= 0), foreign)
    _who(crowd, founder)
    _schooling(crowd, founder)
    return founder


def _who(crowd: Crowd, founder: Founder) -> None:
    crowd.days_ago("founder.born_on", founder.age * YEAR)
    nation = crowd.one({"mainland_china": 98.5, "hong_kong_macao_taiwan": 1.5})
    crowd.choice("founder.nationality", nation.or_else("foreign", founder.foreign))
    origin = crowd.one({"yueqing": 66, "wenzhou": 12, "zhejiang": 5, "elsewhere": 17})
    crowd.choice("founder.origin", origin.or_else("elsewhere", founder.foreign))
    for name in ("founder.residence_permit_until", "founder.work_permit_until"):
        crowd.days_ago(name, crowd.between(-900, 120), founder.foreign)
    crowd.flag("founder.credit_clean", crowd.yes(0.97))
    height = 8 * founder.able**2.2 - crowd.between(0, 2.5)
    crowd.choice("founder.talent_class", crowd.ladder(TALENT, height))
    height = 5 * founder.able - 1.2 + crowd.between(-1, 1)
    crowd.choice("founder.professional_title", crowd.ladder(TITLES, height))
    crowd.number("founder.invention_patents", crowd.rng.poisson(2.2 * founder.able**3))


def state_contests(crowd: Crowd, founder: Founder) -> None:
    """Prizes they won."""
    count = crowd.rng.poisson(0.35 * founder.able)
    awards = crowd.records("founder.contest_awards", count)
    awards.text("name", awards.one({"示例创业大赛": 2, "示例创新大赛": 1}))
    levels = {"yueqing": 45, "wenzhou": 30, "provincial": 18, "national": 6, "international": 1}
    awards.choice("level", awards.one(levels))
    awards.choice("rank", awards.one({"first": 1, "second": 2, "third": 3, "finalist": 6}))
    awards.days_ago("got_on", awards.between(30, 5 * YEAR))
    awards.state()


def _schooling(crowd: Crowd, founder: Founder) -> None:
    educated = founder.student | founder.graduate
    crowd.flag("founder.is_student", founder.student)
    crowd.choice("founder.degree", founder.degree)
    crowd.flag("founder.full_time_degree", educated & crowd.yes(0.78))
    abroad = educated & crowd.yes(0.05)
    crowd.flag("founder.overseas_degree_certified", abroad & crowd.yes(0.7))
    crowd.days_ago("founder.graduated_on", founder.since * YEAR, founder.graduate)
    shares = (0.05, 0.015, 0.05, 0.01, 0.04)
    groups = {group: crowd.yes(share) for group, share in zip(GROUPS, shares, strict=True)}
    groups["returnee"] = abroad
    crowd.choices("founder.key_groups", groups)
    crowd.days_ago("founder.unemployed_since", crowd.between(20, 700), groups["unemployed"])
    served = np.minimum(crowd.between(0.1, 12), np.maximum(founder.age - 19, 0.1))
    crowd.days_ago("founder.discharged_on", served * YEAR, groups["veteran"])


def state_work(crowd: Crowd, founder: Founder, *, own_firm: float) -> Flags:
    """Whether and where they are employed and insured.

    Args:
        own_firm: how many of the employed have themselves as their employer.

    Returns:
        Who is employed.
    """
    employed = ~founder.student & crowd.yes(0.62)
    worked = np.clip(founder.since, 0.05, 30) * crowd.rng.random(crowd.size) * YEAR + 20
    local = crowd.yes(0.9)
    own = employed & crowd.yes(own_firm)
    crowd.flag("founder.works_in_yueqing", local)
    crowd.flag("founder.employed", employed)
    crowd.flag("founder.has_local_employer", employed & local)
    crowd.flag("founder.employer_in_wenzhou", local | crowd.yes(0.4), employed)
    sizes = {"micro": 34, "small": 38, "medium": 18, "large": 10}
    crowd.choice("founder.employer_size_class", crowd.one(sizes), employed)
    crowd.days_ago("founder.joined_employer_on", worked, employed)
    crowd.flag("founder.employed_in_own_firm", own, employed)
    crowd.flag("founder.insured_in_own_firm", own)
    crowd.flag("founder.full_time_job", crowd.yes(0.93), employed)
    months = crowd.one({"12": 25, "24": 20, "36": 40, "60": 15})
    crowd.number("founder.contract_months", _numbers(months), employed)
    insured = employed | crowd.yes(0.3)
    crowd.flag("founder.insured_now", insured)
    crowd.days_ago("founder.insured_since", worked * crowd.between(0.6, 1), insured)
    first = worked + crowd.between(0, 900)
    crowd.days_ago("founder.first_insured_in_wenzhou_on", first, insured)
    wage = crowd.around(5_600 + 7_000 * founder.able, 0.3) // 100 * 100
    crowd.number("founder.monthly_wage", wage, employed)
    return employed


def state_home(crowd: Crowd, founder: Founder) -> None:
    """Where they live."""
    owns = crowd.yes(np.clip((founder.age - 20) / 35, 0.04, 0.75))
    rents = ~owns & crowd.yes(0.65)
    crowd.flag("founder.owns_flat_in_yueqing", owns)
    crowd.flag("founder.rents_home", rents)
    crowd.number(
        "founder.lease_months", _numbers(crowd.one({"6": 1, "12": 6, "24": 2, "36": 1})), rents
    )
    crowd.days_ago("founder.lease_from", crowd.between(5, 500), rents)
    crowd.number("founder.monthly_home_rent", crowd.around(1_100, 0.45) // 50 * 50, rents)
    crowd.flag("founder.has_rent_invoice", crowd.yes(0.55), rents)
    crowd.flag("founder.gets_talent_flat", crowd.yes(0.02))
    crowd.flag("founder.gets_talent_rent_subsidy", crowd.yes(0.03))
    crowd.flag("founder.nominated_by_space_operator", crowd.yes(0.015))


def state_plans(crowd: Crowd, founder: Founder) -> None:
    """What they want to do, and where."""
    remote = crowd.yes(0.05 + 0.15 * (founder.age < 36))
    crowd.flag("founder.has_remote_income", remote)
    crowd.number("founder.stay_months", crowd.whole(0, 24), remote)
    crowd.flag("founder.pledges_to_register_in_yueqing", crowd.yes(0.7))
    state_space(crowd)


def state_space(crowd: Crowd) -> None:
    """The space they have for nothing, and the one they look for."""
    kinds = {"none": 95, "office": 2, "shop": 1, "stall": 1.5, "other": 0.5}
    crowd.choice("founder.free_space", crowd.one(kinds))
    wanted = {"none": 50, "office": 20, "shop": 14, "stall": 8, "desk": 6, "laboratory": 2}
    wants = crowd.one(wanted)
    crowd.choice("founder.space_wanted", wants)
    looking = ~wants.among("none")
    crowd.number("founder.space_need_m2", crowd.around(60, 0.8), looking)
    uses = {
        "office": 25, "e_commerce": 22, "retail": 20, "catering": 9, "light_production": 10,
        "food_processing": 2, "warehousing": 3, "noisy_or_polluting": 1, "other": 8,
    }  # fmt: skip
    use = crowd.one(uses)
    crowd.choice("founder.space_use", use, looking)
    food = use.among("catering", "food_processing") | crowd.yes(0.08)
    crowd.flag("founder.sells_food", food)
    permits = {"none": 30, "food_business_licence": 50, "small_catering_filing": 20}
    crowd.choice("founder.food_permit", crowd.one(permits), food)
    crowd.days_ago("founder.health_certificate_until", crowd.between(-360, 150), food)
    crowd.flag("founder.sells_restricted_goods", crowd.yes(0.02))


def state_ownership(crowd: Crowd, founder: Founder, *, sole: bool) -> None:
    """What their firm is to them."""
    legal = crowd.yes(1.0 if sole else 0.85)
    crowd.flag("founder.is_legal_rep", legal)
    crowd.flag("founder.is_actual_controller", legal | crowd.yes(0.3))
    share = np.where(crowd.yes(0.3), 1.0, crowd.whole(5, 100) / 100)
    crowd.number("founder.equity_share", np.ones(crowd.size) if sole else share)
    crowd.number("team.paid_in_share", np.round(crowd.rng.beta(2, 2, crowd.size), 2))
    crowd.flag("founder.first_time_founder", crowd.yes(0.72 - 0.2 * (founder.age > 40)))
    crowd.flag("founder.got_business_rent_subsidy", crowd.yes(0.03))
    crowd.flag("founder.insured_in_own_firm", crowd.yes(0.55))


def state_loans(crowd: Crowd) -> None:
    """Money they need and owe."""
    need = np.where(crowd.yes(0.5), 0, crowd.around(180_000, 0.9) // 10_000 * 10_000)
    crowd.number("founder.loan_need", need)
    crowd.flag("founder.has_other_bank_loans", crowd.yes(0.25))


def state_team(crowd: Crowd, founder: Founder) -> None:
    """With whom they found, and how far the project is."""
    size = 1 + crowd.rng.poisson(1.2 + 3 * founder.able)
    core = np.minimum(crowd.rng.poisson(0.5 + 4 * founder.able), size)
    members = _members(crowd, founder, size, core)
    crowd.number("team.size", size)
    crowd.number("team.core_members", core)
    crowd.number("team.qualified_members", np.minimum(members, core))
    age = np.clip(founder.age + crowd.between(-6, 6), 18, 70)
    crowd.number("team.members_average_age", age)
    crowd.days_ago("team.cooperating_since", crowd.between(30, 1_600), size > 1)
    crowd.flag("team.ip_owned_or_authorised", crowd.yes(0.3 + 0.6 * founder.able))
    crowd.choice("team.stream", crowd.one({"innovation": 3, "entrepreneurship": 7}))
    fields = {
        "smart_electrical": 24, "equipment": 12, "new_energy": 11, "new_materials": 7,
        "digital": 22, "health": 4, "environment": 3, "laser": 2, "other": 15,
    }  # fmt: skip
    crowd.choice("team.field", crowd.one(fields))
    crowd.number("team.contest_entries_this_year", crowd.rng.poisson(0.5 * (0.3 + founder.able)))
    crowd.flag("team.business_plan_complete", crowd.yes(0.25 + 0.6 * founder.able))
    landed = crowd.yes(0.35)
    crowd.flag("team.project_landed", landed)
    crowd.days_ago("team.project_landed_on", crowd.between(10, 1_500), landed)
    crowd.days_ago("team.arrived_on", crowd.between(10, 2_000), landed)
    places = {"wenzhou": 62, "within_province": 15, "other_province": 18, "asia": 2, "overseas": 3}
    crowd.choice("team.coming_from", crowd.one(places))


def _members(crowd: Crowd, founder: Founder, size: np.ndarray, core: np.ndarray) -> np.ndarray:
    """State the members, and count those with a master's degree or more."""
    members = crowd.records("team.members", size - 1)
    owner = members.owner
    degree = members.one_by(
        np.minimum(founder.degree.places[owner], 3), dict(enumerate(COHORTS.values()))
    )
    members.choice("degree", degree)
    height = 5 * founder.able[owner] - 1.5 + members.between(-1, 1)
    members.choice("title", members.ladder(TITLES, height))
    height = 8 * founder.able[owner] ** 2.2 - members.between(0, 3)
    members.choice("talent_class", members.ladder(TALENT, height))
    place = np.arange(members.size) - np.searchsorted(owner, owner)
    members.flag("core", place < core[owner])
    members.flag("full_time", members.yes(0.7))
    members.days_ago("born_on", members.between(20, 50) * YEAR)
    members.days_ago("joined_on", members.between(10, 1_400))
    members.state()
    qualified = degree.among("master", "doctorate") | (founder.able[owner] > 0.6)
    return members.count(qualified & (place < core[owner])) + (founder.able > 0.4)


def _numbers(choice: Choice) -> np.ndarray:
    return np.array([int(slug) for slug in choice.slugs])[choice.places]
