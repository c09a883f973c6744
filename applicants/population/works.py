"""What firms build and look for: land and floor, digital works, first sets, rooms, needs."""

from __future__ import annotations

import numpy as np

from applicants.population.crowd import Crowd
from applicants.population.firms import Firm
from applicants.population.founders import YEAR
from applicants.population.honours import FACTORIES
from applicants.population.places import OUTSIDE
from applicants.population.research import Research

FIELDS = {
    "power_electronics": 14, "low_voltage_apparatus": 22, "arc_fault_detection": 5,
    "electromagnetic_compatibility": 5, "sensors": 9, "embedded_systems": 8, "iot": 8,
    "software_ai": 9, "automation": 9, "mechanical": 6, "new_energy": 7, "materials": 6,
    "surface_treatment": 3, "biomedicine": 1, "environment": 2, "other": 5,
}  # fmt: skip


def state_works(crowd: Crowd, firm: Firm, research: Research) -> None:
    """All of it; who has nothing of the kind says so, or is not asked."""
    _land(crowd, firm)
    _digital(crowd, firm)
    _support(crowd, firm, research)
    _first_set(crowd, firm, research)
    _incubation(crowd, firm)
    _need(crowd, firm, research)
    outside = firm.trade.town.among(*OUTSIDE)
    crowd.flag("enterprise.accelerating_county", outside & crowd.yes(0.2), research.done)


def _land(crowd: Crowd, firm: Firm) -> None:
    industrial = firm.trade.group.among("industry")
    owns = industrial & crowd.yes(np.clip(np.log10(firm.revenue[0] + 1) - 6.9, 0, 0.8))
    mu = np.maximum(crowd.around(firm.revenue[0] / 4_500_000, 0.5), 1)
    crowd.number("enterprise.land_owned_mu", np.where(owns, mu, 0), industrial)
    floor = np.where(owns, 0, crowd.around(25 * firm.staff + 100, 0.4))
    crowd.number("enterprise.floor_rented_m2", np.round(floor), industrial)
    ratio = np.round(crowd.between(1.0, 3.0), 1)
    crowd.number("enterprise.building_plot_ratio", ratio, industrial)
    power = crowd.around(firm.revenue[0] * 0.03 + 2_000, 0.6)
    crowd.number("enterprise.electricity_kwh_last_year", np.round(power), industrial)
    energy = np.round(power * 0.00029 * crowd.between(1, 1.4) + 0.1, 1)
    crowd.number("enterprise.energy_tce_last_year", energy, industrial)
    emitted = np.round(crowd.around(energy * 0.02 + 0.1, 0.7), 1)
    crowd.number("enterprise.emission_t_last_year", emitted, industrial & crowd.yes(0.6))
    above = industrial & (firm.revenue[0] >= 5_000_000)
    seeks = above & crowd.yes(0.25)
    need = np.round(np.maximum(mu * crowd.between(0.3, 1.2), 3))
    crowd.number("enterprise.land_need_mu", np.where(seeks, need, 0), above)
    invested = np.round(need * crowd.around(4_000_000, 0.3) / 10_000) * 10_000
    crowd.number("enterprise.planned_investment", invested, seeks)
    taxed = np.round(crowd.around(330_000, 0.4) / 1_000) * 1_000
    crowd.number("enterprise.planned_tax_per_mu", taxed, seeks)
    crowd.flag("enterprise.major_project", crowd.yes(0.02), above)
    for name, share in (
        ("idle_or_breached_land", 0.015),
        ("unpaid_land_price", 0.01),
        ("polluting_project", 0.02),
    ):
        crowd.flag(f"enterprise.{name}", crowd.yes(share), above)


def _digital(crowd: Crowd, firm: Firm) -> None:
    industrial = firm.trade.group.among("industry")
    level = np.clip(np.round(0.6 + 2.6 * firm.level + crowd.between(-0.5, 0.7), 1), 0, 4)
    crowd.number("enterprise.digital_level", level, industrial)
    works = industrial & crowd.yes(0.06 + 0.5 * firm.level)
    after = np.clip(level + np.round(crowd.between(0.1, 1.2), 1), 0, 4)
    crowd.number("enterprise.digital_level_after", after, works)
    crowd.flag("enterprise.digital_diagnosis_done", crowd.yes(0.75), works)
    crowd.flag("enterprise.digital_vendor_listed", crowd.yes(0.8), works)
    value = np.round(crowd.around(firm.revenue[0] * 0.012 + 20_000, 0.7) / 1_000) * 1_000
    crowd.number("enterprise.digital_contract_value", value, works)
    kind = crowd.one({"light": 1}).or_else("deep", value > 500_000)
    crowd.choice("enterprise.digital_retrofit_kind", kind, works)
    crowd.number("enterprise.maturity_level", np.floor(level + crowd.between(0, 0.9)), works)
    score = np.round(np.clip(38 * level + crowd.between(-15, 15), 0, 500))
    crowd.number("enterprise.maturity_self_score", score, works)
    spend = np.round(crowd.around(firm.revenue[0] * 0.05, 0.9) / 1_000) * 1_000
    crowd.number("enterprise.digital_project_spend", spend, works)
    done = crowd.between(-400, 1_200)
    crowd.days_ago("enterprise.digital_project_done_on", done, works)
    crowd.flag("enterprise.project_in_zhejiang", crowd.yes(0.98), works)
    pool = crowd.ladder(FACTORIES, 1.6 * level - 3.0 + crowd.between(-1, 1))
    crowd.choice("enterprise.factory_pool", pool, industrial)


def _support(crowd: Crowd, firm: Firm, research: Research) -> None:
    plans = research.done & crowd.yes(0.1 + 0.5 * firm.level)
    value = np.round(crowd.around(firm.revenue[0] * 0.12, 0.8) / 10_000) * 10_000
    crowd.number("enterprise.support_project_investment", value, plans)
    kinds = {"technical_renovation": 40, "digital_renovation": 25, "basic_research": 3, "other": 32}
    crowd.choice("enterprise.support_project_kind", crowd.one(kinds), plans)
    crowd.flag("enterprise.support_project_funded", crowd.yes(0.12), plans)


def _first_set(crowd: Crowd, firm: Firm, research: Research) -> None:
    makes = research.done & firm.trade.group.among("industry")
    crowd.flag("enterprise.develops_and_makes_in_zhejiang", crowd.yes(0.96), makes)
    listed = makes & crowd.yes(0.02 + 0.1 * firm.level)
    crowd.flag("enterprise.first_set_on_list", listed, makes)
    crowd.flag("enterprise.first_set_licensed", crowd.yes(0.9), listed)
    crowd.flag("enterprise.first_set_tested", crowd.yes(0.85), listed)
    sales = {"none": 20, "first_sales": 55, "wide_sales": 25}
    crowd.choice("enterprise.first_set_sales", crowd.one(sales), listed)
    crowd.days_ago("enterprise.novelty_report_on", crowd.between(20, 1_100), listed)


def _incubation(crowd: Crowd, firm: Firm) -> None:
    young = firm.years < 5
    levels = {"none": 80, "unrecognised": 8, "wenzhou": 8, "provincial": 3, "national": 1}
    level = crowd.one(levels).or_else("none", ~young)
    crowd.choice("enterprise.incubator_level", level)
    inside = ~level.among("none")
    crowd.days_ago("enterprise.incubated_since", firm.years * crowd.between(0.1, 1) * YEAR, inside)
    crowd.flag("enterprise.incubated_elsewhere_before", crowd.yes(0.08), inside)
    rents = inside | (~firm.trade.group.among("industry") & crowd.yes(0.7))
    area = np.round(crowd.around(12 * firm.staff + 30, 0.4))
    crowd.number("enterprise.rented_space_m2", np.where(rents, area, 0))
    rent = np.round(area * crowd.between(15, 45) * 12 / 100) * 100
    crowd.number("enterprise.annual_rent", np.where(rents, rent, 0))


def _need(crowd: Crowd, firm: Firm, research: Research) -> None:
    stated = research.done & crowd.yes(0.12 + 0.3 * firm.level)
    crowd.flag("need.stated", stated)
    crowd.text(
        "need.title", crowd.one({"示例需求：提高产品一致性": 2, "示例需求：降低温升": 1}), stated
    )
    crowd.text("need.problem", crowd.one({"示例：现有工艺离散，需要检测方法。": 1}), stated)
    crowd.choice("need.field", crowd.one(FIELDS), stated)
    crowd.number("need.budget", crowd.around(300_000, 0.8) // 10_000 * 10_000, stated)
    crowd.days_ago("need.due_on", -crowd.between(30, 900), stated)
    secrecy = {"open": 60, "title_only": 30, "matched_only": 10}
    crowd.choice("need.secrecy", crowd.one(secrecy), stated)
