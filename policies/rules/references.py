"""What a document names outside of itself, and whether its words are in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from policies.rules.documents import Document
from policies.rules.errors import Problem
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.shapes import LANGUAGES

HAN = re.compile(r"[\u4e00-\u9fff]")


def reference_problems(
    document: Document, *, library: Library, programmes: Iterable[str]
) -> Iterator[Problem]:
    """What a document names that is not there, and words in one language only.

    Args:
        programmes: the slugs that an exclusion may name.
    """
    # a line for everybody is in charge of nothing
    in_charge = [slug for slug, entry in library.departments.items() if "general" not in entry]
    if document.department not in in_charge:
        message = no_such("department", document.department, in_charge)
        yield Problem("department", message)
    known = set(programmes) | {document.programme}
    for index, exclusion in enumerate(document.excludes):
        if isinstance(exclusion, str) and exclusion not in known:
            yield Problem(f"excludes[{index}]", no_such("programme", exclusion, known))
    for path, source in _sources_of_plain_parts(document):
        if source not in document.sources:
            yield Problem(path, no_such("source", source, document.sources))
    for name, words in (("title", document.title), ("summary", document.summary)):
        if words and not in_both_languages(words):
            yield Problem(name, "both zh-hans and en are needed.")
    own = {name: document.vocabulary[name] for name in sorted(document.own_facts)}
    for problem in fact_problems(own):
        yield Problem(f"facts.{problem.path}", problem.message)
    for name, fact in own.items():
        shared = library.facts.get(name)
        if shared is not None and meaning(shared) != meaning(fact):
            yield Problem(f"facts.{name}", "facts.yaml has another fact of this name.")


def facts_of_two_meanings(documents: Iterable[Document]) -> Iterator[tuple[Document, Problem]]:
    """Facts that two documents bring by one name and mean otherwise, each with the later one."""
    owners: dict[str, tuple[str, FactType]] = {}
    for document in documents:
        for name in sorted(document.own_facts):
            fact = document.vocabulary[name]
            owner, other = owners.setdefault(name, (document.programme, fact))
            if meaning(fact) != meaning(other):
                message = f"{owner} has another fact of this name."
                yield document, Problem(f"facts.{name}", message)


def meaning(fact: FactType) -> tuple[Any, ...]:
    """What makes two facts of one name the same one."""
    fields = {name: meaning(part) for name, part in fact.fields.items()}
    return fact.type, fact.unit, set(fact.choices), fields, fact.derived


def fact_problems(facts: Mapping[str, FactType]) -> Iterator[Problem]:
    """The words that facts lack in one of the languages."""
    for name, fact in facts.items():
        wanted = {"label": fact.label, "question": fact.question}
        if fact.derived:
            del wanted["question"]  # it is worked out, nobody is asked
        own = {"statement": fact.statement, "negative": fact.negative, "event": fact.event}
        wanted |= {kind: words for kind, words in own.items() if words}
        for kind, words in wanted.items():
            if not in_both_languages(words):
                yield Problem(f"{name}.{kind}", "both zh-hans and en are needed.")


def in_both_languages(words: Mapping[str, str]) -> bool:
    """Whether somebody wrote it twice; a plain text stands for both and is Chinese mostly."""
    texts = [words.get(language, "") for language in LANGUAGES]
    if not all(texts):
        return False
    return texts[0] != texts[1] or not HAN.search(texts[0])


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """The message for a name that nothing has, with a guess at what was meant."""
    near = get_close_matches(name, list(known), n=1)
    return f"there is no {what} {name}." + (f" Did you mean {near[0]}?" if near else "")


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
    open_points = {"questions": document.questions, "to_confirm": document.to_confirm}
    for name, points in open_points.items():
        for index, point in enumerate(points):
            for number, source in enumerate(point.get("sources", ())):
                yield f"{name}[{index}].sources[{number}]", source
