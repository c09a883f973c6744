"""Many documents over many profiles at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

import polars as pl

from policies.rules.comparisons import Truth as OneTruth
from policies.rules.conditions import Condition, Group
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.rules.outcomes import OutcomeClass
from policies.rules.parts import may_refer_to_outcome
from policies.rules.plans import Plan, Programme
from policies.rules.screening import algebra
from policies.rules.screening.compiling import Columns
from policies.rules.screening.frames import facts_at, type_of
from policies.rules.screening.points import Scored, scored
from policies.rules.screening.steps import ROW, Steps
from policies.rules.screening.values import (
    InexpressibleError,
    Text,
    Truth,
    doubts,
    sure,
)

_PROGRAMS_KEPT = 8
_NUMBER = pl.int_range(pl.len(), dtype=pl.UInt32).alias(ROW)
Facts = Callable[[int], Mapping[str, Any]]  # a row -> its facts with the derived ones


class Screen:
    """Documents ready to be held against whole populations; nobody changes it.

    Args:
        documents: at most one edition of a programme makes sense, but nothing asks for it.

    Raises:
        RuleError: two documents derive one fact in two ways.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.documents = tuple(documents)
        self.plan = Plan(documents)
        self.vocabulary = Vocabulary(
            {
                name: fact
                for document in reversed(documents)
                for name, fact in document.vocabulary.items()
            }
        )
        self._expressible = [p for p in self.plan.programmes if self._is_expressible(p)]
        self._programs: dict[Any, _Program] = {}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The columns it reads: every fact a verdict may rest on, stated or derived."""
        named = {name for document in self.documents for name in document.verdict_facts}
        return tuple(name for name in self.vocabulary if name in named | self.plan.derived.keys())

    def decide(self, frame: pl.DataFrame, *, on: date) -> list[pl.Series]:
        """The verdict of everybody for each document, whether or not it is in force.

        Args:
            frame: a row for each profile, columns as :func:`~.frames.schema_of` has them; a fact
                without a column is unknown.

        Returns:
            For each document, in their order, true for eligible, false for ineligible, null for
            undetermined.
        """
        if frame.height == 0:
            return [pl.Series(dtype=pl.Boolean) for _ in self.documents]
        return self._program(frame, on).verdicts(frame)

    def scores(self, frame: pl.DataFrame, *, on: date) -> list[pl.DataFrame | None]:
        """The points of everybody: columns ``low`` and ``high``; ``None`` where nothing scores.

        They are the doubles nearest to the exact points, but for their last digits.
        """
        return self._program(frame, on).scores(frame)

    def _program(self, frame: pl.DataFrame, on: date) -> _Program:
        columns = frame.schema
        schema = {name: columns[name] for name in self.facts if name in columns}
        key = (on, tuple(schema.items()))
        found = self._programs.get(key)
        if found is None:
            found = _Program(self, self._expressible, schema, on)
            kept_ = dict(list(self._programs.items())[-_PROGRAMS_KEPT + 1 :])
            self._programs = {**kept_, key: found}
        return found

    def _is_expressible(self, place: Programme) -> bool:
        """Whether columns can say what a document says; the exact engine says it else."""
        schema = {name: type_of(fact) for name, fact in self.vocabulary.items()}
        try:
            _Program(self, [place], schema, place.document.in_force.first)
        except InexpressibleError:
            return False
        return True


class _Program:
    """A screen for frames of one schema on one day.

    Args:
        programmes: those that columns can say.

    Raises:
        InexpressibleError: they cannot say one of them.
    """

    def __init__(
        self, screen: Screen, programmes: Sequence[Programme], schema: Mapping[str, Any], on: date
    ) -> None:
        self.screen, self.programmes = screen, programmes
        self.schema, self.on = dict(schema), on
        self.plan, self.vocabulary = screen.plan, screen.vocabulary
        self._steps = Steps(self.schema, count())
        self._columns = Columns(
            on=on, steps=self._steps, facts=self.vocabulary, derived=self.plan.derived
        )
        self._judge()

    # --- building -------------------------------------------------------------------------------

    def _judge(self) -> None:
        """Lay out the criteria, the scores and what they come to."""
        self._criteria: dict[str, tuple[Condition, Truth]] = {}
        self._scored: dict[int, Scored] = {}
        read: dict[Any, Truth] = {}
        for place in self.programmes:
            document = place.document
            for criterion in (c for root in document.conditions() for c in _criteria_of(root)):
                key = criterion.key()
                if key not in read:
                    name = f"c{len(read)}"
                    self._criteria[name] = criterion, self._columns.truth(criterion)
                    read[key] = Truth(met=pl.col(name))
            if document.scoring is not None:
                found = scored(document.scoring, self._scoring_columns(document))
                self._scored[place.root] = Scored(
                    total=self._steps.keep(found.total), passed=self._steps.keep(found.passed)
                )
        deciding = [place for place in self.programmes if place.decides]
        self._passed = {_passed(place): self._scored[place.root].passed for place in deciding}
        asked = [*self._criteria, *self._passed]
        self._last = Steps(dict.fromkeys(asked, pl.Boolean()), count())
        decided = Columns(on=self.on, steps=self._last, facts={}, derived={}, known=dict(read))
        self._roots = {place.root: _root(place, decided) for place in self.programmes}

    def _scoring_columns(self, document: Document) -> Columns:
        if not may_refer_to_outcome(document.outcomes):
            return self._columns
        outcome: Any = self._steps.keep(_class(document.outcomes, self._columns))
        return self._columns.with_outcome(outcome)

    # --- running --------------------------------------------------------------------------------

    def _prepared(self, frame: pl.DataFrame) -> pl.DataFrame:
        return self._steps.run(frame.select(_NUMBER, *self.schema))

    def verdicts(self, frame: pl.DataFrame) -> list[pl.Series]:
        """The verdict of everybody for each document."""
        prepared, facts = self._prepared(frame), self._exactly(frame)
        asked = {name: truth for name, (_, truth) in self._criteria.items()} | self._passed
        made = prepared.select(
            _NUMBER,
            *(truth.met.alias(name) for name, truth in asked.items()),
            *(sure(t.doubt).alias(f"{n} doubt") for n, t in asked.items() if t.doubt is not None),
        )
        exact = {name: self._criterion(node) for name, (node, _) in self._criteria.items()}
        exact |= {_passed(place): self._passing(place) for place in self.programmes}
        made = self._last.run(_settled(made, asked, exact, facts))
        answers = made.select([root.alias(str(n)) for n, root in self._roots.items()])
        return [
            answers[str(n)] if n in self._roots else self._by_engine(n, frame.height, facts)
            for n in range(len(self.screen.documents))
        ]

    def scores(self, frame: pl.DataFrame) -> list[pl.DataFrame | None]:
        """The points of everybody for each document that scores."""
        prepared, facts = self._prepared(frame), self._exactly(frame)
        return [self._score(place, prepared, facts) for place in self.plan.programmes]

    def _score(self, place: Programme, prepared: pl.DataFrame, facts: Facts) -> pl.DataFrame | None:
        if place.score is None:
            return None
        found = self._scored.get(place.root)
        height, rows = prepared.height, range(prepared.height)
        if found is not None:
            total = found.total
            points = prepared.select(
                _NUMBER,
                low=total.low,
                high=total.high,
                doubt=pl.lit(value=False) if total.doubt is None else sure(total.doubt),
            )
            rows = points["doubt"].arg_true().to_list()  # type: ignore[assignment]
        else:
            points = pl.DataFrame({"low": [0.0] * height, "high": [0.0] * height})
        ends: dict[str, list[float]] = {"low": [], "high": []}
        for row in rows:
            score = place.score_of(facts(row), self.on)
            if score is None:
                raise AssertionError(place.document.programme)
            ends["low"].append(float(score.low))
            ends["high"].append(float(score.high))
        return pl.DataFrame(
            [
                points[end].cast(pl.Float64).scatter(list(rows), found_)
                for end, found_ in ends.items()
            ]
        )

    # --- the exact engine -----------------------------------------------------------------------

    def _exactly(self, frame: pl.DataFrame) -> Facts:
        """The facts of a row for the exact engine, each row read once."""
        seen: dict[int, Mapping[str, Any]] = {}
        read = frame.select(_NUMBER, *self.schema)  # the number, lest there be no column

        def facts(row: int) -> Mapping[str, Any]:
            if row not in seen:
                stated = facts_at(read, row, self.vocabulary)
                seen[row] = self.plan.prepared(stated, self.on)
            return seen[row]

        return facts

    def _criterion(self, node: Condition) -> Callable[[Mapping[str, Any]], OneTruth]:
        judge = node.compiled()
        return lambda values: judge(values, self.on, None)

    def _passing(self, place: Programme) -> Callable[[Mapping[str, Any]], OneTruth]:
        def passed(values: Mapping[str, Any]) -> OneTruth:
            score = place.score_of(values, self.on)
            return None if score is None else score.outcome()

        return passed

    def _by_engine(self, n: int, height: int, facts: Facts) -> pl.Series:
        plan = Plan([self.screen.documents[n]])
        verdicts = [plan.decide(facts(row), self.on)[0] for row in range(height)]
        return pl.Series(str(n), verdicts, dtype=pl.Boolean)


def _settled(
    made: pl.DataFrame,
    asked: Mapping[str, Truth],
    exact: Mapping[str, Callable[[Mapping[str, Any]], OneTruth]],
    facts: Facts,
) -> pl.DataFrame:
    """The truths with those that are in doubt judged by the exact engine."""
    mended = []
    for name, truth in asked.items():
        if truth.doubt is None:
            continue
        rows = made[f"{name} doubt"].arg_true()
        if len(rows):
            truths = [exact[name](facts(row)) for row in rows.to_list()]
            mended.append(made[name].scatter(rows, pl.Series(truths, dtype=pl.Boolean)))
    return made.with_columns(mended) if mended else made


def _passed(place: Programme) -> str:
    """The column that says whether the score of a document is enough."""
    return f"s{place.root}"


def _root(place: Programme, columns: Columns) -> pl.Expr:
    """The verdict of a document from the truths of its criteria."""
    document, scoring = place.document, place.document.scoring
    eligibility = document.eligibility
    if not place.decides or scoring is None:
        if eligibility is None:
            return pl.when(pl.col(ROW) < 0).then(pl.lit(value=True))  # an information card
        return columns.truth(eligibility).met
    passed = Truth(met=pl.col(_passed(place)))
    if scoring.waived_when is not None:
        passed = algebra.any_of([columns.truth(scoring.waived_when), passed])
    if eligibility is None:
        return passed.met
    return algebra.all_of([columns.truth(eligibility), passed]).met


def _criteria_of(condition: Condition) -> Iterable[Condition]:
    if isinstance(condition, Group):
        for part in condition.parts:
            yield from _criteria_of(part)
    else:
        yield condition


def _class(outcomes: Sequence[OutcomeClass], columns: Columns) -> Text:
    """The first class whose condition is met, unless an earlier one is open."""
    open_: pl.Expr = pl.lit(value=False)
    found: Any = pl
    doubt = None
    for each in outcomes:
        truth = columns.truth(each.when) if each.when is not None else algebra.yes(value=True)
        found = found.when(sure(truth.met)).then(pl.when(~open_).then(pl.lit(each.name)))
        open_, doubt = open_ | truth.met.is_null(), doubts(doubt, truth.doubt)
    return Text(text=found.otherwise(pl.lit(None, pl.String)), doubt=doubt)
