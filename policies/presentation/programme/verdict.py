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
from policies.rules.changes import Change, changes_for
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
    if found.ends_on and found.ends_on - on <= HORIZON:
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
