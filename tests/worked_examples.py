"""Three visitors with what they know and what must come out: nobody real, no firm that exists.

A founder of 27 with a young online shop, an electrical firm that wants land, and an associate
professor. Answers are typed as people type them; the days and results are those that the
programmes' documents state, worked out by hand.
"""

from dataclasses import dataclass, field
from datetime import date

ON = date(2026, 3, 2)
Typed = str | list[str]


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One visitor.

    Attributes:
        answers: what they know, by fact; everything else they skip.
        stands: in which part of the results a programme must stand: ``now``, ``one`` or ``more``
            answers away, ``later`` (a no that can change, or an intake to come), ``no``.
        pages: words that a page must show, by its address.
    """

    answers: dict[str, Typed]
    stands: dict[str, str]
    pages: dict[str, list[str]] = field(default_factory=dict)


FOUNDER = Visitor(
    answers={
        "audience": ["running", "student"],
        "founder.born_on": "1998-09-01",
        "founder.nationality": "mainland_china",
        "founder.origin": "yueqing",
        "founder.key_groups": ["none-of-these"],
        "founder.is_student": "no",
        "founder.degree": "bachelor",
        "founder.full_time_degree": "yes",
        "founder.graduated_on": "2022年6月20日",
        "founder.works_in_yueqing": "yes",
        "founder.employed": "yes",
        "founder.employed_in_own_firm": "yes",
        "founder.employer_in_wenzhou": "yes",
        "founder.full_time_job": "yes",
        "founder.contract_months": "36",
        "founder.insured_now": "yes",
        "founder.insured_since": "2025-11-01",
        "founder.first_insured_in_wenzhou_on": "2025-11-01",
        "founder.insured_in_own_firm": "yes",
        "founder.joined_employer_on": "2025-10-15",
        "founder.owns_flat_in_yueqing": "no",
        "founder.talent_class": "F3",
        "founder.first_time_founder": "yes",
        "founder.is_legal_rep": "yes",
        "founder.equity_share": "60%",
        "founder.credit_clean": "yes",
        "founder.free_space": "none",
        "founder.space_wanted": "office",
        "founder.space_need_m2": "110",
        "founder.space_use": "e_commerce",
        "founder.has_other_bank_loans": "no",
        "founder.loan_need": "30万",
        "team.size": "7",
        "enterprise.legal_form": "limited_company",
        "enterprise.registered_on": "2025-10-15",
        "enterprise.town": "chengdong",
        "enterprise.startup_sector": "e_commerce",
        "enterprise.industry_group": "software_it",
        "enterprise.is_resident_enterprise": "yes",
        "enterprise.staff_total": "7",
        "enterprise.tech_staff": "2",
        "enterprise.insured_hires": "６人",
        "enterprise.hires_insured_since": "2025-11-01",
        "enterprise.rural_e_commerce": "no",
        "enterprise.revenue_last_year": "690万",
        "enterprise.rd_expense_last_year": "45万",
        "enterprise.total_assets_last_year": "300万",
        "enterprise.class1_ip": "0",
        "enterprise.class2_ip": "2",
        "enterprise.product_policy": "permitted",
        "enterprise.had_serious_incident": "no",
        "enterprise.research_dishonesty": "no",
        "enterprise.abnormal_list": "no",
        "enterprise.dishonesty_list": "no",
        "enterprise.annual_rent": "0",
    },
    stands={
        "youth-home": "now",
        "startup-loan-personal": "now",
        "job-creation-grant": "later",
        "startup-grant": "no",  # nobody becomes a carer for it
        "graduate-rent-subsidy": "no",
        "national-tech-sme": "waiting",  # fits; the intake opens in June
        "provincial-tech-sme": "later",
        "high-tech-enterprise": "later",
        "talent-rent-subsidy": "later",
        "graduate-living-grant": "no",
        "data-for-land": "no",
    },
    pages={
        "/programmes/youth-home/": ["27 周岁", "示例标准"],
        "/programmes/startup-loan-personal/": ["30 万元", "2027 年 6 月 20 日"],
        "/programmes/job-creation-grant/": ["2026 年 11 月 1 日", "5000 元"],
        "/programmes/national-tech-sme/": ["78", "6 月 1 日"],
        "/programmes/provincial-tech-sme/": ["2026 年 10 月 15 日", "138 天"],
        "/programmes/graduate-rent-subsidy/": ["青创之家"],
        "/plan/": ["2026 年 11 月 1 日"],
    },
)

ENTERPRISE = Visitor(
    answers={
        "audience": ["running"],
        "enterprise.legal_form": "limited_company",
        "enterprise.registered_on": "2012-05-08",
        "enterprise.town": "liushi",
        "enterprise.moved_to_yueqing_on": "2012-05-08",
        "enterprise.industry_group": "industry",
        "enterprise.industry_code": "C3823",
        "enterprise.cluster": "electrical",
        "enterprise.is_above_scale": "yes",
        "enterprise.is_resident_enterprise": "yes",
        "enterprise.is_listed": "no",
        "enterprise.is_high_tech_service": "no",
        "enterprise.land_owned_mu": "0",
        "enterprise.floor_rented_m2": "12000.06",
        "enterprise.building_plot_ratio": "1",
        "enterprise.land_need_mu": "20",
        "enterprise.revenue_last_year": "26500万",
        "enterprise.revenue_year_before": "2.190082645亿",
        "enterprise.revenue_two_years_before": "1.766195682亿",
        "enterprise.revenue_three_years_before": "1.447701379亿",
        "enterprise.tax_last_year": "720万",
        "enterprise.value_added_last_year": "5200万",
        "enterprise.staff_total": "240",
        "enterprise.rd_expense_last_year": "1180万",
        "enterprise.rd_expense_year_before": "1010万",
        "enterprise.energy_tce_last_year": "1500",
        "enterprise.grade": "A",
        "enterprise.high_tech_valid": "yes",
        "enterprise.sme_title": "specialised",
        "enterprise.tech_centre_level": "wenzhou",
        "enterprise.municipal_centre_since": "2024-06-01",
        "enterprise.factory_level": "workshop",
        "enterprise.provincial_institute_valid": "no",
        "enterprise.class1_ip": "3",
        "enterprise.class1_ip_on_lead_product": "3",
        "enterprise.rd_staff": "58",
        "enterprise.rd_equipment_value": "1360万",
        "enterprise.market_share": "6%",
        "enterprise.market_rank_national": "5",
        "enterprise.market_rank_global": "40",
        "enterprise.product_policy": "permitted",
        "enterprise.total_assets_last_year": "1亿",
        "enterprise.total_liabilities_last_year": "5800万",
        "enterprise.main_business_share": "93%",
        "enterprise.green_factory_level": "none",
        "enterprise.factory_pool": "none",
        "enterprise.digital_project_spend": "2600万",
        "enterprise.had_serious_incident": "no",
        "enterprise.had_tax_violation": "no",
        "enterprise.had_customs_violation": "no",
        "enterprise.dishonesty_list": "no",
        "enterprise.abnormal_list": "no",
        "enterprise.idle_or_breached_land": "no",
        "enterprise.unpaid_land_price": "no",
        "enterprise.polluting_project": "no",
        "enterprise.major_project": "no",
        "enterprise.accelerating_county": "no",
    },
    stands={
        "data-for-land": "ask",  # fits; no text says when a round begins
        "provincial-tech-centre": "waiting",  # fits; last year's day is known
        "provincial-institute": "ask",
        "little-giant": "no",
        "hidden-champion": "no",
        "smart-factory": "later",
        "provincial-green-factory": "later",
        "national-tech-sme": "no",
    },
    pages={
        "/programmes/data-for-land/": ["85.57"],
        "/programmes/little-giant/": ["6%"],
        "/programmes/smart-factory/": ["2600 万元"],
    },
)

EXPERT = Visitor(
    answers={
        "audience": ["expert"],
        "expert.born_on": "1985-01-20",
        "expert.degree": "doctorate",
        "expert.title": "associate_senior",
        "expert.employer_kind": "university",
        "expert.employer_consents": "yes",
        "expert.breaks_part_time_rules": "no",
        "expert.holds_interest_in_firm": "no",
        "expert.firms_now": "1",
        "expert.days_per_month": "4",
        "expert.fields": [
            "power_electronics",
            "arc_fault_detection",
            "electromagnetic_compatibility",
        ],
        "expert.invention_patents": "6",
        "expert.firm_projects": "2",
        "fit.field_match": "same",
        "fit.problem_overlap": "80%",
        "fit.track_record": "70%",
        "fit.travel_minutes": "45",
        "fit.cooperations": "1",
    },
    stands={"tech-deputy-expert": "ask", "youth-home": "no", "provincial-tech-centre": "no"},
    pages={"/programmes/tech-deputy-expert/": ["83"]},
)
