"""Invented founders, students, firms and experts who answer questions, drawn from a seed.

Each knows an answer to every fact that can be asked, or does not know it. What belongs together is
drawn together (age and degree, staff and revenue and tax, research and patents); a fact that this
file does not name is drawn by its type and by how strong the firm is, so that new facts of the
catalogue are answered too. Shares and spreads are assumptions of ours; they are no statistics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from policies.answers import askable
from policies.presentation.audience import AUDIENCE
from policies.rules.facts import FactType, Value, Vocabulary

SEED = 20_261_125
KINDS = {  # of a hundred visitors
    "about to start": 20,
    "student or graduate": 20,
    "founder, firm up to 3 years": 22,
    "small firm": 16,
    "medium or large firm": 7,
    "expert": 15,
}
YEAR = 365


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One of them.

    Attributes:
        answers: fact to value; a fact that is absent is one they are not sure of.
    """

    number: int
    kind: str
    answers: Mapping[str, Value]


def visitors(count: int, vocabulary: Vocabulary, *, on: date, seed: int = SEED) -> list[Visitor]:
    """So many, always the same ones for a seed."""
    return list(_visitors(count, vocabulary, on, seed))


def _visitors(count: int, vocabulary: Vocabulary, on: date, seed: int) -> Iterator[Visitor]:
    for number in range(count):
        rng = Random(f"{seed}-{number}")
        kind = rng.choices(list(KINDS), weights=list(KINDS.values()))[0]
        yield Visitor(number=number, kind=kind, answers=_Drawn(rng, kind, vocabulary, on).answers())


class _Drawn:
    """Draws one visitor.

    Attributes:
        level: from 0 to 1, how strong the firm or the person is; most are not.
    """

    def __init__(self, rng: Random, kind: str, vocabulary: Vocabulary, on: date) -> None:
        self.rng, self.kind, self.vocabulary, self.on = rng, kind, vocabulary, on
        self.level = rng.betavariate(1.6, 2.6)
        self.has_firm = "firm" in kind
        self.size = kind if self.has_firm else ""
        self.who = self._who()

    def answers(self) -> dict[str, Value]:
        known = self._person() | (self._firm() if self.has_firm else {})
        known |= self._expert() if self.kind == "expert" else {}
        found: dict[str, Value] = {AUDIENCE: self.who}
        for name, fact in self.vocabulary.items():
            if name == AUDIENCE or not askable(fact) or not self._concerned(name):
                continue
            value = known[name] if name in known else self._by_type(fact)
            if value is not None and not self._unsure(fact):
                found[name] = value
        return found

    def _unsure(self, fact: FactType) -> bool:
        return self.rng.random() > fact.likely_known

    def _concerned(self, name: str) -> bool:
        """Nobody knows the figures of a firm that does not exist."""
        return self.has_firm or not name.startswith(("enterprise.", "need.")) or name in _OF_NO_FIRM

    def _yes(self, share: float) -> bool:
        return self.rng.random() < share

    def _ago(self, least: float, most: float) -> date:
        return self.on - timedelta(days=int(self.rng.uniform(least, most)))

    def _who(self) -> frozenset[str]:
        who = {
            "about to start": {"starting"},
            "student or graduate": {"student"} | ({"starting"} if self._yes(0.5) else set()),
            "expert": {"expert"} | ({"starting"} if self._yes(0.15) else set()),
        }.get(self.kind, {"running"})
        if self.kind.startswith("founder") and self._yes(0.25):
            who = who | {"student"}
        return frozenset(who)

    # --- persons --------------------------------------------------------------------------------

    def _person(self) -> dict[str, Any]:
        young = self.kind == "student or graduate" or (
            self.kind.startswith("founder") and "student" in self.who
        )
        age = self.rng.uniform(19, 28) if young else self.rng.triangular(22, 58, 34)
        student = self.kind == "student or graduate" and age < 24 and self._yes(0.6)
        degree = self.rng.choices(
            ["below_college", "college", "bachelor", "master", "doctorate"],
            weights=[0, 25, 55, 17, 3] if young else [35, 28, 28, 7, 2],
        )[0]
        groups: set[str] = set()
        for group, share in (("unemployed", 0.06), ("veteran", 0.05), ("returnee", 0.05)):
            if self._yes(share):
                groups.add(group)
        found: dict[str, Any] = {
            "founder.born_on": self._ago(age * YEAR, age * YEAR + 364),
            "founder.nationality": "mainland_china" if self._yes(0.96) else "foreign",
            "founder.origin": self.rng.choice(
                ["yueqing"] * 6 + ["wenzhou", "zhejiang", "elsewhere"]
            ),
            "founder.key_groups": frozenset(groups),
            "founder.is_student": student,
            "founder.degree": degree,
            "founder.full_time_degree": degree != "below_college" and self._yes(0.8),
            "founder.graduated_on": None
            if student
            else self._ago(max(age - 23, 0.2) * YEAR, max(age - 21, 1) * YEAR),
            "founder.employed": self._yes(0.2 if student else 0.5),
            "founder.credit_clean": self._yes(0.97),
            "founder.first_time_founder": self._yes(0.75),
            "founder.is_legal_rep": self.has_firm and self._yes(0.8),
            "founder.is_actual_controller": self.has_firm and self._yes(0.75),
            "founder.owns_flat_in_yueqing": self._yes(0.15 if young else 0.45),
            "founder.free_space": "none" if self._yes(0.93) else "office",
            "founder.talent_class": self.rng.choice(["none"] * 14 + ["F3", "F2", "F1", "E", "D"]),
            "founder.professional_title": self.rng.choice(["none"] * 5 + ["junior", "middle"]),
            "founder.invention_patents": max(0, int(self.rng.gauss(-1, 1.5))),
            "founder.monthly_wage": self.rng.randrange(3_000, 15_000, 500),
            "founder.monthly_home_rent": self.rng.randrange(500, 3_000, 100),
            "founder.lease_months": self.rng.choice([6, 12, 12, 12, 24, 36]),
            "founder.contract_months": self.rng.choice([12, 24, 36, 36, 60]),
            "founder.loan_need": self.rng.choice([0, 0, 100_000, 200_000, 500_000]),
            "team.size": self.rng.choice([1, 1, 2, 3, 3, 4, 5, 6, 8, 10]),
            "team.core_members": self.rng.choice([0, 1, 2, 3, 4]),
            "team.members_average_age": Fraction(int(age * 10), 10),
        }
        return found

    # --- firms ----------------------------------------------------------------------------------

    def _firm(self) -> dict[str, Any]:
        rng = self.rng
        young = self.kind.startswith("founder")
        years = rng.uniform(0.1, 3) if young else rng.triangular(2, 25, 8)
        low, high = {"f": (1, 20), "s": (8, 100), "m": (100, 900)}[self.kind[0]]
        staff = int(low * (high / low) ** rng.random())
        per_head = 150_000 + 1_200_000 * self.level * rng.random()
        revenue = [int(staff * per_head * 0.9**back) if years > back else 0 for back in range(4)]
        research = revenue[0] * 0.12 * self.level if self._yes(0.4 + 0.5 * self.level) else 0
        trade = rng.choices(
            ["industry", "software_it", "retail", "wholesale", "other"], [50, 10, 15, 10, 15]
        )[0]
        tech = trade in ("industry", "software_it") and self._yes(0.4 + 0.4 * self.level)
        solo = young and self._yes(0.45)
        patents = int(12 * self.level * rng.random()) if tech else 0
        registered = self._ago(years * YEAR, years * YEAR)
        found: dict[str, Any] = {
            "enterprise.legal_form": rng.choice(
                ["individual_business", "sole_proprietorship", "partnership"]
            )
            if solo
            else rng.choices(["limited_company", "joint_stock_company"], [9, 1])[0],
            "enterprise.registered_on": registered,
            "enterprise.moved_to_yueqing_on": registered,
            "enterprise.industry_group": trade,
            "enterprise.industry_code": {"industry": "C3823", "software_it": "I6513"}.get(
                trade, "F5174"
            ),
            "enterprise.is_above_scale": revenue[0] > 20_000_000 and trade == "industry",
            "enterprise.staff_total": staff,
            "enterprise.insured_hires": max(0, int(staff * rng.uniform(0.4, 1)) - 1),
            "enterprise.hires_insured_since": self._ago(10, years * YEAR),
            "enterprise.tech_staff": int(staff * (0.4 if tech else 0.1) * rng.random()),
            "enterprise.college_tech_staff": int(staff * (0.3 if tech else 0.1) * rng.random()),
            "enterprise.rd_staff": int(staff * 0.3 * rng.random()) if tech else 0,
            "enterprise.key_group_hires": int(staff * 0.15 * rng.random()),
            "enterprise.class1_ip": int(patents * rng.random()),
            "enterprise.class2_ip": patents,
            "enterprise.high_tech_valid": tech and staff > 20 and self._yes(0.6 * self.level),
            "enterprise.provincial_tech_sme_valid": tech and self._yes(0.6 * self.level),
            "enterprise.national_tech_sme_valid": tech and self._yes(0.5 * self.level),
            "enterprise.has_rd_unit": tech and self._yes(self.level),
        }
        for back, word in enumerate(
            ("last_year", "year_before", "two_years_before", "three_years_before")
        ):
            margin = rng.uniform(-0.05, 0.15)
            found[f"enterprise.revenue_{word}"] = revenue[back]
            found[f"enterprise.rd_expense_{word}"] = int(research * 0.9**back) if tech else 0
            found[f"enterprise.net_profit_{word}"] = int(revenue[back] * margin)
            found[f"enterprise.net_assets_{word}"] = int(revenue[back] * rng.uniform(0.1, 0.8))
        found |= {
            "enterprise.total_cost_last_year": int(revenue[0] * 0.92),
            "enterprise.total_assets_last_year": int(revenue[0] * 1.1),
            "enterprise.total_liabilities_last_year": int(revenue[0] * rng.uniform(0.1, 0.9)),
            "enterprise.tax_last_year": int(revenue[0] * rng.uniform(0.01, 0.06)),
            "enterprise.value_added_last_year": int(revenue[0] * 0.3),
            "enterprise.paid_in_capital": rng.choice([100_000, 500_000, 1_000_000, 5_000_000]),
        }
        return found

    def _expert(self) -> dict[str, Any]:
        rng = self.rng
        return {
            "expert.born_on": self._ago(30 * YEAR, 62 * YEAR),
            "expert.degree": rng.choice(["bachelor", "master", "doctorate", "doctorate"]),
            "expert.title": rng.choice(
                ["none", "middle", "associate_senior", "associate_senior", "senior"]
            ),
            "expert.employer_consents": self._yes(0.8),
            "expert.days_per_month": rng.choice([1, 2, 3, 4, 5, 8]),
            "expert.firms_now": rng.choice([0, 0, 0, 1, 2]),
            "expert.invention_patents": rng.randrange(0, 25),
            "expert.firm_projects": rng.randrange(0, 8),
        }

    # --- whatever else --------------------------------------------------------------------------

    def _by_type(self, fact: FactType) -> Value | None:
        if fact.usual is not None and self._yes(0.95):
            return fact.usual
        draw: Callable[[FactType], Any] | None = getattr(self, f"_{fact.type}", None)
        return None if draw is None else draw(fact)

    def _boolean(self, fact: FactType) -> bool:
        return self._yes(0.25 + 0.5 * self.level)

    def _choice(self, fact: FactType) -> str:
        slugs = list(fact.choices)
        if "none" in slugs and self._yes(0.75 - 0.5 * self.level):
            return "none"
        return self.rng.choice(slugs)

    def _choices(self, fact: FactType) -> frozenset[str]:
        return frozenset(slug for slug in fact.choices if self._yes(0.3 * self.level + 0.05))

    def _integer(self, fact: FactType) -> int:
        return int(self._within(fact, int(12 * self.level * self.rng.random() ** 2)))

    def _decimal(self, fact: FactType) -> Fraction:
        return Fraction(
            self._within(fact, Fraction(int(1_000 * self.level * self.rng.random()), 10))
        )

    def _percent(self, fact: FactType) -> Fraction:
        return Fraction(self._within(fact, Fraction(int(100 * self.rng.random()), 100)))

    def _money(self, fact: FactType) -> int:
        return int(self._within(fact, int(10 ** self.rng.uniform(4, 5.5 + 2 * self.level))))

    def _date(self, fact: FactType) -> date:
        if fact.name.endswith(("_until", "due_on", "done_on")):
            return self._ago(-3 * YEAR, YEAR)
        return self._ago(10, 6 * YEAR)

    def _text(self, fact: FactType) -> str:
        return "示例"

    def _within(self, fact: FactType, number: Any) -> Any:
        low = number if fact.minimum is None else max(number, fact.minimum)
        return low if fact.maximum is None else min(low, fact.maximum)


_OF_NO_FIRM = {"enterprise.legal_form"}
