"""The verdict in a sentence, what is still missing, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.answers import askable
from policies.presentation.cards import ahead_words, missing_facts, refusal
from policies.presentation.intake import when_words
from policies.presentation.outlook import HORIZON, outlook
from policies.presentation.words import day, in_language, shown
from policies.rules.changes import Change, changes_for, eligible_days
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import (
    CAN_APPLY,
    NO_APPLICATION,
    OVER_FOR_YOU,
    UNANNOUNCED,
    UNKNOWN,
)
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE
from policies.services.budgets import waiting_budget

LARGEST_SET = 2  # facts in one set of changes
MOST_SETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that is still needed; ``asked`` where it has a question of its own."""

    name: str
    label: str
    asked: bool


def headline(result: Result, document: Document, *, information: bool) -> tuple[str, str]:
    """The verdict with what the intake makes of it, as a mark and a sentence."""
    if result.verdict == NOT_IN_FORCE:
        if result.coming is not None:
            text = _("Announced: in force from %(day)s.")
            return "", text % {"day": day(result.coming.in_force.first)}
        return "", _("No edition is in force today.")
    if information:
        return "", _("No criteria are public. Ask the department for them.")
    if result.verdict == INELIGIBLE:
        return "unmet", _("Not at present: %(reason)s") % {"reason": refusal(result, document)}
    state = result.intake.state
    if state == OVER_FOR_YOU:
        return "unmet", _("%(words)s.") % {"words": when_words(result.intake, document)}
    if result.verdict == ELIGIBLE:
        return "met", _fitting(state)
    count = len(missing_facts(result, document))
    if not count:
        return "unknown", _("Your answers cannot decide this; ask the department.")
    text = ngettext(
        "We cannot tell yet: %(count)d answer is missing.",
        "We cannot tell yet: %(count)d answers are missing.",
        count,
    )
    return "unknown", text % {"count": count}


def _fitting(state: str) -> str:
    if state in CAN_APPLY:
        return _("You may be eligible.")
    if state == UNANNOUNCED:
        return _("You may be eligible; when one can apply is not published.")
    if state == NO_APPLICATION:
        return _("You may be eligible, and there is nothing to apply for.")
    if state == UNKNOWN:
        return _("You may be eligible; an answer decides whether you can apply.")
    return _("You may be eligible, but you cannot apply today.")


def missing_lines(result: Result, document: Document) -> list[Missing]:
    return [
        Missing(name=fact.name, label=in_language(fact.label) or fact.name, asked=askable(fact))
        for fact in missing_facts(result, document)
    ]


def outcome_name(document: Document, name: str | None) -> str:
    for outcome in document.outcomes:
        if outcome.name == name:
            return in_language(outcome.label) or outcome.name
    return ""


# --- what would change it -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLines:
    """What would change a verdict, as far as it was looked for.

    Attributes:
        time: lines about days.
        sets: lines about what one can do, each enough by itself.
        refused: whether it is a no, so that it has to be said where nothing was found.
        complete: whether all was looked at; else there may be more.
        waits: whether it is still to be looked for.
    """

    time: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()
    refused: bool = False
    complete: bool = True
    waits: bool = False

    @property
    def shown(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.time or self.refused or not self.complete)


def changes_to_come(
    book: Rulebook, result: Result, document: Document, facts: Facts, on: date
) -> ChangeLines:
    """What a page says at once: of a no, that it can be looked for; else the days of a yes."""
    if facts and result.verdict == INELIGIBLE:
        return ChangeLines(refused=True, waits=True)
    return change_lines(book, result, document, facts, on)


def change_lines(
    book: Rulebook, result: Result, document: Document, facts: Facts, on: date
) -> ChangeLines:
    """Look for days, and for a no also for what one can do; nothing without any answers."""
    if not facts:
        return ChangeLines()
    budget, slug = waiting_budget(), document.programme
    if result.verdict != INELIGIBLE:
        earliest, last = eligible_days(book, slug, facts, on=on, budget=budget)
        time = _time_lines(earliest, last, on)
        return ChangeLines(time=tuple(time), complete=not budget.ended)
    found = changes_for(book, slug, facts, on=on, largest=LARGEST_SET, budget=budget)
    time, complete = _time_lines(found.earliest_on, found.ends_on, on), found.complete
    sets = tuple(_set_words(changes, document) for changes in found.sets[:MOST_SETS])
    if not sets:
        ahead = outlook(book, result, facts, on=on)
        complete &= ahead.complete
        if ahead and not time:
            time.append(_sentence(ahead_words(ahead, document)))
    return ChangeLines(time=tuple(time), sets=sets, refused=True, complete=complete)


def _time_lines(earliest: date | None, last: date | None, on: date) -> list[str]:
    time = []
    if earliest:
        text = _("From %(day)s on you may be eligible, if nothing else changes.")
        time.append(text % {"day": day(earliest)})
    if last and last - on <= HORIZON:
        text = _("%(day)s is the last day, if nothing else changes.")
        time.append(text % {"day": day(last)})
    return time


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
