"""The published JSON Schema says the same as the check of shapes."""

import pytest
from jsonschema import Draft202012Validator

from policies.rules.documents import split_documents
from policies.rules.errors import RuleError
from policies.rules.grammar import document_schema
from policies.rules.reading import read_document_text
from tests.policies.rules.documents import CLAUSE, PROGRAMMES, leaf, plain, read
from tests.policies.rules.test_mutations import WHOLE

VALIDATOR = Draft202012Validator(document_schema())
MISSING = object()


def floats(value):
    """Plain data with the numbers that a JSON reader has."""
    if isinstance(value, dict):
        return {key: floats(part) for key, part in value.items()}
    if isinstance(value, list):
        return [floats(part) for part in value]
    return value if isinstance(value, str | bool | int | None) else float(value)


def test_the_schema_is_one():
    Draft202012Validator.check_schema(document_schema())
    assert document_schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_the_schema_accepts_what_is_shipped(path):
    for piece in split_documents(path.read_text("utf-8")):
        errors = [
            error.json_path for error in VALIDATOR.iter_errors(floats(read_document_text(piece)))
        ]
        assert errors == []


def test_the_schema_accepts_a_document_of_every_key():
    assert [error.json_path for error in VALIDATOR.iter_errors(WHOLE)] == []


ITEM = {"item": "a", "max": 1, "fact": "age", "count": 1, **CLAUSE}
FAULTS = {
    **{
        f"{name} is missing": {name: MISSING}
        for name in ("programme", "edition", "title", "category")
    },
    **{f"{name} is missing": {name: MISSING} for name in ("department", "audience", "in_force")},
    "an unknown key": {"eligible": {}},
    "a slug with capitals": {"programme": "Tried"},
    "a slug with spaces": {"programme": "a b"},
    "an edition that is a number": {"edition": 2015},
    "an empty title": {"title": ""},
    "a title in one language": {"title": {"en": "t"}},
    "a title in a third language": {"title": {"zh-hans": "t", "en": "t", "fr": "t"}},
    "an unknown audience": {"audience": "everybody"},
    "an empty list of audiences": {"audience": []},
    "an unknown category": {"category": "gift"},
    "in_force without from": {"in_force": {"to": None}},
    "in_force that is a day": {"in_force": "2020-01-01"},
    "a day with one digit": {"in_force": {"from": "2020-1-1"}},
    "a source without title": {"sources": {"s1": {}}},
    "an unknown grade": {"sources": {"s1": {"title": "t", "grade": "D"}}},
    "facts that are a list": {"facts": []},
    "a fact without type": {"facts": {"a": {}}},
    "an unknown type": {"facts": {"a": {"type": "number"}}},
    "records in records": {
        "facts": {"a": {"type": "records", "fields": {"b": {"type": "records"}}}}
    },
    "a table that is a list": {"tables": {"t": [1]}},
    "a row that is true": {"tables": {"t": {"a": True}}},
    "a parameter that is true": {"parameters": {"p": True}},
    "a condition that is a list": {"eligibility": []},
    "a condition that is empty": {"eligibility": {}},
    "an empty group": {"eligibility": {"all": []}},
    "an empty in": {"eligibility": leaf("age", "in", [])},
    "two kinds of group": {
        "eligibility": {"all": [leaf("age", "is", 1)], "any": [leaf("age", "is", 1)]}
    },
    "two operators": {"eligibility": leaf("age", "is", 1, at_least=1)},
    "no operator": {"eligibility": {"fact": "age", **CLAUSE}},
    "an unknown operator": {"eligibility": leaf("age", "equals", 1)},
    "fact and formula": {"eligibility": leaf("age", "is", 1, formula="1")},
    "a fact that is a number": {"eligibility": {"fact": 1, "is": 1, **CLAUSE}},
    "between one": {"eligibility": leaf("age", "between", [1])},
    "is_known of a text": {"eligibility": leaf("age", "is_known", "yes")},
    "an unknown basis": {"eligibility": leaf("age", "is", 1, basis="sure")},
    "a null": {"eligibility": leaf("age", "is", None)},
    "some without where": {"eligibility": {"some": "firm.titles", **CLAUSE}},
    "a score without items": {"scoring": {"pass_mark": 1}},
    "a score of no item": {"scoring": {"items": []}},
    "an item without max": {"scoring": {"items": [{"item": "a", "fact": "age", "count": 1}]}},
    "points below zero": {"scoring": {"items": [{**ITEM, "count": -1}]}},
    "a band without points": {
        "scoring": {"items": [{"item": "a", "max": 1, "fact": "age", "bands": [{"at_least": 1}]}]}
    },
    "an unknown stage of a score": {"scoring": {"items": [ITEM], "stage": "later"}},
    "missing as something else": {"scoring": {"items": [{**ITEM, "missing": "half"}]}},
    "a class without name": {"outcomes": [{"when": leaf("age", "is", 1)}]},
    "an award without kind": {"awards": [{"amount": 1}]},
    "an unknown kind of award": {"awards": [{"kind": "money"}]},
    "an amount that is a text": {"awards": [{"kind": "cash", "amount": "5000"}]},
    "an amount below zero": {"awards": [{"kind": "cash", "amount": -1}]},
    "no times": {"awards": [{"kind": "cash", "times": 0}]},
    "an exclusion that is a number": {"excludes": [1]},
    "a group that takes the lowest": {"excludes": [{"group": "g", "take": "lowest"}]},
    "a grant that is a number": {"grants": {"age": 3}},
    "a grant of another formula": {"grants": {"firm.founded_on": {"formula": "tomorrow"}}},
    "no grant": {"grants": {}},
    "a paper in an unknown format": {"documents": [{"name": "x", "formats": ["exe"]}]},
    "half a working day": {"process": [{"stage": "apply", "working_days": 0.5}]},
    "a window with an unknown key": {"windows": [{"rolling": True, "until": "2026-01-01"}]},
    "a question in one language": {"questions": [{"en": "?"}]},
    "a task in one language": {"to_confirm": [{"zh-hans": "?"}]},
    "a task asked on no day": {"to_confirm": [{"zh-hans": "问", "en": "x", "asked_on": "once"}]},
    "an example without expectation": {
        "examples": [{"name": "x", "on": "2026-01-01", "facts": {}}]
    },
    "an unknown verdict": {
        "examples": [{"name": "x", "on": "2026-01-01", "facts": {}, "expect": {"verdict": "yes"}}]
    },
}


@pytest.mark.parametrize("changes", [pytest.param(c, id=name) for name, c in FAULTS.items()])
def test_the_schema_refuses_what_the_reader_refuses(changes):
    document = {key: value for key, value in plain(**changes).items() if value is not MISSING}
    with pytest.raises(RuleError):
        read(document)
    assert not VALIDATOR.is_valid(document)
