"""Groups, quantifiers over records, and what is missing, under Kleene's strong logic."""

from itertools import product

import pytest

from policies.rules.comparisons import all_of, any_of
from policies.rules.conditions import at_least, none_of
from tests.policies.rules.documents import CLAUSE, explained, leaf, read, truth

FLAGS = ["firm.is_new", "firm.is_local", "firm.is_good"]
THREE = {name: {"type": "boolean"} for name in FLAGS}
TITLES = "firm.titles"


def parts(names=FLAGS):
    return [{"fact": name, "is": True, **CLAUSE} for name in names]


def kleene_and(values):
    return False if False in values else None if None in values else True


@pytest.mark.parametrize("values", list(product([True, False, None], repeat=3)))
def test_groups_are_kleenes(values):
    facts = {name: value for name, value in zip(FLAGS, values, strict=True) if value is not None}
    negated = tuple(None if value is None else not value for value in values)
    some = kleene_and(negated)
    expected = {
        "all": kleene_and(values),
        "any": None if some is None else not some,
        "none": some,
    }
    for kind, said in expected.items():
        assert truth({kind: parts()}, facts, facts=THREE) is said
    for count in (1, 2, 3):
        met, could = values.count(True), values.count(True) + values.count(None)
        said = True if met >= count else False if could < count else None
        assert truth({"at_least": count, "of": parts()}, facts, facts=THREE) is said
    decided = (all_of(values), any_of(values), none_of(values))
    assert decided == (expected["all"], expected["any"], expected["none"])
    assert at_least(1)(values) is expected["any"]


def some(where, kind="some"):
    return {kind: TITLES, "where": where, **CLAUSE}


NATIONAL = {"field": "level", "is": "n"}
VALID = {"field": "valid_to", "at_least": {"formula": "today"}}
BOTH = {"all": [NATIONAL, VALID]}
GOOD = {"level": "n", "valid_to": "2026-03-02"}
PAST = {"level": "n", "valid_to": "2026-03-01"}


@pytest.mark.parametrize(
    ("where", "titles", "is_some", "is_every"),
    [
        pytest.param(BOTH, None, None, None, id="an absent list is unknown"),
        pytest.param(BOTH, [], False, True, id="an empty list is known to be empty"),
        pytest.param(BOTH, [GOOD], True, True, id="one that fits"),
        pytest.param(BOTH, [PAST], False, False, id="one that does not"),
        pytest.param(BOTH, [PAST, GOOD], True, False, id="one of each"),
        pytest.param(BOTH, [{"level": "n"}], None, None, id="an unknown field"),
        pytest.param(BOTH, [{"level": "p"}], False, False, id="settled without the unknown field"),
        pytest.param(BOTH, [{"level": "n"}, GOOD], True, None, id="some is settled"),
        pytest.param(BOTH, [{"level": "n"}, PAST], None, False, id="every is settled"),
        pytest.param(
            BOTH,
            [{"level": "n", "valid_to": "2020-01-01"}, {"level": "p", "valid_to": "2030-01-01"}],
            False,
            False,
            id="what belongs to two records is not put together",
        ),
    ],
)
def test_some_and_every(where, titles, is_some, is_every):
    facts = {} if titles is None else {TITLES: titles}
    assert truth(some(where), facts) is is_some
    assert truth(some(where, "every"), facts) is is_every


def test_a_condition_over_records_may_look_at_facts_outside():
    where = {"field": "worth", "at_least": {"fact": "firm.sales"}}
    titles = {TITLES: [{"worth": 10}]}
    assert truth(some(where), {**titles, "firm.sales": 10}) is True
    assert truth(some(where), {**titles, "firm.sales": 11}) is False
    assert truth(some(where), titles) is None
    result = explained(read(eligibility=some(where)), titles)
    assert result.missing == ("firm.sales",)


def test_a_condition_over_records_may_have_a_formula_and_groups():
    where = {
        "none": [
            {"formula": "worth * 2", "less_than": 10},
            {"at_least": 1, "of": [{"field": "in_use", "is": False}]},
        ]
    }
    assert truth(some(where), {TITLES: [{"worth": 5, "in_use": True}]}) is True
    assert truth(some(where), {TITLES: [{"worth": 4.5, "in_use": True}]}) is False
    assert truth(some(where), {TITLES: [{"worth": 5}]}) is None


@pytest.mark.parametrize(
    ("condition", "facts", "missing"),
    [
        pytest.param(leaf("age", "at_least", 1), {}, ("age",), id="a fact"),
        pytest.param(leaf("age", "at_least", 1), {"age": 0}, (), id="settled"),
        pytest.param(
            {"any": [leaf("age", "is", 1), leaf("firm.staff", "is", 1)]},
            {"age": 0},
            ("firm.staff",),
            id="the settled part is left out",
        ),
        pytest.param(
            leaf("age", "at_least", {"formula": "firm.staff + firm.sales"}),
            {"firm.sales": 1},
            ("age", "firm.staff"),
            id="both sides",
        ),
        pytest.param(some(BOTH), {}, (TITLES,), id="a list"),
        pytest.param(
            some(BOTH),
            {TITLES: [PAST, {"level": "n"}]},
            (f"{TITLES}[1].valid_to",),
            id="a field of a record",
        ),
        pytest.param(
            leaf("sum(firm.titles.worth where in_use)", "at_least", 5),
            {TITLES: [{"worth": 9}, {"in_use": True}]},
            (f"{TITLES}[0].in_use", f"{TITLES}[1].worth"),
            id="fields of an aggregate",
        ),
        pytest.param(
            leaf("if(firm.is_new, age, firm.staff)", "at_least", 5),
            {"firm.is_new": True},
            ("age",),
            id="only the branch that counts",
        ),
        pytest.param(
            leaf("if(firm.is_new, age, firm.staff)", "at_least", 5),
            {},
            ("firm.is_new",),
            id="first the condition",
        ),
    ],
)
def test_missing(condition, facts, missing):
    assert explained(read(eligibility=condition), facts).missing == missing


def test_the_tree_of_reasons_has_values_thresholds_and_clauses():
    condition = {
        "all": [
            leaf("age", "at_least", 18, clause="第三条", label={"zh-hans": "成年", "en": "Of age"}),
            some(BOTH),
            {"at_least": 1, "of": [leaf("firm.is_new", "is", True)]},
        ],
        "source": "s1",
        "basis": "reported",
    }
    tree = explained(read(eligibility=condition), {"age": 17, TITLES: [GOOD]}).as_json()["reasons"]
    assert tree["kind"] == "all"
    assert tree["outcome"] == "unmet"
    first, second, third = tree["parts"]
    assert first == {
        "kind": "leaf",
        "subject": "age",
        "path": "eligibility.all[0]",
        "outcome": "unmet",
        "label": {"zh-hans": "成年", "en": "Of age"},
        "source": "s1",
        "basis": "official",
        "clause": "第三条",
        "value": 17,
        "at_least": 18,
    }
    assert (second["kind"], second["records"]) == ("some", ["met"])
    assert (third["kind"], third["at_least"], third["outcome"]) == ("at_least", 1, "unknown")


def test_a_leaf_takes_source_and_basis_from_what_is_around_it():
    inside = {"fact": "age", "at_least": 18}
    document = read(eligibility={"all": [inside], "source": "s1", "basis": "assumed"})
    result = explained(document, {"age": 18})
    assert result.reasons.parts[0].node.clause.basis == "assumed"
    assert result.rests_on_assumed is True
