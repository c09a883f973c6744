"""How one applies for an edition, how often it may be had, and which papers it takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition
from policies.rules.facts import Facts, Words
from policies.rules.spans import months_later

HERE, ELSEWHERE, NONE = "here", "elsewhere", "none"
WAYS = (HERE, NONE)  # those that are a word; elsewhere has a name and an address
NEVER, YEARLY, ALWAYS = "never", "yearly", "always"
HOW_OFTEN = (NEVER, YEARLY, ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """How one applies.

    Attributes:
        way: ``here``, ``elsewhere`` on another platform, or ``none`` where it is graded or paid
            without asking, so that there is never a button.
        name, url: of the platform.
    """

    way: str = HERE
    name: Words = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """How often something may be had.

    Attributes:
        kind: ``never`` again, ``yearly`` once in a calendar year, ``always`` as often as one
            applies, ``times`` so often in all, ``months`` again after so many months.
        count: for ``times`` and ``months``.
        is_stated: whether the document says so; what says nothing is had once.
    """

    kind: str = NEVER
    count: int = 0
    is_stated: bool = False

    def allows(self, granted_on: Collection[date], *, on: date) -> bool:
        """Whether it may be had on a day.

        Args:
            granted_on: the days on which it was had before.
        """
        if not granted_on or self.kind == ALWAYS:
            return True
        if self.kind == YEARLY:
            return all(day.year < on.year for day in granted_on)
        if self.kind == "times":
            return len(granted_on) < self.count
        return self.kind == "months" and months_later(max(granted_on), self.count) <= on

    def again_on(self, granted_on: Collection[date]) -> date | None:
        """The day from which it may be had again; ``None`` where time alone brings none."""
        if self.kind == YEARLY and granted_on:
            return date(max(granted_on).year + 1, 1, 1)
        if self.kind == "months" and granted_on:
            return months_later(max(granted_on), self.count)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRule:
    """Whether a paper has to be handed in.

    Attributes:
        always: whether everybody must, where no condition says who.
        when: who must.
    """

    always: bool = True
    when: Condition | None = None

    def is_required(self, facts: Facts, *, on: date) -> Truth:
        """Whether somebody with these facts must; ``None`` while an answer decides it."""
        return self.always if self.when is None else self.when.compiled()(facts, on, None)
