"""Examples of an edition moved to the days of the next one say what they said."""

from datetime import date

import pytest

from policies.rules.authoring.findings import Context, examine
from policies.rules.authoring.shifts import Shift, moved_examples, shift_between, shift_of
from policies.rules.authoring.writing import document_text
from policies.rules.documents import split_documents
from policies.rules.library import Library
from policies.rules.reading import read_document_text

D = date.fromisoformat


@pytest.mark.parametrize(
    ("first", "other", "shift"),
    [
        ("2026-01-01", "2027-01-01", Shift(12)),
        ("2025-01-01", "2027-03-01", Shift(26)),
        ("2026-02-10", "2027-03-15", Shift(13, 5)),
        ("2026-02-15", "2027-03-10", Shift(12, 23)),
        ("2024-02-29", "2025-02-28", Shift(12)),
    ],
)
def test_days_move_by_months_and_then_by_days(first, other, shift):
    assert shift_between(D(first), D(other)) == shift
    assert shift.moved(D(first)) == D(other)


def example(on, verdict="eligible", **facts):
    return {"name": "x 2026-03-02", "on": on, "facts": facts, "expect": {"verdict": verdict}}


def test_every_day_of_an_example_moves_and_nothing_else():
    expect = {"verdict": "ineligible", "earliest_on": "2026-05-01"}
    plain = {"examples": [example("2026-03-02", born="2000-02-29", staff=3, hired=["2025-12-31"])]}
    plain["examples"][0]["expect"] = expect
    (moved,) = moved_examples(plain, Shift(12))
    assert moved["on"] == "2027-03-02"
    assert moved["facts"] == {"born": "2001-02-28", "staff": 3, "hired": ["2026-12-31"]}
    assert moved["expect"] == {"verdict": "ineligible", "earliest_on": "2027-05-01"}
    assert moved["name"] == "x 2026-03-02"


def test_nothing_moves_where_the_examples_lie_on_the_days_already():
    plain = {"examples": [example("2026-03-02")]}
    assert shift_of(plain, D("2025-01-01"), D("2026-01-01"), None) is None
    assert shift_of(plain, D("2026-01-01"), D("2026-01-01"), None) is None
    assert shift_of({}, D("2026-01-01"), D("2027-01-01"), None) is None
    earlier = {"examples": [example("2025-12-31", "not_in_force"), *plain["examples"]]}
    assert shift_of(earlier, D("2025-01-01"), D("2026-01-01"), None) is None


def test_of_a_long_edition_the_examples_move_as_little_as_the_days_of_the_next_allow():
    plain = {"examples": [example("2026-03-02")]}
    assert shift_of(plain, D("2025-01-01"), D("2027-01-01"), None) == Shift(24)
    assert shift_of(plain, D("2025-01-01"), D("2027-01-01"), D("2027-12-31")) == Shift(12)


@pytest.fixture(scope="module")
def library(shipped_texts):
    return Library.read(shipped_texts.shared)


def next_year(text, first, last=None):
    """The next edition as an officer begins it: another name, another first day."""
    plain = read_document_text(text)
    before = D(plain["in_force"]["from"])
    plain["edition"], plain["in_force"] = "next", {"from": first.isoformat(), "to": last}
    return plain, before


YEARLY = ("youth-shop", "youth-market", "youth-home", "startup-grant", "job-creation-grant")


@pytest.mark.parametrize("slug", YEARLY)
def test_all_examples_of_a_next_edition_come_out_once_they_are_moved(slug, library, shipped_texts):
    text = split_documents(shipped_texts.programmes[slug])[-1]
    first = D("2027-01-01")
    plain, before = next_year(text, first)
    slugs = frozenset(shipped_texts.programmes)

    def failing(plain):
        context = Context(programmes=slugs)
        found = examine(document_text(plain), library=library, context=context).findings
        return [each for each in found if each.kind == "example_fails"]

    assert len(failing(plain)) > len(plain["examples"]) / 2
    shift = shift_of(plain, before, first, None)
    plain["examples"] = moved_examples(plain, shift)
    assert failing(plain) == []
