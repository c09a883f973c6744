"""Days that have not come, days in a wrong order, and values far from the usual."""

from datetime import date
from fractions import Fraction

import pytest

from policies.rules.documents import read_documents
from policies.rules.errors import RuleError
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.plausibility import contradictions, days_ahead, disorders, readings
from tests.policies.rules.documents import PROGRAMMES, read, shipped_library

ON = date(2026, 12, 1)
MONEY = FactType(name="a", type="money", minimum=0, ask_below=100_000, ask_above=10**10)
PROFIT = FactType(name="a", type="money", ask_below=1_000)
SHARE = FactType(name="a", type="percent", minimum=0, maximum=1, ask_below=Fraction(1, 100))
STAFF = FactType(name="a", type="integer", minimum=0, ask_above=20_000)
BORN = FactType(name="a", type="date", ask_above=90)


@pytest.mark.parametrize(
    ("fact", "value", "meant"),
    [
        (MONEY, 9_600, (9_600, 96_000_000)),
        (MONEY, 99_999, (99_999, 999_990_000)),
        (MONEY, 100_000, ()),
        (MONEY, 10**10, ()),
        (MONEY, 96 * 10**12, (96 * 10**12, 96 * 10**8)),
        (MONEY, 10**15 - 1, (10**15 - 1,)),
        (MONEY, 1, (1,)),  # even 1 万元 would be asked back
        (MONEY, 0, ()),
        (PROFIT, -300, (-300, -3_000_000)),
        (PROFIT, -1_000, ()),
        (SHARE, Fraction(3, 1000), (Fraction(3, 1000), Fraction(3, 10))),
        (SHARE, Fraction(3, 10), ()),
        (STAFF, 1_000_000, (1_000_000,)),
        (STAFF, 20_000, ()),
        (BORN, date(1900, 1, 1), (date(1900, 1, 1),)),
        (BORN, date(1936, 12, 1), ()),
        (BORN, date(1935, 12, 1), (date(1935, 12, 1),)),
        (FactType(name="a", type="boolean"), True, ()),
        (FactType(name="a", type="text"), "9600", ()),
        (FactType(name="a", type="money"), 1, ()),
    ],
)
def test_what_may_be_meant(fact, value, meant):
    assert readings(fact, value, on=ON) == meant


def test_days_ahead_are_named_down_to_the_entry():
    facts = {
        "founder.born_on": date(2062, 1, 1),
        "founder.graduated_on": date(2027, 6, 30),
        "enterprise.registered_on": ON,
        "team.members": ({"joined_on": date(2020, 1, 1)}, {"joined_on": date(2026, 12, 2)}),
    }
    found = [problem.path for problem in days_ahead(facts, shipped_library().facts, on=ON)]
    assert found == ["founder.born_on", "team.members[1].joined_on"]


def test_disorders_are_found_from_either_side():
    vocabulary = shipped_library().facts
    facts = {
        "founder.born_on": date(2010, 5, 6),
        "founder.graduated_on": date(1999, 6, 1),
        "enterprise.registered_on": date(2020, 1, 1),
        "enterprise.moved_to_yueqing_on": date(2020, 1, 1),
    }
    both = ("founder.graduated_on", "founder.born_on")
    assert disorders(facts, vocabulary) == [both]
    for only, found in ((both[0], [both]), (both[1], [both]), ("enterprise.registered_on", [])):
        assert disorders(facts, vocabulary, only=only) == found


def test_the_examples_of_the_shipped_programmes_can_be():
    """No example has a day that has not come on its own day, or days in a wrong order."""
    library = shipped_library()
    for path in PROGRAMMES:
        for document in documents_of(path, library):
            for example in document.examples:
                found = days_ahead(example.facts, document.vocabulary, on=example.on)
                assert not found, (path.name, example.name)
                assert not disorders(example.facts, document.vocabulary), (path.name, example.name)


def documents_of(path, library):
    return read_documents(path.read_text("utf-8"), library=library)


@pytest.mark.parametrize(
    ("definition", "path", "said"),
    [
        ("{type: text, past: true}", "x.past", "for days, not for text"),
        ("{type: integer, min_years_ago: 3}", "x.min_years_ago", "for days"),
        ("{type: date, min_years_ago: 0}", "x.min_years_ago", "at least 1"),
        ("{type: integer, after: y}", "x.after", "for days"),
        ("{type: date, after: z}", "x.after", "no such fact"),
        ("{type: date, after: n}", "x.after", "n is integer, not a day"),
        ("{type: date, ask_below: 3}", "x.ask_below", "for numbers"),
        ("{type: boolean, ask_above: 3}", "x.ask_above", "for numbers and days"),
        ("{type: integer, ask_below: 3, ask_above: 3}", "x.ask_below", "not below ask_above"),
        (
            "{type: records, fields: {d: {type: date, after: e}}}",
            "x.fields.d.after",
            "no such fact",
        ),
    ],
)
def test_keys_that_do_not_fit_are_refused_with_their_path(definition, path, said):
    with pytest.raises(RuleError) as caught:
        Library.read({"facts.yaml": f"n: {{type: integer}}\ny: {{type: date}}\nx: {definition}\n"})
    assert any(
        problem.path.endswith(path) and said in problem.message for problem in caught.value.problems
    )


AT_ODDS = """
n: {type: integer}
m:
  type: integer
  at_odds:
    - {fact: m, more_than: {fact: n}}
    - {all: [{fact: m, at_least: 100}, {fact: n, is_known: true}]}
"""


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"m": 3}, []),
        ({"m": 3, "n": 3}, []),
        ({"m": 4, "n": 3}, [("m", "n")]),
        ({"m": 100, "n": 100}, [("m", "n")]),
        ({"m": 100, "n": 3}, [("m", "n"), ("m", "n")]),
    ],
)
def test_answers_at_odds_are_named_together(facts, found):
    library = Library.read({"facts.yaml": AT_ODDS})
    assert contradictions(library.at_odds, facts, on=ON) == found


def test_what_is_at_odds_is_checked_like_any_condition():
    with pytest.raises(RuleError) as caught:
        Library.read({"facts.yaml": AT_ODDS.replace("{fact: n}", "{fact: k}")})
    assert caught.value.problems[0].path.startswith("facts.yaml: m.at_odds[0]")


def test_a_document_s_own_day_may_follow_a_shared_one():
    own = {"firm.left_on": {"type": "date", "past": True, "after": "founder.born_on"}}
    document = read(facts=own, library=shipped_library())
    assert document.vocabulary["firm.left_on"].after == "founder.born_on"
    with pytest.raises(RuleError):
        read(facts={"firm.left_on": {"type": "date", "after": "firm.joined_on"}})
