"""The answers that were given, under their topics."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from policies.answers import Answers
from policies.presentation.words import in_language, shown
from policies.rules.facts import Vocabulary

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
    "property_rights": gettext_lazy("Property rights"),
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
        value = shown(answers.facts[name], fact) if name in answers.facts else ""
        line = Given(name=name, label=in_language(fact.label) or name, value=value)
        found.setdefault(fact.topic, []).append(line)
    return [(str(TOPICS.get(topic, OTHER)), lines) for topic, lines in found.items() if lines]
