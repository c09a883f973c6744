"""What a document lacks: sources, words in a language, rows of tables, a use for what it brings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from policies.rules.authoring.finding import ERROR, HINT, WARNING, Finding
from policies.rules.authoring.values import fact_of
from policies.rules.documents import Document, expressions_of
from policies.rules.expressions import DatedLookup, Lookup, table_key
from policies.rules.facts import FactType, Sort
from policies.rules.papers import RETIRED_FORMATS
from policies.rules.reading import Plain, path_text
from policies.rules.references import in_both_languages
from policies.rules.shapes import LANGUAGES
from policies.rules.signs import odd_sign
from policies.rules.stages import DECISION_STAGES, REVIEW_STAGES, STAGES

_WORDS = frozenset(
    {
        *("title", "summary", "label", "name", "question", "help", "note", "from", "by", "address"),
        *("statement", "negative", "event"),
    }
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_FORMULAS = ("formula", "derived", "ratio_to", "amount")


def lacking(document: Document, plain: Plain) -> Iterator[Finding]:
    """Everything that a document lacks, though it can be read."""
    yield from _sources(document, plain)
    yield from _words(plain, ())
    yield from _own_facts(document)
    yield from _rows(document, plain)
    yield from _unused(document, plain)
    yield from _retired_formats(document)
    yield from _clocks(plain)
    yield from _signs(plain, ())


def _sources(document: Document, plain: Plain) -> Iterator[Finding]:
    for index, award in enumerate(document.awards):
        if award.clause is None:
            yield Finding(f"awards[{index}]", "no_source", WARNING)
    for index, item in enumerate(document.scoring.items if document.scoring else ()):
        if item.clause is None:
            yield Finding(f"scoring.items[{index}]", "no_source", WARNING)
    for index, outcome in enumerate(document.outcomes):
        if outcome.clause is None and outcome.when is not None:
            yield Finding(f"outcomes[{index}]", "no_source", WARNING)
    for name in ("documents", "process", "windows"):
        for index, part in enumerate(plain.get(name, ())):
            if isinstance(part, Mapping) and not {"source", "basis"} <= part.keys():
                yield Finding(f"{name}[{index}]", "no_source", HINT)


def _retired_formats(document: Document) -> Iterator[Finding]:
    """Kinds of files that no form takes: whoever reads of them prepares a file in vain."""
    for index, paper in enumerate(document.documents):
        for place, kind in enumerate(paper.get("formats", ())):
            if kind in RETIRED_FORMATS:
                path = f"documents[{index}].formats[{place}]"
                yield Finding(path, "format_not_taken", ERROR, {"format": kind.upper()})


def _clocks(plain: Plain) -> Iterator[Finding]:
    """Working days that count for no clock, so that another number of days is counted."""
    steps = [step for step in plain.get("process", ()) if isinstance(step, Mapping)]
    counted = [step for step in steps if step.get("working_days")]
    for index, step in enumerate(plain.get("process", ())):
        if step in counted and step.get("stage") not in STAGES:
            yield Finding(f"process[{index}]", "stage_without_clock", HINT)
    timed = {step.get("stage") for step in counted} & {*REVIEW_STAGES, *DECISION_STAGES}
    if steps and not timed and plain.get("application", "here") == "here":
        yield Finding("process", "no_clock", HINT)


def _signs(plain: Plain, steps: tuple[str | int, ...]) -> Iterator[Finding]:
    """Signs that nobody sees, or that one device alone shows; escapes bring them into a text."""
    if isinstance(plain, str):
        odd = odd_sign(plain)
        if odd:
            yield Finding(path_text(steps), "odd_sign", ERROR, {"sign": f"U+{ord(odd):04X}"})
    elif isinstance(plain, dict):
        for key, part in plain.items():
            yield from _signs(part, (*steps, key))
    elif isinstance(plain, list):
        for index, part in enumerate(plain):
            yield from _signs(part, (*steps, index))


def _words(plain: Plain, steps: tuple[str | int, ...]) -> Iterator[Finding]:
    """Texts for people that are there in one language only."""
    if isinstance(plain, list):
        for index, part in enumerate(plain):
            yield from _words(part, (*steps, index))
    if not isinstance(plain, dict):
        return
    for key, part in plain.items():
        place = (*steps, key)
        named = steps and steps[-1] in ("facts", "sources", "grants", "fields", "expect")
        if key in _WORDS and not named and steps != ("in_force",) and not _is_day_key(steps, key):
            yield from _one_text(part, place)
        if key != "facts" or not steps:  # those of an example are values
            yield from _words(part, place)
    if steps and steps[-1] == "choices":
        for slug, part in plain.items():
            yield from _one_text(part, (*steps, slug))


def _is_day_key(steps: tuple[str | int, ...], key: str) -> bool:
    return key == "from" and (not steps or steps[0] != "documents")


def _one_text(part: Plain, place: tuple[str | int, ...]) -> Iterator[Finding]:
    texts: dict[str, Any] = part if isinstance(part, dict) else dict.fromkeys(LANGUAGES, part)
    if not all(isinstance(texts.get(language), str) for language in LANGUAGES):
        return
    path = path_text(place)
    if place[0] in ("title", "summary") or (place[0] == "facts" and place[-1] != "note"):
        severity = WARNING
    else:
        severity = HINT
    if not in_both_languages(texts):
        yield Finding(path, "missing_translation", severity, {"language": "en"})
    elif isinstance(part, str) and place[0] != "sources":
        yield Finding(path, "missing_translation", severity, {"language": "zh-hans"})


def _own_facts(document: Document) -> Iterator[Finding]:
    for name in sorted(document.own_facts):
        fact, path = document.vocabulary[name], f"facts.{name}"
        if fact.derived:
            continue
        if not fact.help:
            yield Finding(path, "no_help", HINT)
        if _is_unbounded(fact):
            yield Finding(path, "no_limits", WARNING)
        for key, part in fact.fields.items():
            if _is_unbounded(part):
                yield Finding(f"{path}.fields.{key}", "no_limits", WARNING)
            if not in_both_languages(part.label):
                yield Finding(f"{path}.fields.{key}", "field_without_label", ERROR)


def _is_unbounded(fact: FactType) -> bool:
    return fact.sort is Sort.NUMBER and (fact.minimum is None or fact.maximum is None)


def _rows(document: Document, plain: Plain) -> Iterator[Finding]:
    """Choices for which a table that is looked up has no row."""
    told = set()
    allowed: dict[str, set[str]] = {}
    open_tables: set[str] = set()
    for expression in expressions_of(document, shared=False):
        for part in expression.walk():
            if isinstance(part, Lookup | DatedLookup):
                fact = fact_of(part.key, document.vocabulary, {})
                if isinstance(part, Lookup) and fact is not None and fact.choices:
                    allowed.setdefault(part.table, set()).update(fact.choices)
                elif isinstance(part, Lookup):
                    open_tables.add(part.table)
                missing = _without_row(part, fact, document)
                if missing and (part.table, missing) not in told:
                    told.add((part.table, missing))
                    arguments = {"table": part.table, "keys": missing}
                    own = isinstance(part, Lookup)
                    path = f"tables.{part.table}" if own else ""
                    yield Finding(path, "lookup_without_row", WARNING, arguments)
    for table in sorted(allowed.keys() - open_tables):
        for key in plain.get("tables", {}).get(table, {}):
            if key not in allowed[table]:
                yield Finding(f"tables.{table}.{key}", "unknown_row", ERROR, {"key": key})


def _without_row(
    part: Lookup | DatedLookup, fact: FactType | None, document: Document
) -> tuple[str, ...]:
    if fact is None or not (fact.choices or fact.type == "boolean"):
        return ()
    if isinstance(part, Lookup):
        rows = dict(part.rows)
    else:
        first, last = document.in_force.first, document.in_force.last
        editions = [
            dict(rows)
            for begins, ends, rows in part.editions
            if (last is None or begins <= last) and (ends is None or first <= ends)
        ]
        rows = {key: None for each in editions for key in each}
    wanted = list(fact.choices) or [str(table_key(each)) for each in (True, False)]
    return tuple(key for key in wanted if key not in rows)


def _unused(document: Document, plain: Plain) -> Iterator[Finding]:
    named = set(_named(plain))
    for kind in ("parameters", "tables"):
        for name in plain.get(kind, {}):
            if name not in named:
                yield Finding(f"{kind}.{name}", "unused", WARNING, {"name": name})
    used = {name for each in expressions_of(document) for name in each.fact_names()}
    used |= document.grants.keys() | named
    for name in sorted(document.own_facts - used):
        yield Finding(f"facts.{name}", "unused", WARNING, {"name": name})
    cited = set(_cited(plain))
    for key in plain.get("sources", {}):
        if key not in cited:
            yield Finding(f"sources.{key}", "unused", HINT, {"name": key})


def _named(plain: Plain) -> Iterator[str]:
    """Every name in every formula."""
    if isinstance(plain, list):
        for part in plain:
            yield from _named(part)
    elif isinstance(plain, dict):
        for key, part in plain.items():
            if key in _FORMULAS and isinstance(part, str):
                yield from _NAME.findall(part)
            elif key != "examples":
                yield from _named(part)


def _cited(plain: Plain) -> Iterator[str]:
    if isinstance(plain, list):
        for part in plain:
            yield from _cited(part)
    elif isinstance(plain, dict):
        for key, part in plain.items():
            if key == "source" and isinstance(part, str):
                yield part
            elif key == "sources" and isinstance(part, list):
                yield from (each for each in part if isinstance(each, str))
            else:
                yield from _cited(part)
