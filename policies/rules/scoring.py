"""Scores: points by item, with those still unknown kept apart from those lost.

An item whose value is unknown leaves an :class:`Interval`; so does the total. A judged item is
entered by reviewers and never computed: until then it lies between 0 and its maximum.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from policies.rules.comparisons import Truth
from policies.rules.conditions import Clause, Condition
from policies.rules.expressions import Compiled, Expression, table_key
from policies.rules.facts import Facts, Record
from policies.rules.quantities import Interval, Number, half_up, sign, tidy

Points = Callable[[Any], Number]  # a known value -> points
Earned = Number | Interval


def judged_key(item: str) -> str:
    """Where the points that reviewers gave lie among the facts; no fact can bear such a name."""
    return f"judged:{item}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Points of the first band whose bound is reached; below the lowest 0."""

    bands: tuple[tuple[Number, Number], ...]  # (at least, points), descending

    def points(self, value: Any) -> Number:
        """Points for a known value."""
        for bound, points in self.bands:
            if sign(value, bound) >= 0:
                return points
        return 0

    def between(self, low: Number, high: Number) -> list[Number]:
        """Points that values strictly inside a range may get besides those of its ends."""
        return [points for bound, points in self.bands if low < bound <= high]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """Points grow evenly from 0 at ``start`` to the maximum at ``end``."""

    start: Number
    end: Number
    maximum: Number

    def points(self, value: Any) -> Number:
        """Points for a known value."""
        way, whole = value - self.start, self.end - self.start
        if whole < 0:
            way, whole = -way, -whole
        if way <= 0:
            return 0
        return self.maximum if way >= whole else tidy(Fraction(self.maximum * way, whole))

    def between(self, low: Number, high: Number) -> list[Number]:
        """None: the ends bound what lies between."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """maximum × min(value ÷ benchmark, cap) ÷ cap."""

    benchmark: Number
    cap: Number
    maximum: Number

    def points(self, value: Any) -> Number:
        """Points for a known value; a negative one gets none."""
        ratio = max(min(Fraction(value, self.benchmark), self.cap), 0)
        return tidy(Fraction(self.maximum * ratio, self.cap))

    def between(self, low: Number, high: Number) -> list[Number]:
        """None: the ends bound what lies between."""
        return []


@dataclass(frozen=True, slots=True, kw_only=True)
class ByChoice:
    """Points by the choice made; a choice without a row gets 0."""

    rows: tuple[tuple[str, Number], ...]

    def points(self, value: Any) -> Number:
        """Points for a known value; of several choices the best."""
        rows = dict(self.rows)
        if isinstance(value, frozenset):
            return max((rows.get(choice, 0) for choice in value), default=0)
        return rows.get(table_key(value) or "", 0)

    def between(self, low: Number, high: Number) -> list[Number]:
        """Every row and none: a range of numbers has any of them, or lies beside them all."""
        return [0, *(points for _, points in self.rows)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PerUnit:
    """So many points for each unit counted, up to the maximum."""

    each: Number
    maximum: Number

    def points(self, value: Any) -> Number:
        """Points for a known number, or for so many records."""
        count = len(value) if isinstance(value, tuple) else value
        return min(max(count * self.each, 0), self.maximum)

    def between(self, low: Number, high: Number) -> list[Number]:
        """None: the ends bound what lies between."""
        return []


Method = Bands | Linear | Ratio | ByChoice | PerUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a score.

    Attributes:
        subject, method: what is looked at and how it becomes points; absent for judged and
            combined items.
        missing: what an unknown value counts: ``unknown``, ``zero`` or ``benchmark``.
        parts, best: items of which the sum (or the best) counts, up to the maximum.
    """

    name: str
    maximum: Number
    subject: Expression | None = None
    method: Method | None = None
    missing: str = "unknown"
    judged: bool = False
    parts: tuple[Item, ...] = ()
    best: bool = False
    clause: Clause | None = None
    label: tuple[tuple[str, str], ...] = ()
    digits: int | None = None

    def walk(self) -> Iterator[Item]:
        """It and the items it is combined from."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def compiled(self) -> Compiled:
        """The function that gives its points, an Interval where they are open."""
        if self.parts:
            earned = self._combined()
        elif self.judged:
            earned = self._entered()
        else:
            earned = self._measured()
        digits = self.digits
        if digits is None:
            return earned
        places = digits

        def rounded(facts: Facts, on: date, record: Record | None) -> Earned:
            points = earned(facts, on, record)
            if type(points) is Interval:
                return Interval(half_up(points.low, places), half_up(points.high, places))
            return half_up(points, places)

        return rounded

    def _entered(self) -> Compiled:
        key, open_ = judged_key(self.name), Interval(0, self.maximum)
        return lambda facts, on, record: facts.get(key, open_)

    def _combined(self) -> Compiled:
        parts, maximum = [part.compiled() for part in self.parts], self.maximum
        gather: Callable[[list[Number]], Number] = max if self.best else sum

        def evaluate(facts: Facts, on: date, record: Record | None) -> Earned:
            earned = [ends(part(facts, on, record)) for part in parts]
            low = min(gather([points.low for points in earned]), maximum)
            high = min(gather([points.high for points in earned]), maximum)
            return low if low == high else Interval(low, high)

        return evaluate

    def _measured(self) -> Compiled:
        subject, method = self.subject, self.method
        if subject is None or method is None:  # the builder gives both
            raise AssertionError(self.name)
        read, when_missing = subject.compiled(), self._when_missing()

        def evaluate(facts: Facts, on: date, record: Record | None) -> Earned:
            value = read(facts, on, record)
            if value is None:
                return when_missing
            if type(value) is Interval:
                low, high = value
                reach = [method.points(low), method.points(high), *method.between(low, high)]
                return min(reach) if min(reach) == max(reach) else Interval(min(reach), max(reach))
            return method.points(value)

        return evaluate

    def _when_missing(self) -> Earned:
        if self.missing == "zero":
            return 0
        if self.missing == "benchmark" and isinstance(self.method, Ratio):
            return self.method.points(self.method.benchmark)
        return Interval(0, self.maximum)


def ends(points: Earned) -> Interval:
    """Points as a range."""
    return points if isinstance(points, Interval) else Interval(points, points)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How an edition gives points.

    Attributes:
        pass_mark: points needed; ``None`` where the text knows no line.
        strict: whether the score must be above the mark.
        floors: least points of single items.
        stage: ``application`` if the score is part of the verdict, ``review`` if reviewers give it
            later.
        waived_when: direct routes that make the score unnecessary.
    """

    items: tuple[Item, ...]
    pass_mark: Number | None = None
    strict: bool = False
    floors: tuple[tuple[str, Number], ...] = ()
    stage: str = "application"
    waived_when: Condition | None = None

    @property
    def decides(self) -> bool:
        """Whether the score is part of the verdict."""
        return self.stage == "application" and (self.pass_mark is not None or bool(self.floors))

    def compiled(self) -> Callable[[Facts, date], Score]:
        """The function that gives the score of some facts on a day."""
        items = [item.compiled() for item in self.items]

        def evaluate(facts: Facts, on: date) -> Score:
            earned = [points(facts, on, None) for points in items]
            return Score(self, tuple(earned), total(earned))

        return evaluate


class Score(NamedTuple):
    """The points of one set of facts, item by item.

    Attributes:
        earned: for each item of the scoring its points, or the range in which they lie.
        total: from the points that are certain to those that can still be reached.
    """

    scoring: Scoring
    earned: tuple[Earned, ...]
    total: Interval

    @property
    def low(self) -> Number:
        """Points that are certain."""
        return self.total.low

    @property
    def high(self) -> Number:
        """Points that can still be reached."""
        return self.total.high

    @property
    def value(self) -> Earned:
        """The total, exact or as a range."""
        low, high = self.low, self.high
        return low if low == high else Interval(low, high)

    def outcome(self) -> Truth:
        """Met if the low end passes, unmet if the high end cannot, else unknown."""
        scoring, truths = self.scoring, []
        if scoring.pass_mark is not None:
            truths.append(_reaches(self.total, scoring.pass_mark, strict=scoring.strict))
        for name, floor in scoring.floors:
            place = next(n for n, item in enumerate(scoring.items) if item.name == name)
            truths.append(_reaches(ends(self.earned[place]), floor, strict=False))
        return False if False in truths else None if None in truths else True


def total(earned: Iterable[Earned]) -> Interval:
    """The sum of points that may be ranges."""
    whole, parts, ranges = 0, list[Number](), list[Interval]()
    for points in earned:
        if isinstance(points, int):
            whole += points  # sums of fractions are slow
        elif isinstance(points, Interval):
            ranges.append(points)
        else:
            parts.append(points)
    sure = sum(parts, whole)
    if not ranges:
        return Interval(sure, sure)
    lows, highs = zip(*ranges, strict=True)
    return Interval(sum(lows, sure), sum(highs, sure))


def _reaches(points: Interval, mark: Number, *, strict: bool) -> Truth:
    needed = 1 if strict else 0
    if sign(points.low, mark) >= needed:
        return True
    return False if sign(points.high, mark) < needed else None
