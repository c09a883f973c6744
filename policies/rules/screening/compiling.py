"""Conditions and formulas of documents as expressions over columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import reduce
from typing import Any

import polars as pl

from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Coalesce,
    Comparison,
    Constant,
    DatedLookup,
    Expression,
    FactReference,
    FieldReference,
    If,
    Junction,
    Lookup,
    Not,
    Today,
)
from policies.rules.facts import FactType, Sort
from policies.rules.formulas import OUTCOME
from policies.rules.operators import OPERATORS
from policies.rules.screening import algebra, records
from policies.rules.screening import days as calendar
from policies.rules.screening.arithmetic import (
    added,
    constant,
    divided,
    exactness,
    extreme,
    multiplied,
    rounded,
)
from policies.rules.screening.given import column_of, fields_of
from policies.rules.screening.steps import Steps
from policies.rules.screening.values import (
    InexpressibleError,
    Quantity,
    Text,
    Truth,
    Value,
    doubts,
    sure,
)

_ARITHMETIC: dict[str, Callable[[Quantity, Quantity], Quantity]] = {
    "+": added,
    "-": lambda a, b: added(a, b, minus=True),
    "*": multiplied,
}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Turns the parts of documents into columns of one frame, on one day.

    Attributes:
        on: the day.
        steps: where columns are worked out.
        fact: the type of a fact, for those that no node before asked for.
        derived: the formulas of derived facts.
        known: what was worked out before, by node.
        around: inside of records, what turns the rest into columns of the profiles.
        fields: of the records at hand.
    """

    on: date
    steps: Steps
    facts: Mapping[str, FactType]
    derived: Mapping[str, Expression]
    known: dict[Any, Any] = field(default_factory=dict)
    around: Columns | None = None
    fields: Mapping[str, Value] = field(default_factory=dict)

    def with_outcome(self, outcome: Text) -> Columns:
        """For the score of a document that refers to its class."""
        known = {**self.known, FactReference(sort=Sort.TEXT, name=OUTCOME): outcome}
        return replace(self, known=known)

    # --- conditions -----------------------------------------------------------------------------

    def truth(self, node: Condition) -> Truth:
        """The truth of a condition."""
        if isinstance(node, Group):
            found = self._group(node, [self.truth(part) for part in node.parts])
            return self._kept(found) if node.kind == "at_least" else found
        key = node.key()
        if key not in self.known:
            self.known[key] = self._kept(self._criterion(node))
        return self.known[key]  # type: ignore[no-any-return]

    def _criterion(self, node: Condition) -> Truth:
        if isinstance(node, Leaf):
            return self._leaf(node)
        if isinstance(node, Quantifier):
            return (self.around or self)._quantifier(node)
        raise TypeError(type(node).__name__)

    def _kept(self, value: Any) -> Any:
        return self.steps.keep(value)

    @staticmethod
    def _group(node: Group, parts: list[Truth]) -> Truth:
        match node.kind:
            case "all":
                return algebra.all_of(parts)
            case "any":
                return algebra.any_of(parts)
            case "none":
                return algebra.negated(algebra.any_of(parts))
        return algebra.at_least(node.count, parts)

    def _leaf(self, leaf: Leaf) -> Truth:
        operator, subject = OPERATORS[leaf.operator], self.value(leaf.subject)
        meaning = operator.meaning(algebra.COLUMNS)
        if leaf.operator == "is_known":
            return meaning(subject, leaf.constant_operand())  # type: ignore[no-any-return]
        sides = [self.value(side) for side in leaf.operands]
        several = leaf.holds_against_several() and leaf.operands[0].sort is not Sort.CHOICES
        found: Truth = meaning(subject, sides if several else sides[0])
        if leaf.is_constant() or not several:
            return found
        # unknown as soon as one of several is, even where another would settle it
        known = reduce(lambda a, b: a & b, [side.known for side in (subject, *sides)])
        return Truth(met=pl.when(known).then(found.met), doubt=found.doubt)

    # --- expressions ----------------------------------------------------------------------------

    def value(self, node: Expression) -> Any:
        """The value of an expression."""
        if self.around is not None and not _looks_at_record(node):
            return self.around.value(node)
        if node not in self.known:
            made = _COMPILE[type(node)](self, node)
            self.known[node] = made if self._is_given(node) else self._kept(made)
        return self.known[node]

    def _is_given(self, node: Expression) -> bool:
        """Whether it is a column already, or the same for all."""
        if isinstance(node, FactReference):
            return node.name not in self.derived
        return isinstance(node, Constant | Today | FieldReference)

    def fact(self, node: FactReference) -> Value:
        """A fact, as stated or derived."""
        fact = self.facts.get(node.name)
        if fact is None or fact.sort is not node.sort:  # the score, or a fact of two sorts
            raise InexpressibleError
        column = pl.col(node.name) if node.name in self.steps.given else None
        stated, formula = column_of(fact, column, self.steps), self.derived.get(node.name)
        if formula is None:
            return stated
        derived = self.value(formula)
        return derived if column is None else first_known(stated, derived)

    # --- records --------------------------------------------------------------------------------

    def _inside(self, name: str) -> Columns | None:
        """For conditions on the records of a fact; ``None`` where nobody states it."""
        fact = self.facts.get(name)
        if fact is None or fact.sort is not Sort.RECORDS or name in self.derived:
            raise InexpressibleError
        column = self.steps.given.get(name)
        if column is None:
            return None
        steps = Steps({name: column}, self.steps.names, inside=True)
        fields = fields_of(fact, column, steps)
        return replace(self, steps=steps, known={}, around=self, fields=fields)

    def _quantifier(self, node: Quantifier) -> Truth:
        inside = self._inside(node.fact.name)
        if inside is None:
            return Truth(met=pl.lit(None, pl.Boolean))
        truth = inside.steps.keep(inside.truth(node.where))
        grouped, found = records.quantified(node, truth)
        self.steps.spread(node.fact.name, inside.steps, grouped)
        return found

    def aggregate(self, node: Aggregate) -> Value:
        """A figure of the records of a fact."""
        inside, fact = self._inside(node.fact), self.facts[node.fact]
        if inside is None:
            return records.unknown(node, fact)
        where = inside.value(node.where) if node.where else None
        value = inside.fields[node.field] if node.field else None
        gathering = records.Gathering(f"{next(self.steps.names)} of", node, fact, where, value)
        inside.steps.add(gathering.each())
        self.steps.spread(node.fact, inside.steps, gathering.grouped())
        return gathering.value()

    # --- formulas -------------------------------------------------------------------------------

    def field(self, node: FieldReference) -> Value:
        """A field of the record at hand."""
        return self.fields[node.name]

    def constant(self, node: Constant) -> Value:
        """What the document fixes."""
        if node.sort is Sort.NUMBER:
            return constant(node.value)
        if node.sort is Sort.BOOLEAN:
            return algebra.yes(node.value)
        column = pl.lit(node.value)
        if node.sort is Sort.TEXT:
            return Text(text=column, literal=node.value)
        return Quantity(low=column, high=column, literal=node.value)

    def today(self, node: Today) -> Value:
        """The day."""
        column = pl.lit(self.on)
        return Quantity(low=column, high=column, literal=self.on)

    def arithmetic(self, node: Arithmetic) -> Value:
        """``left + right`` and its like."""
        left, right = self.value(node.left), self.value(node.right)
        if node.symbol == "/":
            return divided(left, right, self.steps.keep)
        return _ARITHMETIC[node.symbol](left, right)

    def call(self, node: Call) -> Value:
        """A function of known arguments."""
        if node.function == "round":
            digits: Any = node.arguments[1]
            return rounded(self.value(node.arguments[0]), digits.value)
        if node.function == "months_after":
            months: Any = node.arguments[1]
            return calendar.months_after(self.value(node.arguments[0]), months.value)
        sides = [self.value(argument) for argument in node.arguments]
        if node.function in ("min", "max"):
            return extreme(sides, least=node.function == "min")
        return calendar.span(node.function, sides[0], sides[1])

    def comparison(self, node: Comparison) -> Value:
        """``left >= right`` inside a formula."""
        compare = algebra.COLUMNS.compare[node.symbol]
        return compare(self.value(node.left), self.value(node.right))  # type: ignore[no-any-return]

    def junction(self, node: Junction) -> Value:
        """``and`` or ``or``."""
        sides = [self.value(operand) for operand in node.operands]
        return algebra.any_of(sides) if node.settling else algebra.all_of(sides)

    def negation(self, node: Not) -> Value:
        """``not``."""
        return algebra.negated(self.value(node.operand))

    def choice_of_two(self, node: If) -> Value:
        """``if(condition, a, b)``."""
        condition = self.value(node.condition)
        met = condition.met

        def pick(one: pl.Expr, other: pl.Expr) -> pl.Expr:
            return pl.when(met).then(one).when(~met).then(other)

        merged = self.value(node.then).merged(self.value(node.otherwise), pick)
        return _doubted(merged, condition.doubt)

    def first_known(self, node: Coalesce) -> Value:
        """``coalesce(a, b, …)``."""
        sides = [self.value(argument) for argument in node.arguments]
        found: Value = reduce(first_known, sides)
        return found

    def lookup(self, node: Lookup) -> Value:
        """A row of a table."""
        return row_of(node.rows, self.value(node.key), numbers=node.sort is Sort.NUMBER)

    def dated_lookup(self, node: DatedLookup) -> Value:
        """A row of a table's edition of the day."""
        numbers, key = node.sort is Sort.NUMBER, self.value(node.key)
        for first, last, rows in node.editions:
            if first <= self.on and (last is None or self.on <= last):
                return row_of(rows, key, numbers=numbers)
        return row_of((), key, numbers=numbers)


def first_known(one: Any, other: Any) -> Value:
    """The first of two values where it is known, else the second."""
    known = one.known

    def pick(a: pl.Expr, b: pl.Expr) -> pl.Expr:
        return pl.when(known).then(a).otherwise(b)

    return one.merged(other, pick)  # type: ignore[no-any-return]


def _doubted(value: Any, doubt: pl.Expr | None) -> Value:
    return replace(value, doubt=doubts(value.doubt, doubt))  # type: ignore[no-any-return]


def row_of(
    rows: tuple[tuple[str, Any], ...], key: Any, *, numbers: bool, other: float | None = None
) -> Value:
    """The row of a table for each key.

    Args:
        numbers: whether the table has numbers; texts else.
        other: what a known key without a row gets; unknown where it is absent.
    """
    kind = pl.Float64 if numbers else pl.String
    plain = {name: float(value) if numbers else value for name, value in rows}
    found, doubt = _found(plain, key, kind)
    if other is not None:
        found = pl.when(key.known).then(found.fill_null(other))
    if not numbers:
        return Text(text=found, doubt=doubt)
    figures = [Fraction(value) for _, value in rows]
    most = max([abs(float(value)) for value in figures], default=0.0)
    return Quantity(low=found, high=found, doubt=doubt, limit=most, **exactness(figures))


def _found(plain: Mapping[str, Any], key: Any, kind: Any) -> tuple[pl.Expr, pl.Expr | None]:
    if isinstance(key, Truth):
        sides = [pl.lit(plain.get(name), kind) for name in ("true", "false")]
        return pl.when(key.met).then(sides[0]).when(~key.met).then(sides[1]), key.doubt
    if isinstance(key, Text) and key.choices:  # a choice is the number of its place already
        rows = pl.Series([plain.get(name) for name in key.choices], dtype=kind)
        return pl.lit(rows).gather(key.text.to_physical()), key.doubt
    if isinstance(key, Text):
        return _replaced(key.text.cast(pl.String), plain, kind), key.doubt
    whole = {float(name): value for name, value in plain.items() if _is_whole(name)}
    found = _replaced(key.low + 0.0, whole, kind)
    doubt, slack = key.doubt, key.slack
    if key.grid is None and not key.numeral:
        near = (key.low - key.low.round()).abs() <= slack
        doubt = doubts(doubt, sure(near if isinstance(slack, float) else near & (slack > 0)))
    if key.ranged is not None:
        found = pl.when(~sure(key.ranged)).then(found)
    return found, doubt


def _is_whole(name: str) -> bool:
    """Whether a number finds a row of this name."""
    digits = name.removeprefix("-")
    return len(digits) <= 15 and digits.isascii() and digits.isdecimal() and str(int(name)) == name


def _replaced(column: pl.Expr, rows: Mapping[Any, Any], kind: Any) -> pl.Expr:
    if not rows:
        return pl.when(column.is_null()).then(pl.lit(None, kind))
    return column.replace_strict(
        list(rows), pl.Series(list(rows.values()), dtype=kind), default=None, return_dtype=kind
    )


def _looks_at_record(node: Expression) -> bool:
    """Whether an expression looks at the record at hand; aggregates look at others."""
    if isinstance(node, FieldReference):
        return True
    return not isinstance(node, Aggregate) and any(map(_looks_at_record, node.parts()))


_COMPILE: dict[type[Expression], Callable[[Columns, Any], Any]] = {
    FactReference: Columns.fact,
    Aggregate: Columns.aggregate,
    FieldReference: Columns.field,
    Constant: Columns.constant,
    Today: Columns.today,
    Arithmetic: Columns.arithmetic,
    Call: Columns.call,
    Comparison: Columns.comparison,
    Junction: Columns.junction,
    Not: Columns.negation,
    If: Columns.choice_of_two,
    Coalesce: Columns.first_known,
    Lookup: Columns.lookup,
    DatedLookup: Columns.dated_lookup,
}
