"""What surrounds the programmes: plans, platforms and places by name, with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.presentation.cards import latest
from policies.presentation.criteria import Citation, cited
from policies.presentation.words import in_language, language_of
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.systems import Figure, System

Sources = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureLine:
    """One figure; ``citation`` where it rests on another source than its entry."""

    label: str
    value: str
    note: str
    citation: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemBlock:
    """A system as pages show it.

    Attributes:
        serves: for whom it is; empty where that is not known.
        aliases: what else people call it or may look for, each with its language.
        programmes: slug and title of those it concerns.
    """

    slug: str
    name: str
    summary: str
    serves: str
    figures: list[FigureLine]
    citation: Citation
    aliases: tuple[tuple[str, str], ...]
    programmes: list[tuple[str, str]]


def system_block(system: System, library: Library, book: Rulebook, *, on: date) -> SystemBlock:
    """A system with its figures, its source and the programmes it concerns."""
    return SystemBlock(
        slug=system.slug,
        name=in_language(system.name),
        summary=in_language(system.summary),
        serves=in_language(system.serves),
        figures=[_figure(figure, system, library.sources) for figure in system.figures],
        citation=cited(system.clause, library.sources),
        aliases=tuple((name, language_of(name)) for name in system.aliases),
        programmes=_programmes(system, book, on),
    )


def all_systems(library: Library, book: Rulebook, *, on: date) -> list[SystemBlock]:
    """Every system, in the order of the catalogue."""
    return [system_block(system, library, book, on=on) for system in library.systems.values()]


def background(programme: str, library: Library, book: Rulebook, *, on: date) -> list[SystemBlock]:
    """The systems that a programme stands in, those with the fewest programmes first.

    What concerns one programme alone says more of it than what concerns many.
    """
    found = [each for each in library.systems.values() if programme in each.programmes]
    found.sort(key=lambda system: len(system.programmes))
    return [system_block(system, library, book, on=on) for system in found]


def _figure(figure: Figure, system: System, sources: Sources) -> FigureLine:
    rests_on = (figure.clause.source, figure.clause.basis, figure.clause.article)
    same = rests_on == (system.clause.source, system.clause.basis, system.clause.article)
    return FigureLine(
        label=in_language(figure.label),
        value=in_language(figure.value),
        note=in_language(figure.clause.note) if same else "",
        citation=None if same else cited(figure.clause, sources),
    )


def _programmes(system: System, book: Rulebook, on: date) -> list[tuple[str, str]]:
    """Those that the catalogue has: an officer may have withdrawn one."""
    documents = (latest(book, slug, on=on) for slug in system.programmes)
    return [(each.programme, in_language(each.title)) for each in documents if each is not None]
