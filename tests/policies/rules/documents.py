"""Small documents for tests: plain data in, read through the whole reader."""

import json
from datetime import date
from functools import cache
from pathlib import Path

from policies.rules.documents import read_document
from policies.rules.library import FILES, Library
from policies.rules.reading import read_json_text
from policies.rules.rulebook import Rulebook

CATALOGUE = Path(__file__).parents[3] / "policies" / "catalogue"
PROGRAMMES = sorted((CATALOGUE / "programmes").glob("*.yaml"))
ON = date(2026, 3, 2)
CLAUSE = {"source": "s1", "basis": "official"}
FACTS = {
    "age": {"type": "integer"},
    "firm.staff": {"type": "integer", "changeable": True},
    "firm.sales": {"type": "money", "changeable": True},
    "firm.share": {"type": "percent"},
    "firm.founded_on": {"type": "date"},
    "firm.valid_to": {"type": "date"},
    "firm.is_new": {"type": "boolean"},
    "firm.is_local": {"type": "boolean"},
    "firm.name": {"type": "text"},
    "firm.code": {"type": "text"},
    "firm.grade": {"type": "choice", "choices": dict.fromkeys("ABC", "grade")},
    "firm.wish": {"type": "choice", "choices": dict.fromkeys("ABC", "grade")},
    "firm.fields": {"type": "choices", "choices": dict.fromkeys("xyz", "field")},
    "firm.others": {"type": "choices", "choices": dict.fromkeys("xyz", "field")},
    "firm.titles": {
        "type": "records",
        "fields": {
            "level": {"type": "choice", "choices": dict.fromkeys("nps", "level")},
            "valid_to": {"type": "date"},
            "worth": {"type": "money"},
            "in_use": {"type": "boolean"},
        },
    },
}


@cache
def shipped_library() -> Library:
    """The shared vocabulary that comes with the software."""
    return Library.read({name: (CATALOGUE / name).read_text("utf-8") for name in FILES})


def plain(**parts):
    """A document as plain data; ``parts`` are added to what every document needs."""
    return {
        "programme": "tried",
        "edition": "2026",
        "title": {"zh-hans": "试验", "en": "Tried"},
        "department": "science",
        "audience": "enterprise",
        "category": "subsidy",
        "in_force": {"from": "2020-01-01", "to": None},
        "sources": {"s1": {"title": "a source"}},
        "facts": FACTS,
        **parts,
    }


def read(document=None, /, library=None, **parts):
    """The document of plain data, read from its text."""
    document = plain(**parts) if document is None else document
    return read_document(json.dumps(document), library=library or Library())


def leaf(subject, operator, operand, **more):
    """A leaf about a fact, or about a formula where the subject is none."""
    key = "fact" if subject in FACTS else "formula"
    return {key: subject, operator: operand, **CLAUSE, **more}


def explained(document, facts, on=ON, judged=None):
    """The result of one document for facts as a facts file has them."""
    values = document.vocabulary.read(plain_facts(facts))
    return Rulebook([document]).explain_one(document.programme, values, on=on, judged=judged)


def plain_facts(facts):
    """Facts as they come out of JSON, with exact numbers."""
    return read_json_text(json.dumps(facts))


def truth(condition, answers, on=ON, **parts):
    """What a condition as plain data says of facts: True, False or None."""
    result = explained(read(eligibility=condition, **parts), answers, on)
    assert result.reasons is not None
    return result.reasons.truth


def value(formula, answers, on=ON, **parts):
    """What a formula gives for facts."""
    document = read(eligibility=leaf(formula, "is_known", True), **parts)
    return explained(document, answers, on).reasons.value
