"""Is a catalogue in order? Everything that can be said about it without a database."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policies.rules.authoring.costs import costs_of_document
from policies.rules.documents import Document, check_editions, read_document
from policies.rules.errors import Collector, Problem, RuleError
from policies.rules.examples import run_examples
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.references import (
    fact_problems,
    facts_of_two_meanings,
    in_both_languages,
    no_such,
    reference_problems,
)
from policies.rules.rulebook import Rulebook
from policies.services.errors import CatalogueError
from policies.services.files import PROGRAMMES, CatalogueTexts, cut_editions, read_folder

COSTLY = "its formulas look at too much; use fewer counts and sums, or a derived fact."


@dataclass(kw_only=True)
class CheckReport:
    """What a check found.

    Attributes:
        documents: what could be read, by programme.
        examples: how many golden examples were run.
        seconds: how long it took.
    """

    library: Library = field(default_factory=Library)
    documents: dict[str, tuple[Document, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    examples: int = 0
    seconds: float = 0.0

    @property
    def editions(self) -> int:
        """How many editions could be read."""
        return sum(map(len, self.documents.values()))


def check_catalogue(folder: Path) -> CheckReport:
    """Check a folder of catalogue files; what is wrong stands in the report.

    Raises:
        CatalogueError: the folder itself cannot be read.
    """
    return check_texts(read_folder(folder))


def check_texts(texts: CatalogueTexts) -> CheckReport:
    """Check a catalogue, each problem with its file and its path in it."""
    started = time.perf_counter()
    report, problems = CheckReport(), Collector()
    try:
        report.library = Library.read(texts.shared)
    except RuleError as error:
        report.problems = list(error.problems)  # nothing else can be judged without it
        report.seconds = time.perf_counter() - started
        return report
    _check_words_of_facts("facts.yaml", report.library.facts, problems)
    _check_words_of_departments(report.library, problems)
    _check_systems(report.library, texts.programmes, problems)
    for slug, text in texts.programmes.items():
        report.documents[slug] = _read_editions(slug, text, report.library, problems)
    report.examples = sum(
        _check_programme(slug, editions, report, texts, problems)
        for slug, editions in report.documents.items()
    )
    _check_together(report.documents, problems)
    report.problems = problems.problems
    report.seconds = time.perf_counter() - started
    return report


def file_of(slug: str) -> str:
    """The name of a programme's file within the catalogue."""
    return f"{PROGRAMMES}/{slug}.yaml"


def _read_editions(
    slug: str, text: str, library: Library, problems: Collector
) -> tuple[Document, ...]:
    name, documents = file_of(slug), []
    try:
        pieces = cut_editions(name, text)
    except RuleError as error:
        problems.problems += error.problems
        return ()
    for number, piece in enumerate(pieces, 1):
        place = name if len(pieces) == 1 else f"{name} (edition {number})"
        try:
            documents.append(read_document(piece, library=library))
        except RuleError as error:
            for problem in error.problems:
                problems.add(place, str(problem))
    try:
        check_editions(documents)
    except RuleError as error:
        for problem in error.problems:
            problems.add(name, str(problem))
        return ()
    return tuple(documents)


def _check_programme(
    slug: str,
    editions: tuple[Document, ...],
    report: CheckReport,
    texts: CatalogueTexts,
    problems: Collector,
) -> int:
    """Check what one programme refers to and run its examples; gives their number."""
    count = 0
    for document in editions:
        place = file_of(slug) if len(editions) == 1 else f"{file_of(slug)} ({document.edition})"
        check_references(
            document, place, report.library, texts.programmes.keys() | report.documents, problems
        )
        if document.programme != slug:
            problems.add(place, f"programme: {document.programme} belongs into another file.")
            continue
        for cost in costs_of_document(document):
            problems.add(place, f"{cost.path}: {cost.kind.replace('_', ' ')}: {COSTLY}")
        count += len(document.examples)
        for failure in run_examples(document, editions):
            problems.add(file_of(slug), failure)
    return count


def check_references(
    document: Document,
    place: str,
    library: Library,
    programmes: Iterable[str],
    problems: Collector,
) -> None:
    """Check what a document refers to outside of itself, and that its words are in both languages.

    Args:
        place: what the problems begin with.
        programmes: the slugs that an exclusion may name.
    """
    for problem in reference_problems(document, library=library, programmes=programmes):
        problems.add(place, str(problem))


def _check_words_of_facts(place: str, facts: Mapping[str, FactType], problems: Collector) -> None:
    for problem in fact_problems(facts):
        problems.add(place, str(problem))


def _check_words_of_departments(library: Library, problems: Collector) -> None:
    for slug, department in library.departments.items():
        if not in_both_languages(department["name"]):
            problems.add("departments.yaml", f"{slug}.name: both zh-hans and en are needed.")
        source = department.get("source")
        if source is not None and source not in library.sources:
            message = no_such("source", source, library.sources)
            problems.add("departments.yaml", f"{slug}.source: {message}")


def _check_systems(library: Library, programmes: Iterable[str], problems: Collector) -> None:
    known = list(programmes)
    for slug, system in library.systems.items():
        for index, name in enumerate(system.programmes):
            if name not in known:
                message = no_such("programme", name, known)
                problems.add("systems.yaml", f"{slug}.programmes[{index}]: {message}")
        wanted = {"name": system.name, "summary": system.summary}
        if system.serves:
            wanted["serves"] = system.serves
        for index, figure in enumerate(system.figures):
            wanted[f"figures[{index}].label"] = figure.label
        for place, words in wanted.items():
            if not in_both_languages(words):
                problems.add("systems.yaml", f"{slug}.{place}: both zh-hans and en are needed.")


def _check_together(documents: Mapping[str, tuple[Document, ...]], problems: Collector) -> None:
    """What only shows when all programmes are looked at at once."""
    together = [document for editions in documents.values() for document in editions]
    for document, problem in facts_of_two_meanings(together):
        problems.add(file_of(document.programme), str(problem))
    try:
        book = Rulebook(together)
        for day in _first_days(documents):
            book.plan(book.in_force(day)[0])
    except RuleError as error:
        problems.problems += error.problems


def _first_days(documents: Mapping[str, tuple[Document, ...]]) -> list[Any]:
    """The days on which the set of editions in force changes."""
    return sorted({d.in_force.first for editions in documents.values() for d in editions})


def refuse_problems(report: CheckReport) -> None:
    """Stop at a catalogue that is not in order.

    Raises:
        CatalogueError: with every problem of the report.
    """
    if report.problems:
        raise CatalogueError(report.problems)
