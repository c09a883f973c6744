"""Classes and tiers that a text knows: the first whose condition is met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from policies.rules.conditions import Clause, Condition
from policies.rules.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeClass:
    """One class; one without ``when`` is the rest and stands last."""

    name: str
    when: Condition | None
    label: tuple[tuple[str, str], ...] = ()
    clause: Clause | None = None


@dataclass(frozen=True, slots=True)
class Classed:
    """The class of some facts.

    Attributes:
        name: ``None`` while it is open, or where no class fits.
        still_open: the classes that are still possible while it is open.
    """

    name: str | None
    still_open: tuple[str, ...]


def compiled(outcomes: tuple[OutcomeClass, ...]) -> Callable[[Facts, date], Classed]:
    """The function that finds the class of some facts on a day."""
    classes = [(each.name, each.when.compiled() if each.when else None) for each in outcomes]

    def evaluate(facts: Facts, on: date) -> Classed:
        still_open: list[str] = []
        for name, when in classes:
            met = when(facts, on, None) if when else True
            if met is None:
                still_open.append(name)
            elif met:
                return Classed(None, (*still_open, name)) if still_open else Classed(name, ())
        return Classed(None, tuple(still_open))

    return evaluate
