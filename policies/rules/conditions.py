"""Conditions: groups, leaves and quantifiers over records, as frozen nodes.

They are built by :mod:`~policies.rules.building`, which refuses what is wrong; evaluating never
raises. Three values throughout: ``True`` met, ``False`` unmet, ``None`` unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.rules.comparisons import Truth, all_of, any_of
from policies.rules.expressions import Compiled, Constant, Expression, FactReference
from policies.rules.facts import Facts, Record, Sort, Words
from policies.rules.operators import OPERATORS, Operand


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the text says so, and how sure we are.

    Attributes:
        source: a key of the document's or the shared sources.
        basis: ``official``, ``reported`` or ``assumed``.
        article: the clause of the source, as in 第三条.
        note: an interpretation, and who decided it, by language.
    """

    source: str
    basis: str
    article: str = ""
    note: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A part of a rule.

    Attributes:
        clause: its own source and basis, or those of what is around it.
        label: a shorter wording by language, where the generated sentence would be clumsy.
        path: its place in the document.
    """

    clause: Clause | None = None
    label: tuple[tuple[str, str], ...] = ()
    path: str = ""

    def children(self) -> tuple[Condition, ...]:
        """The conditions directly below that are judged by themselves."""
        return ()

    def expressions(self) -> tuple[Expression, ...]:
        """The expressions it compares."""
        return ()

    def compiled(self) -> Compiled:
        """The function that gives its truth."""
        raise NotImplementedError(type(self).__name__)

    def walk(self) -> Iterator[Condition]:
        """It and every condition below it, those over records included."""
        yield self
        for child in self.children():
            yield from child.walk()

    def words(self) -> Words:
        """Its label by language, empty where it has none."""
        return dict(self.label)

    def key(self) -> tuple[Any, ...]:
        """What it tests, whatever its clause and its place: equal keys have equal truths."""
        raise NotImplementedError(type(self).__name__)


def none_of(truths: list[Truth] | tuple[Truth, ...]) -> Truth:
    """The negation of :func:`any_of`."""
    return False if True in truths else None if None in truths else True


def at_least(count: int) -> Callable[[list[Truth] | tuple[Truth, ...]], Truth]:
    """Met if so many are met; unmet if fewer can still be met; else unknown."""

    def decide(truths: list[Truth] | tuple[Truth, ...]) -> Truth:
        met = truths.count(True)
        if met >= count:
            return True
        return False if met + truths.count(None) < count else None

    return decide


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Condition):
    """``all``, ``any``, ``none``, or ``at_least: N`` with ``of``."""

    kind: str
    parts: tuple[Condition, ...]
    count: int = 0

    def children(self) -> tuple[Condition, ...]:
        return self.parts

    def decide(self) -> Callable[[list[Truth] | tuple[Truth, ...]], Truth]:
        """How the truths of the parts give the group's."""
        if self.kind == "at_least":
            return at_least(self.count)
        return {"all": all_of, "any": any_of, "none": none_of}[self.kind]

    def compiled(self) -> Compiled:
        parts, decide = [part.compiled() for part in self.parts], self.decide()
        return lambda facts, on, record: decide([part(facts, on, record) for part in parts])

    def key(self) -> tuple[Any, ...]:
        return (self.kind, self.count, *(part.key() for part in self.parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Condition):
    """One testable clause: a subject, an operator and what it is held against.

    Attributes:
        operands: one expression, two for ``between``, any number for the sets.
        written: the subject as the document has it: the fact's name or the formula's text.
    """

    subject: Expression
    operator: str
    operands: tuple[Expression, ...]
    written: str = ""

    def expressions(self) -> tuple[Expression, ...]:
        return (self.subject, *self.operands)

    def compiled(self) -> Compiled:
        subject, held_against = self.subject.compiled(), self.operand_compiled()
        test = self.test()

        def evaluate(facts: Facts, on: date, record: Record | None) -> Truth:
            return test(subject(facts, on, record), held_against(facts, on, record))

        return evaluate

    def test(self) -> Callable[[Any, Any], Truth]:
        """Its truth from the two sides, either of which may be unknown."""
        holds = OPERATORS[self.operator].holds
        if self.operator == "is_known":
            return holds
        return lambda value, operand: (
            None if value is None or operand is None else holds(value, operand)
        )

    def operand_compiled(self) -> Compiled:
        """The right side as one value: the value itself, a tuple or a set of values."""
        if self.is_constant():
            value = self.constant_operand()
            return lambda facts, on, record: value
        sides = [operand.compiled() for operand in self.operands]
        if not self.holds_against_several() or self.operands[0].sort is Sort.CHOICES:
            return sides[0]

        def gather(facts: Facts, on: date, record: Record | None) -> Any:
            values = tuple(side(facts, on, record) for side in sides)
            return None if None in values else values

        return gather

    def constant_operand(self) -> Any:
        """The right side of a leaf that is held against constants alone."""
        values = tuple(operand.value for operand in self.operands)  # type: ignore[attr-defined]  # constants only
        return values if self.holds_against_several() else values[0]

    def is_constant(self) -> bool:
        """Whether the document itself fixes its right side."""
        return all(isinstance(operand, Constant) for operand in self.operands)

    def holds_against_several(self) -> bool:
        """Whether its right side is a list."""
        return OPERATORS[self.operator].operand in (Operand.PAIR, Operand.SET)

    def key(self) -> tuple[Any, ...]:
        return (self.operator, self.subject, *self.operands)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantifier(Condition):
    """``some`` or ``every`` record of a fact meets a condition about one record."""

    kind: str
    fact: FactReference
    where: Condition

    def walk(self) -> Iterator[Condition]:
        yield self
        yield from self.where.walk()

    def expressions(self) -> tuple[Expression, ...]:
        inner = (e for part in self.where.walk() for e in part.expressions())
        return (self.fact, *inner)

    def each(self) -> Compiled:
        """The truths of the condition for each record, ``None`` for an unknown list."""
        where, name = self.where.compiled(), self.fact.name

        def evaluate(facts: Facts, on: date, record: Record | None) -> tuple[Truth, ...] | None:
            records: Any = facts.get(name)
            if records is None:
                return None
            return tuple(where(facts, on, each) for each in records)

        return evaluate

    def test(self) -> Callable[[Any, Any], Truth]:
        """Its truth from those of the records."""
        decide = any_of if self.kind == "some" else all_of
        return lambda truths, _: None if truths is None else decide(truths)

    def compiled(self) -> Compiled:
        each, test = self.each(), self.test()
        return lambda facts, on, record: test(each(facts, on, record), None)

    def key(self) -> tuple[Any, ...]:
        return (self.kind, self.fact, self.where.key())
