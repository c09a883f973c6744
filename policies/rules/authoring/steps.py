"""Bands, tiers and tables: what cannot be reached, and what is left out between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from policies.rules.authoring.finding import HINT, WARNING, Finding
from policies.rules.authoring.values import fact_of, stand_ins
from policies.rules.conditions import Condition, Group, Leaf
from policies.rules.documents import Document
from policies.rules.facts import Sort
from policies.rules.scoring import Bands, Item

_STEPPED = (Sort.NUMBER, Sort.DATE)


def step_findings(document: Document) -> Iterator[Finding]:
    """Every band that nobody reaches, and every gap and overlap between steps."""
    for index, item in enumerate(document.scoring.items if document.scoring else ()):
        yield from _item(document, item, f"scoring.items[{index}]")
    awards = [each.when for each in document.awards if each.when is not None]
    yield from _between(document, awards, overlaps=True)
    yield from _between(document, [each.when for each in document.outcomes])
    for root in document.conditions():
        for node in root.walk():
            if isinstance(node, Group) and node.kind == "any":
                yield from _between(document, node.parts, severity=HINT)


def _item(document: Document, item: Item, path: str) -> Iterator[Finding]:
    for index, part in enumerate(item.parts):
        key = "best_of" if item.best else "sum_of"
        yield from _item(document, part, f"{path}.{key}[{index}]")
    if not isinstance(item.method, Bands) or item.subject is None:
        return
    fact = fact_of(item.subject, document.vocabulary, {})
    bands = item.method.bands
    for index, (bound, points) in enumerate(bands):
        place = f"{path}.bands[{index}]"
        if fact is not None and fact.maximum is not None and bound > fact.maximum:
            arguments = {"at_least": bound, "max": fact.maximum}
            yield Finding(f"{place}.at_least", "band_out_of_reach", WARNING, arguments)
        if index and points == bands[index - 1][1]:
            yield Finding(f"{place}.points", "band_changes_nothing", HINT, {"points": points})
        if fact is not None and fact.minimum is not None and bound <= fact.minimum:
            later = [*range(index + 1, len(bands))]
            for other in later:
                yield Finding(
                    f"{path}.bands[{other}]",
                    "band_out_of_reach",
                    WARNING,
                    {"at_least": bands[other][0], "min": fact.minimum},
                )
            break


def _between(
    document: Document,
    parts: Sequence[Condition | None],
    *,
    overlaps: bool = False,
    severity: str = WARNING,
) -> Iterator[Finding]:
    """Values between two steps that no step has, or that two steps have."""
    leaves = [part for part in parts if isinstance(part, Leaf) and _is_step(part)]
    subjects = {leaf.subject: leaf for leaf in leaves}
    for subject in subjects:
        steps = [leaf for leaf in leaves if leaf.subject == subject]
        if len(steps) < 2 or (len(steps) < len(parts) and None in parts):
            continue
        values = stand_ins(subject, fact_of(subject, document.vocabulary, {}), steps)
        tests = [(leaf, leaf.test(), leaf.constant_operand()) for leaf in steps]
        counts = [
            (value, [leaf for leaf, test, to in tests if test(value, to)]) for value in values
        ]
        yield from _gaps(counts, severity)
        if overlaps:
            yield from _overlaps(counts)


def _is_step(leaf: Leaf) -> bool:
    ranged = leaf.operator in ("between", "at_least", "at_most", "more_than", "less_than", "is")
    return ranged and leaf.is_constant() and leaf.subject.sort in _STEPPED


def _gaps(counts: list[tuple[Any, list[Leaf]]], severity: str) -> Iterator[Finding]:
    covered = [index for index, (_, met) in enumerate(counts) if met]
    for before, after in pairwise(covered):
        if after > before + 1:
            left, right = counts[before][1][-1], counts[after][1][0]
            arguments = {"value": counts[before + 1][0], "below": left.path, "above": right.path}
            yield Finding(right.path, "gap", severity, arguments)


def _overlaps(counts: list[tuple[Any, list[Leaf]]]) -> Iterator[Finding]:
    seen = set[tuple[str, str]]()
    for value, met in counts:
        pairs = {(one.path, other.path) for one, other in pairwise(met)}
        for one, other in sorted(pairs - seen):
            seen.add((one, other))
            yield Finding(other, "both_apply", HINT, {"value": value, "by": one})
