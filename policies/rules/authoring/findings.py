"""Everything that can be said of a text while it is being written.

Problems are what the reader of documents refuses. Findings come beyond them, of a document or of
the part of one that can be read already: an error keeps it from being published, a warning is most
likely a mistake, a hint is worth a look. The words for a kind come from the pages, which have them
in both languages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from policies.rules.authoring.completeness import lacking
from policies.rules.authoring.costs import costs_of_judging
from policies.rules.authoring.coverage import uncovered
from policies.rules.authoring.finding import ERROR, HINT, Finding
from policies.rules.authoring.salvage import Salvaged
from policies.rules.authoring.settled import settled_criteria
from policies.rules.authoring.steps import step_findings
from policies.rules.authoring.translation import to_translate, with_stand_ins
from policies.rules.authoring.writing import document_text
from policies.rules.documents import Document, Force, build_document
from policies.rules.errors import Problem, RuleError
from policies.rules.examples import example_failures
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.reading import Plain, read_document_text
from policies.rules.references import meaning, reference_problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is around a draft.

    Attributes:
        programmes: the slugs that an exclusion may name.
        editions: the other editions of every programme that count, or of its own at least.
        facts: what documents of other programmes bring: name to its programme and the fact.
        today: to tell a day that has gone by; ``None`` tells none.
        replaces: the edition of its own programme whose days the draft is to take.
        names: of editions of its own programme that were repealed before they came into force.
    """

    programmes: Collection[str] = ()
    editions: Sequence[Document] = ()
    facts: Mapping[str, tuple[str, FactType]] = field(default_factory=dict)
    today: date | None = None
    replaces: str = ""
    names: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found.

    Attributes:
        plain: what the text reads as; ``None`` where it is no YAML.
        document: ``None`` where a problem keeps it from being one.
        problems: what must be mended before it is a document that can be published.
    """

    plain: Plain | None = None
    document: Document | None = None
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def can_be_proposed(self) -> bool:
        """Whether nothing in it keeps it from being published."""
        wrong = any(finding.severity == ERROR for finding in self.findings)
        return self.document is not None and not self.problems and not wrong

    @property
    def replaces(self) -> bool:
        """Whether it takes days of the edition that it is to replace."""
        return any(each.kind in ("replaces", "replaces_whole") for each in self.findings)


def examine(text: str, *, library: Library, context: Context) -> Examined:
    """Look at a text; whatever it is, this raises nothing."""
    plain: Plain | None = None
    missing: tuple[Any, ...] = ()
    try:
        plain = read_document_text(text)
        filled, missing = with_stand_ins(plain)
        document = build_document(
            filled, document_text(filled) if missing else text, library=library
        )
    except RuleError as error:
        reads = _of_what_reads(with_stand_ins(plain)[0], error.problems, library, context)
        return _without_english(replace(reads, plain=plain), to_translate(missing))
    problems = [
        *reference_problems(document, library=library, programmes=context.programmes),
        *_facts_of_others(document, context),
    ]
    costs = list(costs_of_judging(document))
    findings = [
        *_beside_others(document, context),
        *costs,
        *settled_criteria(document),
        *step_findings(document),
        *lacking(document, filled),
        *_of_examples(document, context, costs),
    ]
    examined = Examined(
        plain=plain, document=document, problems=tuple(problems), findings=tuple(findings)
    )
    return _without_english(examined, to_translate(missing))


def _without_english(examined: Examined, translations: list[Finding]) -> Examined:
    """What was found, of texts without English that alone."""
    told = {each.path for each in translations}
    problems = tuple(each for each in examined.problems if each.path not in told)
    findings = (each for each in examined.findings if each.path not in told)
    return replace(examined, problems=problems, findings=(*findings, *translations))


# What depends on all of a document; of a part of one it would mislead.
_OF_THE_WHOLE = frozenset({"unused", "lookup_without_row", "whole_range", "implied"})


def _of_what_reads(
    plain: Plain, problems: tuple[Problem, ...], library: Library, context: Context
) -> Examined:
    """The problems of a text, and what can be said of the rest of it already."""
    if not isinstance(plain, dict):
        return Examined(plain=plain, problems=problems)
    part = Salvaged(plain, library)
    document = part.document
    if document is None:
        return Examined(plain=plain, problems=problems)
    more = [
        *reference_problems(document, library=library, programmes=context.programmes),
        *_facts_of_others(document, context),
    ]
    found = [
        *_beside_others(document, context),
        *settled_criteria(document),
        *step_findings(document),
        *lacking(document, part.plain),
        *([] if plain.get("examples") else uncovered(document)),
    ]
    of_others = {"in_force", "programme", "edition"} & part.stand_ins
    findings = [
        finding
        for each in found
        if each.kind not in _OF_THE_WHOLE
        and not (of_others and each.kind in _BESIDE_OTHERS)
        and (finding := part.finding(each)) is not None
    ]
    said = {(problem.path, problem.message) for problem in problems}
    again = [*part.later, *(p for each in more if (p := part.problem(each)) is not None)]
    return Examined(
        plain=plain,
        problems=(*problems, *(p for p in again if (p.path, p.message) not in said)),
        findings=tuple(findings),
    )


_BESIDE_OTHERS = frozenset(
    {
        *("name_taken", "dates_overlap", "begins_in_the_past"),
        *("replaces", "replaces_whole", "replaces_the_past"),
    }
)


def _facts_of_others(document: Document, context: Context) -> Iterator[Problem]:
    for name in sorted(document.own_facts):
        owner, other = context.facts.get(name, ("", None))
        if other is None or owner == document.programme:
            continue
        if meaning(document.vocabulary[name]) != meaning(other):
            yield Problem(f"facts.{name}", f"{owner} has another fact of this name.")


def _own(document: Document, context: Context) -> list[Document]:
    return [each for each in context.editions if each.programme == document.programme]


def _beside_others(document: Document, context: Context) -> Iterator[Finding]:
    """What its name and its days have to do with other editions of the programme."""
    force = document.in_force
    if document.edition in context.names:
        yield Finding("edition", "name_taken", ERROR, {"edition": document.edition})
    for other in _own(document, context):
        if other.edition == document.edition:
            yield Finding("edition", "name_taken", ERROR, {"edition": other.edition})
        elif _overlap(force, other.in_force):
            yield _sharing_days(force, other, context)
    if context.today is not None and force.first < context.today:
        yield Finding("in_force.from", "begins_in_the_past", HINT, {"from": force.first})


def _sharing_days(force: Force, other: Document, context: Context) -> Finding:
    """What is to be done about an edition that holds on a day of the draft."""
    arguments = {"edition": other.edition, "from": other.in_force.first, "first": force.first}
    arguments["to"] = other.in_force.last
    if other.edition != context.replaces:
        return Finding("in_force", "dates_overlap", ERROR, arguments)
    if context.today is not None and force.first < context.today:
        return Finding("in_force.from", "replaces_the_past", ERROR, arguments)
    if other.in_force.first >= force.first:
        return Finding("in_force", "replaces_whole", HINT, arguments)
    arguments["last"] = force.first - timedelta(days=1)
    return Finding("in_force", "replaces", HINT, arguments)


def _overlap(force: Force, other: Force) -> bool:
    """Whether two editions share a day; one that is open ends where the next begins."""
    if other.last is None and other.first < force.first:
        return False
    return force.first <= (other.last or date.max) and other.first <= (force.last or date.max)


def _of_examples(
    document: Document, context: Context, costs: Sequence[Finding]
) -> Iterator[Finding]:
    """What the examples show, unless they are too many to be run while somebody waits."""
    if not any(each.path == "examples" for each in costs):
        yield from _failing_examples(document, context)
        yield from uncovered(document)


def _failing_examples(document: Document, context: Context) -> Iterator[Finding]:
    editions = [each for each in _own(document, context) if each.edition != document.edition]
    ended = [
        _ended(each, document.in_force, replaced=each.edition == context.replaces)
        for each in editions
    ]
    kept = [each for each in ended if not _overlap(document.in_force, each.in_force)]
    for index, failures in example_failures(document, [*kept, document]):
        arguments: dict[str, Any] = {"failures": tuple(failures)}
        yield Finding(f"examples[{index}]", "example_fails", ERROR, arguments)


def _ended(other: Document, force: Force, *, replaced: bool) -> Document:
    """An open edition, or one to be replaced, as it will be once the next one is published."""
    last = force.first - timedelta(days=1)
    if other.in_force.last is not None and not (replaced and other.in_force.last > last):
        return other
    if other.in_force.first > last:
        return other
    return replace(other, in_force=Force(other.in_force.first, last, other.in_force.basis))


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Those that keep a draft from being published."""
    return [finding for finding in findings if finding.severity == ERROR]
