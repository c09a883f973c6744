"""The register of what was not found: which text is missing, programme by programme."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from policies.presentation.cards import department_short, latest
from policies.presentation.confidence import (
    MISSING,
    PARTS,
    clauses_of,
    grounds_of,
    missing_texts,
)
from policies.presentation.places import is_information
from policies.presentation.words import day, in_language, listed
from policies.rules.bases import ASSUMED, is_known_by_number
from policies.rules.documents import Document
from policies.rules.rulebook import Rulebook

CRITERIA = "criteria"
_NAMES: dict[str, str | Promise] = {CRITERIA: PARTS["criteria"], **MISSING}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """What is missing of one programme.

    Attributes:
        missing: the parts without an official text, in words.
        numbers: texts whose number is known and whose original was not read.
        questions: how many open questions its page has.
        asked_on: the last day on which the department was asked, in words; empty where it was not.
    """

    slug: str
    title: str
    department: str
    missing: str
    numbers: tuple[tuple[str, str], ...]
    questions: int
    asked_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The register.

    Attributes:
        unread: programmes whose very criteria no text gives.
        partly: those of which other parts are missing.
        numbered: those of which only originals are still to be read.
        programmes: how many there are in all.
    """

    unread: tuple[RegisterLine, ...]
    partly: tuple[RegisterLine, ...]
    numbered: tuple[RegisterLine, ...]
    programmes: int


def register(book: Rulebook, departments: Mapping[str, Mapping[str, Any]], *, on: date) -> Register:
    """Made from the documents themselves: nobody keeps it."""
    documents = [each for slug in book.editions if (each := latest(book, slug, on=on))]
    unread, partly, numbered = [], [], []
    for document in documents:
        missing = missing_of(document)
        line = _line(document, missing, departments)
        if CRITERIA in missing:
            unread.append(line)
        elif missing:
            partly.append(line)
        elif line.numbers:
            numbered.append(line)
    return Register(
        unread=tuple(unread),
        partly=tuple(partly),
        numbered=tuple(numbered),
        programmes=len(documents),
    )


def missing_of(document: Document) -> list[str]:
    """The parts of a programme that no official text gives."""
    usual = grounds_of(document).get("criteria")
    no_criteria = is_information(document) or (usual is not None and usual.standing == ASSUMED)
    return [*([CRITERIA] if no_criteria else []), *missing_texts(document)]


def _line(
    document: Document, missing: list[str], departments: Mapping[str, Mapping[str, Any]]
) -> RegisterLine:
    asked = [raw["asked_on"] for raw in document.to_confirm if raw.get("asked_on")]
    return RegisterLine(
        slug=document.programme,
        title=in_language(document.title),
        department=department_short(document, departments),
        missing=listed([str(_NAMES[name]) for name in missing]),
        numbers=tuple(_numbered(document)),
        questions=len(document.questions),
        asked_on=day(date.fromisoformat(max(asked))) if asked else "",
    )


def _numbered(document: Document) -> Iterator[tuple[str, str]]:
    """Title and number of the texts its clauses rest on whose originals were not read."""
    cited = dict.fromkeys(
        clause.source for clauses in clauses_of(document).values() for clause in clauses
    )
    for key in cited:
        source = document.sources[key]
        if is_known_by_number(source):
            yield in_language(source.get("title")) or key, str(source["number"])
