"""One change of a plain document. The old document stays as it is; the order of keys is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from policies.rules import grammar
from policies.rules.authoring.paths import EditError, Steps, steps_of, steps_to_new, value_at
from policies.rules.authoring.places import (
    GROUP_LISTS,
    count_mixed,
    is_list,
    shape_at,
    shape_below,
    takes_names,
)
from policies.rules.errors import shorten
from policies.rules.quantities import NumberRangeError, bounded
from policies.rules.reading import DOCUMENT_LIMITS, Plain

GROUPS = ("all", "any", "none", "at_least")
_INHERITED = ("source", "clause", "basis", "note")
_ORDER = tuple({**grammar.DOCUMENT.required, **grammar.DOCUMENT.optional})


@dataclass(frozen=True, slots=True)
class SetValue:
    """Put a value at a place, which may be a key that is not there yet."""

    path: str
    value: Plain


@dataclass(frozen=True, slots=True)
class Insert:
    """Put a value into the list at a place, before what stands at the index now.

    A list that is not there yet begins with it.
    """

    path: str
    index: int
    value: Plain


@dataclass(frozen=True, slots=True)
class Remove:
    """Take out what stands at a place."""

    path: str


@dataclass(frozen=True, slots=True)
class Move:
    """Give an entry of a list or a mapping another place in it."""

    path: str
    to_index: int


@dataclass(frozen=True, slots=True)
class Wrap:
    """Put a group around the condition at a place: ``all``, ``any``, ``none`` or ``at_least``."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Unwrap:
    """Take a group away and leave its parts, which keep the clause it gave them."""

    path: str


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a key another name; it keeps its place. What names it elsewhere stays as it is."""

    path: str
    key: str


Edit = SetValue | Insert | Remove | Move | Wrap | Unwrap | Rename


def apply(plain: Plain, edit: Edit) -> Plain:
    """The document after an edit.

    Raises:
        EditError: the edit names a place that is not there, or has no meaning there; or a
            condition would be of two kinds after it.
    """
    after = _APPLY[type(edit)](plain, edit)
    if count_mixed(after) > count_mixed(plain):
        raise EditError.at(edit.path, "this would be of two kinds at once.")
    return after


def _set(plain: Plain, edit: SetValue) -> Plain:
    steps = steps_to_new(plain, edit.path)
    return _replaced(plain, steps, _checked(edit.value, edit.path))


def _insert(plain: Plain, edit: Insert) -> Plain:
    steps, value = steps_to_new(plain, edit.path), _checked(edit.value, edit.path)
    holder = value_at(plain, steps[:-1]) if steps else plain
    listed = holder.get(steps[-1], []) if isinstance(holder, dict) else value_at(plain, steps)
    is_new = isinstance(holder, dict) and steps[-1] not in holder
    if is_new and not is_list(shape_below(shape_at(plain, steps[:-1]), holder, steps[-1])):
        raise EditError.at(edit.path, "nothing can stand here.")
    if not isinstance(listed, list):
        raise EditError.at(edit.path, f"expected a list, found {_shown(listed)}.")
    if not 0 <= edit.index <= len(listed):
        raise EditError.at(edit.path, f"expected a place from 0 to {len(listed)}.")
    return _replaced(plain, steps, [*listed[: edit.index], value, *listed[edit.index :]])


def _remove(plain: Plain, edit: Remove) -> Plain:
    *above, last = _below_root(plain, edit.path)
    holder = value_at(plain, tuple(above))
    if isinstance(holder, list):
        rest: Plain = [part for index, part in enumerate(holder) if index != last]
    else:
        rest = {key: part for key, part in holder.items() if key != last}
    return _replaced(plain, tuple(above), rest)


def _move(plain: Plain, edit: Move) -> Plain:
    *above, last = _below_root(plain, edit.path)
    holder = value_at(plain, tuple(above))
    entries = list(enumerate(holder)) if isinstance(holder, list) else list(holder.items())
    if not 0 <= edit.to_index < len(entries):
        raise EditError.at(edit.path, f"expected a place from 0 to {len(entries) - 1}.")
    entry = next(entry for entry in entries if entry[0] == last)
    entries.remove(entry)
    entries.insert(edit.to_index, entry)
    moved = [part for _, part in entries] if isinstance(holder, list) else dict(entries)
    return _replaced(plain, tuple(above), moved)


def _wrap(plain: Plain, edit: Wrap) -> Plain:
    steps = steps_of(plain, edit.path)
    inner = value_at(plain, steps)
    if not isinstance(inner, dict) or shape_at(plain, steps) != grammar.CONDITION:
        raise EditError.at(edit.path, f"expected a condition, found {_shown(inner)}.")
    if edit.kind not in GROUPS:
        raise EditError.at(edit.path, f"expected one of {', '.join(GROUPS)}.")
    group = {"at_least": 1, "of": [inner]} if edit.kind == "at_least" else {edit.kind: [inner]}
    return _replaced(plain, steps, group)


def _unwrap(plain: Plain, edit: Unwrap) -> Plain:
    steps = steps_of(plain, edit.path)
    group = value_at(plain, steps)
    kinds = [kind for kind in GROUP_LISTS if kind in group] if isinstance(group, dict) else []
    parts = group[kinds[0]] if len(kinds) == 1 else None  # of two kinds one would be lost
    if not isinstance(parts, list) or shape_at(plain, steps) != grammar.CONDITION:
        raise EditError.at(edit.path, f"expected a group, found {_shown(group)}.")
    given = {key: group[key] for key in _INHERITED if key in group}
    parts = [_with(part, given) for part in parts]
    *above, last = steps
    holder = value_at(plain, tuple(above))
    if isinstance(holder, list) and isinstance(last, int):
        return _replaced(plain, tuple(above), [*holder[:last], *parts, *holder[last + 1 :]])
    if len(parts) != 1:
        raise EditError.at(edit.path, f"{len(parts)} parts cannot stand where one is expected.")
    return _replaced(plain, steps, parts[0])


def _with(part: Plain, given: dict[str, Plain]) -> Plain:
    """A part with what it had from the group around it."""
    if not isinstance(part, dict):
        return part
    if "source" in part:  # another text speaks; the article and the note of the group are not its
        given = {key: value for key, value in given.items() if key == "basis"}
    return {**part, **{key: value for key, value in given.items() if key not in part}}


def _rename(plain: Plain, edit: Rename) -> Plain:
    *above, last = _below_root(plain, edit.path)
    holder = value_at(plain, tuple(above))
    if not isinstance(holder, dict):
        raise EditError.at(edit.path, "an entry of a list has no name.")
    if not edit.key.strip():
        raise EditError.at(edit.path, "expected a name, found nothing.")
    if edit.key in holder and edit.key != last:
        raise EditError.at(edit.path, f"{shorten(edit.key)} is there already.")
    shape = shape_at(plain, tuple(above))
    groups = shape == grammar.CONDITION and {last, edit.key} <= {*GROUP_LISTS}
    if not takes_names(shape) and not groups:
        raise EditError.at(edit.path, "this key is no name of the author's.")
    renamed = {edit.key if key == last else key: part for key, part in holder.items()}
    return _replaced(plain, tuple(above), renamed)


_APPLY: dict[type, Callable[[Plain, Any], Plain]] = {
    SetValue: _set,
    Insert: _insert,
    Remove: _remove,
    Move: _move,
    Wrap: _wrap,
    Unwrap: _unwrap,
    Rename: _rename,
}


def _below_root(plain: Plain, path: str) -> Steps:
    steps = steps_of(plain, path)
    if not steps:
        raise EditError.at(path, "the document itself has no place.")
    return steps


def _replaced(plain: Plain, steps: Steps, value: Plain) -> Plain:
    """A copy with another value at a place; what is beside it is shared with the old one."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(plain, list):
        copy: Plain = list(plain)
        copy[first] = _replaced(plain[first], rest, value)  # type: ignore[index]  # an index of a list
        return copy
    if first not in plain:
        return _with_new(plain, str(first), value)
    return {
        key: _replaced(part, rest, value) if key == first else part for key, part in plain.items()
    }


def _with_new(plain: dict[str, Plain], key: str, value: Plain) -> dict[str, Plain]:
    """With a new key: of a whole document where documents have it, elsewhere behind the others."""
    if "programme" in plain and key in _ORDER:
        before = set(_ORDER[: _ORDER.index(key)])
        place = max((i + 1 for i, known in enumerate(plain) if known in before), default=0)
        entries = list(plain.items())
        return dict([*entries[:place], (key, value), *entries[place:]])
    return {**plain, key: value}


def _checked(value: Plain, path: str) -> Plain:
    """A copy of a value that can stand in a document.

    Raises:
        EditError: something in it cannot.
    """
    return _copied(value, path, DOCUMENT_LIMITS.depth)


def _copied(value: Plain, path: str, depth: int) -> Plain:
    if depth <= 0:
        raise EditError.at(path, f"nested deeper than {DOCUMENT_LIMITS.depth} levels.")
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise EditError.at(path, "every key is expected to be text.")
        return {key: _copied(part, path, depth - 1) for key, part in value.items()}
    if isinstance(value, list):
        return [_copied(part, path, depth - 1) for part in value]
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Fraction):
        try:
            return bounded(value)
        except NumberRangeError as error:
            raise EditError.at(path, f"{error}.") from None
    raise EditError.at(path, f"{type(value).__name__} cannot stand in a document.")


def _shown(value: Plain) -> str:
    if isinstance(value, dict):
        return "a mapping"
    return "a list" if isinstance(value, list) else shorten(value)
