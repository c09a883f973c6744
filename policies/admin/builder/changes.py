"""From what a form of the builder sent to one edit of the draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from policies.admin.builder.cards import (
    ADD_GROUP,
    PART,
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
from policies.admin.builder.examples import first_value, read_example
from policies.admin.builder.fields import ABSENT, known_of, text_of
from policies.admin.builder.sent import read_key, was_sent
from policies.admin.builder.surroundings import Surroundings, picked
from policies.admin.builder.values import read_value
from policies.rules import grammar
from policies.rules.authoring.edits import (
    Edit,
    Insert,
    Move,
    Remove,
    Rename,
    SetValue,
    Unwrap,
    Wrap,
)
from policies.rules.authoring.paths import EditError, part_at, steps_of
from policies.rules.facts import FactType
from policies.rules.reading import Plain
from policies.rules.shapes import Deferred, Either, Fields, Listing, Named, Shape

_CLAUSE_OF = ("source", "basis")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What the grammar says of a place in a draft.

    Attributes:
        shape: ``None`` for a condition.
        context: the part of the document it belongs to.
        around: what may be named there.
    """

    shape: Shape | None
    context: str
    around: Surroundings


def place_at(plain: Plain, path: str, around: Surroundings) -> Place:
    """Walk from the document to a place, beside the grammar.

    Raises:
        EditError: there is no such place.
    """
    shape: Shape | None = grammar.DOCUMENT
    context, here = "", plain
    for step in steps_of(plain, path):
        if shape is None:
            if step == "where" and isinstance(here, dict):
                around = around.inside(here.get("some") or here.get("every"))
        else:
            if isinstance(step, str) and not context:
                context = step
            shape = _below(shape, step, here, path)
            if isinstance(shape, Deferred):
                shape = grammar.PART if shape.definition == PART else None
        here = here[step]
    return Place(shape=shape, context=context, around=around)


def _below(shape: Shape, step: str | int, here: Plain, path: str) -> Shape:
    if isinstance(shape, Either):
        shape = shape.shapes.get(type(here), shape)
    if isinstance(shape, Fields):
        known = {**shape.required, **shape.optional}
        if step in known:
            return known[str(step)]
    elif isinstance(shape, Listing):
        return shape.item
    elif isinstance(shape, Named):
        return shape.value
    raise EditError.at(path, "nothing can stand here.")


# --- saving a form ------------------------------------------------------------------------------


def saved(plain: dict[str, Any], path: str, sent: QueryDict, around: Surroundings) -> Plain:
    """What a form makes of the value at a place."""
    raw = part_at(plain, path) if path else plain
    place = place_at(plain, path, around)
    shape = place.shape
    if shape is None:
        return read_condition(raw, sent, place.around)
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
    return made


# --- other changes ------------------------------------------------------------------------------


def save_edit(now: dict[str, Any], path: str, made: Plain) -> Edit | None:
    """The edit that puts a saved form into the draft; ``None`` where nothing changed."""
    raw = part_at(now, path) if path else now
    if made == raw:
        return None
    if path or not isinstance(made, dict):
        return SetValue(path, made)
    changed = [key for key in {**now, **made} if now.get(key, ABSENT) != made.get(key, ABSENT)]
    if len(changed) == 1:
        key = changed[0]
        return SetValue(key, made[key]) if key in made else Remove(key)
    return SetValue("", made)


def structural(
    plain: dict[str, Any], op: str, path: str, sent: QueryDict, around: Surroundings
) -> tuple[Edit, str]:
    """The edit of a button, and the place to be at afterwards.

    Raises:
        EditError: there is no such place, or the button has no meaning there.
    """
    if op == "remove":
        return Remove(path), _above(path)
    if op in ("up", "down"):
        index = int(sent.get("index", 0)) + (1 if op == "down" else -1)
        return Move(path, index), f"{_above(path)}[{index}]" if path.endswith("]") else path
    if op == "wrap":
        return Wrap(path, str(sent.get("kind", "any"))), path
    if op == "unwrap":
        return Unwrap(path), _above(path)
    if op == "rename":
        key = str(sent.get("key", "")).strip()
        return Rename(path, key), f"{_above(path)}.{key}" if "." in path else key
    if op == "add":
        return _added(plain, path, sent, around)
    if op == ADD_GROUP and path == "excludes":
        listed = plain.get(path)
        end = len(listed) if isinstance(listed, list) else 0
        made = {"group": "", "take": "highest", **clause_for(plain, listed)}
        return Insert(path, end, made), f"{path}[{end}]"
    if op in ("criterion", "group", "records"):
        return _added_condition(plain, op, path, around)
    raise EditError.at(path, "there is no such button.")


def _above(path: str) -> str:
    if path.endswith("]"):
        return path.rpartition("[")[0]
    return path.rpartition(".")[0]


def clause_for(plain: dict[str, Any], siblings: Plain = None) -> dict[str, Plain]:
    """The source that a new part probably has: that of the part before it, or the only one."""
    for each in reversed(siblings if isinstance(siblings, list) else []):
        if isinstance(each, dict) and "source" in each:
            return {key: each[key] for key in _CLAUSE_OF if key in each}
    own = plain.get("sources")
    if isinstance(own, dict) and own:
        return {"source": next(reversed(own)), "basis": "official"}
    return {}


def _added_condition(
    plain: dict[str, Any], op: str, path: str, around: Surroundings
) -> tuple[Edit, str]:
    try:
        listed = part_at(plain, path)
    except EditError:
        listed = None
    inside = place_at(plain, path, around).around if listed is not None else around
    within = inside.fields is not None
    clause = {} if within else clause_for(plain, listed)
    leaf: dict[str, Plain] = {"field" if within else "fact": "", "is": "", **clause}
    made: dict[str, Plain] = {
        "criterion": leaf,
        "group": {"any": [leaf]},
        "records": {"some": "", "where": {"all": [{"field": "", "is": ""}]}, **clause},
    }[op]
    if isinstance(listed, list):
        return Insert(path, len(listed), made), f"{path}[{len(listed)}]"
    group = made if op == "group" else {"all": [made]}
    return SetValue(path, group), path


def _added(
    plain: dict[str, Any], path: str, sent: QueryDict, around: Surroundings
) -> tuple[Edit, str]:
    """A new entry of a list, or of a mapping with names."""
    context = path.partition(".")[0].partition("[")[0]
    made: Plain
    if path == "scoring":
        made = {"items": [_new_entry(plain, "scoring", [])], **clause_for(plain)}
        return SetValue("scoring", made), "scoring.items[0]"
    try:
        held = part_at(plain, path)
    except EditError:
        held = None
    if isinstance(held, list) or context not in (
        "sources",
        "facts",
        "tables",
        "parameters",
        "grants",
    ):
        listed = held if isinstance(held, list) else []
        made = _new_entry(plain, context, listed)
        if path.endswith(("best_of", "sum_of")):
            made = {"fact": "", "count": 1}
        return Insert(path, len(listed), made), f"{path}[{len(listed)}]"
    mapping = held if isinstance(held, dict) else {}
    name = str(sent.get("name", "")).strip()
    if context == "grants":
        name = picked(name, known_of("facts", around))
    name = name or _free_name(context, mapping)
    if name in mapping:
        raise EditError.at(f"{path}.{name}", "is there already.")
    if path.endswith(".fields"):
        value: Plain = {"type": "text"}
    else:
        value = _new_named(context, around.facts.get(name))
    return SetValue(path, {**mapping, name: value}), f"{path}.{name}"


def _free_name(context: str, taken: dict[str, Any]) -> str:
    begin = {"sources": "s", "facts": "enterprise.fact_", "tables": "table_"}.get(
        context, "figure_"
    )
    return next(f"{begin}{n}" for n in range(1, 1_000) if f"{begin}{n}" not in taken)


def _new_named(context: str, fact: FactType | None) -> Plain:
    if context == "grants":
        return first_value(fact, {"formula": "today"})
    begin: dict[str, Plain] = {
        "sources": {"title": {"zh-hans": "", "en": ""}, "grade": "A"},
        "facts": {"type": "boolean"},
        "tables": {},
        "parameters": 0,
    }
    return begin[context]


def _new_entry(plain: dict[str, Any], context: str, listed: list[Plain]) -> Plain:
    clause = clause_for(plain, listed)
    number = len(listed) + 1
    force = plain.get("in_force")
    day = text_of(force.get("from")) if isinstance(force, dict) else ""
    entries: dict[str, Plain] = {
        "scoring": {
            "item": f"item-{number}",
            "max": 10,
            "fact": "",
            "bands": [{"at_least": 1, "points": 10}],
            **clause,
        },
        "outcomes": {"name": chr(ord("A") + min(number, 26) - 1)},
        "awards": {"kind": "cash", "mode": "fixed", **clause},
        "excludes": "",
        "documents": {"name": {"zh-hans": "", "en": ""}, "required": True, **clause},
        "process": {"stage": f"step-{number}", **clause},
        "windows": {"rolling": True, **clause},
        "questions": {"zh-hans": "", "en": ""},
        "to_confirm": {"zh-hans": "", "en": ""},
        "examples": {
            "name": {"zh-hans": f"示例 {number}", "en": f"Example {number}"},
            "on": day or date.today().isoformat(),  # noqa: DTZ011  # only a proposal
            "facts": {},
            "expect": {"verdict": "undetermined"},
        },
    }
    if context not in entries:
        raise EditError.at(context, "nothing can stand here.")
    return entries[context]
