"""Facts whose points come to a pass mark, or as near below it as can be.

Items that share a fact are looked at together. Of each such lot a few ways are found, each with its
points; then one way of every lot is put together so that the sum comes near the mark. Everything is
bounded and in a fixed order: the same document always gets the same facts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from policies.rules.authoring.values import ordinary_value
from policies.rules.budgets import Budget
from policies.rules.comparisons import Truth
from policies.rules.documents import Document
from policies.rules.expressions import names_below
from policies.rules.facts import Facts, FactType, Sort, Value
from policies.rules.plans import Plan
from policies.rules.quantities import Interval, Number
from policies.rules.scoring import Bands, Item, Score, Scoring, ends, judged_key
from policies.rules.turning import turning_values, wished_records
from policies.rules.weights import Weight, weight_of_document

MOST_WAYS = 150
MOST_SUMS = 2_000
MOST_TRIED = 8
MOST_CHANGES = 3
_MOST_JUDGED = 100
_MOST_BEGINNINGS = 3
_STEPS_OF_A_SUM = 5  # of putting two ways together; about what that many nodes of a rule take


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What is changed to get some points.

    Attributes:
        facts: name to value, of those that are changed.
        judged: item to the points that reviewers give.
        points: what the items of a lot, or all of them, come to.
    """

    points: Number = 0
    facts: Mapping[str, Value] = field(default_factory=dict)
    judged: Mapping[str, Any] = field(default_factory=dict)

    def with_(self, other: Way) -> Way:
        """Both together."""
        return Way(
            points=self.points + other.points,
            facts={**self.facts, **other.facts},
            judged={**self.judged, **other.judged},
        )


@dataclass(frozen=True, slots=True)
class _Lot:
    """Items that share facts, by their place, with what they rest on."""

    places: tuple[int, ...]
    facts: tuple[str, ...]
    judged: tuple[str, ...]


@dataclass(slots=True)
class Marks:
    """The ways to points of one document, beginning with some facts on a day.

    Raises:
        BudgetEndedError: there is more to try than the budget allows.

    Attributes:
        sums: every sum of points that was found, with what to change for it, least first.
    """

    document: Document
    scoring: Scoring
    plan: Plan
    facts: Facts
    on: date
    judged: Mapping[str, Any]
    budget: Budget
    sums: list[Way] = field(init=False)
    _root: Callable[[Mapping[str, Any]], bool] = field(init=False)
    _weight: Weight = field(init=False)

    def __post_init__(self) -> None:
        self._weight = weight_of_document(self.document)
        self._root = self._rest_of_rule()
        self.sums = self._sums()

    def near(self, mark: Number, *, reached: bool) -> Iterator[Way]:
        """Those on one side of a mark, the nearest first."""
        strict = self.scoring.strict

        def is_reached(points: Number) -> bool:
            return points > mark if strict else points >= mark

        found = [way for way in self.sums if is_reached(way.points) is reached]
        yield from (found if reached else found[::-1])[:MOST_TRIED]

    def at_bound(self, way: Way, *, reached: bool) -> Iterator[Way]:
        """A way with one number or day moved to where the score passes or fails."""
        for name in self._names(self.scoring.items):
            fact = self.document.vocabulary.get(name)
            if fact is None or fact.sort not in (Sort.NUMBER, Sort.DATE):
                continue

            prepared = self.plan.varying(name, {**self.facts, **way.facts}, self.on)

            def passes(value: Value, prepared: Any = prepared) -> Truth:
                score = self._score_of(prepared(value), way.judged)
                return score.outcome() if score else None

            now = {**self.facts, **way.facts}.get(name)
            for value, passed in turning_values(fact, passes, on=self.on, now=now):
                facts = {**way.facts, name: value}
                score = self._score(facts, way.judged)
                if passed is reached and score is not None and score.low == score.high:
                    yield Way(points=score.low, facts=facts, judged=way.judged)

    # --- which items belong together ------------------------------------------------------------

    def _lots(self) -> list[_Lot]:
        lots: list[tuple[set[int], set[str]]] = []
        for place, item in enumerate(self.scoring.items):
            names = {*self._names([item]), *map(judged_key, _judged(item))}
            joined = [lot for lot in lots if lot[1] & names]
            lots = [lot for lot in lots if not lot[1] & names]
            places = {place}.union(*(lot[0] for lot in joined))
            lots.append((places, names.union(*(lot[1] for lot in joined))))
        return [self._lot(places) for places, _names in sorted(lots, key=lambda lot: min(lot[0]))]

    def _lot(self, places: set[int]) -> _Lot:
        items = [self.scoring.items[place] for place in sorted(places)]
        judged = tuple(name for item in items for name in _judged(item))
        return _Lot(tuple(sorted(places)), tuple(self._names(items)), judged)

    def _names(self, items: Any) -> list[str]:
        """The facts that items rest on; a derived one only where it was stated itself."""
        derived = self.document.derived
        subjects = [each.subject for item in items for each in item.walk() if each.subject]
        below = sorted(names_below(subjects, derived))
        stated = {name for name in below if name in derived and name in self.facts}
        return [name for name in below if name not in derived or name in stated]

    # --- the ways of one lot --------------------------------------------------------------------

    def _ways(self, lot: _Lot) -> list[Way]:
        """Ways with different points, the one that changes least first."""
        found: dict[Number, Way] = {}
        begun = [Way(facts=self._filled(lot), judged=self._unjudged(lot))]
        for _ in range(MOST_CHANGES):
            tried = [*begun, *(more for way in begun for more in self._moves(lot, way))]
            below: list[tuple[int, Number, Way]] = []
            for way in tried:
                floors, points = self._points(lot, way)
                if floors < 0 or points is None:
                    continue
                if floors:
                    below.append((floors, -points, way))
                elif len(found) < MOST_WAYS:
                    found.setdefault(points, replace(way, points=points))
            below.sort(key=lambda each: each[:2])
            begun = [*_spread(list(found.values())), *(w for *_, w in below[:_MOST_BEGINNINGS])]
        return list(found.values())

    def _filled(self, lot: _Lot) -> dict[str, Value]:
        """An ordinary value for each fact that is not known."""
        facts = [self.document.vocabulary.get(name) for name in lot.facts]
        return {
            fact.name: ordinary_value(fact, self.on)
            for fact in facts
            if fact is not None and fact.name not in self.facts
        }

    def _unjudged(self, lot: _Lot) -> dict[str, Any]:
        return {name: 0 for name in lot.judged if name not in self.judged}

    def _moves(self, lot: _Lot, way: Way) -> Iterator[Way]:
        for name in lot.facts:
            for value in self._values(lot, name, way):
                yield Way(facts={**way.facts, name: value}, judged=way.judged)
        for name in lot.judged:
            item = next(i for each in self.scoring.items for i in each.walk() if i.name == name)
            for points in range(min(int(item.maximum), _MOST_JUDGED) + 1):
                yield Way(facts=way.facts, judged={**way.judged, name: points})

    def _values(self, lot: _Lot, name: str, way: Way) -> list[Value]:
        """The values of a fact at which the points of a lot turn."""
        fact = self.document.vocabulary.get(name)
        if fact is None:
            return []
        now = {**self.facts, **way.facts}.get(name)
        if fact.sort is Sort.RECORDS:
            return list(self._wished_records(fact, now))

        prepared = self.plan.varying(name, {**self.facts, **way.facts}, self.on)

        def gives(value: Value) -> Any:
            values = prepared(value)
            score = self._score_of(values, way.judged)
            return score and (
                self._root(values),
                *(score.earned[place] for place in lot.places),
            )

        pairs = turning_values(fact, gives, on=self.on, now=now, seeds=self._bounds(lot))
        firsts: dict[Any, Value] = {}
        for value, found in pairs:
            firsts.setdefault(found, value)
        return list(firsts.values())[:MOST_WAYS]

    def _wished_records(self, fact: FactType, now: Value | None) -> Iterator[Value]:
        document, facts, on = self.document, self.facts, self.on
        return wished_records(fact, [document], now, facts, on, self.budget)

    def _bounds(self, lot: _Lot) -> list[Number]:
        items = [part for place in lot.places for part in self.scoring.items[place].walk()]
        methods = [part.method for part in items if isinstance(part.method, Bands)]
        return [bound for method in methods for bound, _points in method.bands]

    def _points(self, lot: _Lot, way: Way) -> tuple[int, Number | None]:
        """How many floors a lot is below, and its points; none while they are open.

        Where the rest of the rule is no longer met, the number is below zero.
        """
        if not self._root(self._prepared(way.facts)):
            return -1, None
        score = self._score(way.facts, way.judged)
        earned = [] if score is None else [score.earned[place] for place in lot.places]
        if any(isinstance(points, Interval) for points in earned):
            return 0, None
        floors = dict(self.scoring.floors)
        names = [self.scoring.items[place].name for place in lot.places]
        points = [ends(each).low for each in earned]
        pairs = zip(names, points, strict=True)
        return sum(each < floors.get(name, 0) for name, each in pairs), sum(points, 0)

    def _rest_of_rule(self) -> Callable[[Mapping[str, Any]], bool]:
        """Whether prepared facts meet the rest of the rule, where those as they are meet it."""
        root = self.document.eligibility
        if root is None:
            return lambda _values: True
        truth = root.compiled()

        def met(values: Mapping[str, Any]) -> bool:
            return truth(values, self.on, None) is True

        return met if met(self._prepared({})) else lambda _values: True

    def _score(self, changed: Mapping[str, Value], judged: Mapping[str, Any]) -> Score | None:
        return self._score_of(self._prepared(changed), judged)

    def _score_of(self, prepared: Mapping[str, Any], judged: Mapping[str, Any]) -> Score | None:
        self.budget.spend(self._weight.of(prepared))
        given = {**self.judged, **judged}
        values = {**prepared, **{judged_key(name): points for name, points in given.items()}}
        return self.plan.programmes[0].score_of(values, self.on)

    def _prepared(self, changed: Mapping[str, Value]) -> Mapping[str, Any]:
        return self.plan.prepared({**self.facts, **changed}, self.on)

    # --- all of them together -------------------------------------------------------------------

    def _sums(self) -> list[Way]:
        sums: dict[Number, Way] = {0: Way()}
        for lot in self._lots():
            ways = self._ways(lot)
            more: dict[Number, Way] = {}
            for way in ways:
                self.budget.spend(_STEPS_OF_A_SUM * len(sums))
                for before in sums.values():
                    both = before.with_(way)
                    more.setdefault(both.points, both)
            ordered = sorted(more)
            step = -(-len(ordered) // MOST_SUMS)
            kept = [*ordered[::step], *ordered[-1:]] if ordered else []
            sums = {points: more[points] for points in kept}
        return [sums[points] for points in sorted(sums)]


def _judged(item: Item) -> list[str]:
    return [part.name for part in item.walk() if part.judged]


def _spread(ways: list[Way]) -> list[Way]:
    """A few of many, the lowest and the highest among them."""
    ordered = sorted(ways, key=lambda way: way.points)
    step = max(len(ordered) // _MOST_BEGINNINGS, 1)
    return [*ordered[::step][:_MOST_BEGINNINGS], *ordered[-1:]]
