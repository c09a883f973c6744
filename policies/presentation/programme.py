"""One programme for one set of answers, in the order of its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.answers import askable
from policies.presentation.audience import audience_words
from policies.presentation.awards import AwardLine, award_lines, by_kind, offers_for
from policies.presentation.cards import (
    ahead_words,
    department_short,
    is_information,
    missing_facts,
    refusal,
)
from policies.presentation.criteria import (
    BASES,
    Citation,
    CriterionLine,
    citation,
    criterion_lines,
)
from policies.presentation.outlook import outlook
from policies.presentation.score import ScoreTable, score_table
from policies.presentation.windows import WindowLine, intake, window_lines
from policies.presentation.words import day, in_language, listed, shown
from policies.rules.changes import Change, changes_for
from policies.rules.conditions import Clause
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.rulebook import Result, Rulebook
from policies.rules.shapes import words
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE, UNDETERMINED
from policies.rules.windows import CLOSED, UPCOMING

LARGEST_SET = 2  # facts in one set of changes
MOST_SETS = 3
Departments = Mapping[str, Mapping[str, Any]]
STAGES: dict[str, str | Promise] = {
    "apply": gettext_lazy("Application"),
    "completeness": gettext_lazy("Check for completeness"),
    "first_review": gettext_lazy("First review"),
    "second_review": gettext_lazy("Second review"),
    "experts": gettext_lazy("Expert review"),
    "visit": gettext_lazy("Visit"),
    "decision": gettext_lazy("Decision"),
    "publicity": gettext_lazy("Publicity"),
    "objection": gettext_lazy("Objections"),
    "agreement": gettext_lazy("Agreement"),
    "payment": gettext_lazy("Payment"),
    "yearly_review": gettext_lazy("Yearly review"),
    "listing": gettext_lazy("Public listing"),
    "match": gettext_lazy("Matching"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that is still needed; ``asked`` where it has a question of its own."""

    name: str
    label: str
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document to hand in."""

    name: str
    required: bool
    issuer: str
    formats: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage of the procedure."""

    label: str
    by: str
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """One edition among others."""

    name: str
    days: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """All that the page of one programme shows.

    Attributes:
        mark: the verdict as ``met``, ``unmet``, ``unknown``, or empty where there is none.
        headline: the verdict in a sentence.
        may_apply: whether applying is offered: an intake is open and the answer is not no.
        assumed: whether the verdict rests on clauses that are merely assumed.
        changes: what would make it eligible, each line enough by itself.
    """

    slug: str
    title: str
    summary: str
    mark: str
    headline: str
    may_apply: bool
    assumed: bool
    information: bool
    outcome: str
    open_outcomes: str
    awards: list[tuple[str, list[AwardLine]]]
    criteria: tuple[CriterionLine, ...]
    waived: tuple[CriterionLine, ...]
    score: ScoreTable | None
    missing: list[Missing]
    time: list[str]
    changes: list[str]
    papers: list[Paper]
    papers_basis: list[Citation]
    steps: list[Step]
    steps_basis: list[Citation]
    windows: list[WindowLine]
    excludes: list[tuple[str, str]]
    whom: str
    department: Mapping[str, str]
    sources: list[Citation]
    open_questions: list[str]
    editions: list[EditionLine]
    edition: str
    in_force: str


def programme_page(
    book: Rulebook,
    result: Result,
    document: Document,
    facts: Facts,
    departments: Departments,
    *,
    on: date,
) -> ProgrammePage:
    """Build the page; ``document`` is the edition shown, also where none is in force."""
    information = is_information(document)
    mark, headline = _headline(result, document, information=information)
    score, reasons, waived = result.score, result.reasons, result.waived
    offers = offers_for(book, result, document, facts, on=on)
    time, changes = ([], []) if information else change_lines(book, result, document, facts, on)
    return ProgrammePage(
        slug=document.programme,
        title=in_language(document.title),
        summary=in_language(document.summary),
        mark=mark,
        headline=headline,
        may_apply=_may_apply(result, document, information=information),
        assumed=not information and result.verdict != NOT_IN_FORCE and result.rests_on_assumed,
        information=information,
        outcome=_outcome(document, result.outcome),
        open_outcomes=listed([_outcome(document, name) for name in result.open_outcomes]),
        awards=by_kind(award_lines(offers, document)),
        criteria=criterion_lines(reasons, document, facts) if reasons else (),
        waived=criterion_lines(waived, document, facts) if waived else (),
        score=score_table(score, document) if score else None,
        missing=_missing(result, document),
        time=time,
        changes=changes,
        papers=[_paper(paper) for paper in document.documents],
        papers_basis=_basis_of(document.documents, document),
        steps_basis=_basis_of(document.process, document),
        steps=[_step(step) for step in document.process],
        windows=window_lines(result.windows, document),
        excludes=_excludes(book, document, on),
        whom=audience_words(document),
        department=_department(document, departments),
        sources=list(_sources(document)),
        open_questions=[in_language(question) for question in document.questions],
        editions=_editions(book, document),
        edition=document.edition,
        in_force=_force(document),
    )


# --- the verdict --------------------------------------------------------------------------------


def _headline(result: Result, document: Document, *, information: bool) -> tuple[str, str]:
    if result.verdict == NOT_IN_FORCE:
        return "", _("No edition is in force today.")
    if information:
        return "", _("Only its name and goal are public. Ask the department for the criteria.")
    if result.verdict == ELIGIBLE:
        state = intake(result.windows)
        if state is not None and state.state in (UPCOMING, CLOSED):
            return "met", _("You may be eligible, but you cannot apply today.")
        return "met", _("You may be eligible.")
    if result.verdict == INELIGIBLE:
        return "unmet", _("Not at present: %(reason)s") % {"reason": refusal(result, document)}
    count = len(missing_facts(result, document))
    if not count:
        return "unknown", _("Your answers cannot decide this; ask the department.")
    text = ngettext(
        "We cannot tell yet: %(count)d answer is missing.",
        "We cannot tell yet: %(count)d answers are missing.",
        count,
    )
    return "unknown", text % {"count": count}


def _may_apply(result: Result, document: Document, *, information: bool) -> bool:
    """Whether the door is shown; what lies behind it says what is still the matter."""
    if information or result.verdict not in (ELIGIBLE, UNDETERMINED):
        return False
    if result.verdict == UNDETERMINED and not document.undetermined_may_apply:
        return False
    state = intake(result.windows)
    return state is None or state.state not in (UPCOMING, CLOSED)


def _missing(result: Result, document: Document) -> list[Missing]:
    if result.verdict != UNDETERMINED:
        return []
    return [
        Missing(name=fact.name, label=in_language(fact.label) or fact.name, asked=askable(fact))
        for fact in missing_facts(result, document)
    ]


def _outcome(document: Document, name: str | None) -> str:
    for outcome in document.outcomes:
        if outcome.name == name:
            return in_language(outcome.label) or outcome.name
    return ""


# --- what would change it -----------------------------------------------------------------------


def change_lines(
    book: Rulebook, result: Result, document: Document, facts: Facts, on: date
) -> tuple[list[str], list[str]]:
    """Lines about time, and lines about what one can do; none without any answers."""
    if not facts:
        return [], []
    found = changes_for(book, document.programme, facts, on=on, largest=LARGEST_SET)
    time = []
    if found.earliest_on:
        text = _("From %(day)s on you may be eligible, if nothing else changes.")
        time.append(text % {"day": day(found.earliest_on)})
    if found.ends_on:
        text = _("%(day)s is the last day, if nothing else changes.")
        time.append(text % {"day": day(found.ends_on)})
    if result.verdict != INELIGIBLE:
        return time, []
    if found.sets:
        return time, [_set_words(changes, document) for changes in found.sets[:MOST_SETS]]
    ahead = outlook(book, result, facts, on=on)
    if ahead and not time:
        time.append(_sentence(ahead_words(ahead, document)))
    return time, []


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _set_words(changes: tuple[Change, ...], document: Document) -> str:
    parts = []
    for change in changes:
        fact = document.vocabulary[change.fact]
        values = {"fact": in_language(fact.label), "to": shown(change.to, fact)}
        if change.now is None:
            parts.append(_("%(fact)s: %(to)s") % values)
        else:
            values["now"] = shown(change.now, fact)
            parts.append(_("%(fact)s: %(to)s instead of %(now)s") % values)
    return _("; ").join(parts)


# --- papers, steps, places ----------------------------------------------------------------------


def _basis_of(parts: Iterable[Mapping[str, Any]], document: Document) -> list[Citation]:
    """Where the lines of a list stand, each place once."""
    return [each for each in dict.fromkeys(_cited(raw, document) for raw in parts) if each]


def _cited(raw: Mapping[str, Any], document: Document) -> Citation | None:
    if "source" not in raw or "basis" not in raw:
        return None
    note = tuple(words(raw.get("note")))
    return citation(Clause(raw["source"], raw["basis"], raw.get("clause", ""), note), document)


def _paper(raw: Mapping[str, Any]) -> Paper:
    return Paper(
        name=in_language(raw["name"]),
        required=raw.get("required", True),
        issuer=in_language(raw.get("from")),
        formats=listed([each.upper() for each in raw.get("formats", ())]),
    )


def _step(raw: Mapping[str, Any]) -> Step:
    days = raw.get("working_days")
    time = ngettext("%(count)d working day", "%(count)d working days", days or 0)
    return Step(
        label=in_language(raw.get("label")) or str(STAGES.get(raw["stage"], raw["stage"])),
        by=in_language(raw.get("by")),
        time=time % {"count": days} if days else "",
    )


def _department(document: Document, departments: Departments) -> dict[str, str]:
    entry, contact = departments.get(document.department, {}), document.contact
    return {
        "name": in_language(entry.get("name")) or document.department,
        "short": department_short(document, departments),
        "phone": str(contact.get("phone") or entry.get("phone") or ""),
        "address": in_language(contact.get("address")),
        "url": str(contact.get("url") or entry.get("url") or ""),
        "note": in_language(entry.get("note")),
    }


def _excludes(book: Rulebook, document: Document, on: date) -> list[tuple[str, str]]:
    """Programmes that cannot be had beside this one, as slug and title."""
    found = []
    for each in document.excludes:
        other = book.document(each, on=on) if isinstance(each, str) else None
        if other is not None:
            found.append((other.programme, in_language(other.title)))
    return found


# --- sources and editions -----------------------------------------------------------------------


def _sources(document: Document) -> Iterator[Citation]:
    """Every source the edition cites, each once, those of the rules first."""
    seen: dict[str, str] = {}
    for clause in _clauses(document):
        seen.setdefault(clause.source, clause.basis)
    plain = (*document.documents, *document.process, *document.questions)
    for raw in plain:
        for key in [raw.get("source"), *raw.get("sources", ())]:
            if key:
                seen.setdefault(key, raw.get("basis", "reported"))
    for key, basis in seen.items():
        found = citation(Clause(key, basis), document)
        if found is not None and key != "ASSUMED":
            yield found


def _clauses(document: Document) -> Iterator[Clause]:
    conditions = [node for root in document.conditions() for node in root.walk()]
    items = document.scoring.items if document.scoring else ()
    parts: tuple[Any, ...] = (*conditions, *items, *document.awards, *document.windows)
    for part in parts:
        if part.clause is not None:
            yield part.clause


def _editions(book: Rulebook, document: Document) -> list[EditionLine]:
    editions = book.editions.get(document.programme, ())
    return [
        EditionLine(name=each.edition, days=_force(each), current=each is document)
        for each in reversed(editions)
    ]


def _force(document: Document) -> str:
    force = document.in_force
    days = _("in force from %(first)s") % {"first": day(force.first)}
    if force.last is not None:
        shown = {"first": day(force.first), "last": day(force.last)}
        days = _("in force from %(first)s to %(last)s") % shown
    if force.basis == "assumed":
        return _("%(days)s (the first day is to be confirmed)") % {"days": days}
    return days


__all__ = ["BASES", "ProgrammePage", "programme_page"]
