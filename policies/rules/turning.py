"""The values of one fact at which something turns: the bounds that matter, found not guessed.

Used to ask (which answers would settle something) and to change (which value would be enough).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from itertools import pairwise, product
from typing import Any

from policies.rules.budgets import Budget
from policies.rules.conditions import Condition, Leaf, Quantifier
from policies.rules.documents import Document
from policies.rules.expressions import (
    Aggregate,
    Comparison,
    Constant,
    Expression,
    FactReference,
    FieldReference,
    Junction,
    Not,
)
from policies.rules.facts import Facts, FactType, Record, Sort, Value
from policies.rules.quantities import Number, tidy
from policies.rules.scoring import Bands
from policies.rules.spans import FIRST_DAY, LAST_DAY, months_later
from policies.rules.weights import weight_of

Gives = Callable[[Value], Any]  # a value of the fact -> something comparable
_STEPS: dict[str, Number] = {
    "integer": 1,
    "money": 1,
    "percent": Fraction(1, 10_000),
    "decimal": Fraction(1, 100),
}
_MAGNITUDES = [0, 1, 2, 3, 4, 5, 8, *(n * 10**k for k in range(1, 11) for n in (1, 2, 5))]
_YEARS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 80)
_MOST_RECORDS = 6
_MOST_TRIES = 400
_MOST_FITTING = 2
_MOST_COUNTED = 100


def turning_values(
    fact: FactType,
    gives: Gives,
    *,
    on: date,
    now: Value | None,
    seeds: Iterable[Any] = (),
    seeds_only: bool = False,
) -> list[tuple[Value, Any]]:
    """Values of a fact with what they give: at least one for every result that was found.

    For numbers and days these are the very bounds: the last value before a result changes and the
    first one after it.

    Args:
        gives: what is looked at, as a function of the value.
        now: the present value, where it is known.
        seeds: constants that the fact is held against.
        seeds_only: nothing else can turn anything, so that there is no need to search.
    """
    if fact.sort in (Sort.NUMBER, Sort.DATE):
        line = _Line(fact)
        samples = _sample_days(on) if line.is_day else _sample_numbers(line)
        if seeds_only:  # the ends remain, between which everything lies
            samples = [min(samples), max(samples)]
        return _along_a_line(line, gives, (*samples, *seeds, now))
    values = list(dict.fromkeys(_unordered(fact, now, seeds)))
    return [(value, gives(value)) for value in values]


def _unordered(fact: FactType, now: Value | None, seeds: Iterable[Any]) -> Iterator[Value]:
    if fact.sort is Sort.BOOLEAN:
        yield from (True, False)
    elif fact.sort is Sort.CHOICES:
        held: frozenset[str] = now if isinstance(now, frozenset) else frozenset()
        wanted = [slug for slug in seeds if slug in fact.choices] or list(fact.choices)
        yield from (held, frozenset())
        yield from (held | {slug} for slug in wanted)
        yield from (held - {slug} for slug in wanted)
        yield held | set(wanted)
        yield held - set(wanted)
    elif fact.choices:
        yield from fact.choices
    else:
        yield from (str(seed) for seed in seeds)
        yield from fact.texts


# --- numbers and days -----------------------------------------------------------------------------


class _Line:
    """The values of a fact as whole positions, so that halving always ends."""

    def __init__(self, fact: FactType) -> None:
        self.step = _STEPS.get(fact.type)
        self._size = self.step or 1
        self.is_day = fact.sort is Sort.DATE
        if self.is_day:
            self.low, self.high = FIRST_DAY.toordinal(), LAST_DAY.toordinal()
        else:
            low = fact.minimum if fact.minimum is not None else -(10**12)
            high = fact.maximum if fact.maximum is not None else 10**12
            self.low, self.high = -(-low // self._size), high // self._size

    def position(self, value: Any) -> int:
        """The position at or below a value, within the limits."""
        raw = value.toordinal() if self.is_day else value // self._size
        return int(min(max(raw, self.low), self.high))

    def value(self, position: int) -> Value:
        """The value at a position."""
        return date.fromordinal(position) if self.is_day else tidy(position * self._size)


def _along_a_line(line: _Line, gives: Gives, samples: Iterable[Any]) -> list[tuple[Value, Any]]:
    marks = {line.low, line.high} if not line.is_day else set()
    for value in (sample for sample in samples if _fits(sample, line)):
        position = line.position(value)
        marks |= {position, min(position + 1, line.high), max(position - 1, line.low)}
    results = [(position, gives(line.value(position))) for position in sorted(marks)]
    found: dict[int, Any] = {}
    for (left, before), (right, after) in pairwise(results):
        if before != after:
            low, high = _turn(left, right, before, line, gives)
            found[low], found[high] = gives(line.value(low)), gives(line.value(high))
    found[results[0][0]], found[results[-1][0]] = results[0][1], results[-1][1]
    return [(line.value(position), found[position]) for position in sorted(found)]


def _fits(value: Any, line: _Line) -> bool:
    if line.is_day:
        return isinstance(value, date)
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _sample_numbers(line: _Line) -> list[Any]:
    shares = [Fraction(n, 100) for n in (1, 2, 5, 10, 20, 30, 50, 60, 80, 100, 150)]
    return [*_MAGNITUDES, *(-n for n in _MAGNITUDES[1:20]), *(shares if line.step else [])]


def _sample_days(on: date) -> list[date]:
    back = [months_later(on, -12 * years) for years in _YEARS]
    ahead = [months_later(on, 12 * years) for years in (1, 2, 3, 5, 10)]
    near = [months_later(on, months) for months in (-9, -6, -3, -2, -1, 0, 1, 3, 6)]
    return [*back, *near, *ahead]


def _turn(left: int, right: int, before: Any, line: _Line, gives: Gives) -> tuple[int, int]:
    """Neighbours between which the result turns away from what it is at the left."""
    while right - left > 1:
        middle = (left + right) // 2
        if gives(line.value(middle)) == before:
            left = middle
        else:
            right = middle
    return left, right


# --- what a fact is held against ------------------------------------------------------------------


def constants_against(name: str, conditions: Iterable[Condition]) -> list[Any]:
    """The constants that a fact itself is held against."""
    found: list[Any] = []
    for root in conditions:
        for node in root.walk():
            if isinstance(node, Leaf) and getattr(node.subject, "name", None) == name:
                found += [side.value for side in node.operands if isinstance(side, Constant)]
    return found


# --- records --------------------------------------------------------------------------------------


def wished_records(
    fact: FactType,
    documents: Iterable[Document],
    now: Value | None,
    facts: Facts,
    on: date,
    budget: Budget,
) -> Iterator[Value]:
    """Lists of records that may turn something: some fitting ones more, or the others gone.

    Raises:
        BudgetEndedError: records are put together no further.
    """
    held: tuple[Record, ...] = now if isinstance(now, tuple) else ()
    yield held
    looks = list(_looks_at(fact, documents, budget))
    fitting = [(where, r) for where in looks for r in _fitting_records(fact, where, facts, on)]
    yield from ((*held, record) for _, record in fitting)
    for where in looks:
        yield tuple(each for each in held if where(facts, on, each) is True)
    for where, record in fitting:
        for count in where.counts[1:]:
            yield (*held, *([record] * count))


def _looks_at(fact: FactType, documents: Iterable[Document], budget: Budget) -> Iterator[_Where]:
    """Each way in which documents look at the records of a fact."""
    for expression, constants in _compared(documents):
        if isinstance(expression, Quantifier):
            if expression.fact.name == fact.name:
                where = expression.where
                nodes = weight_of(conditions=[where]).once
                yield _Where(where.compiled(), _field_constants(where), [], nodes, budget)
            continue
        for part in expression.walk():
            budget.spend(1)
            if isinstance(part, FactReference) and part.name == fact.name:
                yield _Where(None, {}, constants, 1, budget)
            if isinstance(part, Aggregate) and part.fact == fact.name:
                known = _constants_in(part.where) if part.where else {}
                if part.field is not None:
                    known[part.field] = [*constants, *known.get(part.field, [])]
                test = part.where.compiled() if part.where else None
                nodes = weight_of(expressions=part.parts()).once
                yield _Where(test, known, constants, nodes, budget)


def _compared(
    documents: Iterable[Document],
) -> Iterator[tuple[Expression | Quantifier, list[Any]]]:
    """What the verdict of documents looks at, with the constants that it is held against."""
    for document in documents:
        for root in document.conditions():
            for node in root.walk():
                if isinstance(node, Quantifier):
                    yield node, []
                elif isinstance(node, Leaf):
                    sides = [side.value for side in node.operands if isinstance(side, Constant)]
                    yield from ((expression, sides) for expression in node.expressions())
        for item in document.scoring.items if document.scoring else ():
            for each in item.walk():
                if each.subject is not None:
                    bands = each.method.bands if isinstance(each.method, Bands) else ()
                    yield each.subject, [bound for bound, _ in bands]


class _Where:
    """A condition over one record, with the constants its fields are held against.

    Attributes:
        counts: how many such records may matter.
    """

    def __init__(
        self,
        compiled: Any,
        constants: Mapping[str, list[Any]],
        bounds: Iterable[Any],
        nodes: int,
        budget: Budget,
    ) -> None:
        self.compiled, self.constants = compiled, constants
        self._nodes, self._budget = nodes, budget
        whole = [n for n in bounds if isinstance(n, int) and _MOST_RECORDS <= n < _MOST_COUNTED]
        self.counts = [*range(1, _MOST_RECORDS + 1), *(n + more for n in whole for more in (0, 1))]

    def __call__(self, facts: Facts, on: date, record: Record) -> Any:
        self._budget.spend(self._nodes)
        return True if self.compiled is None else self.compiled(facts, on, record)


def _field_constants(where: Condition) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for node in where.walk():
        if isinstance(node, Leaf) and isinstance(node.subject, FieldReference):
            values = [side.value for side in node.operands if isinstance(side, Constant)]
            found.setdefault(node.subject.name, []).extend(values)
        elif isinstance(node, Leaf):
            for name, values in _constants_in(node.subject).items():
                found.setdefault(name, []).extend(values)
    return found


def _constants_in(where: Expression) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for part in where.walk():
        if isinstance(part, Comparison):
            sides = (part.left, part.right)
            for one, other in (sides, sides[::-1]):
                if isinstance(one, FieldReference):
                    values = [other.value] if isinstance(other, Constant) else []
                    found.setdefault(one.name, []).extend(values)
        elif isinstance(part, Junction | Not):
            for operand in part.parts():
                if isinstance(operand, FieldReference):
                    found.setdefault(operand.name, []).append(True)
    if isinstance(where, FieldReference):
        found.setdefault(where.name, []).append(True)
    return found


def _fitting_records(fact: FactType, where: _Where, facts: Facts, on: date) -> list[Record]:
    """A few records that meet a condition, put together from the constants it names."""
    names = [name for name in where.constants if name in fact.fields]
    options = [_field_values(fact.fields[name], where.constants[name]) for name in names]
    found: list[Record] = []
    for tries, values in enumerate(product(*options)):
        record = dict(zip(names, values, strict=True))
        if where(facts, on, record) is True:
            found.append(record)
        if tries > _MOST_TRIES or len(found) >= _MOST_FITTING:
            break
    return found


def _field_values(field: FactType, constants: list[Any]) -> list[Value]:
    if field.sort is Sort.BOOLEAN:
        return [True, False]
    if field.sort is Sort.NUMBER:
        step = _STEPS.get(field.type, Fraction(1))
        numbers = [value for value in constants if isinstance(value, int | Fraction)]
        near = [tidy(value + step * n) for value in numbers for n in (0, 1, -1)]
        ends = [end for end in (field.minimum, field.maximum) if end is not None]
        return [value for value in dict.fromkeys([*near, 0, *ends]) if _allowed(field, value)]
    if field.sort is Sort.DATE:
        days = [value for value in constants if isinstance(value, date)]
        return [*days, LAST_DAY, FIRST_DAY]
    if field.sort is Sort.CHOICES:
        return [frozenset(), frozenset(field.choices)]
    return list(dict.fromkeys([*constants, *field.choices])) or list(field.texts)


def _allowed(field: FactType, value: Any) -> bool:
    if field.type == "integer" and value.denominator != 1:
        return False
    low, high = field.minimum, field.maximum
    return (low is None or low <= value) and (high is None or value <= high)
