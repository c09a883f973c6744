"""A fixed corpus: one condition for each shape that the language knows, and twenty profiles.

In the spirit of the conformance suites of query planners: what a list gives must be what asking
one by one gives, shape by shape.
"""

from itertools import product

from policies.rules.operators import OPERATORS, Operand
from tests.policies.rules.screening.drawing import CLAUSE, Draw

NUMBERS = {
    "whole": "i1",
    "decimal": "d1",
    "money": "m1",
    "share": "p1",
    "derived": "e1",
}
VALUES = {
    "i1": (2, 3),
    "d1": (0.1, 2.5),
    "m1": (29_999.99, 30_000),
    "p1": (0.03, 0.5),
    "e1": (1, 30_000),
}
FORMULAS = (
    "m1 + m2",
    "m1 - m2",
    "m1 * p1",
    "m1 / i1",
    "i1 * i2 + i3",
    "0.03 * m1",
    "-m1",
    "(m1 + 1) / (i1 - i1)",
    "min(m1, m2)",
    "max(i1, i2, i3)",
    "round(m1 / 3, 2)",
    "round(d1)",
    "round(m1, -3)",
    "if(b1, m1, m2)",
    "if(m1 > m2, 1, 2)",
    "coalesce(m1, m2, 0)",
    "lookup(t, c1)",
    "lookup(t, i3)",
    "lookup(t, b1)",
    "lookup(t, d1)",
    "years_between(w1, today)",
    "months_between(w1, w2)",
    "days_between(w2, today)",
    "years_between(months_after(w1, 6), today)",
    "count(r1)",
    "count(r1 where k)",
    "count(r1 where n > i3)",
    "count(r1 where c = c1)",
    "sum(r1.a)",
    "sum(r1.n where k)",
    "sum(r2.x)",
    "average(r1.n)",
    "average(r2.x where k)",
    "lowest(r1.n)",
    "lowest(r2.x where k)",
    "highest(r1.a where n >= 1)",
    "highest(r2.x)",
    "count(r1 where w <= today) * 2",
    "sum(r1.a where k) / count(r1 where k)",
    "years_between(highest(r1.w where k), today)",
    "e5 + 1",
)
YES_NO = (
    "b1",
    "e2",
    "not b1",
    "b1 and b2",
    "b1 or e2",
    "b1 and not (b2 or e2)",
    "m1 = m2",
    "m1 != m2",
    "i1 < 3",
    "i1 <= 3",
    "i1 > 3",
    "i1 >= 3",
    "c1 = c2",
    "c1 != t1",
    'e4 = "a"',
    "w1 <= today",
    "w1 < months_after(w2, 12)",
    "count(r1 where k) >= 1 and b1",
    "w1 = parday",
    "b1 = b2",
)
WHERE = (
    {"field": "k", "is": True},
    {"field": "n", "at_least": 2},
    {"field": "n", "more_than": {"fact": "i3"}},
    {"field": "a", "between": [1, 30_000]},
    {"field": "w", "at_least": {"formula": "months_after(today, -12)"}},
    {"field": "c", "in": ["a", "b"]},
    {"field": "c", "is_known": False},
    {"field": "s", "includes": "x"},
    {"field": "s", "includes_any": ["x", "y"]},
    {"formula": "a > n and k", "is": True},
    {"all": [{"field": "k", "is": True}, {"field": "n", "at_least": 1}]},
    {"any": [{"field": "k", "is": True}, {"field": "n", "at_least": 1}]},
    {"none": [{"field": "k", "is": True}, {"field": "n", "at_least": 1}]},
    {
        "at_least": 2,
        "of": [
            {"field": "k", "is": True},
            {"field": "n", "at_least": 1},
            {"field": "c", "is": "a"},
        ],
    },
)
METHODS = (
    {"fact": "m1", "bands": [{"at_least": 30_000, "points": 4}, {"at_least": 1, "points": 2.5}]},
    {"fact": "m1", "linear": {"from": 0, "to": 30_000}},
    {"fact": "i1", "linear": {"from": 12, "to": 0}},
    {"fact": "d1", "ratio_to": 0.3, "cap": 1.5},
    {"fact": "m1", "ratio_to": 30_000, "cap": 1, "missing": "benchmark"},
    {"fact": "i3", "count": 0.7},
    {"fact": "r1", "count": 2},
    {
        "formula": "count(r1 where k)",
        "bands": [{"at_least": 2, "points": 1}, {"at_least": 1, "points": 4}],
    },
    {"fact": "c1", "points": {"a": 4, "b": 2}},
    {"fact": "s1", "points": {"x": 4, "y": 2}},
    {"fact": "b1", "points": {"true": 4}, "missing": "zero"},
    {"formula": "count(r1 where n > 1)", "points": {"0": 1, "1": 4}},
    {"best_of": [{"fact": "i1", "count": 1, "max": 4}, {"fact": "i3", "count": 2, "max": 6}]},
    {"sum_of": [{"fact": "i1", "count": 1, "max": 4}, {"fact": "i3", "count": 2, "max": 6}]},
)
PROFILES = [Draw(f"shapes/{n}").profile() for n in range(19)] + [{}]


def operands(name, one, other):
    """Right sides of every shape that an operator takes."""
    match OPERATORS[name].operand:
        case Operand.ONE:
            return [one, other]
        case Operand.PAIR:
            return [sorted([one, other])]
        case Operand.SET:
            return [[one], [one, other]]
        case Operand.FLAG:
            return [True, False]
    return []


def leaves():
    """Every operator with every kind of fact that it takes, and every kind of right side."""
    for (_, fact), name in product(NUMBERS.items(), OPERATORS):
        if name in ("starts_with", "contains") or name.startswith("includes"):
            continue
        for right in operands(name, *VALUES[fact]):
            yield {"fact": fact, name: right}
    for name in ("is", "is_not", "at_least", "at_most", "more_than", "less_than"):
        yield {"fact": "m1", name: {"fact": "m2"}}
        yield {"fact": "i1", name: {"formula": "i2 + 1"}}
        yield {"fact": "w1", name: "2024-02-29"}
        yield {"fact": "w1", name: {"formula": "months_after(today, -24)"}}
    yield {"fact": "w1", "between": ["2000-02-29", "2026-01-31"]}
    yield {"fact": "w1", "in": ["2024-02-29", "2025-03-01"]}
    yield {"fact": "i1", "in": [{"fact": "i2"}, 3]}
    yield {"fact": "i1", "not_in": [{"fact": "i2"}, 3]}
    yield {"fact": "i1", "between": [{"fact": "i3"}, {"formula": "i2 + 100"}]}
    for fact in ("c1", "e4", "t1"):
        yield from ({"fact": fact, name: "a"} for name in ("is", "is_not"))
        yield from ({"fact": fact, name: ["a", "b"]} for name in ("in", "not_in"))
        yield {"fact": fact, "is": {"fact": "c2"}}
        yield {"fact": fact, "is_known": True}
    for name in ("starts_with", "contains"):
        yield from ({"fact": "t1", name: right} for right in ("C38", "研发", "%", {"fact": "t2"}))
    yield from ({"fact": "s1", "includes": right} for right in ("x", {"formula": "lookup(v, c1)"}))
    for name in ("includes_any", "includes_all"):
        yield from ({"fact": "s1", name: right} for right in (["x"], ["x", "z"], {"fact": "s2"}))
    yield from ({"fact": "b1", "is": flag} for flag in (True, False))
    for name in ("s1", "r1", "w1", "e1"):
        yield from ({"fact": name, "is_known": flag} for flag in (True, False))
    yield from ({"formula": text, "at_least": 2} for text in FORMULAS)
    yield from ({"formula": text, "is": True} for text in YES_NO)


def groups():
    """Every group of parts of which some are unknown."""
    parts = [{"fact": "b1", "is": True}, {"fact": "i1", "at_least": 2}, {"fact": "c1", "is": "a"}]
    marked = [{**part, **CLAUSE} for part in parts]
    yield from ({kind: marked} for kind in ("all", "any", "none"))
    yield from ({"at_least": n, "of": marked} for n in (1, 2, 3))
    yield {"all": [{"any": marked[:2]}, {"none": marked[1:]}, {"at_least": 1, "of": marked}]}


def shapes():
    """Name and plain parts of a document for each shape."""
    for n, leaf in enumerate(leaves()):
        yield f"leaf {n}: {leaf}", {"eligibility": {**leaf, **CLAUSE}}
    for n, group in enumerate(groups()):
        yield f"group {n}", {"eligibility": group}
    for kind, where in product(("some", "every"), WHERE):
        yield f"{kind}: {where}", {"eligibility": {kind: "r1", "where": where, **CLAUSE}}
    for n, method in enumerate(METHODS):
        for strict in (False, True):
            item = {"item": "only", "max": 6, **method, **CLAUSE}
            scoring = {"pass_mark": 2, "strict": strict, "items": [item]}
            yield f"score {n}, strict {strict}", {"scoring": scoring}
