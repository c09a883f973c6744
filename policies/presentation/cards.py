"""A programme as a card: what it gives, how it stands, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from policies.presentation.awards import AwardLine, award_lines
from policies.presentation.criteria import reason
from policies.presentation.intake import IntakeLine, intake_line
from policies.presentation.outlook import Outlook
from policies.presentation.own import Own
from policies.presentation.places import Place
from policies.presentation.words import day, in_language, listed
from policies.rules.application import HERE
from policies.rules.awards import Offer
from policies.rules.documents import Document
from policies.rules.facts import FactType
from policies.rules.intake import ELSEWHERE, EXPECTED, OPEN, OPENS
from policies.rules.quantities import decimal_text
from policies.rules.questions import base_fact
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import UNDETERMINED
from policies.rules.what_if import scored_facts

# The one thing to do next about a programme.
APPLY, CONTINUE, PREPARE, GO, FOLLOW = "apply", "continue", "prepare", "go", "follow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """What applying takes, as far as the text says it.

    Attributes:
        papers: those that must be handed in.
        working_days: the limits of all steps together; 0 where none is stated.
    """

    papers: int
    steps: int
    working_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One programme in a list.

    Attributes:
        mark: ``met``, ``unmet``, ``unknown`` or empty; how ``reason`` is marked.
        asks: the one fact that would decide it, where it can be asked.
        missing: how many answers it waits for.
        assumed: whether the verdict rests on clauses that are merely assumed.
        official: whether every clause of its rules was read in an official text.
        authority: the slug of the department.
        kinds: of its awards, each once.
        state, when: of its intake, see :class:`.intake.IntakeLine`.
        open: whether one can apply on the day, as far as the day alone is concerned.
        opens_on: the first day that is announced, or to be expected.
        ends: until when a yes lasts if nothing else changes, in words.
        scored: whether figures move a score of it, so that it has a page to try them.
        action, action_url: the one thing to do next, and where; see :func:`action_of`.
        platform: where else one applies.
        earlier: what was approved before.
        outgrown: whether more than it gives is held already.
    """

    slug: str
    title: str
    department: str
    authority: str = ""
    category: str = ""
    kinds: tuple[str, ...] = ()
    state: str = ""
    when: str = ""
    open: bool = False
    opens_on: date | None = None
    closes_on: date | None = None
    official: bool = False
    effort: Effort | None = None
    ends: str = ""
    scored: bool = False
    summary: str = ""
    awards: list[AwardLine] = field(default_factory=list)
    action: str = ""
    action_url: str = ""
    platform: str = ""
    mark: str = ""
    reason: str = ""
    asks: str = ""
    missing: int = 0
    assumed: bool = False
    earlier: str = ""
    outgrown: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """How a programme stands, in words.

    Attributes:
        See those of :class:`Card`.
    """

    mark: str = ""
    reason: str = ""
    ends: str = ""
    asks: str = ""
    missing: int = 0
    outgrown: bool = False


def latest(book: Rulebook, programme: str, *, on: date) -> Document | None:
    """The edition in force, else the next one, else the last one."""
    current = book.document(programme, on=on)
    editions = book.editions.get(programme, ())
    coming = [document for document in editions if document.in_force.first > on]
    return current or (coming[0] if coming else editions[-1] if editions else None)


def latest_of(result: Result, document: Document) -> Document:
    """The edition whose intake a result tells."""
    return result.document or result.coming or document


def department_short(document: Document, departments: Mapping[str, Mapping[str, Any]]) -> str:
    """The short name of the department in charge."""
    entry = departments.get(document.department, {})
    return in_language(entry.get("short")) or in_language(entry.get("name")) or document.department


def card_of(
    result: Result,
    document: Document,
    departments: Mapping[str, Mapping[str, Any]],
    offers: tuple[Offer, ...],
    own: Own,
    place: Place,
    telling: Telling,
    *,
    on: date,
) -> Card:
    """The card of a programme in its group."""
    intake = result.intake
    line = intake_line(intake, latest_of(result, document))
    action, url = action_of(result, document, own, place, line)
    return Card(
        slug=document.programme,
        title=in_language(document.title),
        department=department_short(document, departments),
        authority=document.department,
        category=document.category,
        kinds=tuple(dict.fromkeys(offer.award.kind for offer in offers)),
        state=intake.state,
        when=line.when,
        open=intake.can_apply,
        opens_on=intake.opens_on or intake.forecast[0] or intake.forecast[1],
        closes_on=intake.closes_on if intake.can_apply else None,
        official=is_official(document),
        effort=effort(document),
        scored=bool(scored_facts(document)),
        summary=in_language(document.summary),
        awards=award_lines(offers, document),
        action=action,
        action_url=url,
        platform=line.platform,
        mark=telling.mark,
        reason=telling.reason,
        ends=telling.ends,
        asks=telling.asks,
        missing=telling.missing,
        assumed=result.rests_on_assumed if result.document is not None else False,
        earlier=earlier_words(own, document, on=on),
        outgrown=telling.outgrown,
    )


def action_of(
    result: Result, document: Document, own: Own, place: Place, line: IntakeLine
) -> tuple[str, str]:
    """The one thing to do next, as a name and an address; the address of ours is the page's."""
    if own.under_way is not None:
        return FOLLOW, own.under_way.url
    if place is Place.YOURS and own.approvals:
        return FOLLOW, own.approvals[-1].url
    if not may_offer(result, document, place):
        return "", ""
    state = result.intake.state
    if state == ELSEWHERE:
        return GO, line.url
    if state == OPEN:
        return (CONTINUE if own.draft_url else APPLY), ""
    is_here = document.application.way == HERE
    return (PREPARE, "") if state in (OPENS, EXPECTED) and is_here else ("", "")


def may_offer(result: Result, document: Document, place: Place) -> bool:
    """Whether applying, or getting ready for it, is offered at all: the answer is not no."""
    if place in (Place.NOW, Place.WAITING):
        return True
    answers = place in (Place.ONE_ANSWER, Place.MORE_ANSWERS)
    open_verdict = result.verdict == UNDETERMINED and document.undetermined_may_apply
    return answers and open_verdict


def earlier_words(own: Own, document: Document, *, on: date) -> str:
    """What was approved before, with its number and its day; empty where nothing was."""
    if not own.approvals:
        return ""
    last = own.approvals[-1]
    text = _("Approved on %(day)s, number %(reference)s") % {
        "day": day(last.decided_on),
        "reference": last.reference,
    }
    again = own.again_on(document)
    if again is not None and again > on:
        return _("%(earlier)s; again from %(day)s on") % {"earlier": text, "day": day(again)}
    return text


def is_official(document: Document) -> bool:
    """Whether every clause that the verdict rests on was read in an official text."""
    clauses = [node.clause for root in document.conditions() for node in root.walk()]
    if document.scoring is not None and document.scoring.decides:
        clauses += [item.clause for item in document.scoring.items]
    return {clause.basis for clause in clauses if clause is not None} == {"official"}


def effort(document: Document) -> Effort | None:
    """What applying takes; ``None`` where neither papers nor steps are known."""
    if not document.documents and not document.process:
        return None
    return Effort(
        papers=sum(paper.get("required", True) for paper in document.documents),
        steps=len(document.process),
        working_days=sum(step.get("working_days", 0) for step in document.process),
    )


def missing_facts(result: Result, document: Document) -> list[FactType]:
    """The facts whose answers still decide something, each once."""
    names = dict.fromkeys(base_fact(path) for path in result.asks)
    return [document.vocabulary[name] for name in names if name in document.vocabulary]


def ahead_words(ahead: Outlook, document: Document) -> str:
    """When, or with which facts, a refusal may be lifted."""
    if ahead.from_on:
        return _("may change on %(day)s") % {"day": day(ahead.from_on)}
    names = [in_language(document.vocabulary[n].label) or n for n in ahead.facts]
    return _("would change with: %(facts)s") % {"facts": listed(names)}


def refusal(result: Result, document: Document) -> str:
    """Why it is a no, in one line."""
    if result.reasons is not None and result.reasons.truth is False:
        return reason(result.reasons, document)
    score = result.score
    if score is None or score.scoring.pass_mark is None:
        return ""
    if score.high < score.scoring.pass_mark:
        return _("At most %(points)s points, %(mark)s are needed") % {
            "points": decimal_text(score.high, 2),
            "mark": decimal_text(score.scoring.pass_mark, 2),
        }
    return _("A single item of the score is below its minimum")
