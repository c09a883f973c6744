"""Every operator, for every sort it takes, from both sides of its bound, and for the unknown."""

import pytest

from policies.rules.documents import read_document
from policies.rules.errors import RuleError
from policies.rules.facts import SORTS
from policies.rules.library import Library
from policies.rules.operators import OPERATORS
from tests.policies.rules.documents import FACTS, explained, leaf, read, truth

STAFF, SALES, NAME, GRADE = "firm.staff", "firm.sales", "firm.name", "firm.grade"
FOUNDED, NEW, FIELDS = "firm.founded_on", "firm.is_new", "firm.fields"

# operator, fact, right side, values that meet it, values that do not
TABLE = [
    ("is", STAFF, 3, [3], [2, 4, 0]),
    ("is", SALES, 0.3, [0.3], [0.30001, 0]),
    ("is", FOUNDED, "2024-02-29", ["2024-02-29"], ["2024-02-28", "2024-03-01"]),
    ("is", NEW, True, [True], [False]),
    ("is", NEW, False, [False], [True]),
    ("is", NAME, "乐清", ["乐清"], ["乐清市", "", "乐 清"]),
    ("is", GRADE, "A", ["A"], ["B"]),
    ("is_not", STAFF, 3, [2, 4], [3]),
    ("is_not", NEW, True, [False], [True]),
    ("is_not", GRADE, "A", ["B", "C"], ["A"]),
    ("is_not", FOUNDED, "2024-02-29", ["2024-03-01"], ["2024-02-29"]),
    ("in", GRADE, ["A", "B"], ["A", "B"], ["C"]),
    ("in", STAFF, [1, 3], [1, 3], [2]),
    ("in", NAME, ["a", ""], ["a", ""], ["b"]),
    ("in", FOUNDED, ["2024-01-01"], ["2024-01-01"], ["2024-01-02"]),
    ("in", NEW, [True, False], [True, False], []),
    ("not_in", GRADE, ["A", "B"], ["C"], ["A", "B"]),
    ("not_in", STAFF, [1, 3], [2], [1, 3]),
    ("at_least", STAFF, 3, [3, 4], [2, -3]),
    ("at_least", SALES, 0.1, [0.1, 1], [0.09]),
    ("at_least", FOUNDED, "2024-01-01", ["2024-01-01", "2024-01-02"], ["2023-12-31"]),
    ("at_most", STAFF, 3, [3, 2], [4]),
    ("at_most", FOUNDED, "2024-01-01", ["2024-01-01"], ["2024-01-02"]),
    ("more_than", STAFF, 3, [4], [3]),
    ("more_than", FOUNDED, "2024-01-01", ["2024-01-02"], ["2024-01-01"]),
    ("less_than", STAFF, 3, [2], [3]),
    ("less_than", FOUNDED, "2024-01-01", ["2023-12-31"], ["2024-01-01"]),
    ("between", STAFF, [2, 4], [2, 3, 4], [1, 5]),
    ("between", STAFF, [2, 2], [2], [1, 3]),
    (
        "between",
        FOUNDED,
        ["2024-01-01", "2024-01-31"],
        ["2024-01-01", "2024-01-31"],
        ["2024-02-01"],
    ),
    ("starts_with", NAME, "C38", ["C38", "C3899"], ["c38", "XC38", "C3", ""]),
    ("starts_with", NAME, "C.*", ["C.*"], ["C38"]),
    ("contains", NAME, "电器", ["低压电器制造", "电器"], ["电 器", ""]),
    ("contains", NAME, "%", ["5 %"], ["5"]),
    ("includes", FIELDS, "x", [["x"], ["x", "y"]], [[], ["y"]]),
    ("includes_any", FIELDS, ["x", "y"], [["x"], ["y", "z"]], [[], ["z"]]),
    ("includes_all", FIELDS, ["x", "y"], [["x", "y"], ["x", "y", "z"]], [[], ["x"]]),
    ("is_known", STAFF, True, [0], []),
    ("is_known", STAFF, False, [], [0]),
    ("is_known", NAME, True, [""], []),
    ("is_known", FIELDS, True, [[]], []),
    ("is_known", "firm.titles", True, [[]], []),
]
CASES = [
    pytest.param(name, fact, right, each, met, id=f"{name} {right}: {each}")
    for name, fact, right, meeting, others in TABLE
    for met, values in ((True, meeting), (False, others))
    for each in values
]


@pytest.mark.parametrize(("operator", "fact", "right", "value", "met"), CASES)
def test_operator(operator, fact, right, value, met):
    assert truth(leaf(fact, operator, right), {fact: value}) is met


@pytest.mark.parametrize(("operator", "fact", "right"), [row[:3] for row in TABLE])
def test_any_operator_but_is_known_is_unknown_for_the_unknown(operator, fact, right):
    expected = None if operator != "is_known" else not right
    assert truth(leaf(fact, operator, right), {}) is expected


OTHER = {
    "at_least": ({STAFF: 3, "age": 3}, {STAFF: 2, "age": 3}),
    "at_most": ({STAFF: 3, "age": 3}, {STAFF: 4, "age": 3}),
    "more_than": ({STAFF: 4, "age": 3}, {STAFF: 3, "age": 3}),
    "less_than": ({STAFF: 2, "age": 3}, {STAFF: 3, "age": 3}),
    "is": ({STAFF: 3, "age": 3}, {STAFF: 2, "age": 3}),
    "is_not": ({STAFF: 2, "age": 3}, {STAFF: 3, "age": 3}),
}


@pytest.mark.parametrize("operator", OTHER)
@pytest.mark.parametrize(
    "right", [{"fact": "age"}, {"formula": "age"}, {"formula": "(age * 2) / 2"}]
)
def test_the_right_side_may_be_a_fact_or_a_formula(operator, right):
    meeting, other = OTHER[operator]
    assert truth(leaf(STAFF, operator, right), meeting) is True
    assert truth(leaf(STAFF, operator, right), other) is False
    assert truth(leaf(STAFF, operator, right), {STAFF: 3}) is None
    assert truth(leaf(STAFF, operator, right), {"age": 3}) is None


@pytest.mark.parametrize(
    ("condition", "facts", "expected"),
    [
        (leaf(STAFF, "between", [1, {"fact": "age"}]), {STAFF: 2, "age": 2}, True),
        (leaf(STAFF, "between", [1, {"fact": "age"}]), {STAFF: 3, "age": 2}, False),
        (leaf(STAFF, "between", [1, {"fact": "age"}]), {STAFF: 3}, None),
        (leaf(STAFF, "in", [1, {"formula": "age + 1"}]), {STAFF: 3, "age": 2}, True),
        (leaf(STAFF, "in", [1, {"formula": "age + 1"}]), {STAFF: 1}, None),
        (leaf(FOUNDED, "at_most", {"formula": "today"}), {FOUNDED: "2026-03-02"}, True),
        (leaf(FOUNDED, "at_most", {"formula": "today"}), {FOUNDED: "2026-03-03"}, False),
        (leaf(GRADE, "is", {"fact": "firm.wish"}), {GRADE: "A", "firm.wish": "A"}, True),
        (leaf(GRADE, "is", {"fact": "firm.wish"}), {GRADE: "A", "firm.wish": "B"}, False),
        (leaf(NAME, "starts_with", {"fact": "firm.code"}), {NAME: "C38", "firm.code": "C"}, True),
        (leaf(NAME, "contains", {"fact": "firm.code"}), {NAME: "abc", "firm.code": "x"}, False),
        (leaf(FIELDS, "includes", {"fact": "firm.code"}), {FIELDS: ["x"], "firm.code": "x"}, True),
        (leaf(FIELDS, "includes_any", {"fact": "firm.others"}), {FIELDS: ["x"]}, None),
        (
            leaf(FIELDS, "includes_all", {"fact": "firm.others"}),
            {FIELDS: ["x"], "firm.others": []},
            True,
        ),
        (
            leaf(FIELDS, "includes_any", {"fact": "firm.others"}),
            {FIELDS: ["x"], "firm.others": ["x", "y"]},
            True,
        ),
        (leaf(NEW, "is", {"fact": "firm.is_local"}), {NEW: False, "firm.is_local": False}, True),
        (leaf(GRADE, "in", {"fact": "firm.fields"}), {GRADE: "A", FIELDS: ["x"]}, False),
    ],
)
def test_right_sides_of_every_shape(condition, facts, expected):
    assert truth(condition, facts) is expected


def test_every_row_of_the_table_of_operators_is_tested():
    tried = {(operator, SORTS[FACTS[fact]["type"]]) for operator, fact, *_ in TABLE}
    for operator in OPERATORS.values():
        if operator.name != "is_known":
            missing = {sort for sort in operator.sorts if (operator.name, sort) not in tried}
            # ``is_not`` and ``not_in`` are the negations of ``is`` and ``in``
            assert not missing or operator.name in ("is_not", "not_in"), (operator.name, missing)


@pytest.mark.parametrize("text", ["on", "yes", "no", "off", "y", "true story"])
def test_on_yes_and_no_are_text(text):
    document = f"""
programme: tried
edition: "1"
title: {text}
department: d
audience: person
category: space
in_force: {{from: 2020-01-01}}
sources: {{{text}: {{title: {text}}}}}
facts: {{name: {{type: text}}}}
eligibility: {{fact: name, is: {text}, source: {text}, basis: official}}
"""
    read_ = read_document(document, library=Library())
    assert read_.title["en"] == text
    assert explained(read_, {"name": text}).verdict == "eligible"


def test_text_of_a_document_is_not_a_yes():
    with pytest.raises(RuleError, match="true or false"):
        read(eligibility=leaf(NEW, "is", "yes"))
