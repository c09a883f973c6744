"""How programmes stand to each other, besides the ladders: not together, or much alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policies.rules.documents import Document
from policies.rules.rulebook import Rulebook

OURS, THEIRS, BOTH, GROUP = "ours", "theirs", "both", "group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A programme that cannot be had beside another one.

    Attributes:
        said_by: which text says so: ``ours``, ``theirs`` or ``both``; ``group`` where both belong
            to one of which only the highest is paid.
    """

    programme: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A programme of the same category for some of the same people.

    Attributes:
        audience: whom both are for.
        shared: how many facts the verdicts of both rest on.
    """

    programme: str
    audience: tuple[str, ...]
    shared: int


def conflicts(book: Rulebook, document: Document, *, on: date) -> tuple[Conflict, ...]:
    """What cannot be had together with a programme, by its own text or by that of the others."""
    found = []
    named, groups = _named(document), _groups(document)
    for other in _others(book, document, on):
        ours, theirs = other.programme in named, document.programme in _named(other)
        if ours or theirs:
            said_by = BOTH if ours and theirs else OURS if ours else THEIRS
            found.append(Conflict(programme=other.programme, said_by=said_by))
        elif groups & _groups(other):
            found.append(Conflict(programme=other.programme, said_by=GROUP))
    return tuple(found)


def neighbours(
    book: Rulebook, document: Document, *, on: date, besides: Iterable[str] = (), most: int = 4
) -> tuple[Neighbour, ...]:
    """Programmes of the same category for the same people, the most alike first.

    Args:
        besides: those that are named for a better reason already.
    """
    left_out, found = set(besides), []
    for other in _others(book, document, on):
        audience = tuple(each for each in document.audience if each in other.audience)
        if other.category == document.category and audience and other.programme not in left_out:
            shared = len({*document.verdict_facts} & {*other.verdict_facts})
            found.append(Neighbour(programme=other.programme, audience=audience, shared=shared))
    found.sort(key=lambda each: (-each.shared, each.programme))
    return tuple(found[:most])


def _others(book: Rulebook, document: Document, on: date) -> list[Document]:
    documents, _ = book.in_force(on)
    return [other for other in documents if other.programme != document.programme]


def _named(document: Document) -> set[str]:
    return {each for each in document.excludes if isinstance(each, str)}


def _groups(document: Document) -> set[str]:
    return {each["group"] for each in document.excludes if not isinstance(each, str)}
