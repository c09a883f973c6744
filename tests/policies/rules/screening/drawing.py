"""Random documents and profiles by a seed, hostile ones among them.

The constants of documents and the values of profiles come from the same few pools, so that they
meet at thresholds all the time.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from decimal import Decimal

from policies.rules.documents import Document, read_document
from policies.rules.errors import RuleError
from policies.rules.library import Library

CLAUSE = {"source": "s1", "basis": "reported"}
INTEGERS = (0, 1, 2, 3, 4, 5, 12, 25, -1, -3, 999_999_999_999_999, -999_999_999_999_999, 2**31)
DECIMALS = (
    0,
    1,
    0.1,
    0.2,
    0.3,
    0.7,
    2.5,
    2.675,
    -0.5,
    1.005,
    1e-12,
    123456789.012345,
    99999999999999.5,
)
MONEY = (0, 1, 30_000, 29_999.99, 30_000.01, 1_000_000, 333_333.33, 0.01, 1e14, 70_000)
SHARES = (0, 0.03, 0.029999, 0.030001, 0.1, 0.3, 0.5, 1, 0.333333333333)
DAYS = (
    "1900-01-01",
    "2000-02-29",
    "2004-02-29",
    "2023-03-02",
    "2024-02-29",
    "2024-08-31",
    "2025-02-28",
    "2025-03-01",
    "2026-01-31",
    "2026-03-01",
    "2026-03-02",
    "2026-03-03",
    "2027-01-31",
    "2100-12-31",
)
CHOICE, SET = ("a", "b", "c"), ("x", "y", "z")
TEXTS = ("a", "b", "C38", "C3812", "新材料研发", "研发", "100%_x", "2", "")
ON = DAYS[3:]

FIELDS = {
    "k": {"type": "boolean"},
    "n": {"type": "integer"},
    "a": {"type": "money"},
    "w": {"type": "date"},
    "c": {"type": "choice", "choices": dict.fromkeys(CHOICE, "one")},
    "s": {"type": "choices", "choices": dict.fromkeys(SET, "one")},
}
FACTS = {
    **{name: {"type": "integer"} for name in ("i1", "i2")},
    "i3": {"type": "integer", "min": 0, "max": 5},
    **{name: {"type": "decimal"} for name in ("d1", "d2")},
    **{name: {"type": "money"} for name in ("m1", "m2")},
    "p1": {"type": "percent"},
    **{name: {"type": "boolean"} for name in ("b1", "b2")},
    **{n: {"type": "choice", "choices": dict.fromkeys(CHOICE, "one")} for n in ("c1", "c2")},
    **{name: {"type": "text"} for name in ("t1", "t2")},
    **{n: {"type": "choices", "choices": dict.fromkeys(SET, "one")} for n in ("s1", "s2")},
    **{name: {"type": "date"} for name in ("w1", "w2")},
    "r1": {"type": "records", "fields": FIELDS},
    "r2": {"type": "records", "fields": {"x": {"type": "decimal"}, "k": {"type": "boolean"}}},
    "e1": {"type": "decimal", "derived": "m1 / i1"},
    "e2": {"type": "boolean", "derived": "b1 and e1 >= 30000"},
    "e3": {"type": "date", "derived": "if(b2, w1, months_after(w2, 6))"},
    "e4": {
        "type": "choice",
        "choices": dict.fromkeys(CHOICE, "one"),
        "derived": "if(i3 > 2, c1, c2)",
    },
    "e5": {"type": "integer", "derived": "count(r1 where n > i3)"},
}
POOLS = {
    **dict.fromkeys(("i1", "i2"), INTEGERS),
    "i3": range(6),
    **dict.fromkeys(("d1", "d2", "e1"), DECIMALS),
    **dict.fromkeys(("m1", "m2"), MONEY),
    "p1": SHARES,
    **dict.fromkeys(("b1", "b2", "e2"), (True, False)),
    **dict.fromkeys(("c1", "c2", "e4"), CHOICE),
    **dict.fromkeys(("t1", "t2"), TEXTS),
    **dict.fromkeys(("w1", "w2", "e3"), DAYS),
    "e5": range(3),
}
NUMBERS = ("i1", "i2", "i3", "d1", "d2", "m1", "m2", "p1", "e1", "e5")
TABLES = {
    "t": {"0": 2, "1": 0.1, "2": 30000, "a": 3, "b": 0.2, "true": 5, "-1": 7},
    "u": {"a": "b", "1": "C38"},
}
# Formulas, thresholds that they just reach, and the facts with which doubles alone get it wrong.
NEAR = (
    ("d1 + d2", 0.3, {"d1": 0.1, "d2": 0.2}),
    ("d1 * 3", 0.3, {"d1": 0.1}),
    ("d1 - d2", 0.1, {"d1": 0.3, "d2": 0.2}),
    ("m1 * p1", 30_000.001, {"m1": 1_000_000.033333, "p1": 0.03}),
    ("0.07 * m1", 7, {"m1": 100}),
    ("d1 / 3 * 3", 0.7, {"d1": 0.7}),
    ("m1 * 1.1 - m2", 0.3, {"m1": 3, "m2": 3}),
    ("sum(r2.x)", 0.3, {"r2": [{"x": 0.1}, {"x": 0.2}]}),
    ("average(r2.x)", 0.2, {"r2": [{"x": 0.1}, {"x": 0.2}, {"x": 0.3}]}),
    ("d1 / d2", 3, {"d1": 0.3, "d2": 0.1}),
    ("round(d1 * 100, 0)", 101, {"d1": 1.005}),
)
SIGNS = ("=", "!=", "<", "<=", ">", ">=")
ORDERED = ("is", "is_not", "at_least", "at_most", "more_than", "less_than")


def plain_number(value):
    """A number as a text that a formula takes."""
    return format(Decimal(repr(value)) if isinstance(value, float) else Decimal(value), "f")


@dataclass
class Draw:
    """Draws by one seed."""

    seed: str

    def __post_init__(self):
        self.random = random.Random(self.seed)

    def one(self, *options):
        return self.random.choice(options)

    def chance(self, share):
        return self.random.random() < share

    # --- profiles -------------------------------------------------------------------------------

    def profile(self):
        """Answers as a facts file has them, each fact known or not."""
        share = self.one(0.3, 0.7, 0.95)
        found = {
            name: self.random.choice(pool) for name, pool in POOLS.items() if self.chance(share)
        }
        for name in ("e1", "e2", "e3", "e4", "e5"):  # stated seldom
            if self.chance(0.8):
                found.pop(name, None)
        for name in ("s1", "s2"):
            if self.chance(share):
                found[name] = [option for option in SET if self.chance(0.5)]
        for name, draw in (("r1", self.record), ("r2", self.other_record)):
            if self.chance(share):
                found[name] = [draw() for _ in range(self.one(0, 0, 1, 1, 2, 3, 5))]
        return {**found, **self.one(*NEAR)[2]} if self.chance(0.3) else found

    def record(self):
        pools = {"k": (True, False), "n": INTEGERS, "a": MONEY, "w": DAYS, "c": CHOICE}
        found = {name: self.random.choice(pool) for name, pool in pools.items() if self.chance(0.8)}
        if self.chance(0.8):
            found["s"] = [option for option in SET if self.chance(0.5)]
        return found

    def other_record(self):
        found = {"x": self.one(*DECIMALS)} if self.chance(0.8) else {}
        return {**found, "k": self.chance(0.5)} if self.chance(0.8) else found

    # --- formulas -------------------------------------------------------------------------------

    def number(self, depth=2, fields=()):
        """A formula that gives a number."""
        if depth == 0 or self.chance(0.25):
            return self._number_atom(fields)
        a, b = self.number(depth - 1, fields), self.number(depth - 1, fields)
        match self.random.randrange(13):
            case 0 | 1 | 2 | 3:
                return f"({a} {self.one('+', '-', '*', '/')} {b})"
            case 4:
                return f"({a} / {self.one('i1', 'i3', 'm2', '3', '4')})"
            case 5:
                return f"{self.one('min', 'max')}({a}, {b})"
            case 6:
                return f"if({self.yes_no(depth - 1, fields)}, {a}, {b})"
            case 7:
                return f"coalesce({a}, {b})"
            case 8:
                return f"round({a}, {self.one(-3, -1, 0, 0, 1, 2)})"
            case 9:
                key = self.one("i1", "i3", "c1", "e4", "b1", "t1", "e5", a)
                return f"lookup(t, {key})"
            case 10 | 11:
                return self._aggregate(depth - 1)
            case _:
                unit = self.one("years", "months", "days")
                return (
                    f"{unit}_between({self.day(depth - 1, fields)}, {self.day(depth - 1, fields)})"
                )

    def _number_atom(self, fields):
        constants = [
            plain_number(abs(self.one(*pool))) for pool in (INTEGERS, DECIMALS, MONEY, SHARES)
        ]
        inside = [name for name in ("n", "a") if name in fields] * 4
        return self.one(*NUMBERS, *NUMBERS, *constants, "par", *inside)

    def _aggregate(self, depth):
        fact, field = self.one(("r1", "n"), ("r1", "a"), ("r2", "x"))
        where = ""
        if self.chance(0.7):
            where = (
                f" where {self.yes_no(min(depth, 1), ('k', 'n', 'a') if fact == 'r1' else ('k',))}"
            )
        function = self.one("count", "count", "sum", "average", "lowest", "highest")
        return f"{function}({fact if function == 'count' else f'{fact}.{field}'}{where})"

    def day(self, depth=1, fields=()):
        """A formula that gives a day."""
        if depth == 0 or self.chance(0.6):
            return self.one(
                "w1", "w2", "e3", "today", "parday", *(["w"] * 4 if "n" in fields else [])
            )
        match self.random.randrange(4):
            case 0 | 1:
                months = self.one(-13, -1, 0, 1, 6, 12, 60, 1500)
                return f"months_after({self.day(0, fields)}, {months})"
            case 2:
                where = self.one("", " where k", " where n > 1")
                return f"{self.one('lowest', 'highest')}(r1.w{where})"
            case _:
                return f"coalesce({self.day(0, fields)}, {self.day(0, fields)})"

    def yes_no(self, depth=1, fields=()):
        """A formula that is met or unmet."""
        match self.random.randrange(9):
            case 0:
                return self.one("b1", "b2", "e2", *(["k"] * 3 if "k" in fields else []))
            case 1:
                return f"{self.day(depth, fields)} {self.one(*SIGNS)} {self.day(depth, fields)}"
            case 2:
                inside = ["c"] * 3 if "n" in fields else []
                left, right = self.one("c1", "c2", "e4", *inside), self.one("c1", "t1", "e4")
                return f"{left} {self.one('=', '!=')} {right}"
            case 3 if depth:
                word = self.one("and", "or")
                return f"({self.yes_no(depth - 1, fields)} {word} {self.yes_no(depth - 1, fields)})"
            case 4 if depth:
                return f"not ({self.yes_no(depth - 1, fields)})"
            case _:
                a, b = self.number(depth, fields), self.number(depth, fields)
                return f"{a} {self.one(*SIGNS)} {b}"

    # --- conditions -----------------------------------------------------------------------------

    def condition(self, depth=2):
        """A condition of a few leaves."""
        if depth == 0 or self.chance(0.3):
            return self.leaf()
        parts = [self.condition(depth - 1) for _ in range(self.one(1, 2, 3))]
        kind = self.one("all", "any", "none", "at_least")
        if kind == "at_least":
            return {"at_least": self.random.randint(1, len(parts)), "of": parts}
        return {kind: parts}

    def leaf(self):
        match self.random.randrange(14):
            case 0 | 1:
                name = self.one(*NUMBERS)
                return self._ordered("fact", name, self._number_side(name))
            case 2 | 3:
                return self._ordered("formula", self.number(), self._number_side("m1"))
            case 4:
                formula, threshold, _ = self.one(*NEAR)
                return self._ordered("formula", formula, threshold)
            case 5:
                name = self.one(*NUMBERS)
                pair = sorted(self.random.choices([*POOLS[name]], k=2))
                return {"fact": name, "between": pair, **CLAUSE}
            case 6:
                name = self.one("i1", "m1", "c1", "t1", "w1", "e4", "d1")
                pool = [each for each in POOLS[name] if each != ""]
                options = self.random.choices(pool, k=self.one(1, 2, 3))
                if name == "i1" and self.chance(0.4):
                    options.append({"fact": "i2"})
                return {"fact": name, self.one("in", "not_in"): options, **CLAUSE}
            case 7:
                return self._ordered("fact", self.one("w1", "w2", "e3"), self._day_side())
            case 8:
                return self._of_choices()
            case 9:
                right = self.one("C38", "研发", "%", {"fact": "t2"}, {"fact": "c1"})
                return {"fact": "t1", self.one("starts_with", "contains"): right, **CLAUSE}
            case 10:
                name = self.one(*FACTS)
                return {"fact": name, "is_known": self.chance(0.5), **CLAUSE}
            case 11:
                right = self.one("a", "b", {"fact": "c2"}, {"formula": "lookup(u, c1)"})
                return {"fact": self.one("c1", "e4"), self.one("is", "is_not"): right, **CLAUSE}
            case 12:
                return self._quantifier()
            case _:
                return {
                    "formula": self.yes_no(2),
                    self.one("is", "is_not"): self.chance(0.5),
                    **CLAUSE,
                }

    def _ordered(self, kind, subject, right):
        return {kind: subject, self.one(*ORDERED): right, **CLAUSE}

    def _number_side(self, name):
        if self.chance(0.7):
            return self.one(*POOLS[name])
        return self.one({"fact": self.one(*NUMBERS)}, {"formula": self.number(1)})

    def _day_side(self):
        return self.one(*DAYS[:6], {"fact": "w2"}, {"formula": self.day()}, {"formula": "today"})

    def _of_choices(self, kind="fact", name=None):
        name = name or self.one("s1", "s2")
        match self.random.randrange(4):
            case 0:
                return {kind: name, "includes": self.one(*SET), **CLAUSE}
            case 1:
                return {
                    kind: name,
                    self.one("includes_any", "includes_all"): {"fact": "s2"},
                    **CLAUSE,
                }
            case _:
                options = [self.one(*SET) for _ in range(self.one(1, 2))]
                return {kind: name, self.one("includes_any", "includes_all"): options, **CLAUSE}

    def _quantifier(self):
        parts = []
        for _ in range(self.one(1, 1, 2)):
            match self.random.randrange(7):
                case 0:
                    parts.append({"field": "k", "is": self.chance(0.5)})
                case 1:
                    parts.append(
                        {"field": "n", self.one(*ORDERED): self.one(*INTEGERS[:6], {"fact": "i1"})}
                    )
                case 2:
                    parts.append({"field": "c", "in": [self.one(*CHOICE), self.one(*CHOICE)]})
                case 3:
                    parts.append(
                        {"field": "w", self.one(*ORDERED): self.one(*DAYS, {"fact": "e3"})}
                    )
                case 4:
                    parts.append({"field": "a", "at_least": self.one(*MONEY, {"fact": "m2"})})
                case 5:
                    parts.append({"formula": self.yes_no(1, ("k", "n", "a", "w")), "is": True})
                case _:
                    found = self._of_choices("field", "s")
                    parts.append({k: v for k, v in found.items() if k not in CLAUSE})
        where = parts[0] if len(parts) == 1 else {self.one("all", "any", "none"): parts}
        return {self.one("some", "every"): "r1", "where": where, **CLAUSE}

    # --- scores ---------------------------------------------------------------------------------

    def scoring(self):
        """A scoring that decides."""
        items = [{"item": f"i{n}", **self.item()} for n in range(self.one(1, 2, 3))]
        if self.chance(0.2):
            items.append({"item": "judged", "max": 3, "judged": True, **CLAUSE})
        most = sum(item["max"] for item in items)
        found = {
            "pass_mark": self.one(0, 1, 2.5, 4, 6, 7.3, most - 1),
            "strict": self.chance(0.3),
            "items": items,
        }
        if self.chance(0.3):
            found["digits"] = self.one(0, 1, 2)
        if self.chance(0.3):
            found["floors"] = {"i0": 1}
        if self.chance(0.3):
            found["waived_when"] = self.condition(1)
        return found

    def item(self):
        if self.chance(0.2):
            kind = self.one("best_of", "sum_of")
            return {
                "max": 6,
                kind: [{**self._measured(), "max": 4 + n} for n in range(2)],
                **CLAUSE,
            }
        found = {"max": 6, **self._measured(), **CLAUSE}
        if self.chance(0.3):
            found["missing"] = "zero"
        return found

    def _measured(self):
        subject = self.one({"fact": self.one(*NUMBERS)}, {"formula": self.number(1)})
        match self.random.randrange(8):
            case 0 | 1:
                bounds = sorted({self.one(*DECIMALS[:8]), self.one(*MONEY[:4]), 3}, reverse=True)
                return {
                    **subject,
                    "bands": [{"at_least": b, "points": self.one(1, 2, 2.5, 4)} for b in bounds],
                }
            case 2:
                return {
                    **subject,
                    "linear": self.one(
                        {"from": 0, "to": 3}, {"from": 30000, "to": 1}, {"from": 0.1, "to": 0.3}
                    ),
                }
            case 3:
                return {**subject, "ratio_to": self.one(2, 0.3, 30000), "cap": self.one(1, 1.5)}
            case 4:
                return {**subject, "count": self.one(0.5, 1, 0.1)}
            case 5:
                return {"fact": "r1", "count": self.one(1, 0.3)}
            case 6:
                fact, rows = self.one(
                    ("c1", {"a": 4, "b": 0.1}),
                    ("b1", {"true": 4}),
                    ("i3", {"1": 4, "3": 2.5}),
                    ("s1", {"x": 1, "y": 3}),
                )
                return {"fact": fact, "points": rows}
            case _:
                return {**subject, "points": {"0": 1, "1": 4, "2": 3}}

    def outcomes(self):
        """Classes that a score may refer to."""
        return [
            {"name": "a", "when": self.condition(1)},
            {"name": "b", "when": self.leaf()},
            {"name": "c"},
        ]

    # --- documents ------------------------------------------------------------------------------

    def plain_document(self):
        """A document as plain data; not each is one that the reader takes."""
        found = {
            "programme": "drawn",
            "edition": "2026",
            "title": "drawn",
            "department": "science",
            "audience": "enterprise",
            "category": "subsidy",
            "in_force": {"from": "2020-01-01", "to": None},
            "sources": {"s1": {"title": "a source"}},
            "facts": FACTS,
            "tables": TABLES,
            "parameters": {"par": self.one(0.03, 3, 30_000), "parday": "2024-02-29"},
        }
        if self.chance(0.9):
            found["eligibility"] = self.condition()
        if self.chance(0.4):
            found["scoring"] = self.scoring()
            if self.chance(0.3):
                found["outcomes"] = self.outcomes()
                item = {
                    "item": "classed",
                    "max": 4,
                    "formula": "outcome",
                    "points": {"a": 4, "b": 1},
                }
                found["scoring"]["items"].append({**item, **CLAUSE})
        return found

    def document(self, **parts) -> Document:
        """The next document that the reader takes, with some parts instead of those drawn."""
        while True:
            plain = {**self.plain_document(), **parts}
            plain = {name: part for name, part in plain.items() if part is not None}
            try:
                return read_document(json.dumps(plain, ensure_ascii=False), library=Library())
            except RuleError as error:
                self.refused = error
