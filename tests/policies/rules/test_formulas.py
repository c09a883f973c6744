"""Formulas: what they give, what keeps them unknown, and what is refused."""

from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest

from policies.rules.errors import RuleError
from policies.rules.quantities import Interval
from tests.policies.rules.documents import leaf, read, value

TITLES = "firm.titles"
PARAMETERS = {"lowest_staff": 5, "begun": "2024-02-29"}
TABLES = {"rent": {"1": 2660, "2": 3600, "A": 1, "true": 7}, "names": {"1": "one", "2": "two"}}


def given(formula, answers=None, **parts):
    return value(formula, answers or {}, parameters=PARAMETERS, tables=TABLES, **parts)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("12 / 2 / 3", 2),
        ("2 - -3", 5),
        ("--3", 3),
        ("-(1 + 2) * 2", -6),
        ("2 * -3", -6),
        ("1 / 0", None),
        ("0 / 0", None),
        ("1 + 1 / (2 - 2)", None),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(-0.5)", -1),
        ("round(1.005, 2)", Fraction(101, 100)),
        ("round(-1.005, 2)", Fraction(-101, 100)),
        ("round(1250, -2)", 1300),
        ("lowest_staff + 1", 6),
        ("begun", date(2024, 2, 29)),
        ("today", date(2026, 3, 2)),
        ("1 = 1", True),
        ("1 != 1", False),
        ("1 < 2 and 2 < 3", True),
        ("1 > 2 or 2 > 3", False),
        ("not 1 > 2", True),
        ("not not 1 > 2", False),
        ("not (1 > 2) and 1 < 2", True),
        ("1 < 2 or 1 / 0 > 1 and false", True),
        ('"a" = "a"', True),
        ('"a b" != "ab"', True),
        ('"true" = "true"', True),
        ("true", True),
        ("if(true, 1, 2)", 1),
        ("if(1 > 2, 1, 2)", 2),
        ("if(1 / 0 > 1, 1, 2)", None),
        ("if(true, 1, 1 / 0)", 1),
        ("coalesce(1 / 0, 5)", 5),
        ("coalesce(4, 1 / 0)", 4),
        ("coalesce(1 / 0, 2 / 0)", None),
        ("min(1, 1 / 0)", None),
        ("lookup(rent, 1)", 2660),
        ("lookup(rent, 2.0)", 3600),
        ("lookup(rent, 4 / 2)", 3600),
        ("lookup(rent, 1.5)", None),
        ("lookup(rent, 3)", None),
        ('lookup(rent, "A")', 1),
        ('lookup(rent, "a")', None),
        ("lookup(rent, 1 = 1)", 7),
        ("lookup(rent, 1 / 0)", None),
        ("lookup(names, 2)", "two"),
        ("months_after(begun, 12)", date(2025, 2, 28)),
        ("months_after(begun, -12)", date(2023, 2, 28)),
        ("months_after(begun, 48)", date(2028, 2, 29)),
        ("  1\n+\t1 ", 2),
    ],
)
def test_formula(formula, expected):
    found = given(formula)
    assert found == expected
    assert type(found) in (int, Fraction, bool, str, date, type(None))


@pytest.mark.parametrize(
    ("formula", "answers", "expected"),
    [
        ("firm.is_new and firm.is_local", {"firm.is_new": False}, False),
        ("firm.is_local and firm.is_new", {"firm.is_new": False}, False),
        ("firm.is_new and firm.is_local", {"firm.is_new": True}, None),
        ("firm.is_new or firm.is_local", {"firm.is_new": True}, True),
        ("firm.is_local or firm.is_new", {"firm.is_new": True}, True),
        ("firm.is_new or firm.is_local", {"firm.is_new": False}, None),
        ("not firm.is_new", {}, None),
        ("age + firm.staff", {"age": 1}, None),
        ("age * 0", {}, None),
        ("coalesce(age, firm.staff, 7)", {"firm.staff": 3}, 3),
        ("coalesce(age, firm.staff, 7)", {}, 7),
        ("(age)", {"age": 3}, 3),
        (" age ", {"age": 3}, 3),
        ("- - age", {"age": 3}, 3),
        ("not not firm.is_new", {"firm.is_new": True}, True),
        ('firm.grade = "A"', {"firm.grade": "A"}, True),
        ('if(firm.grade = "A", 5, 3)', {"firm.grade": "B"}, 3),
        ("firm.grade = firm.wish", {"firm.grade": "B", "firm.wish": "B"}, True),
        ("lookup(rent, firm.grade)", {"firm.grade": "A"}, 1),
        ("lookup(rent, age)", {"age": 2}, 3600),
        ("lookup(rent, firm.is_new)", {"firm.is_new": True}, 7),
        ("firm.founded_on < today", {"firm.founded_on": "2026-03-01"}, True),
        ("firm.founded_on >= begun", {"firm.founded_on": "2024-02-29"}, True),
    ],
)
def test_formula_of_facts(formula, answers, expected):
    assert given(formula, answers) == expected


@pytest.mark.parametrize(
    ("start", "end", "years", "months", "days"),
    [
        ("2004-02-29", "2022-02-28", 17, 215, 6574),
        ("2004-02-29", "2022-03-01", 18, 216, 6575),
        ("2004-02-29", "2024-02-28", 19, 239, 7304),
        ("2004-02-29", "2024-02-29", 20, 240, 7305),
        ("2024-01-31", "2024-02-29", 0, 0, 29),
        ("2024-01-31", "2024-03-01", 0, 1, 30),
        ("2024-03-02", "2026-03-02", 2, 24, 730),
        ("2024-03-03", "2026-03-02", 1, 23, 729),
        ("2026-03-02", "2024-03-03", -1, -23, -729),
        ("2026-03-02", "2024-03-02", -2, -24, -730),
        ("2026-03-02", "2025-12-02", 0, -3, -90),
        ("2024-05-05", "2024-05-05", 0, 0, 0),
        ("1900-01-01", "2100-12-31", 200, 2411, 73413),
    ],
)
def test_spans_are_completed_units_of_the_civil_calendar(start, end, years, months, days):
    answers = {"firm.founded_on": start, "firm.valid_to": end}
    sides = "(firm.founded_on, firm.valid_to)"
    found = [given(f"{unit}_between{sides}", answers) for unit in ("years", "months", "days")]
    assert found == [years, months, days]


RECORDS = [
    {"level": "n", "worth": 5, "in_use": True, "valid_to": "2026-01-01"},
    {"level": "p", "worth": 2, "in_use": False, "valid_to": "2027-01-01"},
    {"level": "p", "worth": 3, "valid_to": "2028-01-01"},
]


@pytest.mark.parametrize(
    ("formula", "records", "expected"),
    [
        ("count(firm.titles)", None, None),
        ("count(firm.titles)", [], 0),
        ("count(firm.titles)", [{}, {}], 2),
        ("count(firm.titles)", RECORDS, 3),
        ('count(firm.titles where level = "p")', RECORDS, 2),
        ("count(firm.titles where in_use)", RECORDS, Interval(1, 2)),
        ('count(firm.titles where level = "p" and in_use)', RECORDS, Interval(0, 1)),
        ('count(firm.titles where level = "n" and in_use)', RECORDS, 1),
        ("count(firm.titles where valid_to >= today)", RECORDS, 2),
        ("count(firm.titles where worth >= age)", RECORDS, Interval(0, 3)),
        ("sum(firm.titles.worth)", RECORDS, 10),
        ("sum(firm.titles.worth)", [], 0),
        ("sum(firm.titles.worth)", [{}], None),
        ("sum(firm.titles.worth where in_use)", RECORDS, Interval(5, 8)),
        ("sum(firm.titles.worth where in_use)", [{"worth": -2}], Interval(-2, 0)),
        ("sum(firm.titles.worth where in_use)", [{}], None),
        ("average(firm.titles.worth)", RECORDS, Fraction(10, 3)),
        ("average(firm.titles.worth)", [], None),
        ("average(firm.titles.worth where in_use)", RECORDS, None),
        ("lowest(firm.titles.worth)", RECORDS, 2),
        ("lowest(firm.titles.worth)", [], None),
        ("lowest(firm.titles.worth where in_use)", RECORDS, Interval(3, 5)),
        ("highest(firm.titles.worth)", RECORDS, 5),
        ("highest(firm.titles.worth where in_use)", RECORDS, 5),
        (
            'highest(firm.titles.worth where not level = "n" and not in_use)',
            RECORDS,
            Interval(2, 3),
        ),
        ("highest(firm.titles.valid_to)", RECORDS, date(2028, 1, 1)),
        ("years_between(today, highest(firm.titles.valid_to))", RECORDS, 1),
        (
            "months_between(lowest(firm.titles.valid_to where not in_use), today)",
            [{"in_use": False, "valid_to": "2026-01-02"}, {"valid_to": "2025-01-02"}],
            Interval(2, 14),
        ),
        ("count(firm.titles where in_use) * 2 + 1", RECORDS, Interval(3, 5)),
        ("0 - count(firm.titles where in_use)", RECORDS, Interval(-2, -1)),
        ("10 / count(firm.titles where in_use)", RECORDS, Interval(5, 10)),
        ("1 / (count(firm.titles where in_use) - 1)", RECORDS, None),
        ("min(count(firm.titles where in_use), 1)", RECORDS, Interval(1, 1)),
        ("round(count(firm.titles where in_use) / 4)", RECORDS, Interval(0, 1)),
        ("count(firm.titles where in_use) >= 1", RECORDS, True),
        ("count(firm.titles where in_use) >= 2", RECORDS, None),
        ("count(firm.titles where in_use) > 2", RECORDS, False),
        ("count(firm.titles where in_use) = 3", RECORDS, False),
        ("count(firm.titles where in_use) != 3", RECORDS, True),
        ("count(firm.titles where count(firm.titles) = 3)", RECORDS, 3),
    ],
)
def test_aggregates(formula, records, expected):
    assert given(formula, {} if records is None else {TITLES: records}) == expected


@pytest.mark.parametrize(
    "formula",
    [
        *("", "   ", "(", ")", "()", "1 +", "+ 1", "1 2", "1 + + 2", "(1", "1)", "1,2", "1 ** 2"),
        *("1 % 2", "1 // 2", "a.b", "ages", "AGE", "__import__('os')", "age.__class__", "lambda"),
        *(
            "age if true else 1",
            "[1]",
            "{1}",
            "age[0]",
            "f'{age}'",
            "'a'",
            "age;age",
            "age = 1 = 1",
        ),
        *("1 < 2 < 3", '"a', '"a" + "b"', '"a" < "b"', "1 = true", '1 = "1"', "today = 1"),
        *("today + 1", "today - today", "-today", "not 1", "1 and true", "true or 1", "min(1)"),
        *("min()", "max(1, true)", "round(1, 2, 3)", "round()", "round(1, 0.5)", "round(1, age)"),
        *("round(1, 10)", "round(true)", "if(1, 2, 3)", "if(true, 1)", 'if(true, 1, "a")'),
        *("coalesce(1)", "coalesce(1, true)", "years_between(today)", "years_between(1, 2)"),
        *("months_after(today, age)", "months_after(today, 1.5)", "months_after(today)"),
        *("months_after(1, 1)", "months_after(today, 99999)", "lookup(rent)", "lookup(nothing, 1)"),
        *("lookup(rent, today)", "lookup(age, 1)", "lookup(rent, 1, 2)", "count(age)", "count()"),
        *("count(firm.titles.worth)", "sum(firm.titles)", "sum(firm.titles.level)", "sum(age)"),
        *(
            "sum(firm.titles.nothing)",
            "average(firm.titles.valid_to)",
            "highest(firm.titles.level)",
        ),
        *("count(firm.titles where 1)", "count(firm.titles where nothing)", "count(firm.titles,1)"),
        *("level", "worth", "nothing(1)", "age(1)", "now()", "outcome", "score", "true(1)"),
        *('firm.grade = "D"', '"D" = firm.grade', "firm.fields = firm.others", "firm.titles = 1"),
        *("1.2.3", "1e5", "0x10", "1_000", "１", "age ＋ 1", "年", "1 − 1", "a" * 2_001),
        *("1234567890123456", "0.0000000000001", "1 == 1", "1 <> 2", "1 && 1", "!true", "a:b"),
        *("(" * 25 + "1" + ")" * 25, "+".join(["1"] * 300), "and", "not", "where", "if", "min"),
    ],
)
def test_what_is_no_formula_is_refused_with_its_place(formula):
    with pytest.raises(RuleError) as caught:
        read(eligibility=leaf(formula, "is_known", True), parameters=PARAMETERS, tables=TABLES)
    assert {problem.path for problem in caught.value.problems} == {"eligibility.formula"}
    assert all(len(problem.message) < 300 for problem in caught.value.problems)


def test_a_formula_says_where_it_went_wrong_and_what_was_meant():
    with pytest.raises(RuleError, match=r"Did you mean firm\.staff.*character 5"):
        read(eligibility=leaf("1 + firm.staf", "is_known", True))


def test_sums_of_two_hundred_terms_are_read():
    assert given(" + ".join(["age"] * 200), {"age": 2}) == 400


def test_a_bare_number_is_a_formula():
    assert given(5) == 5


def test_products_of_products_end_as_unknown_and_quickly():
    names = [f"d{n}" for n in range(8)]
    derived = {"d0": "*".join(["age"] * 150)} | {
        name: "*".join([below] * 150) for below, name in pairwise(names)
    }
    own = {"age": {"type": "integer"}} | {
        name: {"type": "decimal", "derived": formula} for name, formula in derived.items()
    }
    assert value("d7", {"age": 10**14}, facts=own) is None
    assert value("d7", {"age": 1}, facts=own) == 1
    assert value("d0", {"age": -2}, facts=own) == 2**150
