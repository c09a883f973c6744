"""Many documents over many profiles at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import count
from typing import Any

import polars as pl

from policies.rules.comparisons import Truth as OneTruth
from policies.rules.conditions import Condition, Group
from policies.rules.documents import Document
from policies.rules.expressions import Expression, names_below
from policies.rules.facts import Vocabulary
from policies.rules.outcomes import OutcomeClass
from policies.rules.parts import may_refer_to_outcome
from policies.rules.plans import Plan, Programme
from policies.rules.screening import algebra
from policies.rules.screening.compiling import Columns
from policies.rules.screening.frames import facts_of, type_of
from policies.rules.screening.points import scored
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
        self._programs: dict[Any, _Program] = {}

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The columns it reads: every fact a verdict may rest on, stated or derived."""
        named = {name for document in self.documents for name in document.verdict_facts}
        return tuple(name for name in self.vocabulary if name in named | self.plan.derived.keys())

    def one_by_one(self, *, on: date) -> list[Document]:
        """Those that columns cannot say, which the exact engine judges for each profile."""
        places = self.plan.programmes
        return [place.document for place in places if not self._is_expressible(place, on)]

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
            found = self._compiled(schema, on)
            kept_ = dict(list(self._programs.items())[-_PROGRAMS_KEPT + 1 :])
            self._programs = {**kept_, key: found}
        return found

    def _compiled(self, schema: Mapping[str, pl.DataType], on: date) -> _Program:
        """The program for all documents that columns can say; the exact engine says the others."""
        programmes = self.plan.programmes
        try:
            return _Program(self, programmes, schema, on)
        except InexpressibleError:
            return _Program(
                self, [p for p in programmes if self._is_expressible(p, on)], schema, on
            )

    def _is_expressible(self, place: Programme, on: date) -> bool:
        schema = {name: type_of(fact) for name, fact in self.vocabulary.items()}
        try:
            _Program(self, [place], schema, on)
        except InexpressibleError:
            return False
        return True


class _Program:
    """A screen for frames of one schema on one day.

    Criteria are judged for everybody; a score only where it can still matter.

    Args:
        programmes: those that columns can say.

    Raises:
        InexpressibleError: they cannot say one of them.
    """

    def __init__(
        self, screen: Screen, programmes: Sequence[Programme], schema: Mapping[str, Any], on: date
    ) -> None:
        self.screen, self.on, self.schema = screen, on, dict(schema)
        columns = self._columns()
        self._steps = columns.steps
        self._criteria: dict[str, tuple[Condition, Truth]] = {}
        read: dict[Any, Truth] = {}
        for place in programmes:
            for condition in place.document.conditions():
                for criterion in _criteria_of(condition):
                    key = criterion.key()
                    if key not in read:
                        name = f"c{len(read)}"
                        self._criteria[name] = criterion, columns.truth(criterion)
                        read[key] = Truth(met=pl.col(name))
        self._steps.look_at(truth.met for _, truth in self._criteria.values())
        last = Steps(dict.fromkeys(self._criteria, pl.Boolean()), count())
        judged = Columns(on=on, steps=last, facts={}, derived={}, known=dict(read))
        self._last, self._roots = last, {place.root: _root(place, judged) for place in programmes}
        self._waived = {place.root: _waived(place, judged) for place in programmes if place.decides}
        self._scores = self._score_programs(programmes)
        roots = [*self._roots.values(), *self._waived.values()]
        last.look_at(roots)

    def _score_programs(self, programmes: Sequence[Programme]) -> dict[int, _ScoreProgram]:
        """One for each document that scores; those that score alike have one together."""
        made: dict[Any, _ScoreProgram] = {}
        found = {}
        for place in programmes:
            if place.score is not None:
                alike = place.document.scoring, place.document.outcomes
                if alike not in made:
                    made[alike] = _ScoreProgram(place, self._columns())
                found[place.root] = made[alike]
        return found

    def _columns(self) -> Columns:
        steps = Steps(self.schema, count())
        plan, facts = self.screen.plan, self.screen.vocabulary
        return Columns(on=self.on, steps=steps, facts=facts, derived=plan.derived)

    def verdicts(self, frame: pl.DataFrame) -> list[pl.Series]:
        """The verdict of everybody for each document."""
        numbered = frame.select(_NUMBER, *self.schema)
        exactly = _Exactly(self.screen, frame, self.on)
        asked = {name: truth for name, (_, truth) in self._criteria.items()}
        derived = self.screen.plan.derived
        exact = {name: _judging(node, derived) for name, (node, _) in self._criteria.items()}
        made = exactly.settled(self._steps.run(numbered), asked, exact)
        answers = self._last.run(made).select(
            *(root.alias(f"root {n}") for n, root in self._roots.items()),
            *(waived.alias(f"waived {n}") for n, waived in self._waived.items()),
        )
        passed = {
            score: score.passed(numbered, where, exactly)
            for score, where in self._asked_for(answers).items()
        }
        found = []
        for place in self.screen.plan.programmes:
            n = place.root
            if n not in self._roots:
                found.append(exactly.decided(place.document))
            elif n not in self._waived:
                found.append(answers[f"root {n}"])
            else:
                enough = answers[f"waived {n}"] | passed[self._scores[n]]
                found.append((answers[f"root {n}"] & enough).alias(""))
        return found

    def _asked_for(self, answers: pl.DataFrame) -> dict[_ScoreProgram, pl.Series]:
        """The rows in which each score can still matter to a verdict."""
        found: dict[_ScoreProgram, pl.Series] = {}
        for n in self._waived:
            root, waived, score = answers[f"root {n}"], answers[f"waived {n}"], self._scores[n]
            open_ = root.ne_missing(pl.Series([False])) & waived.ne_missing(pl.Series([True]))
            found[score] = found[score] | open_ if score in found else open_
        return found

    def scores(self, frame: pl.DataFrame) -> list[pl.DataFrame | None]:
        """The points of everybody for each document that scores."""
        numbered = frame.select(_NUMBER, *self.schema)
        exactly = _Exactly(self.screen, frame, self.on)
        found: list[pl.DataFrame | None] = []
        for place in self.screen.plan.programmes:
            if place.score is None:
                found.append(None)
            elif place.root in self._scores:
                found.append(self._scores[place.root].points(numbered, exactly))
            else:
                found.append(exactly.scored(place, numbered[ROW]))
        return found


class _ScoreProgram:
    """The score of one document."""

    def __init__(self, place: Programme, columns: Columns) -> None:
        scoring, outcomes = place.document.scoring, place.document.outcomes
        if scoring is None:
            raise AssertionError(place.document.programme)
        if may_refer_to_outcome(outcomes):
            columns = columns.with_outcome(columns.steps.keep(_class(outcomes, columns)))
        found = scored(scoring, columns)
        self.place, self._steps = place, columns.steps
        self._rests_on = _rests_on(place, columns.derived)
        self._total = columns.steps.keep(found.total)
        self._passed = columns.steps.keep(found.passed)

    def passed(self, numbered: pl.DataFrame, where: pl.Series, exactly: _Exactly) -> pl.Series:
        """Whether it is enough, null also where nobody asks."""
        rows = where.arg_true()
        found = pl.Series([None], dtype=pl.Boolean).new_from_index(0, numbered.height)
        if not len(rows):
            return found
        place = self.place

        def enough(values: Mapping[str, Any], on: date) -> OneTruth:
            score = place.score_of(values, on)
            return None if score is None else score.outcome()

        few = self._steps.run(numbered.select(ROW, *self._steps.used).filter(where))
        judging = _Judging(judge=enough, rests_on=self._rests_on)
        made = exactly.settled(few, {"passed": self._passed}, {"passed": judging})
        return found.scatter(rows, made["passed"])

    def points(self, numbered: pl.DataFrame, exactly: _Exactly) -> pl.DataFrame:
        """The points of everybody, from ``low`` to ``high``."""
        total = self._total
        doubt = pl.lit(value=False) if total.doubt is None else sure(total.doubt)
        made = self._steps.run(numbered).select(ROW, low=total.low, high=total.high, doubt=doubt)
        rows = made["doubt"].arg_true()
        mended = exactly.scored(self.place, made[ROW].gather(rows))
        return pl.DataFrame([made[end].scatter(rows, mended[end]) for end in ("low", "high")])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judging:
    """One truth as the exact engine finds it.

    Attributes:
        judge: of facts with the derived ones, on a day.
        rests_on: the facts it looks at, and those that derived ones among them are made of.
    """

    judge: Callable[[Mapping[str, Any], date], OneTruth]
    rests_on: frozenset[str]


class _Exactly:
    """The exact engine, for the rows that doubles leave in doubt."""

    def __init__(self, screen: Screen, frame: pl.DataFrame, on: date) -> None:
        self._screen, self._on = screen, on
        # a number in each row, lest there be no column at all
        self._read = frame.select(_NUMBER, *(n for n in screen.facts if n in frame.columns))

    def _facts(self, rows: pl.Series, names: frozenset[str]) -> Iterator[Mapping[str, Any]]:
        """Some facts of some rows, with what is derived of them."""
        vocabulary, derived = self._screen.vocabulary, self._screen.plan.derived
        named = [name for name in self._read.columns if name == ROW or name in names]
        derive = [(name, formula.compiled()) for name, formula in derived.items() if name in names]
        for row in self._read.select(named)[rows].iter_rows(named=True):
            values: dict[str, Any] = facts_of(row, vocabulary)
            for name, formula in derive:
                if name not in values:
                    value = formula(values, self._on, None)
                    if value is not None:
                        values[name] = value
            yield values

    def settled(
        self, made: pl.DataFrame, asked: Mapping[str, Truth], exact: Mapping[str, _Judging]
    ) -> pl.DataFrame:
        """The truths asked for, those in doubt judged exactly."""
        found = made.select(
            ROW,
            *(truth.met.alias(name) for name, truth in asked.items()),
            *(sure(t.doubt).alias(f"{n} doubt") for n, t in asked.items() if t.doubt is not None),
        )
        mended = []
        for name in (name for name, truth in asked.items() if truth.doubt is not None):
            places = found[f"{name} doubt"].arg_true()
            if len(places):
                facts = self._facts(found[ROW].gather(places), exact[name].rests_on)
                truths = [exact[name].judge(values, self._on) for values in facts]
                mended.append(found[name].scatter(places, pl.Series(truths, dtype=pl.Boolean)))
        return found.with_columns(mended) if mended else found

    def decided(self, document: Document) -> pl.Series:
        """The verdict of everybody, by this engine alone."""
        plan = Plan([document])
        facts = self._facts(
            self._read[ROW], frozenset(document.verdict_facts) | plan.derived.keys()
        )
        return pl.Series([plan.decide(each, self._on)[0] for each in facts], dtype=pl.Boolean)

    def scored(self, place: Programme, rows: pl.Series) -> pl.DataFrame:
        """The points of some rows."""
        facts = self._facts(rows, _rests_on(place, self._screen.plan.derived))
        totals = [score.total for each in facts if (score := place.score_of(each, self._on))]
        ends = {"low": [float(t.low) for t in totals], "high": [float(t.high) for t in totals]}
        return pl.DataFrame(ends, schema={"low": pl.Float64, "high": pl.Float64})


def _judging(node: Condition, derived: Mapping[str, Expression]) -> _Judging:
    judge = node.compiled()
    expressions = [each for part in node.walk() for each in part.expressions()]
    return _Judging(
        judge=lambda values, on: judge(values, on, None),
        rests_on=names_below(expressions, derived),
    )


def _rests_on(place: Programme, derived: Mapping[str, Expression]) -> frozenset[str]:
    """The facts that the score of a document rests on."""
    scoring, outcomes = place.document.scoring, place.document.outcomes
    items = [part for item in scoring.items for part in item.walk()] if scoring else []
    found = [item.subject for item in items if item.subject is not None]
    if may_refer_to_outcome(outcomes):
        whens = [each.when for each in outcomes if each.when is not None]
        found += [e for when in whens for part in when.walk() for e in part.expressions()]
    return names_below(found, derived)


def _root(place: Programme, columns: Columns) -> pl.Expr:
    """What eligibility comes to, from the truths of its criteria."""
    if place.document.eligibility is not None:
        return columns.truth(place.document.eligibility).met
    met = pl.lit(value=True) if place.decides else pl.lit(None, pl.Boolean)
    return pl.when(pl.col(ROW) >= 0).then(met)  # an information card is never decided


def _waived(place: Programme, columns: Columns) -> pl.Expr:
    """Whether no score is needed."""
    scoring = place.document.scoring
    if scoring is None or scoring.waived_when is None:
        return pl.when(pl.col(ROW) >= 0).then(pl.lit(value=False))
    return columns.truth(scoring.waived_when).met


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
