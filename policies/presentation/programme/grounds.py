"""Who decides, on what the page rests, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policies.presentation.cards import department_short
from policies.presentation.terms import grade_of
from policies.presentation.words import day, in_language
from policies.rules.conditions import Clause
from policies.rules.documents import Document

ASSUMED = "ASSUMED"  # the source of what no source says


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralLine:
    """Whom anybody may ask, whichever department decides.

    Attributes:
        source: who says so; empty of what everybody knows and nobody read again.
    """

    name: str
    short: str
    phone: str
    note: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """Who decides; what is not known is empty.

    Attributes:
        lines: the general lines for those the programme is for, in the order of the catalogue.
    """

    name: str
    short: str
    phone: str
    address: str
    url: str
    note: str
    lines: list[GeneralLine]

    @property
    def first(self) -> GeneralLine | None:
        """Where to ring first while the department's own number is not known."""
        if self.phone:
            return None
        return next((line for line in self.lines if line.phone), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A text that the page cites.

    Attributes:
        published: its day in words; empty where that is not known, as ``grade`` may be.
        grade: how good a witness it is, in words.
    """

    title: str
    number: str
    url: str
    published: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """Something that the texts leave open or say in two ways, with all of them."""

    text: str
    sources: list[SourceLine]


def department_of(document: Document, departments: Mapping[str, Mapping[str, Any]]) -> Department:
    """The department in charge; a contact that the edition states wins."""
    entry, contact = departments.get(document.department, {}), document.contact
    return Department(
        name=in_language(entry.get("name")) or document.department,
        short=department_short(document, departments),
        phone=str(contact.get("phone") or entry.get("phone") or ""),
        address=in_language(contact.get("address") or entry.get("address")),
        url=str(contact.get("url") or entry.get("url") or ""),
        note=in_language(entry.get("note")),
        lines=general_lines(document, departments),
    )


def general_lines(
    document: Document, departments: Mapping[str, Mapping[str, Any]]
) -> list[GeneralLine]:
    """The general lines for those a programme is for, but the department's own."""
    own = departments.get(document.department, {}).get("phone")
    return [
        GeneralLine(
            name=in_language(entry["name"]),
            short=in_language(entry.get("short")) or in_language(entry["name"]),
            phone=str(entry.get("phone", "")),
            note=in_language(entry.get("note")),
            source=_title(str(entry.get("source", "")), document),
        )
        for entry in departments.values()
        if set(entry.get("general", ())) & set(document.audience)
        and (not entry.get("phone") or entry.get("phone") != own)
    ]


def _title(key: str, document: Document) -> str:
    return in_language(document.sources.get(key, {}).get("title")) if key else ""


def source_lines(document: Document) -> list[tuple[str, list[SourceLine]]]:
    """Every source the edition cites, each once, those of the rules first, by their grade."""
    found: dict[str, list[SourceLine]] = {}
    for key in dict.fromkeys(_cited_keys(document)):
        if key != ASSUMED and key in document.sources:
            line = _source(key, document)
            found.setdefault(line.grade, []).append(replace(line, grade=""))
    return list(found.items())


def open_questions(document: Document) -> list[OpenQuestion]:
    """What is still to be confirmed, each with the texts that it is about."""
    return [
        OpenQuestion(
            text=in_language({name: text for name, text in raw.items() if name != "sources"}),
            sources=[
                # how good a witness each is stands below, with all sources
                replace(_source(key, document), grade="")
                for key in raw.get("sources", ())
                if key != ASSUMED and key in document.sources
            ],
        )
        for raw in document.questions
    ]


def _source(key: str, document: Document) -> SourceLine:
    source = document.sources[key]
    published = source.get("published_on")
    return SourceLine(
        title=in_language(source.get("title")) or key,
        number=str(source.get("number", "")),
        url=str(source.get("url", "")),
        published=day(date.fromisoformat(published)) if published else "",
        grade=grade_of(source),
        note=in_language(source.get("note")),
    )


def _cited_keys(document: Document) -> Iterator[str]:
    for clause in _clauses(document):
        yield clause.source
    for raw in (*document.documents, *document.process, *document.excludes, *document.questions):
        if isinstance(raw, Mapping):
            yield from filter(None, [raw.get("source"), *raw.get("sources", ())])


def _clauses(document: Document) -> Iterator[Clause]:
    conditions = [node for root in document.conditions() for node in root.walk()]
    items = document.scoring.items if document.scoring else ()
    parts: tuple[Any, ...] = (*conditions, *items, *document.awards, *document.windows)
    for part in parts:
        if part.clause is not None:
            yield part.clause
