"""From a button of the builder to one edit of the draft: add, move, wrap, remove."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import QueryDict

from policies.admin.builder.cards import ADD_GROUP
from policies.admin.builder.changes import place_at
from policies.admin.builder.examples import ADD_ELIGIBLE, first_value
from policies.admin.builder.fields import ABSENT, known_of, text_of
from policies.admin.builder.surroundings import Surroundings, picked
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
from policies.rules.authoring.paths import EditError, steps_of, value_at
from policies.rules.authoring.places import GROUP_LISTS
from policies.rules.facts import FactType
from policies.rules.reading import Plain
from policies.rules.shapes import Listing
from policies.rules.verdicts import ELIGIBLE

_CLAUSE_OF = ("source", "basis")


def structural(
    plain: dict[str, Any], op: str, path: str, sent: QueryDict, around: Surroundings
) -> tuple[Edit, str]:
    """The edit of a button, and the place to be at afterwards.

    Raises:
        EditError: there is no such place, or the button has no meaning there.
    """
    if op == "remove":
        if path.endswith(".where"):  # a condition on records is none without it
            return SetValue(path, {"all": [{"field": "", "is": ""}]}), path
        return Remove(path), _above(path)
    if op in ("up", "down"):
        index = _index_of(plain, path) + (1 if op == "down" else -1)
        return Move(path, index), f"{_above(path)}[{index}]" if path.endswith("]") else path
    if op == "wrap":
        kind = str(sent.get("kind", "any"))
        return Wrap(path, _other_kind(path) if kind == "group" else kind), path
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
    if op == ADD_ELIGIBLE and path == "examples":
        listed = plain.get(path)
        end = len(listed) if isinstance(listed, list) else 0
        made = _new_entry(plain, path, listed if isinstance(listed, list) else [])
        expect = {"verdict": ELIGIBLE, **({"awards": []} if plain.get("awards") else {})}
        return Insert(path, end, {**made, "expect": expect}), f"{path}[{end}]"
    if op in ("criterion", "group", "records"):
        return _added_condition(plain, op, path, around)
    raise EditError.at(path, "there is no such button.")


def _index_of(plain: dict[str, Any], path: str) -> int:
    """Where something stands among its siblings, whatever the page thinks."""
    *above, last = steps_of(plain, path) or ("",)
    if isinstance(last, int):
        return last
    return list(value_at(plain, tuple(above))).index(last)


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
    """A new condition at the end of a group, or the first one where there is none yet."""
    place = place_at(plain, path, around)
    if place.shape == grammar.CONDITION and isinstance(place.raw, dict):
        key = next((key for key in GROUP_LISTS if isinstance(place.raw.get(key), list)), "")
        if not key:
            raise EditError.at(path, "is there already.")
        path = f"{path}.{key}"  # somebody made the group meanwhile, or pressed twice
        place = place_at(plain, path, around)
    listed = place.raw if isinstance(place.raw, list) else []
    within = place.around.fields is not None
    clause = {} if within else clause_for(plain, listed)
    leaf: dict[str, Plain] = {"field" if within else "fact": "", "is": "", **clause}
    made: dict[str, Plain] = {
        "criterion": leaf,
        "group": {_other_kind(path): [leaf]},
        "records": {"some": "", "where": {"all": [{"field": "", "is": ""}]}, **clause},
    }[op]
    if place.shape == grammar.CONDITION:
        return SetValue(path, made if op == "group" else {"all": [made]}), path
    if not (isinstance(place.shape, Listing) and place.shape.item == grammar.CONDITION):
        raise EditError.at(path, "nothing can stand here.")
    if not isinstance(place.raw, list):
        raise EditError.at(path, "expected a list, found something else.")
    return Insert(path, len(listed), made), f"{path}[{len(listed)}]"


def _other_kind(path: str) -> str:
    """The kind that a group inside another begins with: another one, or it would say nothing."""
    around = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    return "all" if around in ("any", "none") else "any"


def _added(
    plain: dict[str, Any], path: str, sent: QueryDict, around: Surroundings
) -> tuple[Edit, str]:
    """A new entry of a list, or of a mapping with names."""
    context = path.partition(".")[0].partition("[")[0]
    made: Plain
    if path == "scoring":
        made = {"items": [_new_entry(plain, "scoring", [])], **clause_for(plain)}
        return SetValue("scoring", made), "scoring.items[0]"
    place = place_at(plain, path, around)
    held = None if place.raw is ABSENT else place.raw
    if path.endswith(("best_of", "sum_of")) and held is None:
        raise EditError.at(path, "nothing can stand here.")
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
        "process": dict(clause),
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
