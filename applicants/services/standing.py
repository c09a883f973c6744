"""Whether somebody may apply for a programme today, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applicants.facts import facts_of
from applicants.models import Application, Profile
from applicants.services.errors import Words
from policies.models import Programme
from policies.presentation.cards import is_information, refusal
from policies.presentation.words import day
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.rulebook import Result
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED
from policies.rules.windows import CLOSED, OPEN, UNKNOWN, UPCOMING
from policies.services.current import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether somebody may apply for a programme today.

    Attributes:
        result: the verdict with its reasons.
        facts: what it rests on.
        problems: why not, in words; empty where one may.
        open: an application that is still to be decided.
    """

    result: Result
    facts: Facts
    problems: list[Words]
    open: Application | None


def standing(
    catalogue: Catalogue, programme: Programme, profile: Profile, document: Document, *, on: date
) -> Standing:
    """Look at window, verdict, and earlier applications."""
    facts = facts_of(profile, catalogue.vocabulary)
    result = catalogue.rulebook.explain_one(programme.slug, facts, on=on)
    pending = Application.objects.open().filter(profile=profile, programme=programme).first()
    problems: list[Words] = []
    if pending is not None:
        text = _("You have applied already: receipt number %(reference)s.")
        problems.append(text % {"reference": pending.reference})
    problems += _closed(result)
    problems += _unfit(result, document)
    return Standing(result=result, facts=facts, problems=problems, open=pending)


def _closed(result: Result) -> list[Words]:
    states = {state.state for state in result.windows}
    if not states or OPEN in states:
        return []
    if UNKNOWN in states:
        text = _("When you can apply depends on an answer that is missing: see “When to apply”.")
        return [text]
    opens = [s.opens_on for s in result.windows if s.state == UPCOMING and s.opens_on]
    if opens:
        return [_("The intake has not begun: it opens on %(day)s.") % {"day": day(min(opens))}]
    ended = [s.closes_on for s in result.windows if s.state == CLOSED and s.closes_on]
    if ended:
        return [_("The intake is over: it closed on %(day)s.") % {"day": day(max(ended))}]
    return [_("There is no intake at present.")]


def _unfit(result: Result, document: Document) -> list[Words]:
    if is_information(document):
        return [_("Only its name and goal are public: ask the department how to apply.")]
    if result.verdict == ELIGIBLE:
        return []
    if result.verdict == INELIGIBLE:
        why = refusal(result, document)
        return [_("By your answers you cannot apply now: %(reason)s") % {"reason": why}]
    if result.verdict == UNDETERMINED and not document.undetermined_may_apply:
        return [_("Some answers are missing; this programme needs them before you apply.")]
    return []
