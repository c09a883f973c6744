"""The order of questions over a few invented visitors: short, and nothing that cannot matter."""

from statistics import mean

import pytest

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
