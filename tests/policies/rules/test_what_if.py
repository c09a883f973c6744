"""What a score would be if something were otherwise."""

from fractions import Fraction

import pytest

from policies.rules.quantities import half_up
from policies.rules.rulebook import Rulebook
from policies.rules.what_if import (
    benchmark,
    full,
    next_gains,
    next_mark,
    score_of,
    scored_facts,
    ways_to,
)

WORKED = {"85.57": 0, "63.67": 1, "70.72": 2}  # section 5.2 of the domain, as examples


@pytest.fixture(scope="module")
def land(shipped_documents):
    document = next(d for d in shipped_documents if d.programme == "data-for-land")
    return Rulebook([document]).plan([document]), document


@pytest.mark.parametrize(("total", "place"), WORKED.items())
def test_the_worked_totals_come_out(land, total, place):
    plan, document = land
    example = document.examples[place]
    score = score_of(plan, document, example.facts, on=example.on)
    assert (score.low, score.high) == (Fraction(total), Fraction(total))


def test_the_firms_rank_as_worked(land):
    plan, document = land
    totals = [score_of(plan, document, e.facts, on=e.on).low for e in document.examples[:3]]
    assert totals[0] > totals[2] > totals[1]


def test_the_facts_of_a_score_are_those_that_one_can_state(land):
    _plan, document = land
    names = scored_facts(document)
    assert "enterprise.tax_last_year" in names
    assert "enterprise.tax_per_mu" not in names
    assert not set(names) & set(document.derived)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("target", [66, 72, 75, 87, 90])
def test_each_way_truly_reaches_the_target_and_is_the_least_found(land, place, target):
    plan, document = land
    example = document.examples[place]
    for way in ways_to(plan, document, example.facts, target, on=example.on):
        changed = {**example.facts, way.fact: way.value}
        assert score_of(plan, document, changed, on=example.on).low == way.total >= target
        if way.share is not None:  # half of the way back is not enough
            middle = (example.facts[way.fact] + way.value) / 2
            between = {**example.facts, way.fact: Fraction(middle)}
            assert score_of(plan, document, between, on=example.on).low < target


def test_a_small_gap_has_ways_and_the_smallest_comes_first(land):
    plan, document = land
    example = document.examples[1]
    ways = ways_to(plan, document, example.facts, 65, on=example.on)
    numbers = [way for way in ways if way.share is not None]
    assert [way.fact for way in numbers] == ["enterprise.rd_expense_last_year"]
    assert list(ways[: len(numbers)]) == numbers
    gains = [way.gain for way in ways[len(numbers) :]]
    assert len(gains) > 1
    assert gains == sorted(gains)
    facts = [document.vocabulary[way.fact] for way in ways]
    assert all(fact.changeable or fact.counts_next_year for fact in facts)


def test_nothing_is_proposed_where_the_target_is_reached_or_out_of_reach(land):
    plan, document = land
    example = document.examples[0]
    assert ways_to(plan, document, example.facts, 85, on=example.on) == ()
    assert ways_to(plan, document, example.facts, 100, on=example.on) == ()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_gains_are_what_scoring_again_gives(land, place):
    plan, document = land
    example = document.examples[place]
    before = score_of(plan, document, example.facts, on=example.on).low
    found = next_gains(plan, document, example.facts, on=example.on)
    assert found
    for changes in found.values():
        for change in changes:
            changed = {**example.facts, change.fact: change.value}
            after = score_of(plan, document, changed, on=example.on).low
            assert (change.total, change.gain) == (after, after - before)
            assert change.gain > 0


def test_what_is_unknown_has_no_gain(land):
    plan, document = land
    assert next_gains(plan, document, {}, on=document.examples[0].on) == {}
    assert ways_to(plan, document, {}, 80, on=document.examples[0].on) == ()


def test_marks_of_an_item(land, shipped_documents):
    _plan, document = land
    items = {item.name: item for item in document.scoring.items}
    tax, sales, grade = items["tax_per_mu"], items["sales"], items["grade"]
    assert (benchmark(tax).value, benchmark(tax).points) == (240970, 10)
    assert (full(tax).value, full(tax).points) == (Fraction("361455"), 15)
    assert benchmark(sales) is None
    assert full(sales).value == 300_000_000
    assert (next_mark(grade, 3).value, next_mark(grade, 5)) == ("A", None)
    staff = next(d for d in shipped_documents if d.programme == "national-tech-sme").scoring.items[
        0
    ]
    least = next_mark(staff, 0)
    assert half_up(least.points) == least.points > 0
