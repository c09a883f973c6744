"""How much work it is to judge something: the nodes that are looked at, and for which list each.

Counted in nodes, not in seconds, so that the same document weighs the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policies.rules.conditions import Condition, Quantifier
from policies.rules.documents import Document
from policies.rules.expressions import Aggregate, Expression
from policies.rules.scoring import Item

DOCUMENTS_KEPT = 1_024


@dataclass(frozen=True, slots=True)
class Weight:
    """The nodes that are looked at for one set of facts.

    Attributes:
        once: those that are looked at once.
        each: a list of records, and the nodes that are looked at for each of them.
    """

    once: int = 0
    each: tuple[tuple[str, int], ...] = ()

    def of(self, facts: Mapping[str, Any]) -> int:
        """The nodes that are looked at for these facts; an unknown list has no records."""
        weight = self.once
        for name, nodes in self.each:
            weight += nodes * len(facts.get(name) or ())
        return weight

    def by_value(self, name: str, facts: Mapping[str, Any]) -> Callable[[Any], int]:
        """The same by the value of one fact, while the others stay as they are."""
        nodes = dict(self.each).get(name, 0)
        others = self.of({other: value for other, value in facts.items() if other != name})
        return lambda value: others + nodes * len(value) if isinstance(value, tuple) else others

    def of_lists(self, records: int) -> int:
        """The nodes that are looked at where every list has so many records."""
        return self.once + records * sum(nodes for _name, nodes in self.each)


class _Scales:
    """Adds up nodes."""

    def __init__(self) -> None:
        self.once = 0
        self.each: dict[str, int] = {}

    def weight(self) -> Weight:
        return Weight(self.once, tuple(self.each.items()))

    def add(self, expression: Expression) -> None:
        self.once += 1
        if isinstance(expression, Aggregate):
            within = _Scales()
            for part in expression.parts():
                within.add(part)
            self._add_each(expression.fact, within)
            return
        for part in expression.parts():
            self.add(part)

    def add_condition(self, condition: Condition) -> None:
        self.once += 1
        if isinstance(condition, Quantifier):
            within = _Scales()
            within.add_condition(condition.where)
            self._add_each(condition.fact.name, within)
            return
        for expression in condition.expressions():
            self.add(expression)
        for child in condition.children():
            self.add_condition(child)

    def add_item(self, item: Item) -> None:
        for part in item.walk():
            self.once += 1
            if part.subject is not None:
                self.add(part.subject)

    def _add_each(self, fact: str, within: _Scales) -> None:
        self.each[fact] = self.each.get(fact, 0) + 1 + within.once


def weight_of(
    *,
    expressions: Iterable[Expression] = (),
    conditions: Iterable[Condition] = (),
    items: Iterable[Item] = (),
) -> Weight:
    """What judging all of these once comes to."""
    scales = _Scales()
    for expression in expressions:
        scales.add(expression)
    for condition in conditions:
        scales.add_condition(condition)
    for item in items:
        scales.add_item(item)
    return scales.weight()


def sum_of(weights: Iterable[Weight]) -> Weight:
    """What several weigh together."""
    once, each = 0, dict[str, int]()
    for weight in weights:
        once += weight.once
        for name, nodes in weight.each:
            each[name] = each.get(name, 0) + nodes
    return Weight(once, tuple(each.items()))


@lru_cache(maxsize=DOCUMENTS_KEPT)
def weight_of_document(document: Document) -> Weight:
    """What judging a document once comes to: its verdict, its score and its class."""
    classes = [each.when for each in document.outcomes if each.when is not None]
    return weight_of(
        expressions=document.derived.values(),
        conditions=[*document.conditions(), *classes],
        items=document.scoring.items if document.scoring else (),
    )
