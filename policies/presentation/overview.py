"""The catalogue without any answers: what closes soon, and what there is by category."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from policies.presentation.cards import department_short
from policies.presentation.intake import forecast_words
from policies.presentation.words import day, in_language
from policies.rules.documents import Document
from policies.rules.rulebook import Rulebook

SOON = timedelta(days=60)
MOST_LISTED = 6
Departments = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A day on which a window of a programme closes or opens, or may open.

    Attributes:
        on: the day, or for what is only to be expected the day by which the list is sorted.
        day: in words.
    """

    on: date
    day: str
    slug: str
    title: str
    department: str


def closing_soon(book: Rulebook, departments: Departments, *, on: date) -> list[Dated]:
    """Fixed windows that are open and end within sixty days, the first to end first."""
    return _dated(book, departments, on, opening=False)


def opening_soon(book: Rulebook, departments: Departments, *, on: date) -> list[Dated]:
    """Fixed windows that begin within sixty days."""
    return _dated(book, departments, on, opening=True)


def expected_rounds(book: Rulebook, departments: Departments, *, on: date) -> list[Dated]:
    """What is to be expected next by the days of earlier rounds, the first to come first."""
    found: list[Dated] = []
    documents, _others = book.in_force(on)
    intakes = book.intakes({}, on=on)
    for document in documents:
        intake = intakes[document.programme]
        moment = next((each for each in intake.forecast if each is not None), None)
        if moment is not None:
            entry = _entry(document, moment, departments)
            found.append(replace(entry, day=forecast_words(intake)))
    return sorted(found, key=lambda entry: (entry.on, entry.slug))[:MOST_LISTED]


def _dated(book: Rulebook, departments: Departments, on: date, *, opening: bool) -> list[Dated]:
    found: dict[str, Dated] = {}
    documents, _others = book.in_force(on)
    for document in documents:
        for window in document.windows:
            if window.kind != "fixed" or window.is_forecast(on):
                continue  # what is only to be expected neither opens nor closes
            begins_later = window.first is not None and window.first > on
            moment = window.first if opening else window.last
            if begins_later is not opening or moment is None or not on <= moment <= on + SOON:
                continue
            kept = found.get(document.programme)
            if kept is None or moment < kept.on:
                found[document.programme] = _entry(document, moment, departments)
    return sorted(found.values(), key=lambda entry: (entry.on, entry.slug))[:MOST_LISTED]


def _entry(document: Document, moment: date, departments: Departments) -> Dated:
    return Dated(
        on=moment,
        day=day(moment),
        slug=document.programme,
        title=in_language(document.title),
        department=department_short(document, departments),
    )


def shown_documents(book: Rulebook, *, on: date) -> list[Document]:
    """The documents in force, in the order of their titles' programme."""
    return sorted(book.in_force(on)[0], key=lambda document: document.programme)


def listed_documents(book: Rulebook, *, on: date) -> list[Document]:
    """Those in force, and the editions of programmes that are announced and have none yet."""
    documents, others = book.in_force(on)
    coming = (book.coming(slug, on=on) for slug in others)
    found = [*documents, *(document for document in coming if document is not None)]
    return sorted(found, key=lambda document: document.programme)


def category_counts(book: Rulebook, *, on: date) -> Counter[str]:
    """How many programmes in force each category has."""
    return Counter(document.category for document in shown_documents(book, on=on))
