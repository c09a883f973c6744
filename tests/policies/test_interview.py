"""The order of questions over a few invented visitors: short, and nothing that cannot matter."""

from statistics import mean

import pytest

from policies.presentation.audience import AUDIENCE, CONCERNED, STARTING
from policies.rules.questions import next_facts
from policies.rules.rulebook import Rulebook
from tests.benchmarks import catalogue
from tests.benchmarks.interview import ADAPTIVE, FIXED, FULL, OURS, RANDOM, Interview, ours, outcome
from tests.benchmarks.visitors import visitors

COUNT = 6


@pytest.fixture(scope="module")
def book():
    return Rulebook(catalogue.read_catalogue().documents)


@pytest.fixture(scope="module")
def found(book):
    people = visitors(COUNT, book.vocabulary, on=catalogue.ON)
    return [outcome(book, each) for each in people]


def average(found, order):
    return mean(each.questions[order] for each in found)


@pytest.mark.parametrize(
    ("order", "most"), [(FULL, 0.4), (FIXED, 0.7), (RANDOM, 0.85), (ADAPTIVE, 1)]
)
def test_ours_is_shorter(found, order, most):
    assert average(found, OURS) <= most * average(found, order)


def test_as_many_programmes_are_decided_as_in_any_order(found):
    for each in found:
        assert each.left[OURS] == each.left[RANDOM] == each.left[ADAPTIVE]


def test_every_question_is_lacking_when_it_is_asked(book):
    for visitor in visitors(COUNT, book.vocabulary, on=catalogue.ON):
        at = Interview(book, visitor)

        def choose(at):
            lacking, name = at.lacking(), ours(at)
            assert name is None or name in lacking
            return name

        at.run(choose)
        assert not any(at.open().values()) or ours(at) is None


# What only somebody with a firm can say, besides all facts of the firm itself.
OF_A_FIRM = {
    "founder.is_legal_rep",
    "founder.is_actual_controller",
    "founder.equity_share",
    "founder.insured_in_own_firm",
    "founder.got_business_rent_subsidy",
    "team.paid_in_share",
    "team.project_landed",
    "team.project_landed_on",
}


def asked_without_a_firm(book, audiences, others):
    """Every fact that is asked of somebody who has said that there is no firm."""
    facts, asked = {"enterprise.legal_form": "none"}, []
    while questions := next_facts(
        book, facts, on=catalogue.ON, skipped=asked, audiences=audiences, count=1
    ):
        name = questions[0].fact.name
        asked.append(name)
        if name in others:
            facts[name] = others[name]
    return asked


@pytest.mark.parametrize("number", range(COUNT))
@pytest.mark.parametrize("whom", ["those who start", "everybody"])
def test_who_has_no_firm_is_asked_nothing_about_it(book, number, whom):
    visitor = visitors(COUNT, book.vocabulary, on=catalogue.ON)[number]
    audiences = CONCERNED[STARTING] if whom == "those who start" else None
    others = {name: value for name, value in visitor.answers.items() if name != AUDIENCE}
    asked = asked_without_a_firm(book, audiences, others)
    assert asked
    wrong = [name for name in asked if name.startswith("enterprise.") or name in OF_A_FIRM]
    assert not wrong
