"""The answers that were given, under their topics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from policies.answers import Answers, Former
from policies.presentation.moves import Move, moves
from policies.presentation.words import in_language, shown
from policies.rules.facts import Facts, Vocabulary
from policies.rules.rulebook import Rulebook

TOPICS: dict[str, str | Promise] = {
    "person": gettext_lazy("About you"),
    "education": gettext_lazy("Education"),
    "work_and_insurance": gettext_lazy("Work and insurance"),
    "home": gettext_lazy("Where you live"),
    "record": gettext_lazy("Good standing"),
    "company": gettext_lazy("Company"),
    "location": gettext_lazy("Place"),
    "people": gettext_lazy("Team and staff"),
    "money": gettext_lazy("Figures of the company"),
    "research": gettext_lazy("Research"),
    "property_rights": gettext_lazy("Intellectual property (IP)"),
    "titles": gettext_lazy("Titles"),
    "talent": gettext_lazy("Talent"),
    "space": gettext_lazy("Space"),
    "land": gettext_lazy("Land"),
    "factory": gettext_lazy("Factory"),
    "loan": gettext_lazy("Loan"),
    "need": gettext_lazy("Technical need"),
    "fit": gettext_lazy("Working together"),
}
OTHER = gettext_lazy("Other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One answer; ``value`` is empty where the question was skipped."""

    name: str
    label: str
    value: str


def given(answers: Answers, vocabulary: Vocabulary) -> list[tuple[str, list[Given]]]:
    """Answers and skipped questions by topic, topics in a fixed order."""
    found: dict[str, list[Given]] = {topic: [] for topic in TOPICS}
    for name in answers.trail:
        fact = vocabulary.get(name)
        if fact is None:
            continue
        found.setdefault(fact.topic, []).append(one_given(name, answers, vocabulary))
    return [(str(TOPICS.get(topic, OTHER)), lines) for topic, lines in found.items() if lines]


def one_given(name: str, answers: Answers, vocabulary: Vocabulary) -> Given:
    """One answer or skipped question."""
    fact = vocabulary.get(name)
    label = in_language(fact.label) if fact is not None else ""
    return Given(name=name, label=label or name, value=_worded(name, answers.facts, vocabulary))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One fact that changed; empty for what is not known."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """What a change of answers replaced, and what it moved."""

    differences: list[Difference]
    moves: list[Move]


def changed(
    book: Rulebook,
    former: Sequence[Former],
    answers: Answers,
    vocabulary: Vocabulary,
    *,
    on: date,
) -> Changed | None:
    """Describe the last change; ``None`` where the answers are what they were."""
    before, after = answers.facts_with(former), answers.facts
    differences = []
    for name, _kept in former:
        was, now = _worded(name, before, vocabulary), _worded(name, after, vocabulary)
        if before.get(name) != after.get(name):
            label = in_language(vocabulary[name].label) or name
            differences.append(Difference(label=label, was=was, now=now))
    if not differences:
        return None
    return Changed(differences=differences, moves=moves(book, before, after, on=on))


def _worded(name: str, facts: Facts, vocabulary: Vocabulary) -> str:
    return shown(facts[name], vocabulary[name]) if name in facts else ""
