"""The four kinds of applicants of a city, as each is drawn; and what nobody named by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from applicants.models import Profile
from applicants.population.crowd import Choice, Crowd, Ints
from applicants.population.firms import (
    SIZES,
    draw_firm,
    draw_standing,
    draw_trade,
    state_age,
    state_hires,
)
from applicants.population.founders import (
    YEAR,
    draw_founder,
    state_contests,
    state_home,
    state_loans,
    state_ownership,
    state_plans,
    state_space,
    state_team,
    state_work,
)
from applicants.population.honours import state_conduct, state_honours
from applicants.population.places import COMPANY_GROUPS, TRADER_GROUPS
from applicants.population.research import draw_research
from applicants.population.works import FIELDS, state_works
from policies.presentation.audience import EXPERT, RUNNING, STARTING, STUDENT
from policies.rules.facts import FactType, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of applicant.

    Attributes:
        share: of the city.
        draw: states their facts and says who is one: place among ``audiences``.
        subjects: what facts are about that concern them.
    """

    kind: Profile.Kind
    name: str
    share: float
    draw: Callable[[Crowd], Ints]
    audiences: tuple[str, ...]
    subjects: tuple[str, ...]


def _trader(crowd: Crowd) -> Ints:
    """A shop, a workshop, a stall: somebody in business alone or with a few."""
    age = np.clip(crowd.rng.normal(41, 10.5, crowd.size), 18.1, 75)
    founder = draw_founder(crowd, age)
    trade = draw_trade(crowd, TRADER_GROUPS)
    form = crowd.one({"individual_business": 91, "online_shop": 9})
    crowd.choice("enterprise.legal_form", form)
    years = np.minimum(crowd.rng.gamma(1.2, 4.5, crowd.size) + 0.02, age - 17.5)
    state_age(crowd, trade, years)
    staff = 1 + crowd.rng.poisson(crowd.rng.gamma(0.9, 1.6, crowd.size))
    state_hires(crowd, staff, years)
    revenue = crowd.around(staff * 160_000.0, 0.7) // 1_000 * 1_000
    crowd.number("enterprise.revenue_last_year", revenue)
    crowd.number("enterprise.rd_expense_last_year", np.zeros(crowd.size))
    sizes = Choice(SIZES, np.zeros(crowd.size, np.int64))
    crowd.choice("enterprise.registered_size_class", sizes, trade.group.among("other"))
    crowd.flag("enterprise.pays_tax_in_yueqing", crowd.yes(0.98))
    rent = np.where(crowd.yes(0.7), crowd.around(30_000, 0.7) // 100 * 100, 0)
    crowd.number("enterprise.annual_rent", rent)
    crowd.flag("enterprise.abnormal_list", crowd.yes(0.03))
    crowd.flag("enterprise.dishonesty_list", crowd.yes(0.006))
    crowd.flag("need.stated", np.zeros(crowd.size, np.bool_))
    crowd.number("team.size", np.minimum(staff, 1 + crowd.rng.poisson(0.6, crowd.size)))
    state_ownership(crowd, founder, sole=True)
    state_loans(crowd)
    state_space(crowd)
    return np.zeros(crowd.size, np.int64)


def _company(crowd: Crowd) -> Ints:
    """A registered firm, and what its founder says of themselves."""
    standing = draw_standing(crowd)
    age = np.clip(crowd.rng.normal(41, 9, crowd.size) + 0.3 * standing.years, 19, 75)
    founder = draw_founder(crowd, age, learned=0.2)
    firm = draw_firm(crowd, draw_trade(crowd, COMPANY_GROUPS), standing)
    research = draw_research(crowd, firm)
    state_honours(crowd, firm, research)
    state_conduct(crowd, firm.years)
    state_works(crowd, firm, research)
    state_ownership(crowd, founder, sole=False)
    state_loans(crowd)
    state_space(crowd)
    state_contests(crowd, founder)
    state_team(crowd, founder)
    return np.zeros(crowd.size, np.int64)


def _person(crowd: Crowd) -> Ints:
    """Somebody who has no firm: at school, at work, about to start."""
    young = crowd.yes(0.6)
    age = np.where(
        young, crowd.between(18.2, 29), np.clip(crowd.rng.normal(36, 8, crowd.size), 20, 62)
    )
    founder = draw_founder(crowd, age, learned=0.45)
    state_work(crowd, founder, own_firm=0.04)
    state_home(crowd, founder)
    state_plans(crowd, founder)
    state_contests(crowd, founder)
    state_team(crowd, founder)
    state_loans(crowd)
    crowd.flag("founder.first_time_founder", crowd.yes(0.85))
    form = Choice(("none",), np.zeros(crowd.size, np.int64))
    crowd.choice("enterprise.legal_form", form)
    sectors = {
        "e_commerce": 28, "technology": 20, "retail": 12, "catering": 14, "culture": 8,
        "elderly_care": 2, "housekeeping": 3, "modern_farming": 5, "manufacturing": 4, "other": 4,
    }  # fmt: skip
    crowd.choice("enterprise.startup_sector", crowd.one(sectors))
    return (founder.student | (founder.graduate & (founder.since < 2))).astype(np.int64)


def _expert(crowd: Crowd) -> Ints:
    """Somebody of a university, an institute or a firm who helps others some days a month."""
    age = np.clip(crowd.rng.normal(44, 8, crowd.size), 28, 66)
    crowd.days_ago("expert.born_on", age * YEAR)
    degrees = {"bachelor": 14, "master": 28, "doctorate": 56, "college": 2}
    degree = crowd.one(degrees)
    crowd.choice("expert.degree", degree)
    height = np.clip((age - 28) / 7, 0, 3.2) + degree.among("doctorate") + crowd.between(-1, 1)
    title = crowd.ladder(("none", "junior", "middle", "associate_senior", "senior"), height)
    crowd.choice("expert.title", title)
    classes = ("none", "F2", "F1", "E", "D", "C", "B", "A")
    crowd.choice("expert.talent_class", crowd.ladder(classes, height - crowd.between(-1, 3)))
    kinds = {"university": 55, "institute": 18, "hospital": 6, "enterprise": 17, "other": 4}
    crowd.choice("expert.employer_kind", crowd.one(kinds))
    crowd.flag("expert.employer_consents", crowd.yes(0.8))
    crowd.flag("expert.breaks_part_time_rules", crowd.yes(0.02))
    fields = {slug: crowd.yes(0.16) for slug in FIELDS}
    crowd.choices("expert.fields", fields)
    crowd.number("expert.invention_patents", crowd.rng.poisson(1 + 2.2 * height.clip(0)))
    crowd.number("expert.firm_projects", crowd.rng.poisson(0.6 + height.clip(0)))
    crowd.number("expert.days_per_month", crowd.whole(1, 12) / 2)
    crowd.number("expert.firms_now", crowd.rng.poisson(0.6, crowd.size))
    crowd.flag("expert.holds_interest_in_firm", crowd.yes(0.05))
    crowd.flag("expert.related_to_firm", crowd.yes(0.03))
    offers = crowd.yes(0.3)
    crowd.flag("result.stated", offers)
    crowd.flag("result.may_transfer", crowd.yes(0.85), offers)
    _fit(crowd)
    return np.zeros(crowd.size, np.int64)


def _fit(crowd: Crowd) -> None:
    """How they would fit the firm they have in mind."""
    match = crowd.one({"same": 35, "near": 30, "distant": 20, "unrelated": 15})
    crowd.choice("fit.field_match", match)
    crowd.number("fit.problem_overlap", np.round(crowd.rng.beta(2.5, 1.6, crowd.size), 2))
    crowd.number("fit.track_record", np.round(crowd.rng.beta(2, 2, crowd.size), 2))
    crowd.number("fit.travel_minutes", np.ceil(crowd.around(55, 0.6) / 5) * 5)
    crowd.number("fit.cooperations", crowd.rng.poisson(0.7, crowd.size))


FIRM, SELF = ("enterprise", "need"), ("founder", "team")
KINDS = (
    Kind(
        kind=Profile.Kind.ENTERPRISE, name="示例商户", share=0.62, draw=_trader,
        audiences=(RUNNING,), subjects=FIRM + SELF,
    ),
    Kind(
        kind=Profile.Kind.ENTERPRISE, name="示例公司", share=0.27, draw=_company,
        audiences=(RUNNING,), subjects=FIRM + SELF,
    ),
    Kind(
        kind=Profile.Kind.PERSON, name="示例创业者", share=0.1, draw=_person,
        audiences=(STARTING, STUDENT), subjects=SELF,
    ),
    Kind(
        kind=Profile.Kind.EXPERT, name="示例专家", share=0.01, draw=_expert,
        audiences=(EXPERT,), subjects=("expert", "result", "fit"),
    ),
)  # fmt: skip


def state_rest(crowd: Crowd, kind: Kind, vocabulary: Vocabulary, named: frozenset[str]) -> None:
    """State by their types the facts that no kind names, such as those an officer added."""
    for name, fact in vocabulary.items():
        if name in named or fact.derived or fact.sort == "records":
            continue
        if name.partition(".")[0] in kind.subjects or "." not in name:
            _by_type(crowd, name, fact)


def _by_type(crowd: Crowd, name: str, fact: FactType) -> None:
    match fact.type:
        case "boolean":
            usual = fact.usual if isinstance(fact.usual, bool) else None
            crowd.flag(name, crowd.yes(0.4 if usual is None else 0.05 + 0.9 * usual))
        case "choice":
            crowd.choice(name, crowd.one(dict.fromkeys(fact.choices, 1.0)))
        case "choices":
            crowd.choices(name, {slug: crowd.yes(0.25) for slug in fact.choices})
        case "percent":
            crowd.number(name, np.round(crowd.rng.random(crowd.size), 2))
        case "money":
            crowd.number(name, crowd.around(200_000, 1.5) // 1_000 * 1_000)
        case "integer" | "decimal":
            crowd.number(name, np.floor(crowd.around(5, 1.0)))
        case "date":
            crowd.days_ago(name, crowd.between(5, 6 * YEAR))
        case "text":
            crowd.text(name, crowd.one({"示例": 1}))
