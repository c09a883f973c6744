"""Programmes and a founder that look like the real ones, drawn from a seed.

Documents are made as text and read by the real reader, so that nothing is measured that could not
have come from a catalogue. The drawn programmes share their criteria as real ones do: most come
from a common stock (the same thresholds again and again), some have a threshold of their own.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from policies.rules.documents import Document, read_document
from policies.rules.facts import Value
from policies.rules.library import Library
from policies.rules.reading import read_document_text

ON = date(2026, 3, 2)
SEED = 20260302
KNOWN_SHARE = 0.8
FITTING_SHARE = 0.9  # of the founder's facts, so that not everything is refused
OWN_THRESHOLD = 0.07  # of all criteria are held against a number that no other programme has
Plain = dict[str, Any]

# name -> thresholds that come again and again
NUMBERS: dict[str, tuple[str, list[Any]]] = {
    "enterprise.staff": ("integer", [3, 5, 10, 20, 50, 100, 300]),
    "enterprise.insured_hires": ("integer", [1, 3, 5, 10]),
    "enterprise.graduates_hired": ("integer", [1, 3, 5]),
    "enterprise.rd_staff": ("integer", [3, 10, 20, 50]),
    "enterprise.inventions": ("integer", [1, 2, 5, 10]),
    "enterprise.revenue": ("money", [1_000_000, 5_000_000, 10_000_000, 20_000_000, 400_000_000]),
    "enterprise.rd_expense": ("money", [300_000, 1_000_000, 5_000_000, 10_000_000]),
    "enterprise.tax_paid": ("money", [50_000, 200_000, 1_000_000]),
    "enterprise.equipment_invested": ("money", [500_000, 2_000_000, 10_000_000]),
    "enterprise.equity_raised": ("money", [5_000_000, 20_000_000]),
    "enterprise.capital": ("money", [100_000, 500_000, 3_000_000]),
    "enterprise.rd_share": ("percent", [0.03, 0.04, 0.05, 0.1]),
    "enterprise.debt_ratio": ("percent", [0.6, 0.7]),
    "enterprise.main_business_share": ("percent", [0.6, 0.7, 0.8]),
    "enterprise.floor_area": ("decimal", [20, 50, 100, 300]),
    "enterprise.land": ("decimal", [5, 10.5, 30]),
    "founder.age": ("integer", [18, 35, 40, 45, 50]),
    "founder.share_held": ("percent", [0.1, 0.3, 0.5]),
    "team.size": ("integer", [2, 3, 5]),
}
CEILINGS = {"founder.age", "enterprise.debt_ratio", "enterprise.staff"}
DAYS: dict[str, list[str]] = {
    "enterprise.founded_on": ["2020-01-01", "2023-01-01", "2025-01-01"],
    "founder.graduated_on": ["2021-01-01", "2023-06-30"],
    "founder.moved_on": ["2022-01-01", "2024-01-01"],
    "enterprise.moved_on": ["2024-07-01"],
}
FLAGS = (
    "enterprise.registered_here abnormal_list dishonesty_list had_incident had_tax_violation "
    "is_listed keeps_rd_account exports_goods founder.is_student founder.first_venture "
    "founder.owns_flat founder.full_time"
)
WANTED_FLAGS = {"enterprise.registered_here", "founder.full_time"}
CHOICES: dict[str, list[str]] = {
    "enterprise.size_class": ["micro", "small", "medium", "large"],
    "enterprise.town": ["liushi", "hongqiao", "beibaixiang", "yuecheng", "furong"],
    "enterprise.grade": ["a", "b", "c", "d"],
    "enterprise.industry": ["electrical", "electronics", "software", "services", "farming"],
    "founder.degree": ["college", "bachelor", "master", "doctorate"],
    "founder.nationality": ["mainland", "taiwan", "foreign"],
}
TITLES = "enterprise.titles"
GROUPS = ["student", "graduate", "unemployed", "veteran", "disabled", "returnee"]


def _flag_names() -> list[str]:
    subject, names = "", []
    for word in FLAGS.split():
        subject, name = word.split(".") if "." in word else (subject, word)
        names.append(f"{subject}.{name}")
    return names


def library_text() -> str:
    """The shared facts: about forty, of every type."""
    facts: dict[str, Plain] = {name: {"type": kind} for name, (kind, _) in NUMBERS.items()}
    facts |= {name: {"type": "date"} for name in DAYS}
    facts |= {name: {"type": "boolean"} for name in _flag_names()}
    for name, slugs in CHOICES.items():
        facts[name] = {"type": "choice", "choices": {slug: slug for slug in slugs}}
    facts["founder.groups"] = {"type": "choices", "choices": {slug: slug for slug in GROUPS}}
    facts["enterprise.industry_code"] = {"type": "text"}
    fields = {"level": {"type": "text"}, "valid_to": {"type": "date"}}
    facts[TITLES] = {"type": "records", "fields": fields}
    return json.dumps(facts)


def founder_text() -> str:
    """One founder as a facts file, about a fifth of the facts unknown."""
    draw = random.Random(SEED)
    plain: Plain = {}
    for name, (_, thresholds) in NUMBERS.items():
        fitting = thresholds[0] if name in CEILINGS else thresholds[-1]
        plain[name] = fitting if draw.random() < FITTING_SHARE else draw.choice(thresholds)
    for name, days in DAYS.items():
        plain[name] = str(date.fromisoformat(draw.choice(days)) + timedelta(draw.randint(-40, 40)))
    for name in _flag_names():
        plain[name] = (name in WANTED_FLAGS) is (draw.random() < FITTING_SHARE)
    plain |= {name: draw.choice(slugs) for name, slugs in CHOICES.items()}
    plain["founder.groups"] = ["graduate", "returnee"]
    plain["enterprise.industry_code"] = "C3823"
    plain[TITLES] = [
        {"level": "provincial", "valid_to": "2027-06-30"},
        {"level": "city", "valid_to": "2025-12-31"},
    ]
    known = {name: value for name, value in plain.items() if draw.random() < KNOWN_SHARE}
    return json.dumps(known)


class _Drawer:
    """Draws the programmes one after the other."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)

    def programme(self, number: int) -> Plain:
        """One programme as plain data."""
        plain: Plain = {
            "programme": f"programme-{number}",
            "edition": "2026",
            "title": f"Programme {number}",
            "department": "science",
            "audience": "enterprise",
            "category": "subsidy",
            "in_force": {"from": "2026-01-01"},
            "sources": {"s1": {"title": "A notice"}},
            "eligibility": {"source": "s1", "basis": "reported", **self._tree(number)},
        }
        if number % 20 == 7:
            plain["scoring"] = self._scoring()
        if number % 10 == 3:
            plain["awards"] = [self._award()]
        return plain

    def _tree(self, number: int) -> Plain:
        """Six to ten criteria in two or three levels."""
        leaves = [self._leaf(number) for _ in range(self.draw.randint(6, 10))]
        if number % 8 == 5:
            leaves[0] = self._formula()
        if number % 25 == 11:
            leaves[1] = self._records()
        either, leaves = leaves[: self.draw.randint(2, 3)], leaves[3:]
        if self.draw.random() < 0.35:  # a third level
            either[-1] = {"all": [either[-1], self._leaf(number)]}
        parts: list[Plain] = [*leaves, {"any": either}]
        if self.draw.random() < 0.4:
            parts.append({"none": [self._flag(), self._flag()]})
        if self.draw.random() < 0.1:
            parts.append({"at_least": 2, "of": [self._leaf(number) for _ in range(3)]})
        self.draw.shuffle(parts)
        return {"all": parts}

    def _leaf(self, number: int) -> Plain:
        kinds: list[Callable[[], Plain]] = [self._flag, self._choice, self._day, self._several]
        if self.draw.random() < 0.55:
            return self._number(number)
        return self.draw.choices(kinds, weights=[4, 4, 1, 1])[0]()

    def _number(self, number: int) -> Plain:
        name = self.draw.choice(list(NUMBERS))
        kind, thresholds = NUMBERS[name]
        threshold = self.draw.choice(thresholds)
        if kind == "money" and self.draw.random() < OWN_THRESHOLD / 0.15:
            threshold += 1_000 * (number + 1)
        operator = "at_most" if name in CEILINGS else "at_least"
        if name == "founder.age" and self.draw.random() < 0.3:
            return {"fact": name, "between": [18, self.draw.choice([35, 40, 45])]}
        return {"fact": name, operator: threshold}

    def _flag(self) -> Plain:
        name = self.draw.choice(_flag_names())
        return {"fact": name, "is": name in WANTED_FLAGS}

    def _choice(self) -> Plain:
        name = self.draw.choice(list(CHOICES))
        slugs = CHOICES[name]
        start = self.draw.randrange(len(slugs) - 1)
        if self.draw.random() < 0.3:
            return {"fact": name, "is": slugs[start]}
        return {"fact": name, "in": slugs[start : start + 3]}

    def _day(self) -> Plain:
        name = self.draw.choice(list(DAYS))
        operator = self.draw.choice(["at_least", "at_most"])
        return {"fact": name, operator: self.draw.choice(DAYS[name])}

    def _several(self) -> Plain:
        if self.draw.random() < 0.5:
            return {"fact": "founder.groups", "includes_any": self.draw.sample(GROUPS, 2)}
        code = self.draw.choice(["C38", "C39", "I65"])
        return {"fact": "enterprise.industry_code", "starts_with": code}

    def _formula(self) -> Plain:
        span = self.draw.choice(list(DAYS))
        return self.draw.choice(
            [
                {
                    "formula": f"years_between({span}, today)",
                    "at_least": self.draw.choice([1, 2, 5]),
                },
                {
                    "formula": f"months_between({span}, today)",
                    "at_most": self.draw.choice([12, 60]),
                },
                {"formula": "enterprise.rd_staff / enterprise.staff", "at_least": 0.1},
                {"formula": "enterprise.rd_expense / enterprise.revenue", "at_least": 0.03},
            ]
        )

    def _records(self) -> Plain:
        where = self.draw.choice(['level = "provincial"', "valid_to >= today"])
        return {"formula": f"count({TITLES} where {where})", "at_least": self.draw.choice([1, 2])}

    def _scoring(self) -> Plain:
        bands = [{"at_least": 0.3, "points": 30}, {"at_least": 0.1, "points": 15}]
        line = {"from": 1_000_000, "to": 100_000_000}
        grades = {"a": 20, "b": 10, "c": 5}
        items: list[Plain] = [
            {"max": 30, "formula": "enterprise.rd_staff / enterprise.staff", "bands": bands},
            {"max": 30, "fact": "enterprise.revenue", "linear": line},
            {"max": 20, "fact": "enterprise.grade", "points": grades},
            {"max": 20, "fact": "enterprise.inventions", "count": 4},
        ]
        clause = {"source": "s1", "basis": "reported"}
        named = [{"item": f"item-{n}", **item, **clause} for n, item in enumerate(items)]
        return {"pass_mark": self.draw.choice([50, 60]), "items": named}

    def _award(self) -> Plain:
        formula = "min(2000 + 1000 * (enterprise.insured_hires - 3), 20000)"
        clause = {"source": "s1", "basis": "reported"}
        return {"kind": "cash", "unit": "CNY/year", "formula": formula, **clause}


@dataclass(frozen=True)
class Population:
    """So many programmes, read, and the founder they are asked about."""

    texts: tuple[str, ...]
    documents: tuple[Document, ...]
    facts: dict[str, Value]


def population(size: int) -> Population:
    """The first ``size`` programmes of the seed."""
    library = Library.read({"facts.yaml": library_text()})
    drawer = _Drawer(SEED)
    texts = tuple(json.dumps(drawer.programme(number)) for number in range(size))
    documents = tuple(read_document(text, library=library) for text in texts)
    return Population(texts, documents, library.facts.read(read_document_text(founder_text())))


def counts(population_: Population) -> dict[str, int]:
    """How many criteria, distinct criteria and nodes there are."""
    nodes = [
        node
        for document in population_.documents
        for condition in document.conditions()
        for node in condition.walk()
    ]
    criteria = [node.key() for node in nodes if not node.children()]
    return {"criteria": len(criteria), "distinct": len(set(criteria)), "nodes": len(nodes)}
