"""What a programme may give, by kind: cash, rooms, land, titles. Kinds are never added."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from policies.rules.comparisons import Truth
from policies.rules.conditions import Clause, Condition
from policies.rules.expressions import Expression
from policies.rules.facts import Facts
from policies.rules.quantities import Interval, Number

KINDS = (
    "cash",
    "loan",
    "interest",
    "rent_value",
    "land",
    "title",
    "tax",
    "service",
    "housing",
)
MODES = ("fixed", "verified", "competitive", "application", "in_kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One thing a programme may give.

    Attributes:
        kind: one of :data:`KINDS`; amounts of two kinds are never added together.
        mode: fixed (资格定补), verified (数据核校), competitive (竞争分配),
            application (受理) or in_kind.
        unit: what the amount counts, such as ``CNY/year``.
        times: how often it is given.
        amount: how much; ``None`` where no figure is known or it is not a quantity.
        up_to: whether the amount is a ceiling.
    """

    kind: str
    mode: str
    unit: str = ""
    times: int | None = None
    amount: Expression | None = None
    up_to: bool = False
    when: Condition | None = None
    clause: Clause | None = None
    label: tuple[tuple[str, str], ...] = ()

    def compiled(self) -> Callable[[Facts, date], Offer | None]:
        """The function that says what some facts get; ``None`` where it is not for them."""
        amount = self.amount.compiled() if self.amount else None
        when = self.when.compiled() if self.when else None

        def evaluate(facts: Facts, on: date) -> Offer | None:
            applies = when(facts, on, None) if when else True
            if applies is False:
                return None
            return Offer(
                award=self, applies=applies, amount=amount(facts, on, None) if amount else None
            )

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What an approval makes true of an applicant.

    Attributes:
        value: a constant, or the day of the approval.
        outcome: the class it comes with; empty where every approval brings it.
    """

    value: Expression
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An award for one set of facts.

    Attributes:
        applies: ``None`` while it is unknown whether this award is for them.
        amount: exact, a range, or ``None`` for unknown or not a quantity.
    """

    award: Award
    applies: Truth
    amount: Number | Interval | None
