"""How much a search may look at before it has to say that it looked no further.

A search of the engine tries many facts, and what one trial costs the document decides: so trials
are weighed (:mod:`.weights`), not counted. Steps are the same on every machine; who must answer in
time hands in a clock as well. The engine itself reads none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from policies.rules.weights import Weight

T = TypeVar("T")
Values = Mapping[str, Any]

SEARCH_STEPS = (
    2_000_000  # some tenths of a second; the costliest search of the catalogue needs 1.5 m
)
SEARCH_SECONDS = 0.5
STEPS_BETWEEN_LOOKS = 5_000  # at the clock: about a millisecond, and looking at it takes time too


class BudgetEndedError(Exception):
    """A search has looked at as much as it may; what it found before holds."""


@dataclass(slots=True)
class Budget:
    """What is left to spend on one answer, shared by all searches that it needs.

    Attributes:
        steps: how many nodes may be looked at.
        clock: gives seconds, ever more of them; without it steps alone count.
        seconds: how long it may take by the clock, from now on.
        ended: whether a search had to stop: what it gave is not all there is.
    """

    steps: int = SEARCH_STEPS
    clock: Callable[[], float] | None = None
    seconds: float = SEARCH_SECONDS
    spent: int = field(init=False, default=0)
    ended: bool = field(init=False, default=False)
    _until: float = field(init=False, default=0.0)
    _next_look: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        if self.clock is not None:
            self._until = self.clock() + self.seconds

    def spend(self, steps: int) -> None:
        """Take so many steps.

        Raises:
            BudgetEndedError: there are none left, or the time is over.
        """
        self.spent += steps
        if self.spent > self.steps or self._is_late():
            self.ended = True
            raise BudgetEndedError

    def _is_late(self) -> bool:
        if self.clock is None or self.spent < self._next_look:
            return self.ended
        self._next_look = self.spent + STEPS_BETWEEN_LOOKS
        return self.ended or self.clock() > self._until

    def weighing(self, weight: Weight, work: Callable[[Values], T]) -> Callable[[Values], T]:
        """The same function of facts, spending what looking at them weighs."""

        def weighed(values: Values) -> T:
            self.spend(weight.of(values))
            return work(values)

        return weighed

    def within(self, work: Callable[[], T], otherwise: T) -> T:
        """What a search finds, or something else where it has to stop."""
        try:
            return work()
        except BudgetEndedError:
            return otherwise
