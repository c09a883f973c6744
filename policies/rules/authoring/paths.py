"""Places in a plain document, spelled as in error messages: ``eligibility.all[1].between``.

Names of the author's may have dots themselves (``facts.enterprise.staff_total.label``), so a path
is read against the document: of the keys that fit, the longest is meant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from policies.rules.authoring.places import shape_at, takes_key, takes_names
from policies.rules.errors import ProblemsError, shorten
from policies.rules.facts import nearest
from policies.rules.reading import Plain

Steps = tuple[str | int, ...]

_INDEX = re.compile(r"\[([0-9]{1,6})\]")


class EditError(ProblemsError):
    """An edit names a place that is not there, or would do what has no meaning there."""


def steps_of(plain: Plain, path: str) -> Steps:
    """The steps to a place that exists.

    Raises:
        EditError: there is no such place.
    """
    steps, rest = _follow(plain, path)
    if rest:
        raise EditError.at(path, _nothing_there(plain, steps, rest))
    return steps


def steps_to_new(plain: Plain, path: str) -> Steps:
    """The steps to a place that exists, or to a key that its mapping does not have yet.

    Raises:
        EditError: what should hold the key is not there, is no mapping, or can have no such key:
            nothing comes to be at a place that is only thought to be there.
    """
    steps, rest = _follow(plain, path)
    if not rest:
        return steps
    holder, key = value_at(plain, steps), rest.removeprefix(".")
    shape = shape_at(plain, steps)
    dotted = "." in key and not takes_names(shape)
    if not isinstance(holder, dict) or not key or "[" in key or dotted:
        raise EditError.at(path, _nothing_there(plain, steps, rest))
    if not takes_key(shape, holder, key):
        raise EditError.at(path, _nothing_there(plain, steps, rest))
    return (*steps, key)


def value_at(plain: Plain, steps: Steps) -> Plain:
    """What stands at a place that exists."""
    for step in steps:
        plain = plain[step]
    return plain


def part_at(plain: Plain, path: str) -> Plain:
    """What stands at a place.

    Raises:
        EditError: there is no such place.
    """
    return value_at(plain, steps_of(plain, path))


def _follow(plain: Plain, path: str) -> tuple[Steps, str]:
    """Go as far as the document does; gives the rest of the path as well."""
    steps: list[str | int] = []
    rest = path if not path or path.startswith("[") else f".{path}"
    while rest:
        step, length = _next(plain, rest)
        if step is None:
            break
        steps.append(step)
        plain, rest = plain[step], rest[length:]
    return tuple(steps), rest


def _next(plain: Plain, rest: str) -> tuple[str | int | None, int]:
    if isinstance(plain, list):
        found = _INDEX.match(rest)
        if found and int(found[1]) < len(plain):
            return int(found[1]), found.end()
    elif isinstance(plain, dict) and rest.startswith("."):
        keys = [key for key in plain if _begins(rest[1:], key)]
        if keys:
            key = max(keys, key=len)
            return key, len(key) + 1
    return None, 0


def _begins(rest: str, key: str) -> bool:
    return rest.startswith(key) and rest[len(key) : len(key) + 1] in ("", ".", "[")


def _nothing_there(plain: Plain, steps: Steps, rest: str) -> str:
    holder: Any = value_at(plain, steps)
    if isinstance(holder, list):
        return (
            f"expected [0] to [{len(holder) - 1}], found {shorten(rest)}."
            if holder
            else ("the list is empty.")
        )
    if isinstance(holder, Mapping):
        name = rest.removeprefix(".")
        near = nearest(name.partition(".")[0].partition("[")[0], holder)
        guess = f" Did you mean {near}?" if near else ""
        return f"there is no {shorten(name)} here.{guess}"
    return f"there is nothing below {shorten(holder)}."
