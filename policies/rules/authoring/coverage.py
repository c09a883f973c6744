"""Which bounds the examples look at from both sides, and whether one shows what is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policies.rules.authoring.finding import ERROR, HINT, WARNING, Finding
from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.documents import Document, Example
from policies.rules.plans import Plan
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A criterion that the document fixes, and what the examples show of it.

    Attributes:
        shown: its truths in the examples.
    """

    criterion: Condition
    shown: frozenset[Truth]

    @property
    def lacks(self) -> tuple[bool, ...]:
        """The sides that no example shows: met, unmet, or both."""
        return tuple(side for side in (True, False) if side not in self.shown)


def bounds(document: Document) -> list[Bound]:
    """Every criterion of the verdict with what the examples show of it."""
    found = [node for root in document.conditions() for node in criteria_of(root)]
    plan = Plan([document])
    cases: list[tuple[Mapping[str, Any], Any]] = [
        (plan.prepared(example.facts, example.on), example.on) for example in document.examples
    ]
    shown = []
    for node in found:
        truth = node.compiled()
        truths = frozenset(truth(facts, on, None) for facts, on in cases)
        shown.append(Bound(criterion=node, shown=truths))
    return shown


def criteria_of(root: Condition) -> Iterator[Condition]:
    """The leaves and quantifiers of a rule, in its order."""
    if isinstance(root, Group):
        for part in root.parts:
            yield from criteria_of(part)
    elif isinstance(root, Leaf | Quantifier):
        yield root


def uncovered(document: Document) -> Iterator[Finding]:
    """What the examples of a document do not show."""
    if not document.examples:
        severity = HINT if document.eligibility is None else ERROR
        yield Finding("examples", "no_examples", severity)
        return
    if document.eligibility is not None and not any(map(_is_written, document.examples)):
        yield Finding("examples", "no_written_example", ERROR)
    elif document.eligibility is not None and not any(
        _is_written(each, sums=_sums(document)) for each in document.examples
    ):
        yield Finding("examples", "no_written_sum", ERROR)
    for bound in bounds(document):
        if bound.lacks:
            arguments = {"lacks": bound.lacks}
            yield Finding(bound.criterion.path, "bound_without_example", WARNING, arguments)
    if not any(example.expect["verdict"] == UNDETERMINED for example in document.examples):
        yield Finding("examples", "no_example_of_unknown", WARNING)
    yield from _score_and_classes(document)


def _is_written(example: Example, *, sums: bool = False) -> bool:
    """Whether a person wrote that somebody is eligible, and what is given."""
    eligible = example.expect["verdict"] == ELIGIBLE and not example.proposed
    return eligible and ("awards" in example.expect or not sums)


def _sums(document: Document) -> bool:
    """Whether what is given is a sum that can come out wrong."""
    return any(award.amount is not None for award in document.awards)


def _score_and_classes(document: Document) -> Iterator[Finding]:
    results = _results(document)
    reached = {result.outcome for result in results}
    for index, outcome in enumerate(document.outcomes):
        if outcome.name not in reached:
            path = f"outcomes[{index}]"
            yield Finding(path, "class_without_example", HINT, {"name": outcome.name})
    if lacks := _lacks_of_mark(document, results):
        yield Finding("scoring.pass_mark", "bound_without_example", WARNING, {"lacks": lacks})


def sides_of_mark(document: Document) -> tuple[bool, ...]:
    """The sides of the pass mark that no example shows: reached, not reached, or both."""
    return _lacks_of_mark(document, _results(document))


def _lacks_of_mark(document: Document, results: list[Result]) -> tuple[bool, ...]:
    if document.scoring is None or document.scoring.pass_mark is None:
        return ()
    shown = {result.score.outcome() for result in results if result.score is not None}
    return tuple(side for side in (True, False) if side not in shown)


def _results(document: Document) -> list[Result]:
    book = Rulebook([document])
    return [
        book.explain_one(document.programme, each.facts, on=each.on, judged=each.judged)
        for each in document.examples
        if document.in_force.covers(each.on)
    ]
