"""What two editors of one draft are told when one was faster."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from policies.admin.builder.fields import ABSENT, text_of
from policies.admin.builder.page import clock, name_of
from policies.admin.builder.remarks import place_words
from policies.models import Draft
from policies.rules.errors import RuleError, clip
from policies.rules.reading import Plain, read_document_text

# Sent by the button that puts a change on top of another one; no key of a document begins so.
REPEAT = "_repeat"
_OF_THE_PAGE = ("path", "op", "form", "index", "wrap", "base")
_LEAVE_OUT = ("csrfmiddlewaretoken", "version", "now", "base", REPEAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One place that differs."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """What is shown beside the form: nothing of it is lost, nothing overwritten.

    Attributes:
        changes: what was changed since the version one saw.
        typed: what one changed oneself.
        sent: the fields of the form, to send them again.
    """

    who: str
    at: str
    changes: tuple[Change, ...]
    typed: tuple[Change, ...]
    sent: tuple[tuple[str, str], ...]


def conflict_of(
    draft: Draft, version: int, sent: QueryDict, base: Plain, mine: Plain, path: str
) -> Conflict:
    """Both sides of a conflict.

    Args:
        version: of the draft that the form was made from.
        base, mine: the part that the form is about, before and after.
    """
    old, now = text_at(draft, version), text_at(draft, draft.version)
    return Conflict(
        who=name_of(draft.edited_by),
        at=clock(draft.edited_at),
        changes=tuple(differences(old, now)),
        typed=tuple(differences(base, mine, path)),
        sent=(*_fields_of(sent), ("base", str(version))),
    )


def _fields_of(sent: QueryDict) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name in sent
        if name not in _LEAVE_OUT
        for value in sent.getlist(name)
    ]


def typed_in(sent: QueryDict) -> list[str]:
    """What somebody wrote into the fields of a form, to be copied from."""
    return [value for name, value in _fields_of(sent) if name not in _OF_THE_PAGE and value.strip()]


def text_at(draft: Draft, version: int) -> Plain:
    """A draft as plain data as it was at a version; empty where it was no document."""
    row = draft.versions.filter(number=version).first()
    try:
        return read_document_text(row.text) if row else {}
    except RuleError:
        return {}


def differences(old: Plain, new: Plain, path: str = "") -> Iterator[Change]:
    """The places at which two documents differ, as deep as both have the same shape."""
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            place = f"{path}.{key}" if path else str(key)
            yield from differences(old.get(key, ABSENT), new.get(key, ABSENT), place)
        return
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
        return
    yield Change(place=place_words(path), before=_short(old), after=_short(new))


def _short(value: Any) -> str:
    if value is ABSENT or value in ("", None, [], {}):
        return _("(nothing)")
    return clip(" ".join(text_of(value).split()), 120)
