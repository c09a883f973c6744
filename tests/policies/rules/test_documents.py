"""Documents and books: own facts, derived ones, editions, JSON beside YAML."""

import json
from datetime import date

import pytest
import yaml

from policies.rules.documents import read_document, read_documents, split_documents
from policies.rules.errors import RuleError
from policies.rules.examples import run_examples
from policies.rules.library import Library
from policies.rules.reading import read_document_text
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import (
    CLAUSE,
    PROGRAMMES,
    explained,
    leaf,
    plain,
    read,
    shipped_library,
    truth,
)
from tests.policies.rules.test_grammar import floats


def edition(name, first, last, bound):
    condition = leaf("age", "at_least", bound)
    return plain(edition=name, in_force={"from": first, "to": last}, eligibility=condition)


TWO = [edition("1", "2020-01-01", "2025-12-31", 18), edition("2", "2026-02-01", None, 20)]


def texts(editions):
    return "---\n".join(yaml.safe_dump(each, allow_unicode=True) for each in editions)


@pytest.mark.parametrize(
    ("on", "verdict", "name"),
    [
        ("2019-12-31", "not_in_force", None),
        ("2020-01-01", "eligible", "1"),
        ("2025-12-31", "eligible", "1"),
        ("2026-01-01", "not_in_force", None),
        ("2026-02-01", "ineligible", "2"),
        ("2100-12-31", "ineligible", "2"),
    ],
)
def test_the_edition_of_the_day_decides(on, verdict, name):
    book = Rulebook(read_documents(texts(TWO), library=Library()))
    result = book.explain({"age": 19}, on=date.fromisoformat(on))[0]
    assert (result.verdict, result.edition) == (verdict, name)
    assert book.verdicts({"age": 19}, on=date.fromisoformat(on)) == {"tried": verdict}


@pytest.mark.parametrize(
    "editions",
    [
        pytest.param([TWO[0], {**TWO[1], "in_force": {"from": "2025-12-31"}}], id="a shared day"),
        pytest.param([TWO[0], {**TWO[1], "edition": "1"}], id="one name"),
        pytest.param([TWO[0], {**TWO[1], "programme": "other"}], id="two programmes"),
    ],
)
def test_editions_that_do_not_go_together_are_refused(editions):
    with pytest.raises(RuleError):
        read_documents(texts(editions), library=Library())


def test_cutting_a_file_and_joining_it_gives_it_back():
    text = texts(TWO)
    assert "---\n".join(split_documents(text)) == text
    assert len(read_documents(f"---\n{text}", library=Library())) == 2
    assert len(read_documents(text.replace("\n", "\r\n"), library=Library())) == 2
    assert len(read_documents(text.replace("---", "--- # the second"), library=Library())) == 2


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_a_shipped_document_says_the_same_as_json_and_passes_its_examples(path):
    documents = read_documents(path.read_text("utf-8"), library=shipped_library())
    for document in documents:
        plain_ = floats(read_document_text(document.text))
        again = read_document(json.dumps(plain_), library=shipped_library())
        assert run_examples(again, [again]) == run_examples(document, [document])
        assert run_examples(document, documents) == []


@pytest.mark.parametrize(
    "name", ["staff", "firm_staff", "firm.staff", "a.b.c", "A1.b2", "score_of_exam"]
)
def test_a_document_brings_its_own_facts(name):
    own = {name: {"type": "integer"}}
    assert truth({"fact": name, "at_least": 3, **CLAUSE}, {name: 3}, facts=own) is True
    assert truth({"formula": f"{name} * 2", "at_least": 7, **CLAUSE}, {name: 3}, facts=own) is False
    right = {"formula": "1", "at_most": {"fact": name}, **CLAUSE}
    assert truth(right, {}, facts=own) is None


CHAIN = {
    "a": {"type": "integer"},
    "b": {"type": "integer"},
    "both": {"type": "integer", "derived": "a + b"},
    "twice": {"type": "integer", "derived": "both * 2"},
    "large": {"type": "boolean", "derived": "twice >= 10"},
    "size": {"type": "text", "derived": 'if(large, "L", "S")'},
}


@pytest.mark.parametrize(
    ("answers", "expected", "missing"),
    [
        ({"a": 2, "b": 3}, True, ()),
        ({"a": 2, "b": 2}, False, ()),
        ({"a": 2}, None, ("b",)),
        ({}, None, ("a", "b")),
        ({"twice": 10}, True, ()),
        ({"a": 0, "b": 0, "large": True}, True, ()),
    ],
)
def test_derived_facts_build_on_each_other_and_a_stated_value_wins(answers, expected, missing):
    document = read(facts=CHAIN, eligibility={"fact": "size", "is": "L", **CLAUSE})
    result = explained(document, answers)
    assert result.reasons.truth is expected
    assert result.missing == missing


def test_an_information_card_decides_nothing():
    result = explained(read(), {})
    assert (result.verdict, result.missing, result.reasons) == ("undetermined", (), None)


def test_every_problem_is_told_at_once_with_its_place():
    condition = {"all": [leaf("agee", "is", 1), leaf("age", "is", "1"), leaf("age", "equal", 1)]}
    with pytest.raises(RuleError) as caught:
        read(eligibility=condition, awards=[{"kind": "cash", "formula": "1 +"}])
    paths = {problem.path for problem in caught.value.problems}
    assert {f"eligibility.all[{n}]" for n in range(3)} <= {
        p[: len("eligibility.all[0]")] for p in paths
    }
    assert "awards[0].formula" in paths


TABLE = """
quota:
  editions:
    - {from: 2024-01-01, to: 2024-12-31, rows: {"1": 10, "2": 20}}
    - {from: 2025-07-01, to: null, rows: {"1": 30}}
"""


@pytest.mark.parametrize(
    ("on", "key", "expected"),
    [
        ("2024-12-31", 1, True),
        ("2024-12-31", 2, False),
        ("2025-01-01", 1, None),
        ("2025-07-01", 1, False),
        ("2025-07-01", 2, None),
    ],
)
def test_a_shared_table_has_the_rows_of_the_day(on, key, expected):
    library = Library.read({"tables.yaml": TABLE})
    document = read(plain(eligibility=leaf("lookup(quota, age)", "at_most", 10)), library=library)
    result = explained(document, {"age": key}, on=date.fromisoformat(on))
    assert result.reasons.truth is expected


@pytest.mark.parametrize(
    ("texts_", "place"),
    [
        ({"tables.yaml": TABLE.replace("2025-07-01", "2024-06-01")}, "tables.yaml: quota"),
        ({"tables.yaml": TABLE.replace("10,", "x,")}, "tables.yaml: quota.editions[0].rows"),
        ({"tables.yaml": TABLE.replace("2024-12-31", "2023-12-31")}, "tables.yaml: quota"),
        (
            {"tables.yaml": "quota: {editions: [{from: 2024-01-01, source: S1, rows: {a: 1}}]}"},
            "tables",
        ),
        (
            {"facts.yaml": "a: {type: integer, derived: b}\nb: {type: integer, derived: a}"},
            "a.derived",
        ),
        ({"facts.yaml": "min: {type: integer}"}, "min"),
        ({"facts.yaml": "a: {type: integer, detail_of: b}"}, "facts.yaml: a.detail_of"),
        (
            {"facts.yaml": "a: {type: date, detail_of: b}\nb: {type: date, detail_of: a}"},
            "facts.yaml: a.detail_of",
        ),
        (
            {
                "facts.yaml": "a: {type: integer, detail_of: b}\nb: {type: integer, derived: c}\n"
                "c: {type: integer}"
            },
            "facts.yaml: a.detail_of",
        ),
        ({"sources.yaml": "S1: {}"}, "sources.yaml: S1"),
        ({"departments.yaml": "a: b"}, "departments.yaml: a"),
    ],
)
def test_a_library_with_a_mistake_is_refused_with_its_place(texts_, place):
    with pytest.raises(RuleError) as caught:
        Library.read(texts_)
    assert caught.value.problems[0].path.startswith(place)


def test_points_of_reviewers_in_an_example_stay_within_the_maximum():
    example = {"name": "x", "on": "2026-01-01", "facts": {}, "expect": {"verdict": "undetermined"}}
    scoring = {"items": [{"item": "idea", "max": 5, "judged": True, **CLAUSE}]}
    for judged in ({"idea": 6}, {"other": 1}):
        with pytest.raises(RuleError, match="judged"):
            read(scoring=scoring, examples=[{**example, "judged": judged}])


@pytest.mark.parametrize(
    ("parts", "path", "message"),
    [
        (
            {"eligibility": {"all": []}},
            "eligibility.all",
            "expected a list of at least one condition, found an empty list.",
        ),
        (
            {"facts": {"firm.day": {"type": "date", "after": "firm.day"}}},
            "facts.firm.day.after",
            "no day comes after itself.",
        ),
        (
            {"facts": {"firm.n": {"type": "integer", "ask_above": -1}}},
            "facts.firm.n.ask_above",
            "expected a number of at least 0, found -1.",
        ),
        ({"audience": []}, "audience", "expected at least 1 in the list, found 0."),
        ({"title": "x" * 2001}, "title", "expected at most 2000 characters, found 2001."),
    ],
)
def test_what_is_said_of_what_is_empty_or_out_of_range(parts, path, message):
    with pytest.raises(RuleError) as caught:
        read(plain(**parts))
    assert [(each.path, each.message) for each in caught.value.problems] == [(path, message)]
