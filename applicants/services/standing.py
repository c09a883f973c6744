"""Whether somebody may apply for a programme today, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from applicants.facts import facts_of
from applicants.models import Profile
from applicants.services.errors import Words
from applicants.services.owned import owned_by
from policies.models import Programme
from policies.presentation.cards import earlier_words, missing_facts, refusal
from policies.presentation.intake import refusal_words
from policies.presentation.own import NONE_OF_ONES_OWN, Own, exclusion_words
from policies.presentation.places import is_information
from policies.presentation.words import day, in_language, listed
from policies.rules.application import HERE
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import EXPECTED, OPENS
from policies.rules.rulebook import Result
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED
from policies.services.current import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether somebody may apply for a programme today.

    Attributes:
        result: the verdict with its reasons.
        facts: what it rests on.
        own: what was done about this programme before.
        untimely: why nothing can be handed in on the day; empty where something can.
        problems: why not besides, in words.
        notices: what to know before handing in, which keeps nobody from it.
    """

    result: Result
    facts: Facts
    own: Own
    untimely: list[Words]
    problems: list[Words]
    notices: list[Words]

    @property
    def refusals(self) -> list[Words]:
        """All that stands in the way of handing in."""
        return [*self.problems, *self.untimely]

    @property
    def may_prepare(self) -> bool:
        """Whether papers can be kept until an intake opens, or handed in today."""
        is_coming = self.result.intake.state in (OPENS, EXPECTED)
        document = self.result.document
        is_here = document is not None and document.application.way == HERE
        return not self.problems and (not self.untimely or (is_coming and is_here))


def standing(
    catalogue: Catalogue, programme: Programme, profile: Profile, document: Document, *, on: date
) -> Standing:
    """Look at intake, verdict, and earlier applications."""
    facts = facts_of(profile, catalogue.vocabulary)
    result = catalogue.rulebook.explain_one(programme.slug, facts, on=on)
    owned = owned_by(profile)
    own = owned.get(programme.slug, NONE_OF_ONES_OWN)
    untimely = refusal_words(result.intake, document)
    problems = [*_had(own, document, on), *_unfit(result, document)]
    return Standing(
        result=result,
        facts=facts,
        own=own,
        untimely=[untimely] if untimely else [],
        problems=problems,
        notices=[*exclusion_words(catalogue.rulebook, document, owned, on=on)],
    )


def _had(own: Own, document: Document, on: date) -> list[Words]:
    """What one has already, and whether that leaves room for more."""
    if own.under_way is not None:
        text = _("You have applied already: receipt number %(reference)s, handed in on %(day)s.")
        values = {"reference": own.under_way.reference, "day": day(own.under_way.submitted_on)}
        return [text % values]
    if own.may_have_again(document, on=on):
        return []
    text = _("You have this already. %(earlier)s.")
    return [text % {"earlier": earlier_words(own, document, on=on)}]


def _unfit(result: Result, document: Document) -> list[Words]:
    if is_information(document):
        return [_("Only its name and goal are public: ask the department how to apply.")]
    if result.verdict == ELIGIBLE:
        return []
    if result.verdict == INELIGIBLE:
        why = refusal(result, document)
        return [_("By your answers you cannot apply now: %(reason)s") % {"reason": why}]
    if result.verdict == UNDETERMINED and not document.undetermined_may_apply:
        labels = [in_language(fact.label) or fact.name for fact in missing_facts(result, document)]
        if not labels:
            return [_("Your answers cannot decide this; ask the department.")]
        text = _("This programme needs these answers before you apply: %(facts)s.")
        return [text % {"facts": listed(labels)}]
    return []
