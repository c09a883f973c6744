"""What an answer is held against: the day, the other answers, and what the rules make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from policies.forms.widgets import as_typed
from policies.presentation.words import in_language, shown
from policies.rules.facts import Facts, FactType, Value, Vocabulary
from policies.rules.months import day_matters
from policies.rules.plausibility import Disorder, disorders, readings
from policies.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What may be meant: in words, and as one would type it."""

    words: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known beside one answer.

    Attributes:
        on: today in Asia/Shanghai.
        facts: the other answers.
    """

    on: date
    book: Rulebook
    vocabulary: Vocabulary
    facts: Facts

    def day_matters(self, fact: FactType, values: Sequence[Value]) -> bool:
        """Whether any programme tells values apart that lie in one month."""
        return day_matters(self.book, fact.name, values, self.facts, on=self.on)

    def readings(self, fact: FactType, value: Value) -> tuple[Value, ...]:
        """What may be meant by a value far from the usual; empty where it is not."""
        return readings(fact, value, on=self.on)

    def disorders(self, fact: FactType, value: Value) -> list[Disorder]:
        """The days that would be in a wrong order with this one."""
        return disorders({**self.facts, fact.name: value}, self.vocabulary, only=fact.name)

    def words_of(self, found: Disorder, fact: FactType, value: Value) -> str:
        """Both days of a wrong order, and the way to change the one that is not of the fact."""
        facts = {**self.facts, fact.name: value}
        later, earlier = (self.vocabulary[name] for name in found)
        other = earlier if later.name == fact.name else later
        address = reverse("policies:question", args=[other.name], query={"back": fact.name})
        return format_html(
            _(
                "{later}, {later_day}, would be before {earlier}, {earlier_day}. One of them is "
                'not right: enter this one again, or <a href="{address}">change the other</a>.'
            ),
            later=in_language(later.label),
            later_day=shown(facts[later.name], later),
            earlier=in_language(earlier.label),
            earlier_day=shown(facts[earlier.name], earlier),
            address=address,
        )


def words_of_doubt() -> str:
    """Asks what is meant by a value far from the usual."""
    return _("That is far from what is usual. Choose what you mean, or enter it again.")


def offered(fact: FactType, values: Sequence[Value]) -> list[Reading]:
    """What may be meant, each for a button."""
    return [Reading(words=shown(v, fact), typed=str(as_typed(fact, v))) for v in values]
