"""What is nearly right: wrong types at every place, mutated programmes, odd facts and entries."""

import json
import random

import pytest

from policies.rules.documents import Document, read_document
from policies.rules.entry import EntryError, parse_text
from policies.rules.errors import FactError, RuleError
from policies.rules.rulebook import Rulebook
from tests.policies.rules.documents import (
    CLAUSE,
    ON,
    PROGRAMMES,
    leaf,
    plain,
    read,
    shipped_library,
)

FLAG = leaf("firm.is_new", "is", True)

WHOLE = plain(
    summary={"zh-hans": "概要", "en": "summary"},
    tables={"t1": {"1": 2, "x": 3}},
    parameters={"p1": 2, "p2": "2024-02-29"},
    eligibility={
        "all": [
            leaf("age", "between", [1, {"fact": "firm.staff"}], label={"zh-hans": "甲", "en": "A"}),
            leaf("firm.grade", "in", ["A", "B"], clause="第一条", note="why"),
            {"at_least": 1, "of": [FLAG, leaf("firm.founded_on", "at_most", {"formula": "today"})]},
            {"none": [leaf("lookup(t1, age) * p1", "less_than", 0)]},
            {"some": "firm.titles", "where": {"all": [{"field": "level", "is": "n"}]}, **CLAUSE},
        ]
    },
    scoring={
        "pass_mark": 5,
        "floors": {"staff": 1},
        "digits": 2,
        "waived_when": leaf("firm.is_local", "is", True),
        "items": [
            {
                "item": "staff",
                "max": 6,
                "fact": "firm.staff",
                "linear": {"from": 0, "to": 9},
                **CLAUSE,
            },
            {"item": "sales", "max": 6, "fact": "firm.sales", "ratio_to": 5, "cap": 2, **CLAUSE},
            {"item": "grade", "max": 3, "fact": "firm.grade", "points": {"A": 3}, **CLAUSE},
            {"item": "idea", "max": 3, "judged": True, **CLAUSE},
            {"item": "titles", "max": 4, "fact": "firm.titles", "count": 2, **CLAUSE},
            {
                "item": "best",
                "max": 4,
                "best_of": [{"formula": "age", "bands": [{"at_least": 2, "points": 4}]}],
                **CLAUSE,
            },
        ],
        **CLAUSE,
    },
    outcomes=[{"name": "A", "when": leaf("score", "at_least", 9)}, {"name": "B"}],
    awards=[
        {
            "kind": "cash",
            "mode": "verified",
            "unit": "CNY",
            "times": 3,
            "formula": "age * 100",
            **CLAUSE,
        },
        {"kind": "title", "when": FLAG, **CLAUSE},
    ],
    excludes=["other", {"group": "g", "take": "highest"}],
    grants={"firm.is_new": True, "firm.grade": "A", "firm.founded_on": {"formula": "today"}},
    documents=[{"name": "paper", "required": True, "from": "firm", "formats": ["pdf"]}],
    process=[{"stage": "apply", "working_days": 5, **CLAUSE}],
    windows=[
        {"from": "2026-01-01", "to": "2026-12-31", "capacity": 3, **CLAUSE},
        {"after": "firm.founded_on", "within_months": 6, **CLAUSE},
        {"rolling": True, **CLAUSE},
    ],
    questions=[{"zh-hans": "问", "en": "question", "sources": ["s1"]}],
    to_confirm=[{"zh-hans": "问", "en": "question", "asked_on": "2026-02-03"}],
    examples=[
        {
            "name": "x",
            "on": "2026-03-02",
            "facts": {"age": 0},
            "judged": {"idea": 1},
            "expect": {"verdict": "ineligible", "missing": []},
        }
    ],
)
WEIRD = [
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "2026-01-01",
    [],
    {},
    [1],
    [[]],
    {"a": 1},
    {"fact": "age"},
]


def places(node, path=()):
    """Every place in plain data."""
    yield path
    parts = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    for key, part in parts:
        yield from places(part, (*path, key))


def changed(node, path, value):
    if not path:
        return value
    copy = dict(node) if isinstance(node, dict) else list(node)
    copy[path[0]] = changed(copy[path[0]], path[1:], value)
    return copy


def test_the_document_of_every_key_is_read():
    result = Rulebook([read(WHOLE)]).explain({}, on=ON)[0]
    assert result.verdict == "undetermined"
    assert json.dumps(result.as_json(), allow_nan=False)


@pytest.mark.parametrize("key", list(WHOLE))
def test_wrong_types_at_every_place_are_refused_or_read(key):
    for path in places(WHOLE[key]):
        for value in WEIRD:
            document = changed(WHOLE, (key, *path), value)
            try:
                found = read(document)
            except RuleError as error:
                assert error.problems  # noqa: PT017
                continue
            for facts in ({}, {"age": 1, "firm.staff": 2, "firm.is_new": True}):
                json.dumps(Rulebook([found]).explain(facts, on=ON)[0].as_json(), allow_nan=False)


def mutated(text, random_):
    """A text with some lines or words changed, as an unlucky author or an enemy would."""
    lines = text.split("\n")
    for _ in range(random_.randint(1, 4)):
        kind, at = random_.randrange(7), random_.randrange(len(lines))
        if kind == 0:
            del lines[at : at + random_.randint(1, 3)]
        elif kind == 1:
            lines.insert(at, random_.choice(lines))
        elif kind == 2:
            other = random_.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif kind == 3:
            words = lines[at].split(" ")
            random_.shuffle(words)
            lines[at] = " ".join(words)
        elif kind == 4:
            digit, new = (
                random_.choice("0123456789"),
                random_.choice(["9" * 20, "-1", "x", "1e9", ""]),
            )
            lines[at] = lines[at].replace(digit, new)
        elif kind == 5:
            mark = random_.choice(["[", "}", '"', ": ", "&", "*", "!!x ", "\t", "\0", "…", "- "])
            place = random_.randint(0, len(lines[at]))
            lines[at] = lines[at][:place] + mark + lines[at][place:]
        else:
            old = random_.choice(
                ["true", "official", "at_least", "fact", "is", "all", "integer", "2"]
            )
            lines[at] = lines[at].replace(
                old, random_.choice(["null", "[]", "false", "some", "{}", "in"])
            )
        lines = lines or [""]
    return "\n".join(lines)


@pytest.mark.parametrize("part", range(8))
def test_mutated_programmes_are_read_or_refused(part):
    random_ = random.Random(part)
    texts = [path.read_text("utf-8") for path in PROGRAMMES]
    read_ones = 0
    for _ in range(250):
        piece = random_.choice(random_.choice(texts).split("\n---\n"))
        try:
            document = read_document(mutated(piece, random_), library=shipped_library())
        except RuleError as error:
            assert error.problems  # noqa: PT017
            continue
        assert isinstance(document, Document)
        read_ones += 1
        if read_ones % 10 == 0:
            facts = document.examples[0].facts if document.examples else {}
            json.dumps(Rulebook([document]).explain(facts, on=ON)[0].as_json(), allow_nan=False)
    assert read_ones


def odd_value(random_, depth=0):
    kind = random_.randrange(12)
    if kind < 8 or depth > 2:
        return random_.choice(
            [None, True, False, 0, -1, 10**14, 10**15, "", "x", "2026-02-30", "2024-02-29", "true"]
        )
    if kind < 10:
        return [odd_value(random_, depth + 1) for _ in range(random_.randrange(3))]
    names = ["level", "kind", "valid_to", "amount", "x", ""]
    return {random_.choice(names): odd_value(random_, depth + 1) for _ in range(2)}


def test_odd_facts_are_read_or_refused():
    vocabulary, random_ = shipped_library().facts, random.Random(1)
    names = [*vocabulary, "", "x", "founder", "founder.born_on "]
    for _ in range(4_000):
        plain_ = {random_.choice(names): odd_value(random_) for _ in range(random_.randrange(4))}
        try:
            vocabulary.read(plain_)
        except FactError as error:
            assert error.problems  # noqa: PT017


TYPED = (
    "0123456789.,-+%万亿千百年月日元 　０１２,。¥kKmM/:xX是否yesno\t\n\u200b½²①Ⅻ٢é字\ud83c\udfed\0"
)


def test_whatever_is_typed_is_read_or_refused():
    facts, random_ = list(shipped_library().facts.values()), random.Random(2)
    for _ in range(6_000):
        text = "".join(random_.choice(TYPED) for _ in range(random_.randrange(9)))
        fact = random_.choice(facts)
        try:
            value = parse_text(fact, text)
        except EntryError as error:
            assert set(error.words) == {"zh-hans", "en"}  # noqa: PT017
        else:
            assert value is not None
