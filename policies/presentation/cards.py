"""Results in four groups: can apply now, answers away, not yet, not for you."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.answers import askable
from policies.presentation.audience import audiences, concerns, out_of_reach
from policies.presentation.awards import AwardLine, award_lines, offers_for
from policies.presentation.criteria import count_met, reason
from policies.presentation.outlook import HORIZON, Outlook, outlook
from policies.presentation.windows import deadline, intake, is_over
from policies.presentation.words import day, in_language, listed
from policies.rules.awards import Offer
from policies.rules.days import last_eligible_day
from policies.rules.documents import Document
from policies.rules.facts import Facts, FactType
from policies.rules.quantities import decimal_text
from policies.rules.questions import base_fact
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE, UNDETERMINED
from policies.rules.what_if import scored_facts
from policies.rules.windows import CLOSED, OPEN, UPCOMING

MOST_NAMED = 3  # missing facts named on a card


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
        open: whether one can apply on the day, as far as the day alone is concerned.
        ends: until when a yes lasts if nothing else changes, in words.
        scored: whether figures move a score of it, so that it has a page to try them.
    """

    slug: str
    title: str
    department: str
    authority: str = ""
    category: str = ""
    kinds: tuple[str, ...] = ()
    open: bool = False
    opens_on: date | None = None
    closes_on: date | None = None
    official: bool = False
    effort: Effort | None = None
    ends: str = ""
    scored: bool = False
    summary: str = ""
    awards: list[AwardLine] = field(default_factory=list)
    deadline: str = ""
    mark: str = ""
    reason: str = ""
    asks: str = ""
    missing: int = 0
    assumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Every programme exactly once."""

    now: list[Card] = field(default_factory=list)
    one_answer: list[Card] = field(default_factory=list)
    more_answers: list[Card] = field(default_factory=list)
    not_yet: list[Card] = field(default_factory=list)
    not_for_you: list[Card] = field(default_factory=list)
    information: list[Card] = field(default_factory=list)

    @property
    def groups(self) -> tuple[list[Card], ...]:
        """All groups, in the order of the page."""
        return (
            self.now,
            self.one_answer,
            self.more_answers,
            self.not_yet,
            self.not_for_you,
            self.information,
        )

    @property
    def size(self) -> int:
        """How many programmes there are."""
        return sum(map(len, self.groups))


def is_information(document: Document) -> bool:
    """Whether nothing of it can be decided: no criteria are public."""
    decides = document.scoring is not None and document.scoring.decides
    return document.eligibility is None and not decides


def board(
    book: Rulebook,
    results: Iterable[Result],
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
) -> Board:
    """Sort results into groups and make their cards."""
    found = Board()
    for result in results:
        document = result.document or latest(book, result.programme, on=on)
        if document is None:
            continue
        group, extra = _placed(book, result, document, facts, on, found)
        offers = offers_for(book, result, document, facts, on=on)
        group.append(_card(result, document, departments, offers, **extra))
    found.more_answers.sort(key=lambda card: card.missing)
    return found


def latest(book: Rulebook, programme: str, *, on: date) -> Document | None:
    """The edition in force, else the next one, else the last one."""
    current = book.document(programme, on=on)
    editions = book.editions.get(programme, ())
    coming = [document for document in editions if document.in_force.first > on]
    return current or (coming[0] if coming else editions[-1] if editions else None)


def department_short(document: Document, departments: Mapping[str, Mapping[str, Any]]) -> str:
    """The short name of the department in charge."""
    entry = departments.get(document.department, {})
    return in_language(entry.get("short")) or in_language(entry.get("name")) or document.department


def _card(
    result: Result,
    document: Document,
    departments: Mapping[str, Mapping[str, Any]],
    offers: tuple[Offer, ...],
    **extra: Any,
) -> Card:
    state = intake(result.windows)
    return Card(
        slug=document.programme,
        title=in_language(document.title),
        department=department_short(document, departments),
        authority=document.department,
        category=document.category,
        kinds=tuple(dict.fromkeys(offer.award.kind for offer in offers)),
        open=result.document is not None and (state is None or state.state == OPEN),
        opens_on=state.opens_on if state and state.state == UPCOMING else None,
        closes_on=state.closes_on if state and state.state == OPEN else None,
        official=is_official(document),
        effort=effort(document),
        scored=bool(scored_facts(document)),
        summary=in_language(document.summary),
        awards=award_lines(offers, document),
        deadline=deadline(state, document.vocabulary),
        **extra,
    )


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


def _placed(
    book: Rulebook, result: Result, document: Document, facts: Facts, on: date, found: Board
) -> tuple[list[Card], dict[str, Any]]:
    if result.verdict == NOT_IN_FORCE:
        return _of_not_in_force(document, on, found)
    if not concerns(document, audiences(facts)):
        return found.not_for_you, {"mark": "unmet", "reason": out_of_reach(document, facts)}
    if is_information(document):
        return found.information, {}
    assumed = {"assumed": result.rests_on_assumed}
    if result.verdict == ELIGIBLE:
        group, extra = _of_eligible(book, result, document, facts, on, found)
    elif result.verdict == UNDETERMINED:
        group, extra = _of_undetermined(result, document, found)
    elif result.verdict == INELIGIBLE:
        group, extra = _of_ineligible(book, result, document, facts, on, found)
    else:
        raise AssertionError(result.verdict)
    return group, {**assumed, **extra}


def _of_not_in_force(
    document: Document, on: date, found: Board
) -> tuple[list[Card], dict[str, Any]]:
    first, last = document.in_force.first, document.in_force.last
    if first > on:
        text = _("In force from %(day)s") % {"day": day(first)}
        return found.not_yet, {"mark": "unknown", "reason": text}
    text = _("No longer in force since %(day)s") % {"day": day(last)} if last else ""
    return found.not_for_you, {"mark": "unmet", "reason": text}


def _of_eligible(
    book: Rulebook, result: Result, document: Document, facts: Facts, on: date, found: Board
) -> tuple[list[Card], dict[str, Any]]:
    count = count_met(result.reasons) if result.reasons else 0
    text = (
        _("All %(count)d criteria are met") % {"count": count}
        if count > 1
        else _("The only criterion is met")
        if count
        else _("The score is reached")
    )
    state = intake(result.windows)
    if is_over(state):
        return found.not_for_you, {"mark": "unmet", "reason": deadline(state, document.vocabulary)}
    group = found.not_yet if state and state.state in (UPCOMING, CLOSED) else found.now
    last = last_eligible_day(book, document.programme, facts, on=on)
    near = last is not None and last - on <= HORIZON
    ends = (
        _("May be eligible until %(day)s, if nothing else changes") % {"day": day(last)}
        if last and near
        else ""
    )
    return group, {"mark": "met", "reason": text, "ends": ends}


def _of_undetermined(
    result: Result, document: Document, found: Board
) -> tuple[list[Card], dict[str, Any]]:
    missing = missing_facts(result, document)
    if not missing:
        text = _("Your answers cannot decide this; ask the department.")
        return found.more_answers, {"mark": "unknown", "reason": text}
    names = [in_language(fact.label) or fact.name for fact in missing]
    if len(missing) == 1:
        asks = missing[0].name if askable(missing[0]) else ""
        text = _("Still needed: %(fact)s") % {"fact": names[0]}
        return found.one_answer, {"mark": "unknown", "reason": text, "asks": asks}
    text = ngettext("%(count)d answer: %(facts)s", "%(count)d answers: %(facts)s", len(names))
    shown = listed(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
    text = text % {"count": len(names), "facts": shown}
    return found.more_answers, {"mark": "unknown", "reason": text, "missing": len(names)}


def missing_facts(result: Result, document: Document) -> list[FactType]:
    """The facts that keep a verdict open, each once."""
    names = dict.fromkeys(base_fact(path) for path in result.missing)
    return [document.vocabulary[name] for name in names if name in document.vocabulary]


def _of_ineligible(
    book: Rulebook, result: Result, document: Document, facts: Facts, on: date, found: Board
) -> tuple[list[Card], dict[str, Any]]:
    why = refusal(result, document)
    ahead = outlook(book, result, facts, on=on)
    if not ahead:
        return found.not_for_you, {"mark": "unmet", "reason": why}
    return found.not_yet, {"mark": "unmet", "reason": f"{why} · {ahead_words(ahead, document)}"}


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
