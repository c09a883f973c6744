"""Documents: one edition of a programme as text, and read into checked, frozen nodes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.rules import grammar
from policies.rules.application import Application, PaperRule, Repetition
from policies.rules.awards import Award, Grant
from policies.rules.building import Builder
from policies.rules.conditions import Condition
from policies.rules.errors import Collector, FactError, RuleError
from policies.rules.expressions import Expression, FactReference
from policies.rules.facts import Sort, Value, Vocabulary, Words
from policies.rules.formulas import OUTCOME, Scope, reserved
from policies.rules.library import (
    Library,
    check_no_overlap,
    check_order,
    derivations,
    read_facts,
    read_rows,
)
from policies.rules.outcomes import OutcomeClass
from policies.rules.parts import (
    build_application,
    build_awards,
    build_grants,
    build_outcomes,
    build_paper_rules,
    build_repetition,
    build_scoring,
    build_windows,
)
from policies.rules.reading import Plain, read_document_text
from policies.rules.scoring import Scoring
from policies.rules.shapes import drop_odd_addresses, read_date, words
from policies.rules.windows import Window

_SEPARATOR = re.compile(r"^---[ \t]*(?:#[^\n]*)?\r?\n", re.MULTILINE)
_SAYS_NOTHING = re.compile(r"[ \t]*(?:#.*)?|%YAML 1\.[0-9]+[ \t]*")
MAX_EDITIONS = 60


@dataclass(frozen=True, slots=True)
class Force:
    """The days on which an edition holds, both included.

    Attributes:
        last: ``None`` for an open end.
        basis: how sure we are of the days, where the document says so.
    """

    first: date
    last: date | None
    basis: str = ""

    def covers(self, on: date) -> bool:
        """Whether it holds on a day."""
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A golden case: facts on a day, and what the edition must say of them.

    Attributes:
        proposed: whether the expectation is what the rule said, confirmed by nobody yet.
    """

    name: Words
    on: date
    facts: Mapping[str, Value]
    judged: Mapping[str, Any]
    expect: Mapping[str, Any]
    proposed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document:
    """One edition of a programme, read and checked.

    Attributes:
        programme: its slug, the same in every edition.
        eligibility: ``None`` for an information card, of which only name and goal are public.
        vocabulary: the shared facts and those the document brings.
        derived: formulas of the derived facts it rests on, each after those it needs itself.
        verdict_facts: the facts a verdict may rest on, derived ones by what they are made of.
        sources: every source it cites, as plain data.
        grants: what is true of an applicant once it is approved, of no facts; never a promise.
        application: how one applies.
        again: how often it may be had.
        paper_rules: which of ``documents`` must be handed in, in their order.
        undetermined_may_apply: whether one may apply while facts are missing; the papers show them.
        documents, process, contact, questions: plain data of checked shape, for pages to print.
        to_confirm: what staff must find out, in the same shape; no reader's page prints it.
        text, sha256: what was read, to the byte.
    """

    programme: str
    edition: str
    title: Words
    summary: Words
    department: str
    audience: tuple[str, ...]
    category: str
    in_force: Force
    eligibility: Condition | None
    scoring: Scoring | None
    outcomes: tuple[OutcomeClass, ...]
    awards: tuple[Award, ...]
    excludes: tuple[Any, ...]
    grants: Mapping[str, Grant]
    windows: tuple[Window, ...]
    application: Application
    again: Repetition
    undetermined_may_apply: bool
    documents: tuple[Mapping[str, Any], ...]
    paper_rules: tuple[PaperRule, ...]
    process: tuple[Mapping[str, Any], ...]
    contact: Mapping[str, Any]
    questions: tuple[Mapping[str, Any], ...]
    to_confirm: tuple[Mapping[str, Any], ...]
    examples: tuple[Example, ...]
    sources: Mapping[str, Mapping[str, Any]]
    vocabulary: Vocabulary
    own_facts: frozenset[str]
    derived: Mapping[str, Expression]
    verdict_facts: tuple[str, ...]
    text: str
    sha256: str

    def granted(self, outcome: str | None = "", *, on: date) -> dict[str, Value]:
        """The facts that an approval on a day would bring.

        Args:
            outcome: the class that is approved, ``None`` while it is open, when only what comes
                with every class is sure; empty for whatever any class may bring.
        """
        return {
            name: grant.value.compiled()({}, on, None)
            for name, grant in self.grants.items()
            if outcome == "" or grant.outcome in ("", outcome)
        }

    def conditions(self) -> tuple[Condition, ...]:
        """The conditions that make the verdict."""
        waived = self.scoring.waived_when if self.scoring else None
        return tuple(part for part in (self.eligibility, waived) if part is not None)


def split_documents(text: str) -> tuple[str, ...]:
    """The texts of the editions in one file, which joined by a line ``---`` give it back."""
    return tuple(_SEPARATOR.split(text))


def read_documents(text: str, *, library: Library) -> tuple[Document, ...]:
    """Read a file: the editions of one programme, separated by lines ``---``.

    Raises:
        RuleError: one of them is wrong, they are of two programmes, or two hold on one day.
    """
    problems, documents = Collector(), []
    pieces = [piece for piece in split_documents(text) if not _says_nothing(piece)] or [""]
    if len(pieces) > MAX_EDITIONS:
        raise RuleError.at("", f"{len(pieces)} editions; at most {MAX_EDITIONS} are read.")
    for piece in pieces:
        with problems.part():
            documents.append(read_document(piece, library=library))
    problems.finish()
    check_editions(documents)
    return tuple(documents)


def _says_nothing(piece: str) -> bool:
    """Whether it only leads up to the line ``---`` with which a file may begin."""
    return all(_SAYS_NOTHING.fullmatch(line) for line in piece.splitlines())


def check_editions(documents: list[Document] | tuple[Document, ...]) -> None:
    """The editions of one programme: one slug, different names, no day with two of them.

    Raises:
        RuleError: they are not.
    """
    slugs = sorted({document.programme for document in documents})
    if len(slugs) > 1:
        raise RuleError.at("programme", f"one file is one programme, found {', '.join(slugs)}.")
    names = [document.edition for document in documents]
    if len(set(names)) < len(names):
        raise RuleError.at("edition", "two editions bear the same name.")
    spans = [(document.in_force.first, document.in_force.last) for document in documents]
    check_no_overlap(spans, "in_force")


def read_document(text: str, *, library: Library, kept: bool = False) -> Document:
    """Read one edition, as YAML or JSON.

    Args:
        kept: it was published, perhaps before addresses were checked: odd ones are left out.

    Raises:
        RuleError: with every problem found and its path; nothing of the text is used then.
    """
    plain = read_document_text(text)
    if kept:
        drop_odd_addresses(_with_addresses(plain))
    return build_document(plain, text, library=library)


def _with_addresses(plain: Plain) -> list[Plain]:
    """The parts of a document that may have an address, whatever they look like."""
    if not isinstance(plain, dict):
        return []
    application, sources = plain.get("application"), plain.get("sources")
    elsewhere = application.get("elsewhere") if isinstance(application, dict) else None
    listed = sources.values() if isinstance(sources, dict) else ()
    return [elsewhere, plain.get("contact"), *listed]


def build_document(plain: Plain, text: str, *, library: Library) -> Document:
    """Build one edition from what its text was read into.

    Raises:
        RuleError: with every problem found and its path.
    """
    grammar.DOCUMENT.check(plain, "")
    return _Reading(plain, text, library).document()


class _Reading:
    """One pass over a document whose shape was checked."""

    def __init__(self, plain: dict[str, Any], text: str, library: Library) -> None:
        self.plain, self.text, self.library = plain, text, library
        self.problems = Collector()

    def document(self) -> Document:
        plain = self.plain
        own = read_facts(plain.get("facts", {}), "facts")
        vocabulary = self.library.facts.extended(own)
        check_order(own, vocabulary, "facts.")
        scope = self._scope(vocabulary)
        sources = {**self.library.sources, **plain.get("sources", {})}
        builder = Builder(scope=scope, sources=sources)
        force = self._force()
        eligibility: Condition | None = None
        scoring: Scoring | None = None
        outcomes: tuple[OutcomeClass, ...] = ()
        awards: tuple[Award, ...] = ()
        with self.problems.part():
            if "eligibility" in plain:
                eligibility = builder.condition(plain["eligibility"], "eligibility")
        with self.problems.part():
            outcomes = build_outcomes(plain, builder)
        with self.problems.part():
            scoring = build_scoring(plain, builder, outcomes)
        with self.problems.part():
            awards = build_awards(plain, builder)
        windows, grants = self._windows(builder), self._grants(builder)
        paper_rules, again = self._paper_rules(builder), self._again()
        self._check_process()
        self.problems.finish()
        around = _around(windows, paper_rules)
        derived = self._derived(scope, own, eligibility, scoring, outcomes, awards, around)
        examples = self._examples(vocabulary, scoring)
        self.problems.finish()
        return Document(
            **self._as_written(),
            in_force=force,
            eligibility=eligibility,
            scoring=scoring,
            outcomes=outcomes,
            awards=awards,
            grants=grants,
            windows=windows,
            application=build_application(plain),
            again=again,
            paper_rules=paper_rules,
            examples=examples,
            sources=sources,
            vocabulary=vocabulary,
            own_facts=frozenset(own),
            derived=derived,
            verdict_facts=_verdict_facts(eligibility, scoring, outcomes, derived),
        )

    def _check_process(self) -> None:
        for index, step in enumerate(self.plain.get("process", ())):
            if not step.keys() & {"stage", "name", "label"}:
                self.problems.add(f"process[{index}]", "expected a stage, a name or a label.")
            if {"working_days", "days"} <= step.keys():
                message = "expected working_days or, of the calendar, days; found both."
                self.problems.add(f"process[{index}]", message)

    def _as_written(self) -> dict[str, Any]:
        """What a document keeps as its text has it."""
        plain, audience = self.plain, self.plain["audience"]
        lists = ("excludes", "documents", "process", "questions", "to_confirm")
        return {
            **{name: plain[name] for name in ("programme", "edition", "department", "category")},
            **{name: tuple(plain.get(name, ())) for name in lists},
            "title": dict(words(plain["title"])),
            "summary": dict(words(plain.get("summary"))),
            "audience": (audience,) if isinstance(audience, str) else tuple(audience),
            "contact": plain.get("contact", {}),
            "undetermined_may_apply": plain.get("undetermined_may_apply", False),
            "text": self.text,
            "sha256": hashlib.sha256(self.text.encode()).hexdigest(),
        }

    def _scope(self, vocabulary: Vocabulary) -> Scope:
        parameters, tables = {}, {}
        for name, value in self.plain.get("parameters", {}).items():
            path = f"parameters.{name}"
            if reserved(name) or name in vocabulary:
                self.problems.add(path, "a fact or the language itself bears this name.")
            with self.problems.part():
                parameters[name] = read_date(value, path) if isinstance(value, str) else value
        for name, rows in self.plain.get("tables", {}).items():
            with self.problems.part():
                tables[name] = read_rows(rows, f"tables.{name}")
        self.problems.finish()
        return Scope(
            facts=vocabulary,
            parameters=parameters,
            tables=tables,
            shared_tables=self.library.tables,
        )

    def _force(self) -> Force:
        raw, first, last = self.plain["in_force"], date.min, None
        with self.problems.part():
            first = read_date(raw["from"], "in_force.from")
            last = read_date(raw["to"], "in_force.to") if raw.get("to") else None
            if last is not None and last < first:
                self.problems.add("in_force", f"to {last} is before from {first}.")
        return Force(first, last, raw.get("basis", ""))

    def _windows(self, builder: Builder) -> tuple[Window, ...]:
        with self.problems.part():
            return build_windows(self.plain, builder)
        return ()

    def _paper_rules(self, builder: Builder) -> tuple[PaperRule, ...]:
        with self.problems.part():
            return build_paper_rules(self.plain, builder)
        return ()

    def _again(self) -> Repetition:
        with self.problems.part():
            return build_repetition(self.plain)
        return Repetition()

    def _grants(self, builder: Builder) -> dict[str, Grant]:
        with self.problems.part():
            return build_grants(self.plain, builder)
        return {}

    def _derived(
        self,
        scope: Scope,
        own: Mapping[str, Any],
        eligibility: Condition | None,
        scoring: Scoring | None,
        outcomes: tuple[OutcomeClass, ...],
        awards: tuple[Award, ...],
        around: list[Expression],
    ) -> dict[str, Expression]:
        named = {
            fact
            for expression in (*_expressions(eligibility, scoring, outcomes, awards), *around)
            for fact in expression.fact_names()
        }
        named |= {name for name, fact in own.items() if fact.derived}
        with self.problems.part():
            return derivations(scope.facts, scope, only=named, path="facts.")
        return {}

    def _examples(self, vocabulary: Vocabulary, scoring: Scoring | None) -> tuple[Example, ...]:
        examples = []
        for index, raw in enumerate(self.plain.get("examples", ())):
            path = f"examples[{index}]"
            try:
                facts = vocabulary.read(raw["facts"])
            except FactError as error:
                for problem in error.problems:
                    self.problems.add(f"{path}.facts.{problem.path}", problem.message)
                continue
            judged = raw.get("judged", {})
            items = scoring.items if scoring else ()
            known = {item.name: item.maximum for item in items if item.judged}
            for name in sorted(judged.keys() - known.keys()):
                self.problems.add(f"{path}.judged.{name}", "no judged item bears this name.")
            for name in known.keys() & judged.keys():
                if judged[name] > known[name]:
                    self.problems.add(f"{path}.judged.{name}", "is above the item's max.")
            with self.problems.part():
                examples.append(
                    Example(
                        name=dict(words(raw["name"])),
                        on=read_date(raw["on"], f"{path}.on"),
                        facts=facts,
                        judged=judged,
                        expect=raw["expect"],
                        proposed=raw.get("proposed", False),
                    )
                )
        return tuple(examples)


def expressions_of(document: Document, *, shared: bool = True) -> list[Expression]:
    """Every expression of a document, with the formulas of derived facts it rests on.

    Args:
        shared: whether to give those of facts that all documents share as well.
    """
    found = _expressions(document.eligibility, document.scoring, document.outcomes, document.awards)
    found += _around(document.windows, document.paper_rules)
    derived = document.derived.items()
    return [*found, *(each for name, each in derived if shared or name in document.own_facts)]


def _expressions(
    eligibility: Condition | None,
    scoring: Scoring | None,
    outcomes: tuple[OutcomeClass, ...] = (),
    awards: tuple[Award, ...] = (),
) -> list[Expression]:
    """Every expression of a document, to see on which facts it rests."""
    conditions = [eligibility, scoring.waived_when if scoring else None]
    conditions += [outcome.when for outcome in outcomes]
    conditions += [award.when for award in awards]
    found = [e for c in conditions if c is not None for p in c.walk() for e in p.expressions()]
    found += [award.amount for award in awards if award.amount is not None]
    for item in scoring.items if scoring else ():
        found += [part.subject for part in item.walk() if part.subject is not None]
    return found


def _around(windows: tuple[Window, ...], papers: tuple[PaperRule, ...]) -> list[Expression]:
    """What says when, and with which papers, one applies; no verdict rests on it."""
    conditions = [window.when for window in windows] + [paper.when for paper in papers]
    nodes = [node for each in conditions if each is not None for node in each.walk()]
    found = [expression for node in nodes for expression in node.expressions()]
    clocks = dict.fromkeys(window.after for window in windows if window.after)
    return found + [FactReference(sort=Sort.DATE, name=name) for name in clocks]


def _verdict_facts(
    eligibility: Condition | None,
    scoring: Scoring | None,
    outcomes: tuple[OutcomeClass, ...],
    derived: Mapping[str, Expression],
) -> tuple[str, ...]:
    deciding = scoring if scoring is not None and scoring.decides else None
    found: dict[str, None] = {}
    pending = list(reversed(_expressions(eligibility, deciding)))
    classes = _expressions(None, None, outcomes)
    while pending:
        for name in pending.pop().fact_names():
            if name in found:
                continue
            if name in derived:
                found[name] = None  # once is enough, however often it is named
                pending.append(derived[name])
            elif name == OUTCOME:
                pending, classes = [*pending, *reversed(classes)], []
            else:
                found[name] = None
    return tuple(name for name in found if name not in derived)
