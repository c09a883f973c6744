"""The shape of a rule document and of the shared files, and the JSON Schema made from it."""

from __future__ import annotations

from typing import Any

from policies.rules.application import HOW_OFTEN, WAYS
from policies.rules.awards import KINDS, MODES
from policies.rules.bases import BASES
from policies.rules.codes import CODES
from policies.rules.facts import DIRECTIONS, KNOWN, SORTS
from policies.rules.operators import OPERATORS, Operand
from policies.rules.papers import FORMATS, RETIRED_FORMATS
from policies.rules.shapes import (
    DAY_OR_NULL,
    TEXT_OR_WORDS,
    WORDS,
    Day,
    Deferred,
    Either,
    FactName,
    Fields,
    Flag,
    Listing,
    Named,
    Null,
    Numeric,
    OneOf,
    Schema,
    Shape,
    Slug,
    Text,
    WebAddress,
)

MOST_EXAMPLES = 300
AUDIENCES = ("person", "team", "enterprise", "expert")
CATEGORIES = (
    "space",
    "land",
    "talent",
    "subsidy",
    "recognition",
    "research",
    "finance",
    "housing",
    "event",
)
VERDICTS = ("eligible", "ineligible", "undetermined", "not_in_force")
INTAKES = (
    "open",
    "opens",
    "expected",
    "unannounced",
    "no_application",
    "elsewhere",
    "unknown",
    "over_for_you",
    "full",
    "closed",
)
CONDITION = Deferred(definition="condition")
FORMULA = Either(shapes={str: Text(), int: Numeric()}, expected="a formula")
ANYTHING_NAMED = Deferred(definition="facts")

CLAUSE: dict[str, Shape] = {
    "source": Text(longest=80),
    "clause": Text(longest=200),
    "basis": OneOf(options=BASES),
    "note": TEXT_OR_WORDS,
    "label": TEXT_OR_WORDS,
}

SOURCE = Fields(
    required={"title": TEXT_OR_WORDS},
    optional={
        "number": Text(longest=200),
        "url": WebAddress(),
        "published_on": Day(),
        "grade": OneOf(options=("A", "B", "C")),
        "note": TEXT_OR_WORDS,
    },
)

CHANGEABLE = Either(
    shapes={bool: Flag(), str: OneOf(options=DIRECTIONS)},
    expected="yes, no, up or down",
)
_FACT_KEYS: dict[str, Shape] = {
    "unit": Text(longest=40),
    "min": Numeric(),
    "max": Numeric(),
    "choices": Named(value=TEXT_OR_WORDS, key=Text(longest=80), fewest=1),
    "label": TEXT_OR_WORDS,
    "question": TEXT_OR_WORDS,
    "help": TEXT_OR_WORDS,
    "changeable": CHANGEABLE,
    "sensitive": Flag(),
    "usual": Either(
        shapes={bool: Flag(), str: Text(longest=80), int: Numeric()}, expected="an answer"
    ),
    "topic": Slug(),
    "known": OneOf(options=tuple(KNOWN)),
    "statement": TEXT_OR_WORDS,
    "negative": TEXT_OR_WORDS,
    "event": TEXT_OR_WORDS,
    "past": Flag(),
    "min_years_ago": Numeric(whole=True, low=1, high=120),
    "after": Text(longest=80),
    "ask_below": Numeric(low=0),
    "ask_above": Numeric(low=0),
    "code": OneOf(options=tuple(CODES)),
}
_FIELD = Fields(
    required={"type": OneOf(options=tuple(t for t in SORTS if t != "records"))},
    optional=_FACT_KEYS,
)
_WHOLE_FACT_KEYS: dict[str, Shape] = {
    **_FACT_KEYS,
    "fields": Named(value=_FIELD, fewest=1, most=40),
    "derived": Text(),
}
FACT = Fields(required={"type": OneOf(options=tuple(SORTS))}, optional=_WHOLE_FACT_KEYS)
SHARED_FACT = Fields(
    required=FACT.required,
    optional={
        **_WHOLE_FACT_KEYS,
        "detail_of": FactName(),
        "at_odds": Listing(item=CONDITION),
    },
)
FACTS = Named(value=FACT, most=60)
SHARED_FACTS = Named(value=SHARED_FACT, most=2_000)
ROWS = Named(
    value=Either(shapes={int: Numeric(), str: Text(longest=80)}, expected="a number or a text"),
    key=Text(longest=80),
    fewest=1,
)
DATED_TABLE = Fields(
    required={
        "editions": Listing(
            item=Fields(
                required={"from": Day(), "rows": ROWS},
                optional={"to": DAY_OR_NULL, **CLAUSE},
            )
        )
    },
    optional={"label": TEXT_OR_WORDS, "note": TEXT_OR_WORDS},
)

_POINTS = Numeric(low=0)
_METHODS: dict[str, Shape] = {
    "fact": FactName(),
    "formula": FORMULA,
    "bands": Listing(item=Fields(required={"at_least": Numeric(), "points": _POINTS})),
    "linear": Fields(required={"from": Numeric(), "to": Numeric()}),
    "ratio_to": FORMULA,
    "cap": Numeric(),
    "points": Named(value=_POINTS, key=Text(longest=80), fewest=1),
    "count": _POINTS,
    "judged": Flag(),
    "missing": OneOf(options=("unknown", "zero", "benchmark")),
    "best_of": Listing(item=Deferred(definition="part")),
    "sum_of": Listing(item=Deferred(definition="part")),
}
PART = Fields(
    required={}, optional={"item": FactName(), "max": Numeric(low=0), **_METHODS, **CLAUSE}
)
ITEM = Fields(required={"item": Slug(), "max": Numeric(low=0)}, optional={**_METHODS, **CLAUSE})
SCORING = Fields(
    required={"items": Listing(item=ITEM)},
    optional={
        "pass_mark": Numeric(),
        "strict": Flag(),
        "digits": Numeric(whole=True, low=0, high=6),
        "stage": OneOf(options=("application", "review")),
        "floors": Named(value=Numeric(low=0), key=Slug(), fewest=1),
        "waived_when": CONDITION,
        **CLAUSE,
    },
)
OUTCOME_SHAPE = Fields(required={"name": Text(longest=80)}, optional={"when": CONDITION, **CLAUSE})
AWARD = Fields(
    required={"kind": OneOf(options=KINDS)},
    optional={
        "mode": OneOf(options=MODES),
        "unit": Text(longest=40),
        "times": Numeric(whole=True, low=1, high=1_000),
        "amount": Numeric(low=0),
        "formula": FORMULA,
        "up_to": Flag(),
        "when": CONDITION,
        **CLAUSE,
    },
)
EXCLUSION = Either(
    shapes={
        str: Slug(),
        dict: Fields(
            required={"group": Slug(), "take": OneOf(options=("highest",))}, optional=CLAUSE
        ),
    },
    expected="a programme, or {group: NAME, take: highest}",
)
PAPER = Fields(
    required={"name": TEXT_OR_WORDS},
    optional={
        "required": Flag(),
        "required_when": CONDITION,
        "from": TEXT_OR_WORDS,
        "formats": Listing(item=OneOf(options=FORMATS, retired=RETIRED_FORMATS)),
        **CLAUSE,
    },
)
STAGE = Fields(
    required={},
    optional={
        "stage": Slug(),
        "name": TEXT_OR_WORDS,
        "by": TEXT_OR_WORDS,
        "working_days": Numeric(whole=True, low=0, high=400),
        "days": Numeric(whole=True, low=0, high=4_000),
        **CLAUSE,
    },
)
_LENGTH = Numeric(whole=True, low=0, high=36_500)
_CLOCK: dict[str, Shape] = {
    "after": FactName(),
    "from_months": _LENGTH,
    "from_days": _LENGTH,
    "within_months": _LENGTH,
    "within_days": _LENGTH,
}
_LONG_WINDOW = Fields(
    required={},
    optional={
        "from": DAY_OR_NULL,
        "to": DAY_OR_NULL,
        "rolling": Flag(),
        "personal": Fields(required={"after": FactName()}, optional=_CLOCK),
        **_CLOCK,
        "capacity": Numeric(whole=True, low=0),
        "when": CONDITION,
        "expected": Flag(),
        **CLAUSE,
    },
)
WINDOW = Either(
    shapes={str: OneOf(options=("rolling",)), dict: _LONG_WINDOW},
    expected="rolling, or a mapping with from and to, rolling: true or after",
)
APPLICATION = Either(
    shapes={
        str: OneOf(options=WAYS),
        dict: Fields(
            required={
                "elsewhere": Fields(
                    required={"name": TEXT_OR_WORDS}, optional={"url": WebAddress()}
                )
            }
        ),
    },
    expected="here, none, or {elsewhere: {name, url}}",
)
AGAIN = Either(
    shapes={
        str: OneOf(options=HOW_OFTEN),
        dict: Fields(
            required={},
            optional={
                "times": Numeric(whole=True, low=1, high=1_000),
                "months": Numeric(whole=True, low=1, high=1_200),
            },
        ),
    },
    expected="never, yearly, always, {times: N} or {months: N}",
)
CONTACT = Fields(
    required={},
    optional={"phone": Text(longest=80), "address": TEXT_OR_WORDS, "url": WebAddress()},
)
QUESTION = Fields(
    required={"zh-hans": Text(), "en": Text()},
    optional={"sources": Listing(item=Text(longest=80))},
)
TASK = Fields(required=QUESTION.required, optional={**QUESTION.optional, "asked_on": Day()})
EXPECTATION = Fields(
    required={"verdict": OneOf(options=VERDICTS)},
    optional={
        "missing": Listing(item=Text(longest=200), fewest=0),
        "awards": Listing(
            item=Either(
                shapes={int: Numeric(), str: Text(), type(None): Null()}, expected="an amount"
            ),
            fewest=0,
        ),
        "score": Either(
            shapes={int: Numeric(), dict: Fields(required={"low": Numeric(), "high": Numeric()})},
            expected="points, or low and high",
        ),
        "items": Named(value=Numeric(), key=Slug(), fewest=1),
        "outcome": Either(
            shapes={str: Text(), type(None): Null()}, expected="the name of an outcome"
        ),
        "earliest_on": DAY_OR_NULL,
        "intake": OneOf(options=INTAKES),
    },
)
EXAMPLE = Fields(
    required={"name": TEXT_OR_WORDS, "on": Day(), "facts": ANYTHING_NAMED, "expect": EXPECTATION},
    optional={
        "judged": Named(value=Numeric(low=0), key=Slug(), fewest=1),
        # what must come out was taken from the rule, and nobody has confirmed it yet
        "proposed": Flag(),
    },
)
GRANT = Either(
    shapes={
        bool: Flag(),
        str: Text(longest=80),
        dict: Fields(
            required={},
            optional={
                "formula": OneOf(options=("today",)),
                "is": Either(shapes={bool: Flag(), str: Text(longest=80)}, expected="a value"),
                "outcome": Text(longest=80),
            },
        ),
    },
    expected="yes or no, a choice, a day, {formula: today}, or one of them with an outcome",
)
DOCUMENT = Fields(
    required={
        "programme": Slug(),
        "edition": Text(longest=80),
        "title": TEXT_OR_WORDS,
        "department": Slug(),
        "audience": Either(
            shapes={
                str: OneOf(options=AUDIENCES),
                list: Listing(item=OneOf(options=AUDIENCES), most=len(AUDIENCES)),
            },
            expected=f"one of {', '.join(AUDIENCES)}, or a list of them",
        ),
        "category": OneOf(options=CATEGORIES),
        "in_force": Fields(
            required={"from": Day()}, optional={"to": DAY_OR_NULL, "basis": OneOf(options=BASES)}
        ),
    },
    optional={
        "summary": TEXT_OR_WORDS,
        "sources": Named(value=SOURCE, key=Text(longest=80)),
        "facts": FACTS,
        "tables": Named(value=ROWS),
        "parameters": Named(
            value=Either(shapes={int: Numeric(), str: Day()}, expected="a number or a day")
        ),
        "eligibility": CONDITION,
        "scoring": SCORING,
        "outcomes": Listing(item=OUTCOME_SHAPE, most=20),
        "awards": Listing(item=AWARD, fewest=0, most=20),
        "excludes": Listing(item=EXCLUSION, fewest=0),
        "grants": Named(value=GRANT, fewest=1, most=20),
        "documents": Listing(item=PAPER, fewest=0),
        "process": Listing(item=STAGE, fewest=0),
        "windows": Listing(item=WINDOW, fewest=0),
        "application": APPLICATION,
        "again": AGAIN,
        "undetermined_may_apply": Flag(),
        "contact": CONTACT,
        "questions": Listing(item=QUESTION, fewest=0),
        "to_confirm": Listing(item=TASK, fewest=0),
        "examples": Listing(item=EXAMPLE, fewest=0, most=MOST_EXAMPLES),
    },
)
DEPARTMENT = Fields(
    required={"name": WORDS},
    optional={
        "short": WORDS,
        "phone": Text(longest=80),
        "address": TEXT_OR_WORDS,
        "url": WebAddress(),
        "note": TEXT_OR_WORDS,
        # a line for everybody, shown to these on every programme; no programme is in its charge
        "general": Listing(item=OneOf(options=AUDIENCES), most=len(AUDIENCES)),
        "source": Text(longest=80),
        "basis": OneOf(options=BASES),
    },
)
_FIGURE = Fields(
    required={"label": WORDS, "value": TEXT_OR_WORDS},
    optional={name: shape for name, shape in CLAUSE.items() if name != "label"},
)
SYSTEM = Fields(
    required={
        "name": WORDS,
        "summary": WORDS,
        "source": CLAUSE["source"],
        "basis": CLAUSE["basis"],
    },
    optional={
        "aliases": Listing(item=Text(longest=200), most=20),
        "serves": WORDS,
        "figures": Listing(item=_FIGURE, most=20),
        "programmes": Listing(item=Slug(), most=60),
        "note": TEXT_OR_WORDS,
    },
)


def document_schema() -> Schema:
    """The JSON Schema (2020-12) of a rule document, made from the shapes and the operators."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Leqing rule document",
        **DOCUMENT.schema(),
        "$defs": {
            "condition": _condition_schema(),
            "operand": _operand_schema(),
            "part": PART.schema(),
            "facts": {"type": "object"},
        },
    }


def _operand_schema() -> Schema:
    references = [
        {"type": "object", "properties": {key: {"type": "string"}}, "required": [key]}
        for key in ("fact", "field", "formula")
    ]
    return {"anyOf": [{"type": ["string", "number", "boolean"]}, *references]}


def _condition_schema() -> Schema:
    clause = {name: shape.schema() for name, shape in CLAUSE.items()}
    condition, operand = {"$ref": "#/$defs/condition"}, {"$ref": "#/$defs/operand"}
    parts: Schema = {"type": "array", "items": condition, "minItems": 1}
    right: dict[Operand, Any] = {
        Operand.ONE: operand,
        Operand.TEXT: operand,
        Operand.PAIR: {"type": "array", "items": operand, "minItems": 2, "maxItems": 2},
        Operand.SET: {"anyOf": [{"type": "array", "items": operand, "minItems": 1}, operand]},
        Operand.FLAG: {"type": "boolean"},
    }

    def shape(required: dict[str, Any], optional: dict[str, Any] | None = None) -> Schema:
        return {
            "type": "object",
            "properties": {**required, **(optional or {}), **clause},
            "required": list(required),
            "additionalProperties": False,
        }

    groups = [shape({kind: parts}) for kind in ("all", "any", "none")]
    counted = shape({"at_least": {"type": "integer", "minimum": 1}, "of": parts})
    quantified = [shape({k: {"type": "string"}, "where": condition}) for k in ("some", "every")]
    subjects = {"fact": {"type": "string"}, "formula": {"type": ["string", "number"]}}
    leaves = [
        shape({subject: form, operator.name: right[operator.operand]})
        for subject, form in {**subjects, "field": {"type": "string"}}.items()
        for operator in OPERATORS.values()
    ]
    return {"oneOf": [*groups, counted, *quantified, *leaves]}
