"""What the grammar lets stand at a place of a document, and which of it excludes each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policies.rules import grammar
from policies.rules.reading import Plain
from policies.rules.shapes import Deferred, Either, Fields, Listing, Named, Shape

GROUP_LISTS = ("all", "any", "none", "of")
QUANTIFIERS = ("some", "every")
SUBJECTS = ("fact", "formula", "field")
METHODS = ("bands", "linear", "ratio_to", "points", "count", "judged", "best_of", "sum_of")
_KINDS = (*GROUP_LISTS, *QUANTIFIERS, *SUBJECTS)
_PARTS = Listing(item=grammar.CONDITION)
_PART = Deferred(definition="part")


def shape_below(shape: Shape | None, here: Plain, step: str | int) -> Shape | None:
    """The shape of a part of a value; ``None`` where the grammar says nothing of it.

    Args:
        here: the value that has the shape.
    """
    shape = resolved(shape, here)
    if shape == grammar.CONDITION:
        if step in GROUP_LISTS:
            return _PARTS
        return grammar.CONDITION if step == "where" else grammar.CLAUSE.get(str(step))
    if isinstance(shape, Fields):
        return {**shape.required, **shape.optional}.get(str(step))
    if isinstance(shape, Listing):
        return shape.item
    return shape.value if isinstance(shape, Named) else None


def resolved(shape: Shape | None, here: Plain) -> Shape | None:
    """A shape with its alternative for a value, and with a part of an item written out."""
    if isinstance(shape, Either):
        shape = shape.shapes.get(type(here), shape)
    return grammar.PART if shape == _PART else shape


def shape_at(plain: Plain, steps: tuple[str | int, ...]) -> Shape | None:
    """The shape of a place that exists; ``None`` where the grammar says nothing of it."""
    shape: Shape | None = grammar.DOCUMENT
    for step in steps:
        shape, plain = shape_below(shape, plain, step), plain[step]
    return shape


def takes_names(shape: Shape | None) -> bool:
    """Whether the keys of a mapping are names of the author's, which may have dots."""
    return isinstance(shape, Named) or shape == grammar.ANYTHING_NAMED


def takes_key(shape: Shape | None, holder: dict[str, Any], key: str) -> bool:
    """Whether a mapping can get a key that it does not have yet.

    A condition gets none that would make it one of a second kind.
    """
    shape = resolved(shape, holder)
    if shape == grammar.CONDITION:
        lacks_where = key == "where" and any(kind in holder for kind in QUANTIFIERS)
        return key in grammar.CLAUSE or lacks_where
    if takes_names(shape):
        return True
    return isinstance(shape, Fields) and key in {**shape.required, **shape.optional}


def is_list(shape: Shape | None) -> bool:
    """Whether a list can stand there."""
    return isinstance(shape, Listing) or (isinstance(shape, Either) and list in shape.shapes)


def count_mixed(plain: Plain) -> int:
    """How many conditions are of two kinds at once, and how many items have two methods."""
    return sum(
        len(set(part) & set(_KINDS if shape == grammar.CONDITION else METHODS)) > 1
        for shape, part in _mappings(grammar.DOCUMENT, plain)
        if shape in (grammar.CONDITION, grammar.ITEM, grammar.PART)
    )


def _mappings(shape: Shape | None, here: Plain) -> Iterator[tuple[Shape | None, dict[str, Plain]]]:
    shape = resolved(shape, here)
    if isinstance(here, dict):
        yield shape, here
        for key, part in here.items():
            yield from _mappings(shape_below(shape, here, key), part)
    elif isinstance(here, list):
        for index, part in enumerate(here):
            yield from _mappings(shape_below(shape, here, index), part)
