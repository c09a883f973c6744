"""The verdict in a sentence, what is still missing, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.answers import askable
from policies.presentation.cards import ahead_words, missing_facts, refusal
from policies.presentation.outlook import HORIZON, outlook
from policies.presentation.windows import intake
from policies.presentation.words import day, in_language, shown
from policies.rules.changes import Change, changes_for
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE, UNDETERMINED
from policies.rules.windows import CLOSED, UPCOMING

LARGEST_SET = 2  # facts in one set of changes
MOST_SETS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that is still needed; ``asked`` where it has a question of its own."""

    name: str
    label: str
    asked: bool


def headline(result: Result, document: Document, *, information: bool) -> tuple[str, str]:
    if result.verdict == NOT_IN_FORCE:
        return "", _("No edition is in force today.")
    if information:
        return "", _("No criteria are public. Ask the department for them.")
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


def may_apply(result: Result, document: Document, *, information: bool) -> bool:
    """Whether the door is shown; what lies behind it says what is still the matter."""
    if information or result.verdict not in (ELIGIBLE, UNDETERMINED):
        return False
    if result.verdict == UNDETERMINED and not document.undetermined_may_apply:
        return False
    state = intake(result.windows)
    return state is None or state.state not in (UPCOMING, CLOSED)


def missing_lines(result: Result, document: Document) -> list[Missing]:
    if result.verdict != UNDETERMINED:
        return []
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
