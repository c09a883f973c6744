"""The same programmes as plain SQL: its logic has three values as well, so it is a fair peer.

Two ways: a table with a typed column for each fact and each derived fact worked out once for each
row; and the facts as they are stored, cast criterion by criterion. What SQL has no short words for
(points that are still open, records) is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from policies.rules.conditions import Condition, Group, Leaf
from policies.rules.documents import Document
from policies.rules.expressions import (
    Arithmetic,
    Call,
    Coalesce,
    Comparison,
    Constant,
    DatedLookup,
    Expression,
    FactReference,
    If,
    Junction,
    Lookup,
    Not,
    Today,
)
from policies.rules.facts import FactType, Sort, Vocabulary

SIGNS = {
    "is": "=",
    "is_not": "<>",
    "at_least": ">=",
    "at_most": "<=",
    "more_than": ">",
    "less_than": "<",
}
TYPES = {
    "boolean": "boolean",
    "integer": "bigint",
    "money": "bigint",
    "decimal": "numeric",
    "percent": "numeric",
    "date": "date",
    "choice": "text",
    "text": "text",
    "choices": "text[]",
}


class InexpressibleError(Exception):
    """SQL has no short words for a part of a programme."""


def typed(fact: FactType) -> str:
    """A fact as a column of its own."""
    return f'"{fact.name}"'


def cast(fact: FactType) -> str:
    """A fact out of the stored JSON."""
    if fact.type == "choices":
        return f"(facts->'{fact.name}')"
    return f"(facts->>'{fact.name}')::{TYPES[fact.type]}"


@dataclass(frozen=True)
class Writer:
    """Puts conditions into SQL.

    Attributes:
        column: how a fact is named.
        inlined: formulas that are written out where their facts stand; others are columns.
        stored: whether sets of choices are JSON.
    """

    vocabulary: Vocabulary
    on: date
    column: Callable[[FactType], str]
    inlined: dict[str, Expression]
    stored: bool

    def condition(self, node: Condition) -> str:
        """A condition as an expression of three values."""
        if isinstance(node, Leaf):
            return self._leaf(node)
        if not isinstance(node, Group):
            raise InexpressibleError(type(node).__name__)
        parts = [self.condition(part) for part in node.parts]
        if node.kind == "at_least":
            met, open_ = (
                " + ".join(f"(({p}) is {t})::int" for p in parts) for t in ("true", "unknown")
            )
            return (
                f"(case when {met} >= {node.count} then true "
                f"when {met} + {open_} < {node.count} then false end)"
            )
        joined = f"({(' and ' if node.kind == 'all' else ' or ').join(parts)})"
        return f"(not {joined})" if node.kind == "none" else joined

    def _leaf(self, leaf: Leaf) -> str:
        subject = self.expression(leaf.subject)
        operands = [self.expression(each) for each in leaf.operands]
        if leaf.subject.sort is Sort.CHOICES:
            return self._choices(subject, leaf)
        match leaf.operator:
            case "in":
                return f"({subject} in ({', '.join(operands)}))"
            case "not_in":
                return f"({subject} not in ({', '.join(operands)}))"
            case "between":
                return f"({subject} between {operands[0]} and {operands[1]})"
            case "starts_with":
                return f"starts_with({subject}, {operands[0]})"
            case "is_known":
                return f"({subject} is {'not ' if leaf.constant_operand() else ''}null)"
        if leaf.operator not in SIGNS:
            raise InexpressibleError(leaf.operator)
        return f"({subject} {SIGNS[leaf.operator]} {operands[0]})"

    def _choices(self, subject: str, leaf: Leaf) -> str:
        values = leaf.constant_operand()
        wanted = [values] if isinstance(values, str) else sorted(values)
        array = f"array[{', '.join(_text(value) for value in wanted)}]"
        any_, all_ = ("?|", "?&") if self.stored else ("&&", "@>")
        signs = {"includes": all_, "includes_all": all_, "includes_any": any_}
        if leaf.operator not in signs:
            raise InexpressibleError(leaf.operator)
        return f"({subject} {signs[leaf.operator]} {array})"

    def expression(self, node: Expression) -> str:
        """A formula."""
        match node:
            case Constant():
                return _constant(node.value)
            case FactReference():
                if node.name in self.inlined:
                    return self.expression(self.inlined[node.name])
                return self._fact(node.name)
            case Today():
                return f"date '{self.on}'"
            case Arithmetic():
                left, right = self.expression(node.left), self.expression(node.right)
                if node.symbol == "/":
                    return f"({left}::numeric / nullif({right}, 0))"
                return f"({left} {node.symbol} {right})"
            case Comparison():
                sign = "<>" if node.symbol == "!=" else node.symbol
                return f"({self.expression(node.left)} {sign} {self.expression(node.right)})"
            case Junction():
                word = " or " if node.settling else " and "
                return f"({word.join(self.expression(part) for part in node.operands)})"
            case Not():
                return f"(not {self.expression(node.operand)})"
            case If():
                when, then, otherwise = (self.expression(part) for part in node.parts())
                return f"(case when {when} then {then} when not {when} then {otherwise} end)"
            case Coalesce():
                return f"coalesce({', '.join(map(self.expression, node.arguments))})"
            case Lookup():
                return self._rows(node.key, node.rows)
            case DatedLookup():
                return self._rows(node.key, self._of_the_day(node))
            case Call():
                return self._call(node)
        raise InexpressibleError(type(node).__name__)

    def _fact(self, name: str) -> str:
        if name not in self.vocabulary or self.vocabulary[name].sort is Sort.RECORDS:
            raise InexpressibleError(name)
        return self.column(self.vocabulary[name])

    def _rows(self, key: Expression, rows: Iterable[tuple[str, Any]]) -> str:
        whens = " ".join(f"when {_text(name)} then {_constant(value)}" for name, value in rows)
        return f"(case {self.expression(key)}::text {whens} end)"

    def _of_the_day(self, node: DatedLookup) -> Iterable[tuple[str, Any]]:
        for first, last, rows in node.editions:
            if first <= self.on and (last is None or self.on <= last):
                return rows
        raise InexpressibleError("no table on the day")

    def _call(self, node: Call) -> str:
        parts = [self.expression(part) for part in node.arguments]
        span = f"age({parts[-1]}, {parts[0]})"
        match node.function:
            case "years_between":
                return f"extract(year from {span})::bigint"
            case "months_between":
                return f"(extract(year from {span}) * 12 + extract(month from {span}))::bigint"
            case "days_between":
                return f"({parts[1]} - {parts[0]})"
            case "months_after":
                return f"({parts[0]} + make_interval(months => ({parts[1]})::int))::date"
        raise InexpressibleError(node.function)


def _constant(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f"date '{value}'"
    if isinstance(value, Fraction):
        return f"({value.numerator}::numeric / {value.denominator})"
    return _text(value) if isinstance(value, str) else str(value)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


@dataclass(frozen=True)
class InSql:
    """Programmes that SQL can express.

    Attributes:
        places: of the documents among those that were given.
        typed: expressions over the typed table.
        source: the typed table with the derived facts that they need.
        cast: expressions over the stored JSON.
    """

    places: tuple[int, ...]
    typed: tuple[str, ...]
    source: str
    cast: tuple[str, ...]


def in_sql(documents: Sequence[Document], vocabulary: Vocabulary, on: date) -> InSql:
    """Put programmes into SQL; those that it cannot say are left out."""
    derived = {name: formula for each in documents for name, formula in each.derived.items()}
    over_columns = Writer(vocabulary, on, typed, {}, stored=False)
    over_json = Writer(vocabulary, on, cast, derived, stored=True)
    places, in_columns, in_json = [], [], []
    for place, document in enumerate(documents):
        if document.eligibility is None or document.scoring is not None:
            continue
        try:
            pair = [writer.condition(document.eligibility) for writer in (over_columns, over_json)]
        except InexpressibleError:
            continue
        places.append(place)
        in_columns.append(pair[0])
        in_json.append(pair[1])
    needed = _behind([documents[place] for place in places], derived)
    source = _source(needed, over_columns)
    return InSql(tuple(places), tuple(in_columns), source, tuple(in_json))


def _behind(documents: Iterable[Document], derived: dict[str, Expression]) -> dict[str, Expression]:
    """The derived facts that documents rest on, each after those that it is made of."""
    found: dict[str, Expression] = {}

    def take(expression: Expression) -> None:
        for name in expression.fact_names():
            if name in derived and name not in found:
                take(derived[name])
                found[name] = derived[name]

    for document in documents:
        for condition in document.conditions():
            for part in condition.walk():
                for expression in part.expressions():
                    take(expression)
    return found


def _source(needed: dict[str, Expression], writer: Writer) -> str:
    """Layer on layer; ``offset 0`` keeps the planner from writing each formula out again."""
    source, made, left = "city_typed", set[str](), dict(needed)
    while left:
        layer = {
            name: formula
            for name, formula in left.items()
            if not {n for n in formula.fact_names() if n in needed} - made
        }
        columns = ", ".join(f'{writer.expression(f)} as "{name}"' for name, f in layer.items())
        source = f"(select *, {columns} from {source} offset 0) as layer_{len(made)}"
        made |= layer.keys()
        left = {name: formula for name, formula in left.items() if name not in layer}
    return source
