"""What invented people answer: plausible, in the words of the shared facts, and never complete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from applicants.demo.dice import Dice

Answers = dict[str, Any]  # name -> value, as a facts file has it
FORGOTTEN = 0.17  # of those who did not prepare; of everybody's answers it makes about 15 %
YEAR = 365
# Towns of Yueqing as often as firms are found there; a few firms are elsewhere.
TOWNS = (
    "liushi liushi liushi liushi beibaixiang beibaixiang hongqiao hongqiao lecheng chengdong "
    "chengnan wengyang baishi shifan dajing yandang qingjiang puqi panshi elsewhere_in_wenzhou"
)
# What a firm makes: code, group, cluster, field of the high-tech list.
TRADES = (
    "C3823/industry/electrical/advanced_manufacturing "
    "C3823/industry/electrical/advanced_manufacturing "
    "C3824/industry/electrical/electronic_information "
    "C3821/industry/electrical/new_energy "
    "C4019/industry/smart_iot/electronic_information "
    "C3489/industry/smart_equipment/advanced_manufacturing "
    "C2929/industry/new_materials/new_materials "
    "C3825/industry/new_energy/new_energy "
    "I6513/software_it/smart_iot/electronic_information "
    "F5174/wholesale/other/none"
)
FIELDS = (
    "power_electronics",
    "low_voltage_apparatus",
    "arc_fault_detection",
    "electromagnetic_compatibility",
    "sensors",
    "embedded_systems",
    "iot",
    "software_ai",
    "automation",
    "materials",
)
TALENT = "none none none none none none F3 F3 F2 F1 E D"
# What the prepared need for their applications and therefore do not leave out.
PREPARED = frozenset(
    {
        "founder.born_on",
        "founder.degree",
        "founder.full_time_degree",
        "founder.graduated_on",
        "founder.employed",
        "founder.employer_in_wenzhou",
        "founder.employer_size_class",
        "founder.first_time_founder",
        "founder.sells_restricted_goods",
        "founder.sells_food",
        "enterprise.legal_form",
        "enterprise.startup_sector",
        "enterprise.industry_code",
        "enterprise.town",
        "enterprise.moved_to_yueqing_on",
        "enterprise.revenue_last_year",
        "enterprise.grade",
        "enterprise.had_serious_incident",
        "enterprise.dishonesty_list",
        "enterprise.idle_or_breached_land",
        "enterprise.unpaid_land_price",
        "enterprise.polluting_project",
    }
)


def person(dice: Dice, *, prepared: bool) -> Answers:
    """A founder, or somebody about to be one.

    Args:
        prepared: a graduate of last year or so with a job in Wenzhou, who leaves nothing out that
            the grants for graduates ask for.
    """
    age = dice.number(22, 27) if prepared else dice.number(19, 44)
    graduated = not (dice.yes(0.15) and age < 24) or prepared
    answers = {
        "founder.born_on": dice.ago(age * YEAR + 20, age * YEAR + 360),
        "founder.nationality": dice.one("mainland_china " * 19 + "hong_kong_macao_taiwan"),
        "founder.origin": dice.one("yueqing yueqing yueqing wenzhou zhejiang elsewhere"),
        **_education(dice, age=age, graduated=graduated, prepared=prepared),
        **_work(dice, employed=prepared or dice.yes(0.4)),
        **_home(dice),
        **_business(dice, prepared=prepared),
        **_space(dice),
        "founder.credit_clean": dice.yes(0.96),
        "founder.talent_class": dice.one(TALENT),
        "founder.professional_title": dice.one("none none none junior middle"),
        "founder.invention_patents": dice.one("0 0 0 0 0 1 2"),
        "team.size": dice.number(1, 9),
        "team.core_members": dice.number(0, 3),
        "team.business_plan_complete": dice.yes(),
    }
    answers["founder.invention_patents"] = int(answers["founder.invention_patents"])
    if dice.yes(0.15):
        answers["founder.contest_awards"] = [_award(dice)]
    return _forgetful(dice, answers, prepared=prepared)


def enterprise(dice: Dice, *, prepared: bool) -> Answers:
    """A firm, and what its founder says of themselves.

    Args:
        prepared: an industrial firm of some size in Yueqing, in order with everybody, that leaves
            nothing out that the auction of land asks for.
    """
    code, group, cluster, field = dice.one(TRADES).split("/")
    if prepared:
        code, group, cluster, field = "C3823", "industry", "electrical", "advanced_manufacturing"
    years = dice.number(5, 20) if prepared else dice.number(0, 20)
    registered = dice.ago(years * YEAR + 60, years * YEAR + 360)
    staff = dice.number(60, 600) if prepared else dice.number(3, 320)
    answers = {
        "enterprise.legal_form": dice.one("limited_company " * 8 + "joint_stock_company"),
        "enterprise.registered_on": registered,
        "enterprise.moved_to_yueqing_on": registered,
        "enterprise.town": "liushi" if prepared else dice.one(TOWNS),
        "enterprise.industry_code": code,
        "enterprise.industry_group": group,
        "enterprise.cluster": cluster,
        "enterprise.high_tech_field": field,
        "enterprise.is_above_scale": prepared or dice.yes(0.4),
        **_staff(dice, staff),
        **_accounts(dice, staff, prepared=prepared),
        **_research(dice),
        **_titles(dice),
        **_record(dice, troubled=not prepared and dice.yes(0.1)),
        **_land(dice),
        **_firm_founder(dice),
    }
    if dice.yes(0.4):
        answers |= _need(dice)
    return _forgetful(dice, answers, prepared=prepared)


def expert(dice: Dice) -> Answers:
    """Somebody who could help a firm some days a month."""
    age = dice.number(31, 58)
    answers = {
        "expert.born_on": dice.ago(age * YEAR + 20, age * YEAR + 360),
        "expert.degree": dice.one("bachelor master master doctorate doctorate doctorate"),
        "expert.employer_kind": dice.one("university university university institute enterprise"),
        "expert.employer_consents": dice.yes(0.8),
        "expert.breaks_part_time_rules": False,
        "expert.fields": sorted({dice.rng.choice(FIELDS) for _each in range(3)}),
        "expert.invention_patents": dice.number(0, 25),
        "expert.firm_projects": dice.number(0, 8),
        "expert.title": dice.one("middle associate_senior associate_senior senior"),
        "expert.talent_class": dice.one("none E D D C F1"),
        "expert.days_per_month": dice.number(1, 8),
        "expert.firms_now": dice.number(0, 2),
        "expert.holds_interest_in_firm": dice.yes(0.1),
        "expert.related_to_firm": dice.yes(0.1),
    }
    return _forgetful(dice, answers, prepared=False)


def _forgetful(dice: Dice, answers: Mapping[str, Any], *, prepared: bool) -> Answers:
    """Without what somebody was not asked yet or did not know."""
    held = PREPARED if prepared else frozenset[str]()
    return {n: v for n, v in answers.items() if n in held or not dice.yes(FORGOTTEN)}


# --- persons --------------------------------------------------------------------------------------


def _education(dice: Dice, *, age: int, graduated: bool, prepared: bool) -> Answers:
    years = max(age - 22, 0)
    since = (60, 480) if prepared else (years * YEAR + 30, years * YEAR + 300)
    groups = dice.some(("returnee", "hardship", "veteran"), 1) if dice.yes(0.3) else []
    answers = {
        "founder.is_student": not graduated,
        "founder.degree": dice.one("college bachelor bachelor bachelor master"),
        "founder.full_time_degree": prepared or dice.yes(0.8),
        "founder.overseas_degree_certified": dice.yes(0.1),
    }
    if graduated:
        answers["founder.graduated_on"] = dice.ago(*since)
    if "veteran" in groups:
        answers["founder.discharged_on"] = dice.ago(200, 1_500)
    if not prepared and dice.yes(0.1):
        groups.append("unemployed")
        answers["founder.unemployed_since"] = dice.ago(30, 400)
    return {**answers, "founder.key_groups": sorted(groups)}


def _work(dice: Dice, *, employed: bool) -> Answers:
    answers: Answers = {
        "founder.works_in_yueqing": dice.yes(0.9),
        "founder.employed": employed,
        "founder.insured_now": employed or dice.yes(0.3),
    }
    if employed:
        days = dice.number(60, 700)
        answers |= {
            "founder.employer_in_wenzhou": True,
            "founder.employer_size_class": dice.one("micro small small medium"),
            "founder.joined_employer_on": dice.ago(days, days + 30),
            "founder.employed_in_own_firm": dice.yes(0.2),
            "founder.full_time_job": dice.yes(0.95),
            "founder.contract_months": int(dice.one("12 24 36 36 36 60")),
            "founder.insured_since": dice.ago(days - 30, days),
            "founder.first_insured_in_wenzhou_on": dice.ago(days - 30, days + 200),
            "founder.insured_in_own_firm": dice.yes(0.2),
            "founder.monthly_wage": dice.number(5_000, 16_000, 500),
        }
    return answers


def _home(dice: Dice) -> Answers:
    rents = dice.yes(0.5)
    answers: Answers = {
        "founder.owns_flat_in_yueqing": not rents and dice.yes(0.6),
        "founder.rents_home": rents,
        "founder.gets_talent_flat": dice.yes(0.04),
        "founder.gets_talent_rent_subsidy": dice.yes(0.04),
    }
    if rents:
        answers |= {
            "founder.lease_months": int(dice.one("12 12 24 36")),
            "founder.lease_from": dice.ago(10, 330),
            "founder.monthly_home_rent": dice.number(600, 3_000, 100),
            "founder.has_rent_invoice": dice.yes(0.6),
        }
    return answers


def _business(dice: Dice, *, prepared: bool) -> Answers:
    forms = "individual_business limited_company limited_company"
    form = dice.one(forms if prepared else f"none none {forms}")
    answers: Answers = {
        "enterprise.legal_form": form,
        "enterprise.startup_sector": dice.one("technology e_commerce retail catering culture"),
        "founder.first_time_founder": prepared or dice.yes(0.8),
        "founder.got_business_rent_subsidy": False,
        "founder.loan_need": dice.number(0, 500_000, 50_000),
        "founder.has_other_bank_loans": dice.yes(0.2),
    }
    if prepared:
        answers["enterprise.startup_sector"] = dice.one("elderly_care housekeeping modern_farming")
    if form != "none":
        answers |= {
            "enterprise.registered_on": dice.ago(40, 1_300),
            "enterprise.town": "liushi" if prepared else dice.one(TOWNS),
            "enterprise.industry_group": dice.one("industry retail software_it other"),
            "enterprise.staff_total": dice.number(1, 12),
            "enterprise.insured_hires": dice.number(0, 6),
            "enterprise.hires_insured_since": dice.ago(60, 600),
            "founder.is_legal_rep": dice.yes(0.85),
            "founder.is_actual_controller": dice.yes(0.8),
            "founder.equity_share": dice.percent(20, 100),
        }
    return answers


def _space(dice: Dice) -> Answers:
    food = dice.yes(0.2)
    answers: Answers = {
        "founder.pledges_to_register_in_yueqing": dice.yes(0.8),
        "founder.free_space": dice.one("none " * 12 + "office stall"),
        "founder.space_wanted": dice.one("none office office shop stall desk"),
        "founder.space_need_m2": dice.number(10, 120, 5),
        "founder.space_use": dice.one("office e_commerce e_commerce retail catering other"),
        "founder.sells_food": food,
        "founder.sells_restricted_goods": False,
    }
    if food:
        answers["founder.food_permit"] = dice.one("food_business_licence small_catering_filing")
        answers["founder.health_certificate_until"] = dice.ago(-330, -60)
    return answers


def _award(dice: Dice) -> Answers:
    return {
        "name": "示例创业大赛",
        "level": dice.one("yueqing yueqing wenzhou provincial"),
        "rank": dice.one("first second third finalist"),
        "got_on": dice.ago(100, 1_000),
    }


# --- enterprises ----------------------------------------------------------------------------------


def _staff(dice: Dice, staff: int) -> Answers:
    technical = staff * dice.number(5, 35) // 100
    return {
        "enterprise.staff_total": staff,
        "enterprise.tech_staff": technical,
        "enterprise.college_tech_staff": technical * dice.number(40, 100) // 100,
        "enterprise.rd_staff": technical * dice.number(40, 90) // 100,
        "enterprise.insured_hires": dice.number(0, 12),
        "enterprise.hires_insured_since": dice.ago(90, 900),
        "enterprise.key_group_hires": dice.number(0, 6),
    }


def _accounts(dice: Dice, staff: int, *, prepared: bool) -> Answers:
    """Four years of revenue, three of research, and what hangs on them; yuan."""
    revenue = staff * dice.number(500_000 if prepared else 250_000, 900_000, 10_000)
    years = [revenue]
    for _each in range(3):
        years.append(_rounded(years[-1] * dice.number(78, 103) // 100))
    rate = dice.number(2, 7)
    research = [_rounded(year * rate // 100) for year in years[:3]]
    assets = _rounded(revenue * dice.number(60, 140) // 100)
    debts = _rounded(assets * dice.number(25, 65) // 100)
    suffixes = ("last_year", "year_before", "two_years_before", "three_years_before")
    profit = _rounded(revenue * dice.number(2, 11) // 100)
    answers: Answers = {f"enterprise.revenue_{n}": v for n, v in zip(suffixes, years, strict=True)}
    answers |= {f"enterprise.rd_expense_{n}": v for n, v in zip(suffixes, research, strict=False)}
    return {
        **answers,
        "enterprise.total_cost_last_year": revenue - profit,
        "enterprise.total_assets_last_year": assets,
        "enterprise.total_liabilities_last_year": debts,
        "enterprise.net_assets_last_year": assets - debts,
        "enterprise.net_profit_last_year": profit,
        "enterprise.paid_in_capital": dice.number(1_000_000, 20_000_000, 500_000),
        "enterprise.main_business_share": dice.percent(75, 100),
        "enterprise.lead_product_share": dice.percent(40, 95),
        "enterprise.hightech_revenue_share": dice.percent(20, 85),
        "enterprise.pays_tax_in_yueqing": True,
        "enterprise.tax_last_year": _rounded(revenue * dice.number(2, 5) // 100),
        "enterprise.value_added_last_year": _rounded(revenue * dice.number(20, 32) // 100),
    }


def _rounded(yuan: int) -> int:
    return yuan // 10_000 * 10_000


def _research(dice: Dice) -> Answers:
    first, second, unit = dice.number(0, 6), dice.number(0, 30), dice.yes(0.6)
    return {
        "enterprise.class1_ip": first,
        "enterprise.class2_ip": second,
        "enterprise.class1_ip_self_developed": dice.number(0, first),
        "enterprise.class1_ip_high_value": dice.number(0, first),
        "enterprise.core_ip_owned": first > 0,
        "enterprise.core_ip_all_new": False,
        "enterprise.technology_basis": dice.some(("patent_granted", "software_copyright"), 2),
        "enterprise.product_from_own_technology": dice.yes(0.7),
        "enterprise.results_transferred_3y": dice.number(0, 12),
        "enterprise.standards_led_5y": int(dice.one("0 0 0 0 1 2")),
        "enterprise.has_rd_unit": unit,
        "enterprise.runs_rd_unit": unit and dice.yes(0.75),
        "enterprise.rd_institution_level": dice.one("none none none yueqing wenzhou provincial"),
        "enterprise.digital_level": dice.number(0, 3),
        "enterprise.market_share": dice.percent(1, 30),
        "enterprise.serves_niche_since": dice.ago(700, 4_000),
        "enterprise.own_brand": dice.yes(0.7),
    }


def _titles(dice: Dice) -> Answers:
    return {
        "enterprise.high_tech_valid": dice.yes(0.3),
        "enterprise.national_tech_sme_valid": dice.yes(0.3),
        "enterprise.provincial_tech_sme_valid": dice.yes(0.4),
        "enterprise.sme_title": dice.one("none none none innovative innovative specialised"),
        "enterprise.hidden_champion_valid": False,
        "enterprise.provincial_institute_valid": False,
        "enterprise.tech_centre_level": dice.one("none none none yueqing wenzhou"),
        "enterprise.factory_level": dice.one("none none none workshop"),
        "enterprise.green_factory_level": dice.one("none none none municipal"),
        "enterprise.quality_score": dice.number(35, 90),
    }


def _record(dice: Dice, *, troubled: bool) -> Answers:
    answers: Answers = {
        "enterprise.grade": dice.one("A B B B C" + (" D" if troubled else "")),
        "enterprise.product_policy": "permitted",
        "enterprise.abnormal_list": troubled and dice.yes(),
        "enterprise.dishonesty_list": False,
        "enterprise.credit_grade": dice.one("excellent good good medium"),
        "enterprise.had_serious_incident": troubled,
        "enterprise.had_tax_violation": False,
        "enterprise.had_customs_violation": False,
        "enterprise.research_dishonesty": False,
        "enterprise.is_listed": False,
        "enterprise.clear_property_rights": True,
        "enterprise.independent_accounts": True,
        "enterprise.address_matches": dice.yes(0.95),
    }
    if troubled:
        answers["enterprise.last_serious_incident_on"] = dice.ago(200, 2_000)
    return answers


def _land(dice: Dice) -> Answers:
    owned = dice.number(0, 40) if dice.yes(0.6) else 0
    return {
        "enterprise.land_owned_mu": owned,
        "enterprise.floor_rented_m2": 0 if owned else dice.number(800, 9_000, 100),
        "enterprise.building_plot_ratio": 2,
        "enterprise.energy_tce_last_year": dice.number(40, 2_400, 10),
        "enterprise.electricity_kwh_last_year": dice.number(100_000, 4_000_000, 10_000),
        "enterprise.idle_or_breached_land": False,
        "enterprise.unpaid_land_price": False,
        "enterprise.polluting_project": False,
        "enterprise.major_project": dice.yes(0.05),
    }


def _firm_founder(dice: Dice) -> Answers:
    age = dice.number(24, 56)
    return {
        "founder.born_on": dice.ago(age * YEAR + 20, age * YEAR + 360),
        "founder.is_legal_rep": dice.yes(0.9),
        "founder.is_actual_controller": dice.yes(0.8),
        "founder.credit_clean": dice.yes(0.97),
        "founder.sells_restricted_goods": False,
        "founder.free_space": "none",
    }


def _need(dice: Dice) -> Answers:
    return {
        "need.stated": True,
        "need.title": "示例需求：小型断路器的温升试验",
        "need.problem": "示例：额定电流下温升偏高，希望专家帮助找到原因。",
        "need.field": dice.rng.choice(FIELDS),
        "need.budget": dice.number(50_000, 800_000, 50_000),
        "need.due_on": dice.ago(-300, -90),
        "need.secrecy": dice.one("open open title_only matched_only"),
    }
