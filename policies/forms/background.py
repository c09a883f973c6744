"""What an answer is held against: the day, the other answers, and what the rules make of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from policies.rules.facts import Facts, FactType, Value, Vocabulary
from policies.rules.months import day_matters
from policies.rules.plausibility import Disorder, disorders, readings
from policies.rules.rulebook import Rulebook


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
