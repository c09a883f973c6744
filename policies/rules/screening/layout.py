"""What has to be worked out before what, so that a frame is judged in a few passes.

Facts are columns to begin with. A derived fact, and whatever looks over records, becomes a column
before the conditions that need it; each of them as early as what it rests on allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from policies.rules.conditions import Condition, Quantifier
from policies.rules.expressions import Aggregate, Expression, FactReference
from policies.rules.formulas import OUTCOME, SCORE
from policies.rules.scoring import Scoring
from policies.rules.screening.values import InexpressibleError

Node = FactReference | Aggregate | Quantifier


def key_of(node: Node) -> Any:
    """Under what a node's value is kept."""
    return node.key() if isinstance(node, Quantifier) else node


def of_condition(condition: Condition) -> Iterator[Node]:
    """The parts of a condition that are columns before it is looked at; those inside excluded."""
    if isinstance(condition, Quantifier):
        yield condition
        return
    for child in condition.children():
        yield from of_condition(child)
    for expression in condition.expressions():
        yield from of_expression(expression)


def of_expression(expression: Expression) -> Iterator[Node]:
    """The same of an expression."""
    if isinstance(expression, FactReference | Aggregate):
        yield expression
        return
    for part in expression.parts():
        yield from of_expression(part)


def of_scoring(scoring: Scoring) -> Iterator[Node]:
    """The same of what gives points."""
    for item in scoring.items:
        for part in item.walk():
            if part.subject is not None:
                yield from of_expression(part.subject)


class Layout:
    """The order in which nodes become columns.

    Args:
        derived: the formulas of derived facts.
    """

    def __init__(self, derived: Mapping[str, Expression]) -> None:
        self.derived = derived
        self.levels: list[dict[Any, Node]] = []
        self._level: dict[Any, int] = {}

    def take(self, nodes: Iterable[Node]) -> None:
        """Have some nodes worked out.

        Raises:
            InexpressibleError: one of them rests on what no column can hold.
        """
        for node in list(nodes):
            self._place(node)

    def _place(self, node: Node) -> int:
        key = key_of(node)
        if key in self._level:
            return self._level[key]
        if isinstance(node, FactReference):
            if node.name == OUTCOME:
                return 0
            if node.name == SCORE:
                raise InexpressibleError
        below = [self._place(part) for part in self._rests_on(node)]
        level = max(below, default=-1) + 1
        while len(self.levels) <= level:
            self.levels.append({})
        self.levels[level][key] = node
        self._level[key] = level
        return level

    def _rests_on(self, node: Node) -> Iterator[Node]:
        if isinstance(node, FactReference):
            formula = self.derived.get(node.name)
            if formula is not None:
                yield from of_expression(formula)
            return
        fact = node.fact if isinstance(node, Aggregate) else node.fact.name
        if fact in self.derived:
            raise InexpressibleError
        if isinstance(node, Quantifier):
            yield from of_condition(node.where)
        elif node.where is not None:
            yield from of_expression(node.where)
