"""Choices that fall the same way each time, and days told by their distance from today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from random import Random

SEED = "leqing"


@dataclass(frozen=True, slots=True)
class Dice:
    """The choices for one of them; numbers and days as a facts file has them."""

    rng: Random
    on: date

    @classmethod
    def of(cls, number: int, *, on: date) -> Dice:
        """The dice of one number: they fall the same way in each database."""
        return cls(Random(f"{SEED}:{number}"), on)

    def yes(self, share: float = 0.5) -> bool:
        """True in so many cases of one."""
        return self.rng.random() < share

    def one(self, choices: str) -> str:
        """One of the words; a word that stands there twice comes twice as often."""
        return self.rng.choice(choices.split())

    def some(self, choices: Sequence[str], most: int) -> list[str]:
        """None up to ``most`` of them, sorted."""
        return sorted(self.rng.sample(list(choices), self.rng.randint(0, most)))

    def number(self, low: int, high: int, step: int = 1) -> int:
        """A multiple of the step, both bounds included."""
        return self.rng.randrange(low, high + 1, step)

    def percent(self, low: int, high: int) -> Fraction:
        """Whole per cents, as a fraction of one."""
        return Fraction(self.rng.randint(low, high), 100)

    def ago(self, least: int, most: int) -> str:
        """A day so many days before today; before tomorrow where they are negative."""
        return (self.on - timedelta(days=self.rng.randint(least, most))).isoformat()
