"""Criteria that decide nothing: never met, always met, or settled by those beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_
from typing import Any

from policies.rules.authoring.finding import ERROR, HINT, WARNING, Finding
from policies.rules.authoring.values import fact_of, stand_ins
from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.documents import Document
from policies.rules.expressions import Expression
from policies.rules.facts import FactType, Sort

SETTLING_STEPS = 1_000_000  # values held against a criterion; about half a second


def settled_criteria(document: Document, budget: Budget | None = None) -> Iterator[Finding]:
    """Every criterion of a document whose truth needs no facts, and every one that stands twice.

    Where the budget ends, the last finding says that the others were not looked at.
    """
    try:
        yield from _settled(document, _Tests(document, budget or Budget(SETTLING_STEPS)))
    except BudgetEndedError:
        yield Finding("eligibility", "not_searched_further", HINT)


def _settled(document: Document, tests: _Tests) -> Iterator[Finding]:
    for root in document.conditions():
        yield from _visit(root, _Around(document, tests, needed=True))
    before: list[tuple[Leaf, bool]] = []
    for outcome in document.outcomes:
        if outcome.when is not None:
            yield from _visit(outcome.when, _Around(document, tests, known=tuple(before)))
            if isinstance(outcome.when, Leaf):
                before.append((outcome.when, False))
    for award in document.awards:
        if award.when is not None:
            yield from _visit(award.when, _Around(document, tests))


class _Tests:
    """Which values of a subject meet a criterion: the bits of one number, worked out once for each.

    A subject is held against the constants of all criteria about it: more values than two of them
    need tell no less.
    """

    def __init__(self, document: Document, budget: Budget) -> None:
        self.budget = budget
        self._about: dict[Expression, list[Leaf]] = {}
        self._values: dict[Any, list[Any]] = {}
        self._met: dict[Any, int] = {}
        self._keys: dict[int, Any] = {}
        for node in _nodes(document):
            if isinstance(node, Leaf) and _is_testable(node):
                self._about.setdefault(node.subject, []).append(node)

    def key(self, leaf: Leaf) -> Any:
        """What a leaf tests; kept, for each is compared with all around it."""
        self.budget.spend(1)
        found = self._keys.get(id(leaf))
        if found is None:
            found = self._keys[id(leaf)] = leaf.key()
        return found

    def values(self, leaf: Leaf, beside: Sequence[Leaf], fact: FactType | None) -> list[Any]:
        """Stand-ins for all that the subject of a leaf can be."""
        leaves = self._about.get(leaf.subject, [])
        if leaf.subject.sort is Sort.CHOICES:  # of many constants there would be too many sets
            leaves = [leaf, *beside]
        place = leaf.subject, id(fact), tuple(map(id, leaves))
        if place not in self._values:
            self._values[place] = stand_ins(leaf.subject, fact, leaves)
        return self._values[place]

    def met(self, leaf: Leaf, values: list[Any]) -> int:
        """Those of the values that meet a leaf."""
        place = id(leaf), id(values)
        if place not in self._met:
            self.budget.spend(len(values))
            test, operand = leaf.test(), leaf.constant_operand()
            met = [number for number, value in enumerate(values) if test(value, operand) is True]
            self._met[place] = sum(1 << number for number in met)
        return self._met[place]


def _nodes(document: Document) -> Iterator[Condition]:
    whens = [each.when for each in document.outcomes] + [each.when for each in document.awards]
    for root in (*document.conditions(), *whens):
        if root is not None:
            yield from root.walk()


@dataclass(frozen=True, slots=True)
class _Around:
    """What is around a criterion.

    Attributes:
        known: leaves whose truth is settled wherever the criterion still matters.
        needed: whether nothing above can be met without it.
        fields: of the records it is about.
    """

    document: Document
    tests: _Tests
    known: tuple[tuple[Leaf, bool], ...] = ()
    needed: bool = False
    fields: Mapping[str, FactType] = field(default_factory=dict)

    def inside(self, group: Group, part: Condition, skipped: set[str]) -> _Around:
        """What is around one part of a group."""
        beside: list[tuple[Leaf, bool]] = []
        alternatives = group.kind in ("any", "none")
        if group.kind == "all" or (alternatives and isinstance(part, Leaf)):
            beside = [
                (other, group.kind == "all")
                for other in group.parts
                if isinstance(other, Leaf) and other is not part and other.path not in skipped
            ]
        needed = self.needed and (group.kind == "all" or len(group.parts) == 1 == group.count)
        return _Around(self.document, self.tests, (*self.known, *beside), needed, self.fields)


def _visit(node: Condition, around: _Around) -> Iterator[Finding]:
    if isinstance(node, Leaf):
        yield from _leaf(node, around)
    elif isinstance(node, Quantifier):
        fact = around.document.vocabulary[node.fact.name]
        yield from _visit(node.where, _Around(around.document, around.tests, fields=fact.fields))
    elif isinstance(node, Group):
        skipped: set[str] = set()
        for part in node.parts:
            for finding in _visit(part, around.inside(node, part, skipped)):
                if finding.path == part.path:
                    skipped.add(part.path)  # else two that say the same would blame each other
                yield finding


def _leaf(leaf: Leaf, around: _Around) -> Iterator[Finding]:
    tests = around.tests
    key = tests.key(leaf)
    for other, truth in around.known:
        if other.path != leaf.path and tests.key(other) == key:
            kind = "stands_twice" if truth else "covered"
            yield Finding(leaf.path, kind, WARNING, {"by": other.path})
            return
    if not _is_testable(leaf):
        return
    beside = [
        (other, truth)
        for other, truth in around.known
        if _is_testable(other) and other.subject == leaf.subject
    ]
    fact = fact_of(leaf.subject, around.document.vocabulary, around.fields)
    values = tests.values(leaf, [other for other, _ in beside], fact)
    met, every = tests.met(leaf, values), (1 << len(values)) - 1
    limits = _limits(fact)
    if not values:
        return
    if not met:
        severity = ERROR if around.needed else WARNING
        yield Finding(leaf.path, "never_met", severity, limits)
    elif met == every:
        yield Finding(leaf.path, "always_met", WARNING, limits)
    elif beside:
        allowed = [
            (other, truth, tests.met(other, values) if truth else every & ~tests.met(other, values))
            for other, truth in beside
        ]
        yield from _beside(leaf, met, every, allowed, around)


# Another criterion of the same subject, its truth around here, and the values which that allows.
Beside = tuple[Leaf, bool, int]


def _beside(
    leaf: Leaf, met: int, every: int, beside: list[Beside], around: _Around
) -> Iterator[Finding]:
    """What the others over the same subject leave of it."""
    around.tests.budget.spend(len(beside))
    left = reduce(and_, (allowed for _, _, allowed in beside))
    if left == every:
        return
    only_met = all(truth for _, truth, _ in beside)
    last = beside[-1][0].path
    # The others contradict each other, which is said of them unless this one does too.
    contradicting = not left
    if contradicting:
        beside = [one for one in beside if one[1] and not met & one[2]]
        only_met = True
        if not beside:
            return
    if contradicting or not met & left:
        severity = ERROR if only_met and around.needed else WARNING
        kind = "contradicts" if only_met else "covered"
        by = next((o.path for o, _, allowed in beside if allowed and not met & allowed), last)
        yield Finding(leaf.path, kind, severity, {"by": by})
    elif met & left == left:
        by = next((o.path for o, _, allowed in beside if allowed and not allowed & ~met), last)
        if only_met:
            yield Finding(leaf.path, "implied", HINT, {"by": by})
        else:
            yield Finding(leaf.path, "whole_range", WARNING, {"by": by})


def _is_testable(leaf: Leaf) -> bool:
    """Whether it holds its subject against constants; ``is_known`` asks for no value."""
    return leaf.operator != "is_known" and leaf.is_constant()


def _limits(fact: FactType | None) -> dict[str, Any]:
    if fact is None:
        return {}
    return {"fact": fact.name, "min": fact.minimum, "max": fact.maximum}
