"""What can be taken now, and what once something else is approved."""

import random
from fractions import Fraction

import pytest

from policies.rules.bundles import best_bundle
from policies.rules.documents import read_documents
from policies.rules.reach import is_held, is_outgrown, with_grants, within_reach
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

LEVELS = {
    "type": "choice",
    "choices": dict.fromkeys(("none", "low", "high"), "level"),
    "changeable": "up",
}
ROOMS = {"type": "choice", "choices": dict.fromkeys(("none", "office", "shop"), "room")}
OWN = {**FACTS, "firm.level": LEVELS, "firm.room": ROOMS}
NEW, LOCAL = leaf("firm.is_new", "is", True), leaf("firm.is_local", "is", True)


def programme(slug, condition, **parts):
    return read(plain(programme=slug, facts=OWN, eligibility=condition, **parts))


def level(operator, operand):
    return {"fact": "firm.level", operator: operand, **CLAUSE}


def reach(facts, *documents):
    book = Rulebook(documents)
    return within_reach(book, facts, on=ON, programmes=list(book.editions))


def requires(found):
    return {each.programme: each.requires for each in found.candidates}


FIRST = programme("first", LOCAL, grants={"firm.level": "low"})
SECOND = programme("second", level("is", "low"), grants={"firm.level": "high"})
THIRD = programme("third", {"all": [level("is", "high"), NEW]})
AT_HOME = {"firm.is_local": True, "firm.is_new": True, "firm.level": "none"}


def test_only_steps_of_a_ladder_hold_the_lower_ones():
    """A free shop is no free office, whatever the order of the list."""
    office = programme("office", LOCAL, grants={"firm.room": "office"})
    assert is_held({"firm.room": "office"}, office, on=ON)
    assert not is_held({"firm.room": "shop"}, office, on=ON)
    assert not is_outgrown({"firm.room": "shop"}, office, on=ON)
    assert is_held({"firm.level": "high"}, FIRST, on=ON)
    assert is_outgrown({"firm.level": "high"}, FIRST, on=ON)
    assert not is_outgrown({"firm.level": "low"}, FIRST, on=ON)


def test_a_ladder_is_climbed_rung_by_rung():
    found = reach(AT_HOME, THIRD, SECOND, FIRST)
    assert requires(found) == {
        "third": (frozenset({"second"}),),
        "second": (frozenset({"first"}),),
        "first": (),
    }
    assert best_bundle(found.candidates).programmes == ("first", "second", "third")


CLASSES = [{"name": "first", "when": NEW}, {"name": "rest"}]
BY_CLASS = programme(
    "by-class",
    LOCAL,
    outcomes=CLASSES,
    grants={
        "firm.level": {"is": "low", "outcome": "first"},
        "firm.founded_on": {"formula": "today", "outcome": "rest"},
    },
)


@pytest.mark.parametrize(
    ("facts", "granted"),
    [
        ({"firm.is_new": True}, {"firm.level": "low"}),
        ({"firm.is_new": False}, {"firm.founded_on": ON}),
        ({}, {}),
    ],
)
def test_a_grant_may_come_with_one_class_alone(facts, granted):
    facts = {"firm.is_local": True, **facts}
    outcome = Rulebook([BY_CLASS]).explain_one("by-class", facts, on=ON).outcome
    assert with_grants(facts, BY_CLASS, outcome, on=ON) == {**facts, **granted}
    found = reach(facts, BY_CLASS, SECOND)
    opened = {"by-class", "second"} if "firm.level" in granted else {"by-class"}
    assert {*requires(found)} == opened
    assert BY_CLASS.granted(on=ON).keys() == {"firm.level", "firm.founded_on"}


def test_what_stays_a_no_or_unknown_is_out_of_reach():
    found = reach({**AT_HOME, "firm.is_new": False}, FIRST, SECOND, THIRD)
    assert [*requires(found)] == ["first", "second"]
    assert [*requires(reach({"firm.is_local": True}, FIRST, SECOND, THIRD))] == ["first", "second"]


def test_what_is_held_already_is_not_taken_again_and_never_lowered():
    facts = {**AT_HOME, "firm.level": "high"}
    found = reach(facts, FIRST, SECOND, THIRD)
    assert (found.held, [*requires(found)]) == (("first", "second"), ["third"])
    assert with_grants(facts, FIRST, on=ON) == facts
    assert is_held(facts, FIRST, on=ON)
    assert not is_held({}, FIRST, on=ON)
    assert not is_held(facts, THIRD, on=ON)  # which grants nothing


def test_two_approvals_together_open_a_third():
    flag = programme("flag", LOCAL, grants={"firm.is_new": True})
    both = programme("both", {"all": [level("is", "low"), NEW]})
    facts = {"firm.is_local": True, "firm.is_new": False}
    assert requires(reach(facts, both, FIRST, flag))["both"] == (frozenset({"first", "flag"}),)


def test_what_an_approval_ends_comes_before_it():
    empty = programme("empty", level("is", "none"))
    found = reach(AT_HOME, FIRST, empty)
    assert {each.programme: each.closes for each in found.candidates} == {
        "first": frozenset({"empty"}),
        "empty": frozenset(),
    }
    assert best_bundle(found.candidates).programmes == ("empty", "first")


@pytest.mark.parametrize(
    ("award", "worth"),
    [
        pytest.param({"amount": 5}, 5, id="once"),
        pytest.param({"amount": 5, "unit": "CNY/year", "times": 3}, 15, id="three years"),
        pytest.param({"amount": 5, "unit": "CNY/year"}, 5, id="a year, no end said"),
        pytest.param({"amount": 5, "unit": "CNY/month"}, 60, id="a month, no end said"),
        pytest.param({"amount": 5, "unit": "CNY/month", "times": 6}, 30, id="six months"),
        pytest.param({"amount": 5, "unit": "CNY/m2"}, 5, id="by area"),
        pytest.param({}, 1, id="no figure"),
        pytest.param({"formula": "age"}, 1, id="not known"),
    ],
)
def test_what_sets_are_compared_by(award, worth):
    found = reach(AT_HOME, programme("a", LOCAL, awards=[{"kind": "cash", **CLAUSE, **award}]))
    assert found.candidates[0].worth == {"cash": Fraction(worth)}


def test_an_award_that_is_not_certain_counts_nothing():
    awards = [{"kind": "cash", "amount": 5, "when": leaf("age", "at_least", 3), **CLAUSE}]
    assert reach(AT_HOME, programme("a", LOCAL, awards=awards)).candidates[0].worth == {}


@pytest.fixture(scope="module")
def shipped():
    texts = [path.read_text("utf-8") for path in PROGRAMMES]
    library = shipped_library()
    return [each for text in texts for each in read_documents(text, library=library)]


def test_every_step_of_a_shipped_bundle_is_open_when_it_comes(shipped):
    """Approvals one after the other: each programme is eligible with what is granted so far."""
    book, answers = Rulebook(shipped), {}
    for document in shipped:
        for example in document.examples:
            for name, value in example.facts.items():
                answers.setdefault(name, []).append(value)
    steps = 0
    for seed in range(60):
        dice = random.Random(seed)
        facts = {name: dice.choice(values) for name, values in answers.items()}
        found = within_reach(book, facts, on=ON, programmes=list(book.editions))
        bundle = best_bundle(found.candidates)
        for slug in bundle.programmes:
            assert book.truth(slug, facts, on=ON) is True, (seed, slug, bundle.programmes)
            outcome = book.explain_one(slug, facts, on=ON).outcome
            facts = with_grants(facts, book.document(slug, on=ON), outcome, on=ON)
            steps += 1
    assert steps > 300
