"""All that the page of one programme shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from policies.presentation.audience import audience_words
from policies.presentation.awards import AwardLine, award_lines, by_kind, offers_for
from policies.presentation.cards import action_of, department_short, earlier_words
from policies.presentation.confidence import (
    Confidence,
    confidence_of,
    grounds_of,
    quiet,
    quiet_all,
    quiet_criteria,
)
from policies.presentation.criteria import Citation, CriterionLine, criterion_lines
from policies.presentation.intake import IntakeLine, intake_line
from policies.presentation.own import (
    NONE_OF_ONES_OWN,
    OpenApplication,
    Owned,
    exclusion_words,
)
from policies.presentation.places import is_information, place_of
from policies.presentation.programme.editions import EditionLine, edition_lines, force_words
from policies.presentation.programme.grounds import (
    Department,
    OpenQuestion,
    SourceLine,
    department_of,
    open_questions,
    source_lines,
)
from policies.presentation.programme.payment import payment_lines
from policies.presentation.programme.procedure import Paper, Step, basis_of, papers, steps
from policies.presentation.programme.related import Related, related
from policies.presentation.programme.verdict import (
    ChangeLines,
    Missing,
    change_lines,
    changes_to_come,
    headline,
    missing_lines,
    outcome_name,
)
from policies.presentation.score import ScoreTable, score_table
from policies.presentation.windows import WindowLine, window_lines
from policies.presentation.words import in_language, listed
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import Intake, intake_of, window_states
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import NOT_IN_FORCE
from policies.rules.windows import WindowState

Departments = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePage:
    """All that the page of one programme shows.

    Attributes:
        mark: the verdict as ``met``, ``unmet``, ``unknown``, or empty where there is none.
        headline: the verdict in a sentence.
        intake: whether one can apply on the day; ``None`` for an edition that another one replaces.
        action, action_url: what is offered to do next, see :func:`.cards.action_of`.
        place: the group of the results in which it stands.
        earlier: what was approved before.
        under_way: an application that waits for a decision.
        notices: what of one's own cannot be had together with it.
        confidence: how sure we are of its parts; lines carry a mark only where they differ.
        judged: whether the criteria are held against the answers; else they are the rule alone.
        change: what would change the verdict.
        not_in_force: why this edition decides nothing today; empty for the one that does.
        another_counts: whether another edition does.
    """

    slug: str
    title: str
    summary: str
    mark: str
    headline: str
    intake: IntakeLine | None
    action: str
    action_url: str
    place: str
    earlier: str
    under_way: OpenApplication | None
    notices: list[str]
    confidence: Confidence
    information: bool
    judged: bool
    outcome: str
    open_outcomes: str
    awards: list[tuple[str, list[AwardLine]]]
    payment: list[str]
    criteria: tuple[CriterionLine, ...]
    waived: tuple[CriterionLine, ...]
    score: ScoreTable | None
    missing: list[Missing]
    change: ChangeLines
    papers: list[Paper]
    papers_basis: list[Citation]
    steps: list[Step]
    steps_basis: list[Citation]
    windows: list[WindowLine]
    related: Related
    whom: str
    department: Department
    sources: list[tuple[str, list[SourceLine]]]
    open_questions: list[OpenQuestion]
    editions: list[EditionLine]
    edition: str
    in_force: str
    not_in_force: str
    another_counts: bool


def programme_page(
    book: Rulebook,
    document: Document,
    facts: Facts,
    departments: Departments,
    *,
    on: date,
    owned: Owned | None = None,
    looks_for_changes: bool = False,
) -> ProgrammePage:
    """Build the page of an edition, also of one that is not in force.

    Args:
        looks_for_changes: whether what would change a no is looked for at once, which takes time.
    """
    slug, mine = document.programme, owned or {}
    own = mine.get(slug, NONE_OF_ONES_OWN)
    judged = document.in_force.covers(on)
    if judged:
        result = book.explain_one(slug, facts, on=on)
    else:
        coming = document if document.in_force.first > on else None
        result = Result(programme=slug, on=on, verdict=NOT_IN_FORCE, coming=coming)
    rule = result if judged else _alone(document)
    usual = grounds_of(document)
    another_counts = not judged and book.document(slug, on=on) is not None
    information = is_information(document)
    mark, words = headline(result, document, information=information)
    offers = offers_for(book, rule, document, facts, on=on)
    ahead = judged and not information
    line = None if another_counts else intake_line(result.intake, document)
    place = place_of(result, document, facts, own, lambda: True, on=on)
    action = action_of(result, document, own, place, line) if line else ("", "")
    look = change_lines if looks_for_changes else changes_to_come
    return ProgrammePage(
        slug=slug,
        title=in_language(document.title),
        summary=in_language(document.summary),
        mark=mark,
        headline="" if another_counts else words,
        intake=line,
        action=action[0],
        action_url=action[1],
        place=place.value,
        earlier=earlier_words(own, document, on=on),
        under_way=own.under_way,
        notices=exclusion_words(book, document, mine, on=on),
        confidence=confidence_of(document, whom=department_short(document, departments)),
        information=information,
        judged=judged,
        outcome=outcome_name(document, result.outcome),
        open_outcomes=listed([outcome_name(document, name) for name in result.open_outcomes]),
        awards=by_kind(
            replace(line, citation=quiet(line.citation, usual.get("awards")))
            for line in award_lines(offers, document)
        ),
        criteria=quiet_criteria(
            _criteria(rule.reasons, document, facts, judged=judged), usual.get("criteria")
        ),
        waived=quiet_criteria(
            _criteria(rule.waived, document, facts, judged=judged), usual.get("score")
        ),
        score=score_table(rule.score, document) if rule.score else None,
        missing=missing_lines(result, document),
        change=look(book, result, document, facts, on) if ahead else ChangeLines(),
        payment=payment_lines(document),
        papers=papers(document, rule.papers),
        papers_basis=quiet_all(basis_of(document.documents, document), usual.get("papers")),
        steps=steps(document),
        steps_basis=quiet_all(basis_of(document.process, document), usual.get("steps")),
        windows=[
            replace(line, citation=quiet(line.citation, usual.get("windows")))
            for line in window_lines(_window_states(book, document, facts, on), document)
        ],
        related=related(book, document, on=on),
        whom=audience_words(document),
        department=department_of(document, departments),
        sources=source_lines(document),
        open_questions=open_questions(document),
        editions=edition_lines(book, document, departments, on=on),
        edition=document.edition,
        in_force=force_words(document),
        not_in_force="" if judged else _why_not(document, on),
        another_counts=another_counts,
    )


def _window_states(
    book: Rulebook, document: Document, facts: Facts, on: date
) -> tuple[WindowState, ...]:
    values = book.plan([document]).prepared(facts, on)
    return window_states(document, values, on=on, taken=book.taken)


def intake_on(book: Rulebook, document: Document, facts: Facts, *, on: date) -> Intake:
    """The intake of an edition on another day than today."""
    values = book.plan([document]).prepared(facts, on)
    return intake_of(document, values, on=on, taken=book.taken)


def _alone(document: Document) -> Result:
    """An edition by itself, on its first day and without answers: the rule and nothing else."""
    first = document.in_force.first
    return Rulebook([document]).explain_one(document.programme, {}, on=first)


def _criteria(
    tree: Any, document: Document, facts: Facts, *, judged: bool
) -> tuple[CriterionLine, ...]:
    if tree is None:
        return ()
    lines = criterion_lines(tree, document, facts if judged else {})
    return lines if judged else _unmarked(lines)


def _unmarked(lines: tuple[CriterionLine, ...]) -> tuple[CriterionLine, ...]:
    """The sentences without marks and questions."""
    return tuple(
        replace(line, outcome="", mark="", word="", asks="", parts=_unmarked(line.parts))
        for line in lines
    )


def _why_not(document: Document, on: date) -> str:
    last = document.in_force.last
    if last is not None and last < on:
        return _("This is an earlier edition: it is no longer in force and decides nothing today.")
    return _("This edition is not in force yet and decides nothing today.")
