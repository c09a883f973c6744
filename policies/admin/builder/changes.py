"""From what a form of the builder sent to one edit of the draft; buttons: :mod:`.structure`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from policies.admin.builder.cards import (
    VARIANTS,
    WITHOUT_SUBJECT,
    hidden_keys,
    holds_cards,
    is_words_fields,
    spread,
    variant_of,
    variants_for,
)
from policies.admin.builder.conditions import read_condition
from policies.admin.builder.examples import read_example
from policies.admin.builder.fields import ABSENT
from policies.admin.builder.sent import PASTE, read_key, read_pasted, was_sent
from policies.admin.builder.surroundings import Surroundings, picked
from policies.admin.builder.values import read_value
from policies.rules import grammar
from policies.rules.authoring.edits import Edit, Remove, SetValue
from policies.rules.authoring.paths import EditError, steps_to_new, value_at
from policies.rules.authoring.places import GROUP_LISTS, resolved, shape_below
from policies.rules.reading import Plain
from policies.rules.shapes import Deferred, Either, Fields, Listing, Named, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the grammar says of a place in a draft.

    Attributes:
        shape: ``None`` where it says nothing.
        context: the part of the document it belongs to.
        around: what may be named there.
        raw: what stands there; :data:`ABSENT` where something could.
    """

    shape: Shape | None
    context: str
    around: Surroundings
    raw: Plain


def place_at(plain: Plain, path: str, around: Surroundings) -> Place:
    """Walk from the document to a place, beside the grammar.

    Raises:
        EditError: there is no such place, and none can come to be there.
    """
    shape: Shape | None = grammar.DOCUMENT
    context, here = "", plain
    for step in steps_to_new(plain, path):
        if shape == grammar.CONDITION and step == "where":
            around = around.inside(here.get("some") or here.get("every"))
        if isinstance(step, str) and not context:
            context = step
        shape = shape_below(shape, here, step)
        here = here.get(step, ABSENT) if isinstance(here, dict) else here[step]
    return Place(shape=resolved(shape, here), context=context, around=around, raw=here)


# --- saving a form ------------------------------------------------------------------------------


def raw_at(plain: Plain, path: str) -> Plain:
    """What stands at a place; :data:`ABSENT` where nothing does yet.

    Raises:
        EditError: there is no such place, and none can come to be there.
    """
    steps = steps_to_new(plain, path)
    if not steps:
        return plain
    holder = value_at(plain, steps[:-1])
    return holder.get(steps[-1], ABSENT) if isinstance(holder, dict) else holder[steps[-1]]


def saved(plain: dict[str, Any], path: str, sent: QueryDict, around: Surroundings) -> Plain:
    """What a form makes of the value at a place.

    Raises:
        EditError: no form can be about that place.
    """
    place = place_at(plain, path, around)
    raw, shape = place.raw, place.shape
    if shape == grammar.CONDITION:
        return read_condition(raw, sent, place.around)
    if shape is None:
        raise EditError.at(path, "this is no form.")
    if place.context == "grants" and path != "grants":
        return _read_grant(path.removeprefix("grants."), sent, around)
    if place.context == "examples":
        return read_example(raw if isinstance(raw, dict) else {}, sent, around)
    if "_value" in sent:
        if place.context == "excludes":
            return picked(str(sent["_value"]), around.programmes)
        value = read_key(shape, raw, sent, "_value", "value", "tables", around)
        return "" if value is ABSENT else value
    if isinstance(shape, Named):
        if place.context == "tables":
            around = around.at_table(path.removeprefix("tables."))
        if pasted := str(sent.get(PASTE, "")).strip():
            kept = raw if isinstance(raw, dict) else {}
            return {**kept, **read_pasted(pasted, around.rows, path)}
        found = read_key(shape, raw, sent, "_value", "value", "tables", around)
        return {} if found is ABSENT else found
    if isinstance(shape, Either):
        shape = shape.shapes.get(dict, shape)
    if not isinstance(shape, Fields):
        raise EditError.at(path, "this is no form.")
    mapping = raw if isinstance(raw, dict) else {}
    return read_card(shape, mapping, sent, place.context, around)


def read_card(
    fields: Fields, raw: dict[str, Any], sent: QueryDict, context: str, around: Surroundings
) -> dict[str, Any]:
    """The mapping that a card makes; what it has no field for stays."""
    written, raw = raw, spread(raw, context)
    made = dict(raw)
    hidden = hidden_keys(fields, raw, context)
    for key, shape in {**fields.required, **fields.optional}.items():
        if key in hidden or not _is_field(shape):
            continue
        if isinstance(shape, Fields) and not is_words_fields(shape):
            value = _read_nested(shape, raw.get(key, ABSENT), sent, key, context, around)
        elif was_sent(sent, key):
            value = read_key(shape, raw.get(key, ABSENT), sent, key, key, context, around)
        else:
            continue
        if value is ABSENT or (key in fields.optional and _says_nothing(value)):
            made.pop(key, None)
        else:
            made[key] = value
    if variants_for(fields, context) and "_variant" in sent:
        made = _with_variant(made, raw, str(sent["_variant"]), context, around)
    return written if made == raw else made


def _says_nothing(value: Plain) -> bool:
    """Whether it is a text of which neither language is written."""
    return isinstance(value, dict) and bool(value) and all(part == "" for part in value.values())


def _is_field(shape: Shape) -> bool:
    conditional = isinstance(shape, Deferred)
    parts = isinstance(shape, Listing) and isinstance(shape.item, Deferred)
    return not conditional and not parts and not holds_cards(shape)


def _read_nested(
    shape: Fields, raw: Plain, sent: QueryDict, key: str, context: str, around: Surroundings
) -> Plain:
    if not any(name.startswith(f"{key}.") for name in sent):
        return raw
    before = raw if isinstance(raw, dict) else {}
    deeper = key if key in ("linear", "bands", "in_force", "contact") else context
    made = dict(before)
    for name, inner in {**shape.required, **shape.optional}.items():
        old = before.get(name, ABSENT)
        value = read_key(inner, old, sent, f"{key}.{name}", name, deeper, around)
        if value is not ABSENT:
            made[name] = value
        else:
            made.pop(name, None)
    return made or ABSENT


def _with_variant(
    made: dict[str, Any], raw: dict[str, Any], chosen: str, context: str, around: Surroundings
) -> dict[str, Any]:
    """Another method or kind: what went with the old one goes, the new one begins usably."""
    variants = VARIANTS[context]
    held = any(key in raw for key in variants[chosen]) if chosen in variants else True
    if chosen not in variants or (chosen == variant_of(raw, context) and held):
        return made
    others = {key for keys in variants.values() for key in keys} | {"personal"}
    kept = {key: value for key, value in made.items() if key not in others}
    if chosen in WITHOUT_SUBJECT:
        for key in ("fact", "formula", "missing"):
            kept.pop(key, None)
    elif context == "scoring" and not kept.keys() & {"fact", "formula"}:
        kept["fact"] = ""
    most = made.get("max", 10)
    fact = around.facts.get(str(made.get("fact", "")))
    choices = list(fact.choices) if fact and fact.choices else ["true", "false"]
    begin: dict[str, Plain] = {
        "bands": [{"at_least": 1, "points": most}],
        "linear": {"from": 0, "to": 100},
        "ratio_to": 1,
        "points": dict.fromkeys(choices, 0),
        "count": 1,
        "judged": True,
        "best_of": [{"fact": "", "count": 1}],
        "sum_of": [{"fact": "", "count": 1}],
        "from": "",
        "rolling": True,
        "after": "",
    }
    return {**kept, chosen: begin[chosen]}


def _read_grant(name: str, sent: QueryDict, around: Surroundings) -> Plain:
    fact = around.facts.get(name)
    outcome = str(sent.get("outcome", ""))
    if fact is not None and fact.type == "date":
        text = str(sent.get("is", "")).strip()
        made: dict[str, Plain] = {"formula": "today"} if text == "today" else {"is": text}
    else:
        made = {"is": read_value(fact, sent, "is")}
    if outcome:
        return {**made, "outcome": outcome}
    return made if "formula" in made else made["is"]


def merged(base: Plain, mine: Plain, now: Plain) -> Plain:
    """What one changed of a mapping, on top of what it is by now."""
    if not (isinstance(base, dict) and isinstance(mine, dict) and isinstance(now, dict)):
        return mine
    made = dict(now)
    for key in {**base, **mine}:
        if base.get(key, ABSENT) == mine.get(key, ABSENT):
            continue
        if key not in mine:
            made.pop(key, None)
        elif key in base and key in now:
            made[key] = merged(base[key], mine[key], now[key])
        else:
            made[key] = mine[key]
    return _of_one_kind(made, mine, now)


def _of_one_kind(
    made: dict[str, Plain], mine: dict[str, Plain], now: dict[str, Plain]
) -> dict[str, Plain]:
    """Where two people gave one group two kinds: mine, around what is in it by now."""
    lists = [kind for kind in GROUP_LISTS if isinstance(made.get(kind), list)]
    chosen = next((kind for kind in lists if kind in mine), None)
    other = next((kind for kind in lists if kind in now and kind != chosen), None)
    if chosen is None or other is None:
        return made
    gone = {other} if chosen == "of" else {other, "at_least"}
    kept = {key: value for key, value in made.items() if key not in gone}
    return {**kept, chosen: now[other]}


def save_edit(now: dict[str, Any], path: str, made: Plain) -> Edit | None:
    """The edit that puts a saved form into the draft; ``None`` where nothing changed."""
    if made == raw_at(now, path):
        return None
    if path or not isinstance(made, dict):
        return SetValue(path, made)
    changed = [key for key in {**now, **made} if now.get(key, ABSENT) != made.get(key, ABSENT)]
    if len(changed) == 1:
        key = changed[0]
        return SetValue(key, made[key]) if key in made else Remove(key)
    return SetValue("", made)
