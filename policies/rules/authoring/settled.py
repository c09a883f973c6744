"""Criteria that decide nothing: never met, always met, or settled by those beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.rules.authoring.finding import ERROR, HINT, WARNING, Finding
from policies.rules.authoring.values import fact_of, stand_ins
from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.documents import Document
from policies.rules.facts import FactType


def settled_criteria(document: Document) -> Iterator[Finding]:
    """Every criterion of a document whose truth needs no facts, and every one that stands twice."""
    for root in document.conditions():
        yield from _visit(root, _Around(document, needed=True))
    before: list[tuple[Leaf, bool]] = []
    for outcome in document.outcomes:
        if outcome.when is not None:
            yield from _visit(outcome.when, _Around(document, known=tuple(before)))
            if isinstance(outcome.when, Leaf):
                before.append((outcome.when, False))
    for award in document.awards:
        if award.when is not None:
            yield from _visit(award.when, _Around(document))


@dataclass(frozen=True, slots=True)
class _Around:
    """What is around a criterion.

    Attributes:
        known: leaves whose truth is settled wherever the criterion still matters.
        needed: whether nothing above can be met without it.
        fields: of the records it is about.
    """

    document: Document
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
        return _Around(self.document, (*self.known, *beside), needed, self.fields)


def _visit(node: Condition, around: _Around) -> Iterator[Finding]:
    if isinstance(node, Leaf):
        yield from _leaf(node, around)
    elif isinstance(node, Quantifier):
        fact = around.document.vocabulary[node.fact.name]
        yield from _visit(node.where, _Around(around.document, fields=fact.fields))
    elif isinstance(node, Group):
        skipped: set[str] = set()
        for part in node.parts:
            for finding in _visit(part, around.inside(node, part, skipped)):
                if finding.path == part.path:
                    skipped.add(part.path)  # else two that say the same would blame each other
                yield finding


def _leaf(leaf: Leaf, around: _Around) -> Iterator[Finding]:
    for other, truth in around.known:
        if other.key() == leaf.key() and other.path != leaf.path:
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
    values = stand_ins(leaf.subject, fact, [leaf, *(other for other, _ in beside)])
    truths = [(value, leaf.test()(value, leaf.constant_operand())) for value in values]
    limits = _limits(fact)
    if not truths:
        return
    if not any(truth for _, truth in truths):
        severity = ERROR if around.needed else WARNING
        yield Finding(leaf.path, "never_met", severity, limits)
    elif all(truth for _, truth in truths):
        yield Finding(leaf.path, "always_met", WARNING, limits)
    elif beside:
        yield from _beside(leaf, truths, beside, around)


def _beside(
    leaf: Leaf,
    truths: list[tuple[Any, Any]],
    beside: list[tuple[Leaf, bool]],
    around: _Around,
) -> Iterator[Finding]:
    """What the others over the same subject leave of it."""
    left = [truth for value, truth in truths if _allow(value, beside)]
    if len(left) == len(truths):
        return
    by = tuple(other.path for other, _ in beside)
    only_met = all(truth for _, truth in beside)
    if not left:  # the others contradict each other, which is said of them unless this one does too
        beside = [one for one in beside if _clash(truths, one)]
        only_met, left = True, [False] if any(truth for _, truth in beside) else []
    if left and not any(left):
        severity = ERROR if only_met and around.needed else WARNING
        kind = "contradicts" if only_met else "covered"
        yield Finding(leaf.path, kind, severity, {"by": _first(leaf, truths, beside, False, by)})
    elif left and all(left):
        by_path = _first(leaf, truths, beside, True, by)
        if only_met:
            yield Finding(leaf.path, "implied", HINT, {"by": by_path})
        else:
            yield Finding(leaf.path, "whole_range", WARNING, {"by": by_path})


def _clash(truths: list[tuple[Any, Any]], one: tuple[Leaf, bool]) -> bool:
    """Whether nothing meets the leaf that meets another one."""
    return one[1] and not any(truth for value, truth in truths if _allow(value, [one]))


def _allow(value: Any, beside: list[tuple[Leaf, bool]]) -> bool:
    return all(other.test()(value, other.constant_operand()) is truth for other, truth in beside)


def _first(
    leaf: Leaf, truths: list[tuple[Any, Any]], beside: list[Any], wanted: bool, paths: Any
) -> str:
    """The place of the first of the others that is enough by itself, else of the last."""
    for other, truth in beside:
        left = [found for value, found in truths if _allow(value, [(other, truth)])]
        if left and all(bool(found) is wanted for found in left):
            return str(other.path)
    return str(paths[-1])


def _is_testable(leaf: Leaf) -> bool:
    """Whether it holds its subject against constants; ``is_known`` asks for no value."""
    return leaf.operator != "is_known" and leaf.is_constant()


def _limits(fact: FactType | None) -> dict[str, Any]:
    if fact is None:
        return {}
    return {"fact": fact.name, "min": fact.minimum, "max": fact.maximum}
