"""What an answer moves: the programmes that stand otherwise with it than without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from policies.presentation.audience import audiences, concerns
from policies.presentation.cards import missing_facts
from policies.presentation.places import is_information
from policies.presentation.words import in_language
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE, UNDETERMINED

PLACES: dict[str, tuple[str, str | Promise]] = {
    "eligible": ("met", gettext_lazy("may be eligible")),
    "one": ("unknown", gettext_lazy("one answer away")),
    "open": ("unknown", gettext_lazy("cannot tell yet")),
    "refused": ("unmet", gettext_lazy("not at present")),
    "others": ("", gettext_lazy("not for you")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One programme that stands otherwise now.

    Attributes:
        mark: how it stands now: ``met``, ``unknown``, ``unmet`` or empty.
    """

    slug: str
    title: str
    was: str
    now: str
    mark: str


def moves(book: Rulebook, before: Facts, after: Facts, *, on: date) -> list[Move]:
    """The programmes whose place changes between two sets of answers, good news first."""
    were = {document.programme: place for document, place in _places(book, before, on)}
    order = list(PLACES)
    found: list[tuple[int, Move]] = []
    for document, place in _places(book, after, on):
        was = were.get(document.programme, place)
        if was != place:
            mark, now = PLACES[place]
            move = Move(
                slug=document.programme,
                title=in_language(document.title),
                was=str(PLACES[was][1]),
                now=str(now),
                mark=mark,
            )
            found.append((order.index(place), move))
    return [move for _rank, move in sorted(found, key=lambda each: each[0])]


def _places(book: Rulebook, facts: Facts, on: date) -> Iterator[tuple[Document, str]]:
    whom = audiences(facts)
    for result in book.explain(facts, on=on):
        document = result.document
        if document is not None and not is_information(document):
            yield document, _place(result, document) if concerns(document, whom) else "others"


def _place(result: Result, document: Document) -> str:
    if result.verdict == ELIGIBLE:
        return "eligible"
    if result.verdict != UNDETERMINED:
        return "refused"
    return "one" if len(missing_facts(result, document)) == 1 else "open"
