"""What a formula is made of: frozen nodes that know their sort and compile to a function.

A compiled node is called with the facts, the day and the record at hand (``None`` outside of
records) and gives a value, an :class:`Interval` where records leave a number open, or ``None`` for
unknown. Unknown spreads; division by zero is unknown, and so is a result beyond 10^300. Only
``coalesce`` looks past it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from policies.rules.comparisons import COMPARISONS, negated
from policies.rules.facts import Facts, Record, Sort
from policies.rules.quantities import Interval, half_up, tidy
from policies.rules.spans import SPANS, months_later

# A value, an Interval or None; the nodes checked the sorts when they were built.
Compiled = Callable[[Facts, date, Record | None], Any]

# No figure is longer; so products of products cannot grow until they take for ever.
MOST_BITS, MOST_BITS_BEFORE_POINT = 16_384, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A part of a formula.

    Attributes:
        sort: what kind of value it gives.
    """

    sort: Sort

    def parts(self) -> tuple[Expression, ...]:
        """The expressions directly below."""
        return ()

    def compiled(self) -> Compiled:
        """The function that evaluates it."""
        raise NotImplementedError(type(self).__name__)

    def walk(self) -> Iterator[Expression]:
        """It and everything below it, conditions of records included."""
        yield self
        for part in self.parts():
            yield from part.walk()

    def fact_names(self) -> Iterator[str]:
        """The facts it names, in the order in which they stand; derived ones by their own name."""
        for part in self.walk():
            if isinstance(part, FactReference):
                yield part.name
            elif isinstance(part, Aggregate):
                yield part.fact

    def uses_today(self) -> bool:
        """Whether the passing of time alone can change it."""
        return any(isinstance(part, Today | DatedLookup) for part in self.walk())


def names_below(
    expressions: Iterable[Expression], derived: Mapping[str, Expression]
) -> frozenset[str]:
    """The facts that expressions name, and those that derived ones among them are made of."""
    found: set[str] = set()
    pending = list(expressions)
    while pending:
        for name in pending.pop().fact_names():
            if name not in found:
                found.add(name)
                if name in derived:
                    pending.append(derived[name])
    return frozenset(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Expression):
    """A number, a text, a yes/no, a day or a set of texts that the document fixes."""

    value: Any  # one of facts.Value; hashable

    def compiled(self) -> Compiled:
        value = self.value
        return lambda facts, on, record: value


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReference(Expression):
    """The value of a fact; derived ones are computed before anything is evaluated."""

    name: str

    def compiled(self) -> Compiled:
        name = self.name
        return lambda facts, on, record: facts.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldReference(Expression):
    """A field of the record at hand."""

    name: str

    def compiled(self) -> Compiled:
        name = self.name
        return lambda facts, on, record: record.get(name) if record is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today(Expression):
    """The day on which the rules are asked."""

    def compiled(self) -> Compiled:
        return lambda facts, on, record: on


def _corners(combine: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """Combine two values of which at least one is a range."""
    lefts = left if isinstance(left, Interval) else (left,)
    rights = right if isinstance(right, Interval) else (right,)
    values = [combine(a, b) for a in lefts for b in rights]
    return Interval(min(values), max(values))


def _too_long(value: Any) -> bool:
    """Whether a result is beyond any figure."""
    above, below = value.numerator.bit_length(), value.denominator.bit_length()
    return bool(above > MOST_BITS or below > MOST_BITS or above - below > MOST_BITS_BEFORE_POINT)


def _divided(left: Any, right: Any) -> Any:
    return tidy(Fraction(left, right))


ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divided,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoSided(Expression):
    """Two expressions with a sign between them."""

    symbol: str
    left: Expression
    right: Expression

    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic(TwoSided):
    """``left + right`` and its like, exact."""

    def compiled(self) -> Compiled:
        left, right, combine = self.left.compiled(), self.right.compiled(), ARITHMETIC[self.symbol]
        dividing = self.symbol == "/"

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            a, b = left(facts, on, record), right(facts, on, record)
            if a is None or b is None:
                return None
            if type(a) is Interval or type(b) is Interval:
                b_ends = b if type(b) is Interval else (b, b)
                if dividing and b_ends[0] <= 0 <= b_ends[1]:
                    return None
                value = _corners(combine, a, b)
                return None if any(map(_too_long, value)) else value
            if dividing and not b:
                return None
            value = combine(a, b)
            return None if _too_long(value) else value

        return evaluate


def _extreme(choose: Callable[[Iterable[Any]], Any]) -> Callable[..., Any]:
    def chosen(*values: Any) -> Any:
        if any(type(value) is Interval for value in values):
            ranges = [v if type(v) is Interval else Interval(v, v) for v in values]
            return Interval(choose(r.low for r in ranges), choose(r.high for r in ranges))
        return choose(values)

    return chosen


def _rounded(value: Any, digits: Any) -> Any:
    if type(value) is Interval:
        return Interval(half_up(value.low, digits), half_up(value.high, digits))
    return half_up(value, digits)


def _over_days(call: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A function that only rises or only falls with each day, of days that may be ranges."""

    def called(first: Any, second: Any) -> Any:
        if type(first) is Interval or type(second) is Interval:
            return _corners(call, first, second)
        return call(first, second)

    return called


# Functions whose every argument must be known, by name.
STRICT_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": _extreme(min),
    "max": _extreme(max),
    "round": _rounded,
    "months_after": _over_days(months_later),
    **{name: _over_days(span) for name, span in SPANS.items()},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Expression):
    """A function of known arguments: unknown as soon as one of them is."""

    function: str
    arguments: tuple[Expression, ...]

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments

    def compiled(self) -> Compiled:
        call, arguments = STRICT_FUNCTIONS[self.function], [a.compiled() for a in self.arguments]

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            values = [argument(facts, on, record) for argument in arguments]
            return None if None in values else call(*values)

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class If(Expression):
    """``if(condition, a, b)``; unknown while the condition is."""

    condition: Expression
    then: Expression
    otherwise: Expression

    def parts(self) -> tuple[Expression, ...]:
        return (self.condition, self.then, self.otherwise)

    def compiled(self) -> Compiled:
        condition, then = self.condition.compiled(), self.then.compiled()
        otherwise = self.otherwise.compiled()

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            met = condition(facts, on, record)
            if met is None:
                return None
            return then(facts, on, record) if met else otherwise(facts, on, record)

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalesce(Expression):
    """The first of its arguments that is known."""

    arguments: tuple[Expression, ...]

    def parts(self) -> tuple[Expression, ...]:
        return self.arguments

    def compiled(self) -> Compiled:
        arguments = [argument.compiled() for argument in self.arguments]

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            for argument in arguments:
                value = argument(facts, on, record)
                if value is not None:
                    return value
            return None

        return evaluate


def table_key(value: Any) -> str | None:
    """The text under which a table has a value; a whole number finds its numeral."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction) and value.denominator == 1:
        return str(value.numerator)
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(Expression):
    """A row of a table of the document; unknown where the table has no such row."""

    table: str
    rows: tuple[tuple[str, Any], ...]
    key: Expression

    def parts(self) -> tuple[Expression, ...]:
        return (self.key,)

    def compiled(self) -> Compiled:
        key, rows = self.key.compiled(), dict(self.rows)

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            name = table_key(key(facts, on, record))
            return None if name is None else rows.get(name)

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedLookup(Expression):
    """A row of a shared table in its edition of the day; unknown where no edition is in force."""

    table: str
    editions: tuple[tuple[date, date | None, tuple[tuple[str, Any], ...]], ...]
    key: Expression

    def parts(self) -> tuple[Expression, ...]:
        return (self.key,)

    def compiled(self) -> Compiled:
        key = self.key.compiled()
        editions = [(first, last, dict(rows)) for first, last, rows in self.editions]

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            name = table_key(key(facts, on, record))
            for first, last, rows in editions:
                if first <= on and (last is None or on <= last):
                    return None if name is None else rows.get(name)
            return None

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(TwoSided):
    """``left >= right`` inside a formula."""

    def compiled(self) -> Compiled:
        left, right, compare = self.left.compiled(), self.right.compiled(), COMPARISONS[self.symbol]

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            a, b = left(facts, on, record), right(facts, on, record)
            return None if a is None or b is None else compare(a, b)

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Junction(Expression):
    """``and`` or ``or``: one side can settle it."""

    settling: bool  # False for and, True for or
    operands: tuple[Expression, ...]

    def parts(self) -> tuple[Expression, ...]:
        return self.operands

    def compiled(self) -> Compiled:
        operands, settling = [operand.compiled() for operand in self.operands], self.settling

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            unknown = False
            for operand in operands:
                value = operand(facts, on, record)
                if value is settling:
                    return settling
                unknown = unknown or value is None
            return None if unknown else not settling

        return evaluate


@dataclass(frozen=True, slots=True, kw_only=True)
class Not(Expression):
    """``not``: unknown stays unknown."""

    operand: Expression

    def parts(self) -> tuple[Expression, ...]:
        return (self.operand,)

    def compiled(self) -> Compiled:
        operand = self.operand.compiled()
        return lambda facts, on, record: negated(operand(facts, on, record))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Expression):
    """``count``, ``sum``, ``average``, ``lowest`` or ``highest`` over the records of a fact.

    A record of which it is not known whether it belongs makes the result a range.
    """

    function: str
    fact: str
    field: str | None
    where: Expression | None

    def parts(self) -> tuple[Expression, ...]:
        return (self.where,) if self.where else ()

    def compiled(self) -> Compiled:
        where = self.where.compiled() if self.where else None
        fact, name, gather = self.fact, self.field, AGGREGATES[self.function]

        def evaluate(facts: Facts, on: date, record: Record | None) -> Any:
            records: Any = facts.get(fact)
            if records is None:
                return None
            sure: list[Any] = []
            open_: list[Any] = []
            for each in records:
                belongs = where(facts, on, each) if where else True
                if belongs is not False:
                    value = 1 if name is None else each.get(name)
                    (sure if belongs else open_).append(value)
            return gather(sure, open_)

        return evaluate


def _sum(sure: list[Any], open_: list[Any]) -> Any:
    if None in sure or None in open_:
        return None
    low = high = sum(sure)
    low += sum(value for value in open_ if value < 0)
    high += sum(value for value in open_ if value > 0)
    return low if low == high else Interval(low, high)


def _average(sure: list[Any], open_: list[Any]) -> Any:
    if open_ or None in sure or not sure:
        return None
    return tidy(Fraction(sum(sure), 1) / len(sure))


def _lowest(sure: list[Any], open_: list[Any]) -> Any:
    if not sure or None in sure or None in open_:
        return None
    low, high = min(sure + open_), min(sure)
    return low if low == high else Interval(low, high)


def _highest(sure: list[Any], open_: list[Any]) -> Any:
    if not sure or None in sure or None in open_:
        return None
    low, high = max(sure), max(sure + open_)
    return low if low == high else Interval(low, high)


AGGREGATES: dict[str, Callable[[list[Any], list[Any]], Any]] = {
    "count": _sum,
    "sum": _sum,
    "average": _average,
    "lowest": _lowest,
    "highest": _highest,
}
