"""What firms find out: research and its cost, patents, standards, projects and contracts.

A firm does research, or says that it does none; only those who do are asked for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from applicants.population.crowd import Crowd, Flags, Floats, Ints
from applicants.population.firms import YEARS, Firm
from applicants.population.founders import YEAR

LEVELS = ("none", "yueqing", "wenzhou", "provincial", "national")
KINDS = {
    "utility_model": 52, "invention": 15, "design": 18, "software_copyright": 14.5,
    "ic_layout": 0.4, "plant_variety": 0.05, "new_drug": 0.05,
}  # fmt: skip
FIRST_CLASS = ("invention", "ic_layout", "plant_variety", "new_drug")


@dataclass(frozen=True, slots=True)
class Research:
    """What was drawn of a firm's research.

    Attributes:
        done: whether it does any.
        share: of turnover, last year.
        expense: of the last three years; yuan.
        first, second: how many rights of either class.
        worth: from 0, how good its research is; titles go with it.
    """

    done: Flags
    share: Floats
    expense: tuple[Floats, ...]
    staff: Ints
    technical: Ints
    first: Ints
    second: Ints
    worth: Floats


def draw_research(crowd: Crowd, firm: Firm) -> Research:
    """Research and what comes of it."""
    trade, level = firm.trade, firm.level
    chance = np.where(trade.makes, 0.1 + 0.9 * level + 0.1 * np.log10(firm.staff + 1), 0.02)
    done = crowd.yes(chance * firm.incorporated)
    share = np.clip(
        crowd.around(0.026 + 0.034 * level + 0.02 * trade.group.among("software_it"), 0.45), 0, 0.5
    )
    share = np.where(done, share, 0)
    expense = []
    for revenue in firm.revenue[:3]:
        expense.append(np.round(revenue * share * crowd.between(0.88, 1.08) / 1_000) * 1_000)
    for word, amount in zip(YEARS, expense, strict=False):
        crowd.number(f"enterprise.rd_expense_{word}", amount)
    technical, staff = _people(crowd, firm, done)
    first, second = _rights(crowd, firm, done)
    worth = np.where(done, 1.6 * level + 6 * np.minimum(share, 0.1) + 0.08 * np.sqrt(first), 0)
    found = Research(done, share, tuple(expense), staff, technical, first, second, worth)
    _institution(crowd, firm, found)
    _standards(crowd, found)
    _projects(crowd, firm, found)
    _contracts(crowd, firm, found)
    _awards(crowd, found)
    return found


def _people(crowd: Crowd, firm: Firm, done: Flags) -> tuple[Ints, Ints]:
    share = np.clip(
        crowd.rng.beta(2.2, 9, crowd.size) + 0.1 * firm.trade.group.among("software_it"), 0, 1
    )
    technical = np.floor(firm.staff * np.where(done, share + 0.04, share * 0.5)).astype(np.int64)
    educated = np.floor(technical * crowd.between(0.3, 1.02)).astype(np.int64)
    staff = np.floor(technical * crowd.between(0.4, 1.0) * done).astype(np.int64)
    crowd.number("enterprise.tech_staff", technical)
    crowd.number("enterprise.college_tech_staff", np.minimum(educated, technical))
    crowd.number("enterprise.rd_staff", staff)
    full = np.floor(staff * crowd.between(0.5, 1.0))
    crowd.number("enterprise.full_time_rd_staff", full, done)
    return technical, staff


def _rights(crowd: Crowd, firm: Firm, done: Flags) -> tuple[Ints, Ints]:
    """State the rights one by one, and the counts that follow from them."""
    makes = firm.trade.makes & firm.incorporated
    mean = np.where(done, 1.5 + 18 * firm.level**1.5 * np.log10(firm.staff + 2), 0.25 * makes)
    counts = np.minimum(crowd.rng.poisson(mean * crowd.rng.gamma(1.1, 0.9, crowd.size)), 60)
    rights = crowd.records("enterprise.patents", counts)
    kind = rights.one(KINDS)
    first = kind.among(*FIRST_CLASS)
    used, lead = rights.yes(0.72), rights.yes(0.55)
    worth, own = first & rights.yes(0.25), rights.yes(0.88)
    rights.choice("kind", kind)
    rights.flag("in_use", used)
    rights.flag("on_lead_product", lead)
    rights.flag("high_value", worth)
    rights.number("owner_rank", 1 + rights.rng.poisson(0.15, rights.size))
    places = rights.one({"self_developed": 1, "transferred": 0})
    rights.choice("obtained", places.or_else("transferred", ~own))
    age = np.minimum(rights.between(0.05, 9), firm.years[rights.owner] + 0.1)
    rights.days_ago("granted_on", age * YEAR)
    rights.state()
    firsts, seconds = rights.count(first), rights.count(~first)
    crowd.number("enterprise.class1_ip", firsts)
    crowd.number("enterprise.class2_ip", seconds)
    crowd.number("enterprise.class1_ip_self_developed", rights.count(first & own))
    crowd.number("enterprise.class1_ip_high_value", rights.count(worth))
    crowd.number("enterprise.class1_ip_on_lead_product", rights.count(first & lead & used))
    crowd.flag("enterprise.core_ip_owned", (counts > 0) & crowd.yes(0.85))
    crowd.flag("enterprise.core_ip_all_new", crowd.yes(0.04), counts > 0)
    basis = {
        "patent_granted": rights.count(~kind.among("software_copyright")) > 0,
        "patent_applied": crowd.yes(0.5) & done,
        "software_copyright": rights.count(kind.among("software_copyright")) > 0,
        "standard": crowd.yes(0.03 + 0.1 * firm.level) & done,
        "trademark": crowd.yes(0.3),
        "recognised_result": crowd.yes(0.04) & done,
        "know_how": crowd.yes(0.3) & done,
    }
    crowd.choices("enterprise.technology_basis", basis)
    crowd.flag("enterprise.product_from_own_technology", done & crowd.yes(0.75))
    crowd.flag("enterprise.technology_origin_clear", crowd.yes(0.96))
    return firsts, seconds


def _institution(crowd: Crowd, firm: Firm, found: Research) -> None:
    unit = found.done & crowd.yes(0.35 + 0.6 * firm.level)
    crowd.flag("enterprise.has_rd_unit", unit)
    crowd.flag("enterprise.runs_rd_unit", unit & crowd.yes(0.85))
    height = np.where(unit, 3.0 * found.worth + 0.5 * np.log10(firm.staff + 1) - 2.2, 0)
    level = crowd.ladder(LEVELS, height + crowd.between(-0.8, 0.8) * unit)
    crowd.choice("enterprise.rd_institution_level", level)
    institute = level.among("provincial", "national") & crowd.yes(0.4)
    crowd.flag("enterprise.provincial_institute_valid", institute)
    crowd.flag("enterprise.key_institute_valid", institute & crowd.yes(0.2))
    worth = crowd.around(found.staff * 130_000 + 1, 0.6) // 1_000 * 1_000
    crowd.number("enterprise.rd_equipment_value", worth * found.done)
    crowd.number("enterprise.rd_domestic_share", crowd.between(0.85, 1.0), found.done)
    high = np.clip(crowd.rng.beta(3, 2, crowd.size) * (firm.trade.field + 0.1), 0, 1)
    crowd.number("enterprise.hightech_revenue_share", np.round(high, 2), found.done)
    main = np.round(crowd.rng.beta(5, 2, crowd.size), 2)
    crowd.number("enterprise.main_product_share_of_hightech", main, found.done)
    moved = crowd.rng.poisson(found.worth * 4)
    crowd.number("enterprise.results_transferred_3y", moved, found.done)
    crowd.flag("enterprise.is_high_tech_service", ~firm.trade.group.among("industry") & found.done)
    emerging = firm.trade.makes & crowd.yes(0.2 + 0.5 * firm.trade.field)
    crowd.flag("enterprise.in_emerging_industry", emerging)
    sector = crowd.one({"strategic_emerging": 1}).or_else("other", ~(emerging & crowd.yes(0.6)))
    crowd.choice("enterprise.lead_product_sector", sector, firm.trade.makes)
    crowd.flag("enterprise.chain_role", crowd.yes(0.03 + 0.05 * firm.level) & found.done)
    crowd.flag("enterprise.core_process_on_it", crowd.yes(0.25 + 0.6 * firm.level), found.done)
    crowd.number(
        "enterprise.international_certifications", crowd.rng.poisson(2 * firm.level), found.done
    )


def _standards(crowd: Crowd, found: Research) -> None:
    counts = crowd.rng.poisson(0.6 * np.maximum(found.worth - 0.4, 0))
    standards = crowd.records("enterprise.standards_led", counts)
    levels = {"group": 55, "local": 5, "industry": 20, "national": 18, "international": 2}
    standards.choice("level", standards.one(levels))
    standards.choice("role", standards.one({"lead": 35, "participant": 65}))
    years = standards.between(0.1, 8)
    standards.days_ago("published_on", years * YEAR)
    standards.state(found.done)
    crowd.number("enterprise.standards_led_5y", standards.count(years < 5), found.done)


def _projects(crowd: Crowd, firm: Firm, found: Research) -> None:
    counts = crowd.rng.poisson(0.5 * found.worth)
    projects = crowd.records("enterprise.funded_projects", counts)
    projects.text("name", projects.one({"示例研发项目": 3, "示例技改项目": 2}))
    levels = {"yueqing": 50, "wenzhou": 30, "provincial": 17, "national": 3}
    projects.choice("level", projects.one(levels))
    projects.number("amount", projects.around(300_000, 0.9) // 10_000 * 10_000)
    projects.days_ago("got_on", projects.between(0.1, 6) * YEAR)
    projects.state(found.done)
    leads = found.done & crowd.yes(0.05 + 0.25 * firm.level)
    crowd.flag("enterprise.leads_rd_project", leads)
    spend = np.round(found.expense[0] * crowd.between(0.1, 0.6) / 1_000) * 1_000
    crowd.number("enterprise.rd_project_spend", spend, leads)
    listed = found.done & crowd.yes(0.02 + 0.15 * firm.level)
    crowd.flag("enterprise.white_listed_platform", listed)
    crowd.flag("enterprise.project_leader_on_platform", crowd.yes(0.7), listed)
    crowd.flag("enterprise.project_leader_has_other", crowd.yes(0.12), listed)
    crowd.flag("enterprise.natural_science_project_this_year", crowd.yes(0.05), listed)


def _contracts(crowd: Crowd, firm: Firm, found: Research) -> None:
    partners = {"none": 72, "university": 14, "hospital": 0.5, "institute": 8, "other": 5.5}
    partner = crowd.one(partners)
    crowd.choice("enterprise.tech_contract_partner", partner, found.done)
    signed = found.done & ~partner.among("none")
    value = crowd.around(260_000, 0.9) // 10_000 * 10_000
    crowd.flag("enterprise.tech_contract_registered", crowd.yes(0.7), signed)
    crowd.number("enterprise.tech_contract_value", value, signed)
    crowd.number("enterprise.tech_contract_paid", value * crowd.between(0.2, 1), signed)
    services = {"development": 40, "consulting": 20, "service": 30, "other": 10}
    uses = found.done & crowd.yes(0.3)
    crowd.choice("enterprise.voucher_service", crowd.one(services), uses)
    crowd.flag("enterprise.voucher_related_provider", crowd.yes(0.03), uses)
    crowd.number("enterprise.voucher_paid", crowd.around(60_000, 0.8) // 1_000 * 1_000, uses)
    pilot = found.done & (firm.staff > 60) & crowd.yes(0.02 + 0.08 * firm.level)
    crowd.flag("enterprise.pilot_platform_municipal", pilot, found.done)
    for name in ("pilot_platform_open", "pilot_platform_rules", "pilot_platform_site"):
        crowd.flag(f"enterprise.{name}", crowd.yes(0.8), pilot)


def _awards(crowd: Crowd, found: Research) -> None:
    height = found.worth * 1.2 + crowd.between(-1.1, 0.3)
    level = crowd.ladder(("none", "provincial", "national"), height)
    crowd.choice("enterprise.science_award_level", level, found.done)
    won = found.done & ~level.among("none")
    crowd.number("enterprise.science_award_rank", crowd.whole(1, 9), won)
    crowd.days_ago("enterprise.science_award_on", crowd.between(0.2, 7) * YEAR, won)
