"""The compiled form of many documents: every criterion that two of them share is evaluated once.

A plan is a straight line: values of the derived facts, values of the distinct subjects, truths of
the distinct criteria, truths of the distinct groups. Explaining takes the same truths and hangs
them on the nodes, so a verdict and its reasons cannot disagree.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from policies.rules.conditions import (
    Condition,
    Group,
    Leaf,
    Quantifier,
    Truth,
    all_of,
    any_of,
)
from policies.rules.documents import Document
from policies.rules.errors import RuleError
from policies.rules.expressions import (
    Aggregate,
    Compiled,
    Constant,
    Expression,
    FactReference,
)
from policies.rules.facts import Facts, Sort
from policies.rules.formulas import OUTCOME
from policies.rules.outcomes import compiled as classing
from policies.rules.parts import may_refer_to_outcome
from policies.rules.scoring import Score
from policies.rules.verdicts import Verdict

Test = Callable[[Any], Truth]
Decide = Callable[[Any], Truth]
_ORDER = {
    "at_least": operator.ge,
    "at_most": operator.le,
    "more_than": operator.gt,
    "less_than": operator.lt,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Where one edition stands in a plan.

    Attributes:
        root, waived: slots of the truths of eligibility and of the routes without a score.
        score: gives its score where it has one.
    """

    document: Document
    root: int | None
    waived: int | None
    score: Callable[[Facts, date], Score] | None
    decides: bool

    def judge(
        self, truths: list[Truth], values: Mapping[str, Any], on: date
    ) -> tuple[Truth, Score | None]:
        """The verdict, and the score where it had to be worked out for it."""
        root = True if self.root is None and self.decides else None
        if self.root is not None:
            root = truths[self.root]
        if root is False or not self.decides:
            return root, None
        score = self.score_of(values, on)
        waived = False if self.waived is None else truths[self.waived]
        passed = True if score is None else any_of((waived, score.outcome()))
        return all_of((root, passed)), score

    def score_of(self, values: Mapping[str, Any], on: date) -> Score | None:
        """The score, of facts that know the class where the score refers to it."""
        return None if self.score is None else self.score(self.with_outcome(values, on), on)

    def with_outcome(self, values: Mapping[str, Any], on: date) -> Mapping[str, Any]:
        """The facts with the class, where a score may refer to it and it is not open."""
        if not may_refer_to_outcome(self.document.outcomes):
            return values
        name = classing(self.document.outcomes)(values, on).name
        return values if name is None else {**values, OUTCOME: name}


class Plan:
    """The documents of one day, ready to be asked many times. Immutable once built.

    Raises:
        RuleError: two documents derive one fact in two ways.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.derived: dict[str, Expression] = {}
        for document in documents:
            self._take_derived(document)
        self._derive = [(name, formula.compiled()) for name, formula in self.derived.items()]
        self._ranging = _ranging(self.derived)
        self._subjects: dict[Any, int] = {}
        self._criteria: dict[Any, int] = {}
        self._groups: dict[Any, int] = {}
        self._read_facts: list[str] = []
        self._read_others: list[Compiled] = []
        self._constant_tests: list[tuple[int, Test]] = []
        self._dynamic_tests: list[tuple[int, Callable[[Any, Any], Truth], Compiled]] = []
        self._decisions: list[tuple[Decide, Callable[[Any], Any]]] = []
        self._leaf_rows: list[tuple[Condition, int, int, Any]] = []
        self._group_rows: list[tuple[Condition, int, tuple[int, ...]]] = []
        self._verdict_of: dict[int, int] = {}
        self._collect(documents)
        self.programmes = [self._programme(document) for document in documents]
        self._dynamic_rows = [
            (row, node.operand_compiled())
            for row, (node, *_) in enumerate(self._leaf_rows)
            if isinstance(node, Leaf) and not _is_constant(node)
        ]

    # --- building -------------------------------------------------------------------------------

    def _take_derived(self, document: Document) -> None:
        for name, formula in document.derived.items():
            if self.derived.setdefault(name, formula) != formula:
                message = f"{document.programme} derives it otherwise than another programme."
                raise RuleError.at(f"facts.{name}", message)

    def _collect(self, documents: Sequence[Document]) -> None:
        """Number subjects and criteria: facts before formulas, constant tests before others."""
        nodes = [
            node
            for document in documents
            for condition in document.conditions()
            for node in _judged(condition)
            if not isinstance(node, Group)
        ]
        subjects = [(_subject_key(node), node) for node in nodes]
        for plain in (True, False):
            for key, node in subjects:
                if isinstance(key, FactReference) is plain and key not in self._subjects:
                    self._subjects[key] = len(self._subjects)
                    self._add_subject(node, plain=plain)
        for constant in (True, False):
            for node in nodes:
                if _is_constant(node) is constant and node.key() not in self._criteria:
                    self._criteria[node.key()] = len(self._criteria)
                    self._add_test(node, constant=constant)

    def _add_subject(self, node: Condition, *, plain: bool) -> None:
        if isinstance(node, Quantifier):
            self._read_others.append(node.each())
        elif isinstance(node, Leaf) and plain:
            self._read_facts.append(node.subject.name)  # type: ignore[attr-defined]  # a plain fact
        elif isinstance(node, Leaf):
            self._read_others.append(node.subject.compiled())

    def _add_test(self, node: Condition, *, constant: bool) -> None:
        subject = self._subjects[_subject_key(node)]
        if isinstance(node, Quantifier):
            of_records = node.test()
            self._constant_tests.append((subject, lambda truths: of_records(truths, None)))
        elif isinstance(node, Leaf) and constant:
            self._constant_tests.append((subject, self._constant_test(node)))
        elif isinstance(node, Leaf):
            self._dynamic_tests.append((subject, node.test(), node.operand_compiled()))

    def _constant_test(self, leaf: Leaf) -> Test:
        """A test with its right side built in; numbers without ranges are compared directly."""
        operand, general = leaf.constant_operand(), leaf.test()
        compare = _ORDER.get(leaf.operator)
        if compare is None or leaf.subject.sort is not Sort.NUMBER or self._ranges(leaf.subject):
            return lambda value: general(value, operand)
        if isinstance(operand, Fraction):
            above, below = operand.numerator, operand.denominator
            # cross-multiplied: exact, and faster than building and comparing fractions
            return lambda value: (
                None
                if value is None
                else compare(value.numerator * below, above * value.denominator)
            )
        return lambda value: None if value is None else compare(value, operand)

    def _ranges(self, subject: Expression) -> bool:
        return any(
            isinstance(part, Aggregate)
            or (isinstance(part, FactReference) and part.name in self._ranging)
            for part in subject.walk()
        )

    def _programme(self, document: Document) -> Programme:
        scoring = document.scoring
        waived = scoring.waived_when if scoring else None
        return Programme(
            document=document,
            root=self._slot(document.eligibility) if document.eligibility else None,
            waived=self._slot(waived) if waived else None,
            score=scoring.compiled() if scoring else None,
            decides=scoring is not None and scoring.decides,
        )

    def _slot(self, condition: Condition) -> int:
        """The slot of a condition's truth; its verdict row is made on the way."""
        if not isinstance(condition, Group):
            slot = self._criteria[condition.key()]
            subject = self._subjects[_subject_key(condition)]
            self._verdict_of[id(condition)] = -len(self._leaf_rows) - 1
            constant = isinstance(condition, Leaf) and _is_constant(condition)
            operand = condition.constant_operand() if constant else None  # type: ignore[attr-defined]  # a Leaf, see above
            self._leaf_rows.append((condition, slot, subject, operand))
            return slot
        parts = tuple(self._slot(part) for part in condition.parts)
        key = (condition.kind, condition.count, parts)
        if key not in self._groups:
            self._groups[key] = len(self._criteria) + len(self._groups)
            self._decisions.append((condition.decide(), _picking(parts)))
        slot = self._groups[key]
        rows = tuple(self._verdict_of[id(part)] for part in condition.parts)
        self._verdict_of[id(condition)] = len(self._group_rows)
        self._group_rows.append((condition, slot, rows))
        return slot

    # --- asking ---------------------------------------------------------------------------------

    def prepared(self, facts: Facts, on: date) -> dict[str, Any]:
        """The facts with the derived ones that the documents rest on; a stated value wins."""
        values = dict(facts)
        for name, formula in self._derive:
            if name not in values:
                value = formula(values, on, None)
                if value is not None:
                    values[name] = value
        return values

    def evaluate(self, values: Mapping[str, Any], on: date) -> tuple[list[Truth], list[Any]]:
        """The truth of every criterion and group, and the value of every subject."""
        subjects: list[Any] = list(map(values.get, self._read_facts))
        subjects += [read(values, on, None) for read in self._read_others]
        truths: list[Truth] = [test(subjects[index]) for index, test in self._constant_tests]
        for index, test, operand in self._dynamic_tests:
            truths.append(test(subjects[index], operand(values, on, None)))
        add = truths.append
        for decide, pick in self._decisions:
            parts = pick(truths)
            if decide is all_of:
                add(False if False in parts else None if None in parts else True)
            elif decide is any_of:
                add(True if True in parts else None if None in parts else False)
            else:
                add(decide(parts))
        return truths, subjects

    def decide(self, facts: Facts, on: date) -> list[tuple[str, Truth]]:
        """The verdict of every programme as a truth."""
        values = self.prepared(facts, on)
        truths, _ = self.evaluate(values, on)
        return [
            (place.document.programme, place.judge(truths, values, on)[0])
            for place in self.programmes
        ]

    def trees(
        self, truths: list[Truth], subjects: list[Any], values: Mapping[str, Any], on: date
    ) -> Callable[[Condition], Verdict]:
        """Hang the truths on the nodes; gives the tree of reasons of any root."""
        leaves = [
            Verdict(node, truths[slot], subjects[subject], operand)
            for node, slot, subject, operand in self._leaf_rows
        ]
        for row, operand in self._dynamic_rows:
            leaves[row] = leaves[row]._replace(operand=operand(values, on, None))
        leaves.reverse()  # so that -1 is the first: rows of leaves are numbered downwards
        groups: list[Verdict] = []
        for node, slot, rows in self._group_rows:
            parts = tuple([groups[row] if row >= 0 else leaves[row] for row in rows])
            groups.append(Verdict(node, truths[slot], None, None, parts))
        place = self._verdict_of
        return lambda root: groups[row] if (row := place[id(root)]) >= 0 else leaves[row]


def _judged(condition: Condition) -> Iterator[Condition]:
    yield condition
    for child in condition.children():
        yield from _judged(child)


def _subject_key(node: Condition) -> Any:
    if isinstance(node, Quantifier):
        return ("each", node.fact, node.where.key())
    if isinstance(node, Leaf):
        return node.subject
    raise TypeError(type(node).__name__)


def _is_constant(node: Condition) -> bool:
    if isinstance(node, Leaf):
        return all(isinstance(operand, Constant) for operand in node.operands)
    return True


def _ranging(derived: Mapping[str, Expression]) -> set[str]:
    """The derived facts whose value may be a range."""
    found: set[str] = set()
    for name, formula in derived.items():
        for part in formula.walk():
            if isinstance(part, Aggregate) or getattr(part, "name", None) in found:
                found.add(name)
    return found


def _picking(parts: tuple[int, ...]) -> Callable[[Any], Any]:
    if len(parts) == 1:
        only = parts[0]
        return lambda truths: (truths[only],)
    return operator.itemgetter(*parts)
