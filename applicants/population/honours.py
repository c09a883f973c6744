"""Titles that firms hold, grades they got, and what speaks against them."""

from __future__ import annotations

import numpy as np

from applicants.population.crowd import Choice, Crowd, Flags, Floats
from applicants.population.firms import Firm
from applicants.population.founders import YEAR
from applicants.population.research import LEVELS, Research

SME = ("none", "innovative", "specialised", "little_giant")
FACTORIES = ("none", "workshop", "smart", "future")
GREEN = ("none", "municipal", "provincial", "national")
# Title, the ladder's step it stands for, its level.
SME_TITLES = (
    ("innovative_sme", 1, "provincial"),
    ("specialised_sme", 2, "provincial"),
    ("little_giant", 3, "national"),
)
VALID = 3 * YEAR
BAD = (
    ("had_serious_incident", "last_serious_incident_on", 0.012),
    ("had_tax_violation", "last_tax_violation_on", 0.02),
    ("had_customs_violation", "last_customs_violation_on", 0.004),
)


def state_honours(crowd: Crowd, firm: Firm, research: Research) -> None:
    """Titles, grades and levels; a higher one where research and size are better."""
    old = firm.years > 1
    luck = crowd.between(-0.25, 0.25)
    ladder = research.worth + luck
    high = research.done & firm.trade.field & old & (research.share > 0.03) & (ladder > 0.75)
    national = research.done & old & (firm.staff <= 500) & (ladder > 0.6)
    provincial = research.done & old & (ladder > 0.55)
    sized = np.log10(firm.revenue[0] + 1) - 6.5
    sme = crowd.ladder(SME, np.where(old & research.done, 1.3 * ladder + 0.5 * sized - 0.85, 0))
    crowd.flag("enterprise.high_tech_valid", high)
    crowd.flag("enterprise.national_tech_sme_valid", national)
    crowd.flag("enterprise.provincial_tech_sme_valid", provincial)
    crowd.choice("enterprise.sme_title", sme)
    centre = crowd.ladder(LEVELS, np.where(research.done, 1.6 * ladder + 1.1 * (sized - 1), 0))
    crowd.choice("enterprise.tech_centre_level", centre)
    crowd.days_ago(
        "enterprise.municipal_centre_since",
        crowd.between(0.1, 9) * YEAR,
        centre.among("wenzhou", "provincial", "national"),
    )
    _factories(crowd, firm, sized)
    _scores(crowd, firm, research, high)
    held = {"high_tech": (high, "national"), "national_tech_sme": (national, "national"),
            "provincial_tech_sme": (provincial, "provincial")}  # fmt: skip
    champion = sme.among("little_giant") & crowd.yes(0.12)
    held["single_champion"] = (champion, "national")
    hidden = sme.among("specialised") & crowd.yes(0.05)
    held["hidden_champion"] = (hidden, "provincial")
    crowd.flag("enterprise.hidden_champion_valid", hidden)
    _titles(crowd, sme, held)


def _factories(crowd: Crowd, firm: Firm, sized: Floats) -> None:
    industrial = firm.trade.group.among("industry")
    digital = 1.3 * sized + 1.5 * firm.level + crowd.between(-1.2, 0.6)
    factory = crowd.ladder(FACTORIES, digital - 1.5)
    green = crowd.ladder(GREEN, 1.2 * sized + firm.level + crowd.between(-2.2, 0.6))
    crowd.choice("enterprise.factory_level", factory, industrial)
    crowd.choice("enterprise.green_factory_level", green, industrial)
    greener = 0.35 * ~green.among("none")
    systems = {
        "energy": crowd.yes(0.02 + 0.1 * firm.level + greener),
        "environment": crowd.yes(0.1 + 0.3 * firm.level + greener),
        "quality": crowd.yes(0.3 + 0.4 * firm.level + greener),
        "safety": crowd.yes(0.1 + 0.3 * firm.level + greener),
    }
    crowd.choices("enterprise.management_systems", systems)


def _scores(crowd: Crowd, firm: Firm, research: Research, high: Flags) -> None:
    graded = firm.trade.group.among("industry") & (firm.revenue[0] >= 5_000_000)
    height = 2.6 - 3.2 * firm.level + crowd.between(-0.7, 0.7)
    grade = crowd.ladder(("A", "B", "C", "D"), height)
    crowd.choice("enterprise.grade", grade.or_else("none", ~graded))
    classes = crowd.ladder(("growing", "advancing", "leader"), 2.2 * research.worth - 1)
    crowd.choice("enterprise.innovation_index_class", classes.or_else("none", ~high))
    quality = np.clip(25 + 32 * research.worth + crowd.between(-15, 15), 0, 100)
    crowd.number("enterprise.quality_score", np.round(quality), research.done)
    honours = {
        "technology_innovation_demo": crowd.yes(0.01) & (research.worth > 1.2),
        "ip_advantage": crowd.yes(0.15) & (research.worth > 1.0),
        "ip_demo": crowd.yes(0.05) & (research.worth > 1.3),
    }
    crowd.choices("enterprise.national_honours", honours)
    crowd.flag("enterprise.controlled_by_little_giant", crowd.yes(0.004), research.done)
    crowd.flag("enterprise.sister_with_similar_product", crowd.yes(0.01), research.done)


def _titles(crowd: Crowd, sme: Choice, held: dict[str, tuple[Flags, str]]) -> None:
    """State the titles with their days; some are no longer valid."""
    step = np.array([SME.index(slug) for slug in sme.slugs])[sme.places]
    for name, height, level in SME_TITLES:
        held[name] = (step >= height, level)
    held["other"] = (crowd.yes(0.04), "yueqing")
    owners, kinds = np.nonzero(np.stack([flags for flags, _level in held.values()], axis=1))
    titles = crowd.records("enterprise.titles", np.bincount(owners, minlength=crowd.size))
    titles.choice("programme", Choice(tuple(held), kinds.astype(np.int64)))
    levels = tuple(dict.fromkeys(level for _flags, level in held.values()))
    of_kind = np.array([levels.index(level) for _flags, level in held.values()])
    titles.choice("level", Choice(levels, of_kind[kinds]))
    got = titles.between(10, VALID * 1.1)
    titles.days_ago("got_on", got)
    titles.days_ago("valid_to", got - VALID)
    titles.state()


def state_conduct(crowd: Crowd, years: Floats) -> None:
    """Lists, accidents and offences; few have any."""
    crowd.flag("enterprise.abnormal_list", crowd.yes(0.025))
    crowd.flag("enterprise.dishonesty_list", crowd.yes(0.006))
    grades = {"excellent": 12, "good": 58, "medium": 24, "weak": 4.5, "poor": 1.5}
    crowd.choice("enterprise.credit_grade", crowd.one(grades))
    for name, day, share in BAD:
        bad = crowd.yes(share)
        crowd.flag(f"enterprise.{name}", bad)
        crowd.days_ago(
            f"enterprise.{day}", np.minimum(years, 6) * crowd.rng.random(crowd.size) * YEAR, bad
        )
    crowd.flag("enterprise.research_dishonesty", crowd.yes(0.001))
