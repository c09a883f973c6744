"""Answers that cannot all be right, so that somebody can say which of them still are."""

from __future__ import annotations

from datetime import date

from policies.presentation.audience import AUDIENCE, LEGAL_FORM, NO_FIRM, RUNNING, STARTING
from policies.presentation.given import Given
from policies.presentation.words import in_language, shown
from policies.rules.facts import Facts, Vocabulary
from policies.rules.library import Library
from policies.rules.plausibility import contradictions, days_ahead, disorders
from policies.rules.questions import base_fact


def doubted(
    library: Library, vocabulary: Vocabulary, facts: Facts, *, on: date
) -> list[list[Given]]:
    """The answers to be looked at again, those that contradict each other together."""
    found = [tuple(each) for each in disorders(facts, vocabulary)]
    found += [(base_fact(each.path),) for each in days_ahead(facts, vocabulary, on=on)]
    found += contradictions(library.at_odds, facts, on=on)
    if _only_starting(facts) and facts.get(LEGAL_FORM, NO_FIRM) != NO_FIRM:
        found.append((AUDIENCE, LEGAL_FORM))
    return [[_given(name, vocabulary, facts) for name in names] for names in dict.fromkeys(found)]


def _only_starting(facts: Facts) -> bool:
    """Whether somebody says that there is no company yet."""
    who = facts.get(AUDIENCE)
    return isinstance(who, frozenset) and STARTING in who and RUNNING not in who


def _given(name: str, vocabulary: Vocabulary, facts: Facts) -> Given:
    fact = vocabulary[name]
    return Given(name=name, label=in_language(fact.label) or name, value=shown(facts[name], fact))
