"""What of a document rests on one fact: so that a question about it need not judge everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from policies.rules.budgets import Budget
from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition, Group, Leaf
from policies.rules.documents import Document
from policies.rules.expressions import Coalesce, FactReference, names_below
from policies.rules.facts import Facts, Value
from policies.rules.formulas import OUTCOME
from policies.rules.plans import Plan, Programme
from policies.rules.scoring import Item
from policies.rules.weights import weight_of

DOCUMENTS_KEPT = 1_024


@dataclass(frozen=True, slots=True)
class Concerns:
    """The criteria and score items of a verdict, each with the facts it rests on.

    Attributes:
        criteria, items: with the facts they rest on, derived ones and what these are made of.
        looks_past: whether something looks past the unknown, so that more knowledge may unsettle.
    """

    criteria: tuple[tuple[Condition, frozenset[str]], ...]
    items: tuple[tuple[Item, frozenset[str]], ...]
    looks_past: bool


@lru_cache(maxsize=DOCUMENTS_KEPT)
def concerns(document: Document) -> Concerns:
    """What makes the verdict of a document."""
    derived = document.derived
    nodes = [node for root in document.conditions() for node in _criteria(root)]
    criteria = [(node, names_below(node.expressions(), derived)) for node in nodes]
    scoring = document.scoring
    deciding = scoring.items if scoring is not None and scoring.decides else ()
    items = [(item, _names_of_item(item, document)) for item in deciding]
    return Concerns(tuple(criteria), tuple(items), _looks_past(document, nodes, deciding))


def _criteria(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, Group):
        for part in condition.parts:
            yield from _criteria(part)
    else:
        yield condition


def _names_of_item(item: Item, document: Document) -> frozenset[str]:
    subjects = [part.subject for part in item.walk() if part.subject is not None]
    found = names_below(subjects, document.derived)
    if OUTCOME not in found:
        return found
    classes = [each.when for each in document.outcomes if each.when is not None]
    behind = [e for when in classes for node in when.walk() for e in node.expressions()]
    return found | names_below(behind, document.derived)


def _looks_past(document: Document, nodes: Sequence[Condition], items: Sequence[Item]) -> bool:
    leaves = [part for node in nodes for part in node.walk() if isinstance(part, Leaf)]
    if any(leaf.operator == "is_known" for leaf in leaves):
        return True
    parts = [part for item in items for part in item.walk()]
    if any(part.missing != "unknown" for part in parts):
        return True
    expressions = [e for node in nodes for e in node.expressions()]
    expressions += [part.subject for part in parts if part.subject is not None]
    expressions += document.derived.values()
    return any(isinstance(part, Coalesce) for each in expressions for part in each.walk())


def is_plain(node: Condition, name: str) -> bool:
    """Whether a criterion holds a fact itself against constants, and nothing else."""
    if not isinstance(node, Leaf) or not isinstance(node.subject, FactReference):
        return False
    return node.subject.name == name and node.is_constant()


class Around:
    """What documents say of one fact while everything else stays as it is.

    Args:
        plan: one that holds the documents, for the derived facts.
        budget: what is spent on each value that is tried.

    Attributes:
        is_plain: whether the fact is held against constants and nothing else.
        beside: the other facts that have a part in it.
        prepared: the facts with a value of the fact, ready to be judged.
    """

    def __init__(
        self,
        name: str,
        documents: Iterable[Document],
        plan: Plan,
        facts: Facts,
        on: date,
        budget: Budget,
    ) -> None:
        self._name, self._plan, self._on = name, plan, on
        self._criteria: dict[Any, Condition] = {}
        self._items: list[tuple[Programme, Item]] = []
        self.beside: set[str] = set()
        for document in documents:
            self._add(document)
        self.beside.discard(name)
        nodes = self._criteria.values()
        self.is_plain = not self._items and all(is_plain(node, name) for node in nodes)
        weight = weight_of(
            expressions=plan.derived.values(),
            conditions=nodes,
            items=(item for _place, item in self._items),
        )
        budget.spend(weight.of(facts))
        weigh, vary = weight.by_value(name, facts), plan.varying(name, facts, on)

        def prepared(value: Value) -> dict[str, Any]:
            budget.spend(weigh(value))
            return vary(value)

        self.prepared = prepared
        self._truths = [node.compiled() for node in nodes]
        self._points = [(place, item.compiled()) for place, item in self._items]

    def _add(self, document: Document) -> None:
        concern = concerns(document)
        for node, names in concern.criteria:
            if self._name in names:
                self._criteria[node.key()] = node
                self.beside |= names
        for item, names in concern.items:
            if self._name in names:
                self._items.append((self._plan.place(document), item))
                self.beside |= names

    def criteria(self) -> list[Condition]:
        """The criteria that rest on the fact."""
        return list(self._criteria.values())

    def __call__(self, value: Value) -> Any:
        """Everything that rests on the fact, for one value of it."""
        values = self.prepared(value)
        points = [
            earned(place.with_outcome(values, self._on), self._on, None)
            for place, earned in self._points
        ]
        return self.truths(values), points

    def truths(self, values: Facts) -> list[Truth]:
        """What the criteria say of prepared facts."""
        return [truth(values, self._on, None) for truth in self._truths]
