"""Is a catalogue in order? Everything that can be said about it without a database."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from policies.rules.documents import Document, check_editions, read_document
from policies.rules.errors import Collector, Problem, RuleError
from policies.rules.examples import run_examples
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.shapes import LANGUAGES
from policies.services.errors import CatalogueError
from policies.services.files import PROGRAMMES, CatalogueTexts, cut_editions, read_folder

_HAN = re.compile(r"[\u4e00-\u9fff]")


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
    if document.department not in library.departments:
        message = _no_such("department", document.department, library.departments)
        problems.add(place, f"department: {message}")
    known = set(programmes) | {document.programme}
    for index, exclusion in enumerate(document.excludes):
        if isinstance(exclusion, str) and exclusion not in known:
            problems.add(place, f"excludes[{index}]: {_no_such('programme', exclusion, known)}")
    for path, source in _sources_of_plain_parts(document):
        if source not in document.sources:
            problems.add(place, f"{path}: {_no_such('source', source, document.sources)}")
    for name, words in (("title", document.title), ("summary", document.summary)):
        if words and not _in_both_languages(words):
            problems.add(place, f"{name}: both zh-hans and en are needed.")
    vocabulary = document.vocabulary
    own = {name: vocabulary[name] for name in sorted(document.own_facts)}
    _check_words_of_facts(place, own, problems)
    for name, fact in own.items():
        shared = library.facts.get(name)
        if shared is not None and _meaning(shared) != _meaning(fact):
            problems.add(place, f"facts.{name}: facts.yaml has another fact of this name.")


def _meaning(fact: FactType) -> tuple[Any, ...]:
    """What makes two facts of one name the same one."""
    fields = {name: _meaning(part) for name, part in fact.fields.items()}
    return fact.type, fact.unit, set(fact.choices), fields, fact.derived


def _sources_of_plain_parts(document: Document) -> Iterator[tuple[str, str]]:
    """The sources that parts name which the engine itself does not judge."""
    parts: dict[str, tuple[Any, ...]] = {
        "documents": document.documents,
        "process": document.process,
        "excludes": document.excludes,
    }
    for name, items in parts.items():
        for index, item in enumerate(items):
            if isinstance(item, Mapping) and "source" in item:
                yield f"{name}[{index}].source", item["source"]
    for index, question in enumerate(document.questions):
        for number, source in enumerate(question.get("sources", ())):
            yield f"questions[{index}].sources[{number}]", source


def _check_words_of_facts(place: str, facts: Mapping[str, FactType], problems: Collector) -> None:
    for name, fact in facts.items():
        wanted = {"label": fact.label, "question": fact.question}
        if fact.derived:
            del wanted["question"]  # it is worked out, nobody is asked
        for kind, words in wanted.items():
            if not _in_both_languages(words):
                problems.add(place, f"{name}.{kind}: both zh-hans and en are needed.")


def _check_words_of_departments(library: Library, problems: Collector) -> None:
    for slug, department in library.departments.items():
        if not _in_both_languages(department["name"]):
            problems.add("departments.yaml", f"{slug}.name: both zh-hans and en are needed.")


def _check_systems(library: Library, programmes: Iterable[str], problems: Collector) -> None:
    known = list(programmes)
    for slug, system in library.systems.items():
        for index, name in enumerate(system.programmes):
            if name not in known:
                message = _no_such("programme", name, known)
                problems.add("systems.yaml", f"{slug}.programmes[{index}]: {message}")
        wanted = {"name": system.name, "summary": system.summary}
        if system.serves:
            wanted["serves"] = system.serves
        for index, figure in enumerate(system.figures):
            wanted[f"figures[{index}].label"] = figure.label
        for place, words in wanted.items():
            if not _in_both_languages(words):
                problems.add("systems.yaml", f"{slug}.{place}: both zh-hans and en are needed.")


def _in_both_languages(words: Mapping[str, str]) -> bool:
    """Whether somebody wrote it twice; a plain text stands for both and is Chinese mostly."""
    texts = [words.get(language, "") for language in LANGUAGES]
    if not all(texts):
        return False
    return texts[0] != texts[1] or not _HAN.search(texts[0])


def _check_together(documents: Mapping[str, tuple[Document, ...]], problems: Collector) -> None:
    """What only shows when all programmes are looked at at once."""
    owners: dict[str, tuple[str, FactType]] = {}
    for slug, editions in documents.items():
        for document in editions:
            for name in sorted(document.own_facts):
                fact = document.vocabulary[name]
                owner, other = owners.setdefault(name, (slug, fact))
                if _meaning(fact) != _meaning(other):
                    message = f"facts.{name}: {owner} has another fact of this name."
                    problems.add(file_of(slug), message)
    try:
        book = Rulebook(document for editions in documents.values() for document in editions)
        for day in _first_days(documents):
            book.plan(book.in_force(day)[0])
    except RuleError as error:
        problems.problems += error.problems


def _first_days(documents: Mapping[str, tuple[Document, ...]]) -> list[Any]:
    """The days on which the set of editions in force changes."""
    return sorted({d.in_force.first for editions in documents.values() for d in editions})


def _no_such(what: str, name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"there is no {what} {name}." + (f" Did you mean {near[0]}?" if near else "")


def refuse_problems(report: CheckReport) -> None:
    """Stop at a catalogue that is not in order.

    Raises:
        CatalogueError: with every problem of the report.
    """
    if report.problems:
        raise CatalogueError(report.problems)
