"""Examples of a draft as cards, and reading what was sent of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.admin.builder.cards import Card, Group, heading_of
from policies.admin.builder.fields import ABSENT, Field, field_for, known_of
from policies.admin.builder.keys import key_words
from policies.admin.builder.sent import as_plain, read_key, unchanged, was_sent
from policies.admin.builder.surroundings import Surroundings, picked
from policies.admin.builder.values import TAKE_OUT, read_records, read_value, value_field
from policies.presentation.words import in_language
from policies.rules import grammar
from policies.rules.facts import FactType
from policies.rules.reading import Plain

PROPOSED = "proposed"  # nobody has confirmed what must come out
ADD_ELIGIBLE = "add-eligible"


def examples_of(value: Plain, around: Surroundings, runs: Mapping[int, tuple[str, ...]]) -> Group:
    name, hint = key_words("", "examples")
    listed = value if isinstance(value, list) else []
    return Group(
        path="examples",
        heading=name,
        hint=hint,
        adds=_("Add an example"),
        also=((ADD_ELIGIBLE, _("Write an example that is eligible")),),
        cards=tuple(
            _example(raw if isinstance(raw, dict) else {}, index, len(listed), around, runs)
            for index, raw in enumerate(listed)
        ),
        problems=tuple(around.problems.get("examples", ())),
    )


def _example(
    raw: dict[str, Any],
    index: int,
    count: int,
    around: Surroundings,
    runs: Mapping[int, tuple[str, ...]],
) -> Card:
    path = f"examples[{index}]"
    fields = [
        field_for(shape, raw.get(key), f"{path}.{key}", key, key, "examples", around)
        for key, shape in grammar.EXAMPLE.required.items()
        if key in ("name", "on")
    ]
    fields += example_facts(raw.get("facts"), f"{path}.facts", around)
    expect = raw.get("expect")
    more: list[Field] = []
    for key, shape in {**grammar.EXPECTATION.required, **grammar.EXPECTATION.optional}.items():
        given = expect.get(key) if isinstance(expect, dict) else None
        place = f"{path}.expect.{key}"
        field = field_for(shape, given, place, f"expect.{key}", key, "examples", around)
        (fields if key == "verdict" or given is not None else more).append(field)
    for key, shape in grammar.EXAMPLE.optional.items():
        if key == PROPOSED and not raw.get(key):
            continue  # a person wrote it
        field = field_for(shape, raw.get(key), f"{path}.{key}", key, key, "examples", around)
        (fields if key == PROPOSED else more).append(field)
    ran = ""
    if index in runs:
        ran = "failed" if runs[index] else "passed"
    return Card(
        path=path,
        heading=heading_of(raw, "examples", index),
        context="examples",
        fields=tuple(fields),
        more=tuple(more),
        index=index,
        count=count,
        problems=tuple(around.problems.get(path, ())),
        ran=ran,
    )


def example_facts(value: Plain, path: str, around: Surroundings) -> list[Field]:
    """A field for each fact of an example, and one to add another."""
    facts = value if isinstance(value, dict) else {}
    fields = [_fact_field(name, given, path, around) for name, given in facts.items()]
    label = _("Add a fact")
    add = Field(name="_fact", path=path, label=label, widget="pick", pick="facts")
    return [*fields, add]


def _fact_field(name: str, given: Plain, path: str, around: Surroundings) -> Field:
    fact, key = around.facts.get(name), f"facts.{name}"
    label = in_language(fact.label) if fact else name
    return replace(value_field(fact, given, f"{path}.{name}", key, around, label), takes_out=key)


# --- reading ------------------------------------------------------------------------------------


def read_example(raw: dict[str, Any], sent: QueryDict, around: Surroundings) -> dict[str, Any]:
    """The example that a form makes; what it has no field for stays."""
    made = dict(raw)
    for key in ("name", "on"):
        shape, old = grammar.EXAMPLE.required[key], raw.get(key, ABSENT)
        value = read_key(shape, old, sent, key, key, "examples", around)
        made[key] = "" if value is ABSENT else value
    made["facts"] = _read_facts(raw.get("facts"), made.get("on"), sent, around)
    given = raw.get("expect")
    expect = dict(given) if isinstance(given, dict) else {}
    for key, shape in {**grammar.EXPECTATION.required, **grammar.EXPECTATION.optional}.items():
        old = expect.pop(key, ABSENT)
        value = read_key(shape, old, sent, f"expect.{key}", key, "examples", around)
        if value is not ABSENT:
            expect[key] = value
    made["expect"] = expect
    written = given is not None and expect != given
    if written or str(sent.get(PROPOSED, "true")) != "true":
        made.pop(PROPOSED, None)
    shape, old = grammar.EXAMPLE.optional["judged"], made.pop("judged", ABSENT)
    judged = read_key(shape, old, sent, "judged", "judged", "examples", around)
    return made if judged is ABSENT else {**made, "judged": judged}


def _read_facts(
    before: Plain, on: Plain, sent: QueryDict, around: Surroundings
) -> dict[str, Plain]:
    facts: dict[str, Plain] = {}
    for name, old in before.items() if isinstance(before, dict) else ():
        fact, key = around.facts.get(name), f"facts.{name}"
        empty = key in sent and not str(sent[key]).strip()
        if sent.get(TAKE_OUT) == key or (empty and not (fact and fact.type == "text")):
            continue  # a fact without a value is not stated
        field = value_field(fact, old, "", key, around)
        if fact is not None and field.widget == "records":
            facts[name] = read_records(fact, old, sent, key, around)
        elif not was_sent(sent, key) or unchanged(field, sent):
            facts[name] = old
        else:
            facts[name] = read_value(fact, sent, key)
    if added := str(sent.get("_fact", "")).strip():
        name = picked(added, known_of("facts", around))
        facts.setdefault(name, first_value(around.facts.get(name), on))
    return facts


def first_value(fact: FactType | None, on: Plain) -> Plain:
    """What a fact that was just added to an example says until somebody changes it."""
    if fact is None:
        return ""
    if fact.type == "choice":
        return next(iter(fact.choices))
    if fact.type in ("integer", "decimal", "money", "percent"):
        return as_plain(fact.minimum) if fact.minimum is not None else 0
    plain: dict[str, Plain] = {"boolean": True, "choices": [], "records": [], "date": on}
    return plain.get(fact.type, "")
