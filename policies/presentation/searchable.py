"""What of each programme can be found, in both languages, whatever the reader's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from weakref import WeakKeyDictionary

import yaml
from django.utils import translation

from policies.models.programmes import Category
from policies.presentation.audience import audience_words
from policies.presentation.awards import KINDS, MODES
from policies.presentation.cards import latest
from policies.rules.conditions import Condition
from policies.rules.documents import Document
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.sentences import sentence
from policies.rules.systems import System
from policies.rules.wording import EN, ZH
from policies.search.index import Index
from policies.search.likeness import Entry, Kind
from policies.services.files import SHIPPED

LANGUAGES = (ZH, EN)
_BRACKETS = "（(：:"
_MOST_TEXT = 20_000  # characters of one programme that are searched


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A text of a programme. ``language`` is empty for what belongs to neither."""

    kind: Kind
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """The programmes as they can be searched on a day.

    Attributes:
        lines: the texts of each programme, by slug.
        systems: what surrounds the programmes.
    """

    index: Index
    systems: Index
    lines: Mapping[str, tuple[Line, ...]]


_kept: WeakKeyDictionary[Rulebook, tuple[date, Searchable]] = WeakKeyDictionary()


def searchable(book: Rulebook, library: Library, *, on: date) -> Searchable:
    """Made once for each published catalogue and day, since editions begin and end."""
    kept = _kept.get(book)
    if kept is None or kept[0] != on:
        kept = _kept[book] = on, _made(book, library, on)
    return kept[1]


def _made(book: Rulebook, library: Library, on: date) -> Searchable:
    lines = {}
    for slug, editions in book.editions.items():
        document = latest(book, slug, on=on)
        if document is not None:
            lines[slug] = tuple(_lines(document, editions, library))
    entries = [
        Entry(key=slug, texts=tuple((line.kind, line.text) for line in found))
        for slug, found in lines.items()
    ]
    systems = Index(map(_system, library.systems.values()))
    return Searchable(index=Index(entries), systems=systems, lines=lines)


def _system(system: System) -> Entry:
    """By its names and what it says; its figures are for whoever reads its page."""
    texts = [(Kind.TITLE, text) for text in system.name.values()]
    texts += [(Kind.ALIAS, text) for text in system.aliases]
    return Entry(key=system.slug, texts=tuple(texts))


@cache
def aliases() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What people call ``programmes`` and ``departments`` besides their names, by slug."""
    plain = yaml.safe_load((SHIPPED / "aliases.yaml").read_text(encoding="utf-8"))
    return {
        part: {slug: tuple(map(str, names)) for slug, names in entries.items()}
        for part, entries in plain.items()
    }


def _lines(document: Document, editions: Iterable[Document], library: Library) -> Iterator[Line]:
    """Every text once, the weightiest first, up to a limit."""
    seen: set[str] = set()
    left = _MOST_TEXT
    for line in _all_lines(document, editions, library):
        if line.text and line.text not in seen and len(line.text) <= left:
            seen.add(line.text)
            left -= len(line.text)
            yield line


def _all_lines(
    document: Document, editions: Iterable[Document], library: Library
) -> Iterator[Line]:
    for line in _both(Kind.TITLE, document.title):
        yield line
        yield Line(kind=Kind.TITLE, language=line.language, text=_short(line.text))
    for alias in aliases()["programmes"].get(document.programme, ()):
        yield Line(kind=Kind.ALIAS, language="", text=alias)
    yield Line(kind=Kind.ALIAS, language="", text=document.programme)
    department = library.departments.get(document.department, {})
    yield from _both(Kind.DEPARTMENT, department.get("short"))
    yield from _both(Kind.DEPARTMENT, department.get("name"))
    for alias in aliases()["departments"].get(document.department, ()):
        yield Line(kind=Kind.DEPARTMENT, language="", text=alias)
    yield from _labels(document)
    for system in library.systems.values():
        if document.programme in system.programmes:
            yield from _both(Kind.LABEL, system.name)
            for alias in system.aliases:
                yield Line(kind=Kind.LABEL, language="", text=alias)
    yield from _both(Kind.TEXT, document.summary)
    yield from _criteria(document)
    yield from _papers(document)
    for edition in editions:
        yield Line(kind=Kind.TEXT, language="", text=edition.edition)
        yield from _both(Kind.TEXT, edition.title)


def _short(title: str) -> str:
    """A title without what stands in brackets or behind a colon."""
    places = [place for mark in _BRACKETS if (place := title.find(mark)) > 0]
    return title[: min(places)].strip() if places else title


def _both(kind: Kind, words: object) -> Iterator[Line]:
    if not words:
        return
    if isinstance(words, str):
        yield Line(kind=kind, language="", text=words)
        return
    for language, text in dict(words).items():  # type: ignore[call-overload]  # mapping or pairs
        yield Line(kind=kind, language=language, text=text)


def _labels(document: Document) -> Iterator[Line]:
    """The words that pages put beside it: what it is about, for whom, what it gives."""
    for language in LANGUAGES:
        with translation.override(language):
            words = [str(Category(document.category).label), audience_words(document)]
            words += [str(KINDS[award.kind]) for award in document.awards]
            words += [str(MODES.get(award.mode, "")) for award in document.awards]
        for text in words:
            yield Line(kind=Kind.LABEL, language=language, text=text)
    for award in document.awards:
        yield from _both(Kind.LABEL, award.label)


def _criteria(document: Document) -> Iterator[Line]:
    for root in document.conditions():
        for node in root.walk():
            yield from _criterion(node, document)
    for item in document.scoring.items if document.scoring else ():
        for part in item.walk():
            yield from _both(Kind.TEXT, part.label)


def _criterion(node: Condition, document: Document) -> Iterator[Line]:
    for language in LANGUAGES:
        text = sentence(node, document.vocabulary, language)
        yield Line(kind=Kind.TEXT, language=language, text=text)


def _papers(document: Document) -> Iterator[Line]:
    for paper in document.documents:
        yield from _both(Kind.TEXT, paper.get("name"))
    for step in document.process:
        yield from _both(Kind.TEXT, step.get("label"))
