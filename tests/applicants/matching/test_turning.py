"""Which criterion turned for somebody."""

from applicants.matching.turning import Explainer, score_turned, turns
from tests.applicants.matching.previewing import DAY, document

FEW = "fact: enterprise.staff, at_least: 3"
MANY = "fact: enterprise.staff, at_least: 6"
TOWN = "fact: enterprise.town, in: [liushi]"


def turned(before, after, facts):
    """The turns as pairs of truths, "-" where one of both has no such criterion."""
    results = [Explainer(each).explain(facts, on=DAY) if each else None for each in (before, after)]
    assert not score_turned(*results)
    return [
        tuple("-" if each is None else each.truth for each in (turn.was, turn.now))
        for turn in turns(*results)
    ]


def test_a_bound_that_moved():
    before, after = document(FEW, TOWN), document(MANY, TOWN)
    assert turned(before, after, {"enterprise.staff": 4}) == [(True, False)]
    assert turned(after, before, {"enterprise.staff": 4}) == [(False, True)]
    assert turned(before, after, {"enterprise.staff": 7}) == []


def test_a_criterion_that_was_added():
    before, after = document(FEW), document(FEW, TOWN)
    assert turned(before, after, {"enterprise.town": "hongqiao"}) == [("-", False)]
    assert turned(before, after, {}) == [("-", None)]
    assert turned(before, after, {"enterprise.town": "liushi"}) == []


def test_a_criterion_that_went():
    before, after = document(FEW, TOWN), document(FEW)
    assert turned(before, after, {"enterprise.town": "hongqiao"}) == [(False, "-")]


def test_nothing_was_in_force():
    assert turned(None, document(FEW, TOWN), {"enterprise.staff": 4}) == [("-", None)]


def test_an_edition_of_another_day_is_explained_as_well():
    assert Explainer(document(FEW)).explain({"enterprise.staff": 4}, on=DAY.replace(2001))
