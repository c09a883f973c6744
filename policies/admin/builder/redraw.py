"""What of a page has to be drawn again after a change, so that nothing on it is out of date.

A form that is not drawn again keeps what somebody is typing and where the focus is; but as soon as
another part stands at another place or looks different, the whole section is drawn again: a form
with a place that is gone saves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from policies.admin.builder.cards import Card, Group
from policies.admin.builder.conditions import Node
from policies.admin.builder.fields import Field, place_id
from policies.admin.builder.judging import parts_in
from policies.admin.builder.sections import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Redraw:
    """What is drawn again.

    Attributes:
        section: whether all of it is.
        form: the part whose form is.
        fields: those whose remarks changed; ``parts`` and ``cards`` those whose remarks or
            heading did.
        moved: the beginnings of ids that changed, from and to.
    """

    section: bool = False
    form: Card | Node | None = None
    fields: tuple[Field, ...] = ()
    parts: tuple[Card | Node | Group, ...] = ()
    cards: tuple[Card, ...] = ()
    moved: tuple[str, str] | None = None


def redraw_of(before: Section, after: Section, path: str) -> Redraw:
    """What a saved form changed on the page.

    Args:
        path: of the part that the form is about.
    """
    old, new = list(parts_in(before)), list(parts_in(after))
    if [_stand(part) for part in old] != [_stand(part) for part in new]:
        return Redraw(section=True, moved=_moved(old, new, path))
    pairs = list(zip(old, new, strict=True))
    reshaped = [now for was, now in pairs if _look(was) != _look(now)]
    if any(isinstance(part, Group) or part.path != path for part in reshaped):
        return Redraw(section=True)
    form = next((part for part in reshaped if not isinstance(part, Group)), None)
    beside = [(was, now) for was, now in pairs if now is not form]
    return Redraw(
        form=form,
        fields=tuple(
            now_field
            for was, now in beside
            for was_field, now_field in zip(fields_of(was), fields_of(now), strict=True)
            if now.path == path or _note(was_field) != _note(now_field)
        ),
        parts=tuple(now for was, now in beside if was.problems != now.problems),
        cards=tuple(
            now
            for was, now in pairs
            if isinstance(was, Card) and isinstance(now, Card) and _head(was) != _head(now)
        ),
    )


def fields_of(part: Card | Node | Group) -> tuple[Field, ...]:
    """The fields of the form of a part; a list has none."""
    return () if isinstance(part, Group) else (*part.fields, *part.more)


def _stand(part: Card | Node | Group) -> Any:
    """Where a part stands: its own place and that of the list it holds."""
    conditions = (
        [(path, tree is None) for path, _words, tree in part.conditions]
        if isinstance(part, Card)
        else []
    )
    return part.path, getattr(part, "listed", ""), conditions


def _look(part: Card | Node | Group) -> Any:
    """What a form looks like, whatever its values are."""
    fields = [
        (field.name, field.widget, field.options, field.unit, _rows(field))
        for field in fields_of(part)
    ]
    return fields, part.heading if isinstance(part, Node) else ""


def _rows(field: Field) -> Any:
    """How many rows a field has, and in which order where the order is made."""
    ordered = field.widget == "rows" and [line[0].value for line in field.lines if line]
    return len(field.lines), ordered


def _note(field: Field) -> Any:
    return field.problems, field.reading, field.untranslated


def _head(card: Card) -> Any:
    return card.heading, card.ran


def _moved(old: list[Any], new: list[Any], path: str) -> tuple[str, str] | None:
    """How the ids below a group began and begin: what was typed there finds its place."""
    lists = [
        next((part.listed for part in parts if part.path == path and isinstance(part, Node)), "")
        for parts in (old, new)
    ]
    was, now = (place_id("", each) for each in lists)
    return (was, now) if all(lists) and was != now else None
