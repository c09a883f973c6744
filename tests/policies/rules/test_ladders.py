"""What an approval grants, and which programmes it opens or closes."""

from datetime import date

import pytest

from policies.rules.documents import read_documents
from policies.rules.errors import RuleError
from policies.rules.ladders import Rung, built_on, ladders, opened_by
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import (
    CLAUSE,
    FACTS,
    ON,
    PROGRAMMES,
    leaf,
    plain,
    read,
    shipped_library,
)

LEVELS = {"type": "choice", "choices": dict.fromkeys(("none", "low", "high"), "level")}
OWN = {
    **FACTS,
    "firm.level": LEVELS,
    "firm.level_age": {"type": "integer", "derived": "months_between(firm.founded_on, today)"},
}


def document(slug, condition=None, **parts):
    condition = condition or leaf("firm.is_local", "is", True)
    return read(plain(programme=slug, facts=OWN, eligibility=condition, **parts))


def level(operator, operand):
    return {"fact": "firm.level", operator: operand, **CLAUSE}


def rungs(*documents, on=ON):
    return ladders(Rulebook(documents), on=on)


LOW = document("low", grants={"firm.level": "low"})


@pytest.mark.parametrize(
    ("condition", "way", "needed"),
    [
        pytest.param(level("is", "low"), "opens", True, id="the only way"),
        pytest.param(level("in", ["low", "high"]), "opens", True, id="or above"),
        pytest.param(
            {"any": [level("is", "low"), leaf("firm.is_new", "is", True)]},
            "opens",
            False,
            id="one way of two",
        ),
        pytest.param(level("is", "none"), "closes", False, id="only who holds nothing"),
        pytest.param({"none": [level("is", "low")]}, "closes", False, id="excluded"),
        pytest.param({"none": [level("is", "none")]}, "opens", True, id="not nothing"),
    ],
)
def test_what_an_approval_does_to_another_programme(condition, way, needed):
    found = rungs(LOW, document("high", condition))
    assert found == (
        Rung(programme="low", leads_to="high", way=way, facts=("firm.level",), needed=needed),
    )


@pytest.mark.parametrize(
    "condition",
    [
        pytest.param(level("is", "high"), id="another value"),
        pytest.param(level("is_not", "high"), id="met by who holds nothing as well"),
        pytest.param(leaf("firm.is_new", "is", True), id="another fact"),
    ],
)
def test_what_an_approval_leaves_alone(condition):
    assert rungs(LOW, document("high", condition)) == ()


def test_who_holds_the_higher_title_gains_nothing_from_the_lower_one():
    lower = document("lower", level("in", ["low", "high"]), grants={"firm.level": "low"})
    higher = document("higher", level("is", "low"), grants={"firm.level": "high"})
    assert [(rung.programme, rung.leads_to) for rung in rungs(lower, higher)] == [
        ("lower", "higher")
    ]


def test_a_day_of_approval_opens_what_asks_for_a_waiting_time():
    first = document("first", grants={"firm.founded_on": {"formula": "today"}})
    waits = document("waits", {"fact": "firm.level_age", "at_least": 12, **CLAUSE})
    assert [(rung.way, rung.facts) for rung in rungs(first, waits)] == [
        ("opens", ("firm.founded_on",))
    ]
    assert first.granted(on=ON) == {"firm.founded_on": ON}


def test_points_of_a_score_are_a_way_of_their_own():
    item = {
        "item": "title",
        "max": 10,
        "fact": "firm.is_new",
        "points": {"true": 10, "false": 0},
        **CLAUSE,
    }
    scored = document("scored", scoring={"pass_mark": 5, "items": [item]})
    granting = document("granting", grants={"firm.is_new": True})
    found = rungs(granting, scored)
    assert [(rung.programme, rung.leads_to, rung.way) for rung in found] == [
        ("granting", "scored", "raises")
    ]
    assert opened_by(found, "granting") == built_on(found, "scored") == found
    assert opened_by(found, "scored") == built_on(found, "granting") == ()


def test_only_editions_in_force_count():
    late = document("high", level("is", "low"), in_force={"from": "2027-01-01", "to": None})
    assert rungs(LOW, late) == ()
    assert len(rungs(LOW, late, on=date(2027, 1, 1))) == 1


@pytest.mark.parametrize(
    ("grants", "path", "says"),
    [
        ({"firm.levels": "low"}, "grants.firm.levels", "no such fact"),
        ({"firm.level": "middle"}, "grants.firm.level", "one of none, low, high"),
        ({"firm.is_new": "yes"}, "grants.firm.is_new", "true or false"),
        ({"firm.level": {"formula": "today"}}, "grants.firm.level", "today fits a day alone"),
        ({"firm.founded_on": "soon"}, "grants.firm.founded_on", "a day"),
        ({"firm.titles": "low"}, "grants.firm.titles", "it is records"),
        ({"firm.level_age": "low"}, "grants.firm.level_age", "worked out of others"),
        ({"firm.staff": "3"}, "grants.firm.staff", "it is integer"),
        ({"firm.staff": 3}, "grants.firm.staff", "expected yes or no"),
        ({}, "grants", "1 to 20 entries"),
        ({"firm.is_new": {"outcome": "x"}}, "grants.firm.is_new", "exactly one of is and formula"),
        (
            {"firm.founded_on": {"is": "2026-01-01", "formula": "today"}},
            "grants.firm.founded_on",
            "exactly one of is and formula",
        ),
        (
            {"firm.is_new": {"is": True, "outcome": "best"}},
            "grants.firm.is_new.outcome",
            "no outcome best",
        ),
    ],
)
def test_a_wrong_grant_is_refused_with_its_place(grants, path, says):
    with pytest.raises(RuleError) as caught:
        document("low", grants=grants)
    assert [problem.path for problem in caught.value.problems] == [path]
    assert says in str(caught.value)


@pytest.fixture(scope="module")
def shipped():
    texts = [path.read_text("utf-8") for path in PROGRAMMES]
    library = shipped_library()
    return Rulebook([each for text in texts for each in read_documents(text, library=library)])


@pytest.mark.parametrize(
    ("lower", "upper", "way"),
    [
        ("innovative-sme", "specialised-sme", "opens"),
        ("national-tech-sme", "specialised-sme", "opens"),
        ("provincial-tech-sme", "specialised-sme", "opens"),
        ("specialised-sme", "little-giant", "opens"),
        ("youth-home", "incubator-rent-support", "closes"),
    ],
)
def test_the_shipped_ladders(shipped, lower, upper, way):
    found = {
        (each.programme, each.leads_to): each.way for each in ladders(shipped, on=date(2026, 6, 1))
    }
    assert found[lower, upper] == way


def test_nothing_shipped_leads_in_a_circle(shipped):
    """Who must hold A for B and B for A could never have either."""
    needed = {
        (each.programme, each.leads_to)
        for each in ladders(shipped, on=date(2026, 6, 1))
        if each.needed
    }
    assert not [pair for pair in needed if pair[::-1] in needed]
