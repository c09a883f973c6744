"""Firms: what they do and where, how old and large they are, what they turn over.

Staff goes with trade, age and strength; turnover with staff; profit, tax and assets with turnover.
Spreads are assumptions of ours; they are no statistics.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from applicants.population.crowd import Choice, Crowd, Flags, Floats, Ints
from applicants.population.founders import YEAR
from applicants.population.places import (
    CLUSTERS,
    CODES,
    FIELDS,
    OUTSIDE,
    SECTORS,
    SERVICE_CODES,
    TOWNS,
    area,
)

GROUPS = ("industry", "software_it", "retail", "wholesale", "other")
YEARS = ("last_year", "year_before", "two_years_before", "three_years_before")
STAFF = np.array([13.0, 7.0, 4.0, 4.5, 5.0])  # median of each group
PER_HEAD = np.array([430_000.0, 380_000.0, 450_000.0, 1_500_000.0, 260_000.0])  # yuan a year
ADDED = np.array([0.24, 0.42, 0.12, 0.07, 0.3])  # value added of turnover
SIZES = ("micro", "small", "medium", "large")
LEADING = 0.015  # of companies
AREAS = ("electrical", "electronic", "urban", "rural")


@dataclass(frozen=True, slots=True)
class Trade:
    """Where a firm is and what it does.

    Attributes:
        field: whether it is in a field of the high-tech list.
        makes: whether it makes goods or software.
    """

    town: Choice
    group: Choice
    cluster: Choice
    field: Flags
    makes: Flags


@dataclass(frozen=True, slots=True)
class Standing:
    """How old and how strong a firm is.

    Attributes:
        level: from 0 to 1; most are weak, and a few lead their market.
    """

    years: Floats
    level: Floats


@dataclass(frozen=True, slots=True)
class Firm:
    """What was drawn of a firm.

    Attributes:
        years: since it was registered.
        level: from 0 to 1, how strong it is.
        revenue: of the last four years, the latest first; yuan.
        assets: at the end of last year; yuan.
        incorporated: whether it is a company, a cooperative or a collective.
    """

    trade: Trade
    years: Floats
    level: Floats
    staff: Ints
    revenue: tuple[Floats, ...]
    assets: Floats
    incorporated: Flags


def draw_trade(crowd: Crowd, groups: Mapping[str, Mapping[str, float]]) -> Trade:
    """Town, group, cluster, code and sector."""
    town = crowd.one(TOWNS)
    areas = np.array([AREAS.index(area(slug)) for slug in town.slugs])[town.places]
    group = crowd.one_by(areas, {name: groups[name] for name in AREAS})
    makes = group.among("industry", "software_it")
    cluster = crowd.one_by(areas, {name: CLUSTERS[name] for name in AREAS})
    cluster = cluster.or_else("other", ~makes)
    field = crowd.one_by(cluster.places, {name: FIELDS[name] for name in cluster.slugs})
    field = field.or_else("none", ~makes)
    field = field.or_else("electronic_information", group.among("software_it"))
    code = crowd.one_by(cluster.places, {name: CODES[name] for name in cluster.slugs})
    served = crowd.one_by(
        group.places, {name: SERVICE_CODES.get(name, {"C3823": 1}) for name in group.slugs}
    )
    crowd.choice("enterprise.town", town)
    crowd.choice("enterprise.industry_group", group)
    crowd.choice("enterprise.cluster", cluster)
    crowd.choice("enterprise.high_tech_field", field)
    crowd.text("enterprise.industry_code", code, group.among("industry"))
    _other_codes(crowd, served, ~group.among("industry"))
    sector = crowd.one_by(group.places, {name: SECTORS[name] for name in group.slugs})
    crowd.choice("enterprise.startup_sector", sector)
    trades = sector.among("e_commerce")
    crowd.flag("enterprise.rural_e_commerce", trades & (areas == AREAS.index("rural")))
    return Trade(town, group, cluster, ~field.among("none"), makes)


def _other_codes(crowd: Crowd, codes: Choice, where: Flags) -> None:
    """The codes of those who are no industry, beside the ones that stand already."""
    name = "enterprise.industry_code"
    industrial = crowd.facts.get(name)
    crowd.text(name, codes, where)
    if industrial is not None:
        crowd.facts[name] = industrial.zip_with(industrial.is_not_null(), crowd.facts[name])


def state_age(crowd: Crowd, trade: Trade, years: Floats) -> None:
    """When it was registered, and when it came."""
    days = years * YEAR
    crowd.days_ago("enterprise.registered_on", days)
    moved = crowd.yes(0.04)
    crowd.days_ago(
        "enterprise.moved_to_yueqing_on",
        np.where(moved, days * crowd.rng.random(crowd.size), days),
        ~trade.town.among(*OUTSIDE),
    )
    crowd.flag("enterprise.address_matches", crowd.yes(0.93))


def draw_standing(crowd: Crowd) -> Standing:
    """Age and strength of companies; the strong ones have somebody who knows their papers."""
    leads = crowd.yes(LEADING)
    level = np.where(leads, crowd.between(0.8, 1.0), crowd.rng.beta(1.5, 3.6, crowd.size))
    years = crowd.rng.gamma(1.35, 5.2, crowd.size) + np.where(leads, 9, 0.05)
    crowd.take_care(np.where(leads, 0.95, 0.5 * level))
    return Standing(np.minimum(years, 38), level)


def draw_firm(crowd: Crowd, trade: Trade, standing: Standing) -> Firm:
    """A company: its form, staff and accounts."""
    level, years = standing.level, standing.years
    forms = {
        "limited_company": 84, "joint_stock_company": 1, "sole_proprietorship": 6,
        "partnership": 2.5, "cooperative": 2.5, "collective": 0.5, "branch": 3.5,
    }  # fmt: skip
    form = crowd.one(forms)
    grown = crowd.yes(0.25) & (level > 0.55) & (years > 6)
    form = form.or_else("joint_stock_company", grown)
    crowd.choice("enterprise.legal_form", form)
    state_age(crowd, trade, years)
    grown_by = np.exp(3.1 * (level - 0.29)) * np.clip(years / 5, 0.45, 2.2) ** 0.6
    staff = np.ceil(crowd.around(STAFF[trade.group.places] * grown_by, 0.85)).astype(np.int64)
    revenue = _revenues(crowd, trade, level, years, staff)
    assets = _thousands(revenue[0] * crowd.around(0.95, 0.35) + 50_000)
    incorporated = form.among("limited_company", "joint_stock_company", "cooperative", "collective")
    firm = Firm(trade, years, level, staff, revenue, assets, incorporated)
    _business(crowd, firm)
    _accounts(crowd, firm)
    state_hires(crowd, staff, years)
    return firm


def _revenues(
    crowd: Crowd, trade: Trade, level: Floats, years: Floats, staff: Ints
) -> tuple[Floats, ...]:
    per_head = PER_HEAD[trade.group.places] * np.exp(1.4 * (level - 0.29))
    latest = crowd.around(staff * per_head, 0.45) * np.clip(years, 0.15, 1)
    found = [_thousands(latest)]
    for back in (1, 2, 3):
        growth = np.clip(
            0.03 + 0.22 * level + 0.16 * crowd.rng.standard_normal(crowd.size), -0.6, 2
        )
        before = found[-1] / (1 + growth) * np.clip(years - back, 0, 1)
        found.append(_thousands(before))
    return tuple(found)


def _business(crowd: Crowd, firm: Firm) -> None:
    trade, level = firm.trade, firm.level
    industrial = trade.group.among("industry")
    crowd.flag("enterprise.is_above_scale", industrial & (firm.revenue[0] >= 20_000_000))
    height = np.log10(firm.staff + 1.0) * 1.3 - 1.1
    registered = crowd.ladder(SIZES, height)
    crowd.choice("enterprise.registered_size_class", registered, trade.group.among("other"))
    for name, often in (
        ("is_resident_enterprise", 0.99),
        ("clear_property_rights", 0.97),
        ("independent_accounts", 0.97),
    ):
        crowd.flag(f"enterprise.{name}", crowd.yes(often))
    policy = crowd.one({"permitted": 97.5, "restricted": 2, "prohibited": 0.5})
    crowd.choice("enterprise.product_policy", policy)
    crowd.flag("enterprise.is_listed", (firm.staff > 800) & crowd.yes(0.3))
    crowd.flag("enterprise.pays_tax_in_yueqing", ~trade.town.among(*OUTSIDE) & crowd.yes(0.98))
    share = np.clip(0.98 - crowd.rng.exponential(0.1, crowd.size), 0.2, 1)
    crowd.number("enterprise.main_business_share", np.round(share, 2))
    lead = np.round(share * np.clip(crowd.rng.beta(4, 1.6, crowd.size), 0.05, 1), 2)
    crowd.number("enterprise.lead_product_share", lead, trade.makes)
    niche = firm.years * crowd.between(0.55, 1) * YEAR
    crowd.days_ago("enterprise.serves_niche_since", niche, trade.makes)
    crowd.flag("enterprise.own_brand", crowd.yes(0.2 + 0.6 * level))
    crowd.number("enterprise.lead_products", crowd.rng.poisson(1.5, crowd.size) + 1, trade.makes)
    market = np.round(np.clip(crowd.around(0.002 + 0.12 * level**3, 1.0), 0, 0.8), 4)
    leads = trade.makes & (firm.revenue[0] > 5_000_000)
    crowd.number("enterprise.market_share", market, leads)
    rank = np.ceil(crowd.around(0.35 / (market + 0.0005), 0.5))
    crowd.number("enterprise.market_rank_national", rank, leads)
    crowd.number("enterprise.market_rank_global", rank * crowd.between(1.5, 8), leads)


def _accounts(crowd: Crowd, firm: Firm) -> None:
    revenue, trade = firm.revenue, firm.trade
    for word, amount in zip(YEARS, revenue, strict=True):
        crowd.number(f"enterprise.revenue_{word}", amount)
    margin = -0.03 + 0.2 * firm.level + 0.05 * crowd.rng.standard_normal(crowd.size)
    debt = np.clip(crowd.rng.beta(4.2, 4.0, crowd.size) - 0.1 * (firm.level - 0.3), 0.02, 1.3)
    net = firm.assets * (1 - debt)
    for back, word in enumerate(YEARS[:3]):
        wobble = crowd.between(-0.03, 0.03)
        crowd.number(
            f"enterprise.net_profit_{word}", _thousands(revenue[back] * (margin + wobble * 0.5))
        )
        crowd.number(f"enterprise.net_assets_{word}", _thousands(net))
        net = net / (1 + np.clip(margin + wobble, -0.2, 0.5) + 0.05)
    profit = revenue[0] * margin
    crowd.number("enterprise.total_cost_last_year", _thousands(np.maximum(revenue[0] - profit, 0)))
    crowd.number("enterprise.total_assets_last_year", firm.assets)
    crowd.number("enterprise.total_liabilities_last_year", _thousands(firm.assets * debt))
    added = revenue[0] * np.clip(ADDED[trade.group.places] + 0.2 * margin, 0.01, 0.8)
    tax = revenue[0] * np.clip(0.018 + 0.18 * margin, 0.002, 0.12)
    crowd.number("enterprise.value_added_last_year", _thousands(added))
    crowd.number("enterprise.tax_last_year", _thousands(tax))
    crowd.number("enterprise.local_contribution_last_year", _thousands(tax * 0.4))
    paid = 10.0 ** np.round(crowd.between(5, 6.4) + firm.level, 1)
    crowd.number("enterprise.paid_in_capital", _thousands(paid * crowd.yes(0.9)))
    raised = crowd.yes(0.015 + 0.06 * firm.level * trade.makes)
    equity = _thousands(crowd.around(4_000_000, 1.1)) * raised
    earlier = crowd.yes(0.3) * equity
    crowd.number("enterprise.equity_raised_2y", equity - earlier)
    crowd.number("enterprise.equity_raised_3y", equity)


def state_hires(crowd: Crowd, staff: Ints, years: Floats) -> None:
    """Staff, and who of them was taken on and insured."""
    crowd.number("enterprise.staff_total", staff)
    hires = np.maximum(np.floor(staff * crowd.between(0.4, 1.0)) - 1, 0)
    crowd.number("enterprise.insured_hires", hires)
    since = np.minimum(years, 12) * crowd.between(0.25, 1.0) * YEAR
    crowd.days_ago("enterprise.hires_insured_since", since, hires > 0)
    paid = np.minimum(years * crowd.between(0.4, 1.0), 15) * YEAR
    crowd.days_ago("enterprise.insurance_paid_since", paid, crowd.yes(0.75) | (hires > 0))
    keyed = crowd.rng.binomial(staff, np.clip(crowd.rng.beta(1, 9, crowd.size), 0, 1))
    crowd.number("enterprise.key_group_hires", keyed)
    terms = np.array([6, 12, 24, 36])[crowd.whole(0, 3)]
    crowd.number("enterprise.key_group_contract_months", terms, keyed > 0)
    crowd.flag("enterprise.key_group_hires_insured", crowd.yes(0.85), keyed > 0)


def _thousands(yuan: Floats) -> Floats:
    return np.round(yuan / 1_000) * 1_000
