"""Verdicts: the tree of reasons for one edition and one set of facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.facts import as_json
from policies.rules.quantities import Interval, json_number

ELIGIBLE, INELIGIBLE, UNDETERMINED = "eligible", "ineligible", "undetermined"
NOT_IN_FORCE = "not_in_force"


class Outcome(StrEnum):
    """What a criterion says of some facts."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"


OUTCOMES: dict[Truth, Outcome] = {
    True: Outcome.MET,
    False: Outcome.UNMET,
    None: Outcome.UNKNOWN,
}
VERDICTS: dict[Truth, str] = {True: ELIGIBLE, False: INELIGIBLE, None: UNDETERMINED}


class Verdict(NamedTuple):
    """What one node says, with the verdicts of its parts: built while evaluating, never after.

    Attributes:
        truth: met, unmet or unknown as ``True``, ``False``, ``None``.
        value: of the subject of a leaf; for ``some`` and ``every`` the truth of each record.
        operand: what the value was held against.
    """

    node: Condition
    truth: Truth
    value: Any = None  # a fact's value, an Interval, or None
    operand: Any = None
    parts: tuple[Verdict, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """Met, unmet or unknown."""
        return OUTCOMES[self.truth]

    def leaves(self) -> list[Verdict]:
        """The verdicts of its leaves and quantifiers, in the order of the document."""
        if not isinstance(self.node, Group):
            return [self]
        return [leaf for part in self.parts for leaf in part.leaves()]

    def open_leaves(self) -> Iterator[Verdict]:
        """The unknown leaves and quantifiers that keep it unknown."""
        if self.truth is None:
            if isinstance(self.node, Group):
                for part in self.parts:
                    yield from part.open_leaves()
            else:
                yield self

    def is_firm(self) -> bool:
        """Whether it would stand without the clauses that are merely assumed."""
        node = self.node
        if not isinstance(node, Group):
            return node.clause is None or node.clause.basis != "assumed"
        if self.truth is None:
            return all(part.is_firm() for part in self.parts)
        return self._is_firm_group(node, self.truth)

    def _is_firm_group(self, node: Group, truth: bool) -> bool:
        """Enough parts that carry the group's truth are firm."""
        carrying = truth if node.kind != "none" else not truth
        firm = sum(part.truth is carrying and part.is_firm() for part in self.parts)
        size = len(self.parts)
        needed = {
            "all": size if truth else 1,
            "any": 1 if truth else size,
            "none": size if truth else 1,
            "at_least": node.count if truth else size - node.count + 1,
        }
        return firm >= needed[node.kind]

    def as_json(self) -> dict[str, Any]:
        """The tree as JSON has it."""
        node = self.node
        found: dict[str, Any] = {"path": node.path, "outcome": self.outcome.value}
        if node.label:
            found["label"] = dict(node.label)
        if node.clause:
            found["source"], found["basis"] = node.clause.source, node.clause.basis
            if node.clause.article:
                found["clause"] = node.clause.article
        if isinstance(node, Group):
            count = {"at_least": node.count} if node.kind == "at_least" else {}
            parts = [part.as_json() for part in self.parts]
            return {"kind": node.kind, **count, **found, "parts": parts}
        if isinstance(node, Quantifier):
            records = None if self.value is None else [OUTCOMES[each].value for each in self.value]
            return {"kind": node.kind, "fact": node.fact.name, **found, "records": records}
        if isinstance(node, Leaf):
            sides = {"value": shown(self.value), node.operator: shown(self.operand)}
            return {"kind": "leaf", "subject": node.written, **found, **sides}
        raise TypeError(type(node).__name__)


def shown(value: Any) -> Any:
    """A value, a range or the values of a list as JSON has them."""
    if isinstance(value, Interval):
        low, high = value
        return {"low": shown(low), "high": shown(high)}
    if isinstance(value, tuple) and not (value and isinstance(value[0], dict)):
        return [shown(part) for part in value]
    if isinstance(value, bool | str | date | frozenset | tuple) or value is None:
        return as_json(value)
    return json_number(value)


def first_turned(before: Verdict | None, after: Verdict | None) -> Verdict | None:
    """The first criterion of the same rule that was met before and is not any more."""
    if before is None or after is None:
        return None
    pairs = zip(before.leaves(), after.leaves(), strict=True)
    return next((now for was, now in pairs if was.truth is True and now.truth is False), None)
