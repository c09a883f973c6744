"""What a draft may name: facts, sources, departments, programmes and its own parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from policies.presentation.words import in_language
from policies.rules import grammar
from policies.rules.authoring.writing import document_text
from policies.rules.building import Builder
from policies.rules.errors import ProblemsError
from policies.rules.expressions import AGGREGATES
from policies.rules.facts import FactType, Vocabulary
from policies.rules.formulas import FUNCTION_NAMES, OUTCOME, SCORE, SYNTAX, Scope
from policies.rules.library import Library, read_facts
from policies.rules.shapes import SLUG, read_date

BESIDE = " · "  # between the words of a choice and its key


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the fields of a draft offer.

    Attributes:
        plain: the draft itself.
        facts: shared facts and its own, as far as they can be read.
        sources, departments, programmes, outcomes: key to words.
        fields: of the record at hand, inside a condition over records.
        problems: what is wrong, by place.
        rows: key to words of the rows that the table at hand can have.
    """

    plain: dict[str, Any]
    facts: Vocabulary
    scope: Scope
    sources: Mapping[str, str]
    departments: Mapping[str, str]
    programmes: Mapping[str, str]
    outcomes: tuple[str, ...]
    problems: Mapping[str, list[str]]
    fields: Mapping[str, FactType] | None = None
    rows: Mapping[str, str] = field(default_factory=dict)

    def at_table(self, name: str) -> Surroundings:
        """Those of a table: its rows are the choices of the fact it is looked up by."""
        found: dict[str, str] = {}
        for looked_up in re.findall(
            rf"lookup\(\s*{re.escape(name)}\s*,\s*([\w.]+)\s*\)", document_text(self.plain)
        ):
            fact = self.facts.get(looked_up)
            found |= (
                {key: in_language(words) for key, words in fact.choices.items()} if fact else {}
            )
        return replace(self, rows=found)

    def inside(self, name: object) -> Surroundings:
        """Those of a condition over the records of a fact."""
        fact = self.facts.get(name) if isinstance(name, str) else None
        return replace(self, fields=fact.fields if fact else {})

    def fact(self, name: object) -> FactType | None:
        """The fact or field of this name, the class of the draft among them."""
        if not isinstance(name, str):
            return None
        if self.fields is not None:
            return self.fields.get(name)
        if name == OUTCOME and self.outcomes:
            choices = {each: {"zh-hans": each, "en": each} for each in self.outcomes}
            return FactType(name=OUTCOME, type="choice", choices=choices)
        if name == SCORE:
            return FactType(name=SCORE, type="decimal", unit="point")
        return self.facts.get(name)

    def builder(self) -> Builder:
        """For trying one condition by itself."""
        scope = self.scope if self.fields is None else replace(self.scope, fields=self.fields)
        return Builder(
            scope=scope, sources=self.sources, strict=False, in_record=self.fields is not None
        )

    def names(self) -> dict[str, str]:
        """Everything a formula may name, with what it is."""
        known = {name: in_language(fact.label) for name, fact in self.facts.items()}
        known |= dict.fromkeys(self.scope.parameters, "")
        known |= dict.fromkeys([*self.scope.tables, *self.scope.shared_tables], "lookup")
        calls = dict.fromkeys([f"{name}(" for name in (*FUNCTION_NAMES, *AGGREGATES, "lookup")], "")
        return {**known, **calls, **dict.fromkeys(sorted(SYNTAX), "")}


def surroundings(
    plain: dict[str, Any],
    *,
    library: Library,
    programmes: Mapping[str, str],
    problems: Mapping[str, list[str]],
) -> Surroundings:
    """What a draft may name, whatever is wrong with the rest of it."""
    own = _own_facts(plain)
    facts = library.facts.extended(own)
    sources = {**library.sources, **_mapping(plain.get("sources"))}
    outcomes = tuple(
        str(each["name"])
        for each in _list(plain.get("outcomes"))
        if isinstance(each, dict) and each.get("name")
    )
    tables = {
        name: tuple(rows.items())
        for name, rows in _mapping(plain.get("tables")).items()
        if isinstance(rows, dict) and rows
    }
    scope = Scope(
        facts=facts,
        parameters=_parameters(plain),
        tables=tables,
        shared_tables=library.tables,
        outcome=bool(outcomes),
        outcomes=outcomes,
        score="scoring" in plain,
    )
    return Surroundings(
        plain=plain,
        facts=facts,
        scope=scope,
        sources={
            key: said_of(source.get("title")) if isinstance(source, Mapping) else ""
            for key, source in sources.items()
        },
        departments={
            key: in_language(department["name"])
            for key, department in library.departments.items()
            if not department.get("general")  # a line for everybody decides nothing
        },
        programmes=programmes,
        outcomes=outcomes,
        problems=problems,
    )


def _own_facts(plain: dict[str, Any]) -> dict[str, FactType]:
    found: dict[str, FactType] = {}
    for name, raw in _mapping(plain.get("facts")).items():
        try:
            grammar.FACT.check(raw, name)
            found |= read_facts({name: raw}, "facts")
        except ProblemsError:
            continue
    return found


def _parameters(plain: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in _mapping(plain.get("parameters")).items():
        try:
            found[name] = read_date(value, name) if isinstance(value, str) else value
        except ProblemsError:
            continue
    return found


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def said_of(words: object) -> str:
    """A text in the reader's language; nothing where something else stands in its place."""
    if isinstance(words, dict):
        texts = {key: text for key, text in words.items() if isinstance(text, str)}
        return in_language(texts)
    return words if isinstance(words, str) else ""


def picked(text: str, known: Mapping[str, str]) -> str:
    """The key that was meant by what was chosen or typed into a field with a list."""
    text = text.strip()
    if text in known:
        return text
    last = text.rpartition(BESIDE)[2].strip()
    if last in known:
        return last
    return next((key for key, words in known.items() if words == text), last or text)


def offered(key: object, known: Mapping[str, str]) -> str:
    """How a field with a list shows a key."""
    words = known.get(key, "") if isinstance(key, str) else ""
    return f"{words}{BESIDE}{key}" if words else str(key or "")


def is_name(text: str) -> bool:
    """Whether a text can be the key of a source, a table or a named figure."""
    return bool(SLUG.fullmatch(text))
