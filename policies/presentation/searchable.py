"""What of each programme can be found, in both languages, whatever the reader's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from policies.rules.expressions import Constant
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.sentences import sentence
from policies.rules.systems import System
from policies.rules.wording import EN, ZH, money_words
from policies.search.index import Found, Index
from policies.search.likeness import EXACT, WEIGHTS, Entry, Kind
from policies.services.files import SHIPPED

LANGUAGES = (ZH, EN)
_BRACKETS = "（(：:"
MOST_NEAREST = 3
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
        without: what no programme is for; the keys are places in the list of topics.
    """

    index: Index
    systems: Index
    without: Index
    lines: Mapping[str, tuple[Line, ...]]

    def nearest(self, query: str, found: Found) -> tuple[str, ...]:
        """The programmes that come nearest to a query, where none is for what it asks.

        Args:
            query: what was asked.
            found: what the programmes themselves gave for it. Nothing is nearer than what
                was found, unless the query is the very word for something else.
        """
        named = self.without.search(query, partly=True)
        if found.sure and not (_is_exact(named) and named.hits[0].score > found.hits[0].score):
            return ()
        if found.hits and not named.sure:
            return ()
        partly = self.index.search(query, share=0.0, partly=True)
        best = next((hit for hit in partly.hits if hit.name), None)
        if named.hits and (named.sure or best is None or named.hits[0].score > best.score):
            topic = words().nearest[int(named.hits[0].key)]
            return tuple(slug for slug in topic.programmes if slug in self.lines)
        return tuple(hit.key for hit in partly.hits if hit.name)[:MOST_NEAREST]


_kept: WeakKeyDictionary[Rulebook, tuple[date, Searchable]] = WeakKeyDictionary()


def _is_exact(found: Found) -> bool:
    """Whether the query is one of the words itself."""
    return found.sure and found.hits[0].score >= EXACT * WEIGHTS[Kind.ALIAS]


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
    return Searchable(
        index=Index(entries, synonyms=words().synonyms),
        systems=Index(map(_system, library.systems.values())),
        without=Index(
            Entry(key=str(place), texts=tuple((Kind.ALIAS, word) for word in topic.words))
            for place, topic in enumerate(words().nearest)
        ),
        lines=lines,
    )


def _system(system: System) -> Entry:
    """By its names and its figures."""
    texts = [(Kind.TITLE, text) for text in system.name.values()]
    texts += [(Kind.ALIAS, text) for text in system.aliases]
    texts += [(Kind.TEXT, text) for figure in system.figures for text in figure.value.values()]
    return Entry(key=system.slug, texts=tuple(texts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What people speak of, and the programmes it leads to, the fitting first."""

    words: tuple[str, ...]
    programmes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words that people search by, besides those of the catalogue.

    Attributes:
        programmes, departments: what people call them, by slug.
        topics: what people speak of when they need some programmes.
        synonyms: words of one meaning.
        nearest: what no programme is for, with those that come nearest.
    """

    programmes: Mapping[str, tuple[str, ...]]
    departments: Mapping[str, tuple[str, ...]]
    topics: tuple[Topic, ...]
    synonyms: tuple[tuple[str, ...], ...]
    nearest: tuple[Topic, ...]


@cache
def words() -> Words:
    """What lies in ``aliases.yaml``."""
    plain = yaml.safe_load((SHIPPED / "aliases.yaml").read_text(encoding="utf-8"))
    return Words(
        programmes={slug: _texts(names) for slug, names in plain["programmes"].items()},
        departments={slug: _texts(names) for slug, names in plain["departments"].items()},
        topics=tuple(map(_topic, plain["topics"])),
        synonyms=tuple(map(_texts, plain["synonyms"])),
        nearest=tuple(map(_topic, plain["nearest"])),
    )


def _topic(plain: Mapping[str, Sequence[object]]) -> Topic:
    return Topic(words=_texts(plain["words"]), programmes=_texts(plain["programmes"]))


def _texts(plain: Sequence[object]) -> tuple[str, ...]:
    return tuple(map(str, plain))


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
    for alias in words().programmes.get(document.programme, ()):
        yield Line(kind=Kind.ALIAS, language="", text=alias)
    yield Line(kind=Kind.ALIAS, language="", text=document.programme)
    for topic in words().topics:
        if document.programme in topic.programmes:
            yield from (Line(kind=Kind.TOPIC, language="", text=word) for word in topic.words)
    department = library.departments.get(document.department, {})
    yield from _both(Kind.DEPARTMENT, department.get("short"))
    yield from _both(Kind.DEPARTMENT, department.get("name"))
    for alias in words().departments.get(document.department, ()):
        yield Line(kind=Kind.DEPARTMENT, language="", text=alias)
    yield from _labels(document)
    for system in library.systems.values():
        if document.programme in system.programmes:
            yield from _both(Kind.LABEL, system.name)
            for alias in system.aliases:
                yield Line(kind=Kind.LABEL, language="", text=alias)
    yield from _both(Kind.TEXT, document.summary)
    yield from _notes(document, library)
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
            labels = [str(Category(document.category).label), audience_words(document)]
            labels += [str(KINDS[award.kind]) for award in document.awards]
            labels += [str(MODES.get(award.mode, "")) for award in document.awards]
        for text in labels:
            yield Line(kind=Kind.LABEL, language=language, text=text)
        for award in document.awards:
            if isinstance(award.amount, Constant):
                sum_ = money_words(award.amount.value, language)
                yield Line(kind=Kind.LABEL, language=language, text=sum_)
    for award in document.awards:
        yield from _both(Kind.LABEL, award.label)


def _notes(document: Document, library: Library) -> Iterator[Line]:
    """What is said about its awards, and the figures of what it stands in."""
    for award in document.awards:
        if award.clause is not None:
            yield from _both(Kind.TEXT, award.clause.note)
    for system in library.systems.values():
        if document.programme in system.programmes:
            for figure in system.figures:
                yield from _both(Kind.TEXT, figure.value)


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
