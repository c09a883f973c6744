"""Examples for bounds that a document's own examples do not look at from both sides.

Each is an example that is there already, or facts that meet the rule, with one fact moved to the
very bound. What it expects is what the document says of it today: whoever accepts one says that
this is meant.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from policies.rules.authoring.coverage import bounds, criteria_of, sides_of_mark
from policies.rules.authoring.finding import HINT, Finding
from policies.rules.authoring.marks import Marks, Way
from policies.rules.authoring.values import ordinary_value
from policies.rules.authoring.writing import document_text
from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition
from policies.rules.documents import Document, Force
from policies.rules.expressions import names_below
from policies.rules.facts import Facts, FactType, Sort, Value
from policies.rules.grammar import MOST_EXAMPLES
from policies.rules.plans import Plan
from policies.rules.quantities import Number, decimal_text
from policies.rules.reading import (
    DOCUMENT_LIMITS,
    Plain,
    nodes_of,
    octets_of,
    read_document_text,
)
from policies.rules.rulebook import Result, Rulebook
from policies.rules.shapes import LANGUAGES
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED
from policies.rules.weights import Weight, weight_of, weight_of_document

MOST_BASES = 8
MOST_ROUNDS = 4
MOST_SCORED = 2
PROPOSING_STEPS = 6_000_000  # about a second; the costliest of the catalogue, bare, needs 4 m
_STEPS_OF_REASONS = 3  # a verdict with its tree of reasons, beside its truth alone
_VERDICTS = {
    ELIGIBLE: {"zh-hans": "可能符合", "en": "may be eligible"},
    INELIGIBLE: {"zh-hans": "不符合", "en": "not eligible"},
    UNDETERMINED: {"zh-hans": "还不能判断", "en": "cannot tell yet"},
}
_FLAGS = {True: {"zh-hans": "是", "en": "yes"}, False: {"zh-hans": "否", "en": "no"}}
_NONE = {"zh-hans": "没有", "en": "none"}
_NOTHING = {"zh-hans": "什么都不知道", "en": "Nothing known"}
_POINTS = {"zh-hans": "得分", "en": "Points"}
_UNKNOWN = {"zh-hans": "还不知道", "en": "not known"}


@dataclass(frozen=True, slots=True)
class _Case:
    """Facts on a day, with what the document says of them.

    Attributes:
        moved: the fact that was changed last.
        met: whether the conditions are met, whatever the score.
        passed: whether the score passes; with ``points`` where it is to be shown.
    """

    facts: Facts
    on: date
    judged: Mapping[str, Any]
    verdict: str
    missing: tuple[str, ...] = ()
    moved: str = ""
    met: Truth = True
    passed: Truth = None
    points: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What was found for a document.

    Attributes:
        examples: one for every side that lacked one, and for the unknown where none is, as many
            as the document has room for.
        left_out: the sides for which no facts were found, and what can be said of them; how many
            examples more there would be.
        complete: whether everything was looked at; else there may be more to propose.
    """

    examples: tuple[Plain, ...] = ()
    left_out: tuple[Finding, ...] = ()
    complete: bool = True


def propose_examples(document: Document, budget: Budget | None = None) -> Proposed:
    """Look for examples that a document lacks: bounds, the pass mark, the unknown."""
    decides = document.scoring is not None and document.scoring.pass_mark is not None
    if not document.conditions() and not decides:  # of an information card nothing can be shown
        return Proposed()
    return _Proposing(document, budget or Budget(PROPOSING_STEPS)).proposed()


@dataclass(slots=True)
class _Proposing:
    """One search through a document."""

    document: Document
    budget: Budget
    plan: Plan = field(init=False)
    book: Rulebook = field(init=False)
    weight: Weight = field(init=False)
    bases: list[_Case] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        always = replace(self.document, in_force=Force(date.min, None))
        self.plan, self.book = Plan([self.document]), Rulebook([always])
        self.weight = weight_of_document(self.document)

    def proposed(self) -> Proposed:
        """What was found, within the budget."""
        found: list[_Case] = []
        left_out: list[Finding] = []
        with suppress(BudgetEndedError):
            self._find(found, left_out)
        proposed = [self._plain(case) for case in found]
        fitting = _fitting(proposed, self.document)
        if more := len(proposed) - len(fitting):
            left_out.append(Finding("examples", "no_room", HINT, {"count": more}))
        return Proposed(
            examples=tuple(fitting), left_out=tuple(left_out), complete=not self.budget.ended
        )

    def _find(self, found: list[_Case], left_out: list[Finding]) -> None:
        self.bases = self._bases()
        found.extend(self._at_the_mark(left_out))
        if not any(case.verdict == ELIGIBLE for case in self.bases):
            self.bases = [*(case for case in found if case.verdict == ELIGIBLE), *self.bases]
        for bound in bounds(self.document):
            truth, lost = bound.criterion.compiled(), []
            for side in bound.lacks:
                self.budget.spend(len(found) * weight_of(conditions=[bound.criterion]).once)
                shown = [truth(self.plan.prepared(c.facts, c.on), c.on, None) for c in found]
                if side not in shown:
                    case = self._turned(bound.criterion, side)
                    found += [] if case is None else [case]
                    lost += [side] if case is None else []
            if lost:
                arguments = {"lacks": tuple(lost)}
                left_out.append(Finding(bound.criterion.path, "no_facts_found", HINT, arguments))
        if not any(each.expect["verdict"] == UNDETERMINED for each in self.document.examples):
            found += self._unknown()

    # --- the pass mark --------------------------------------------------------------------------

    def _at_the_mark(self, left_out: list[Finding]) -> Iterator[_Case]:
        """Facts whose points come just to the pass mark, and just not."""
        lacks = sides_of_mark(self.document)
        scoring = self.document.scoring
        if scoring is None or scoring.pass_mark is None or not lacks:
            return
        document, plan = self.document, self.plan
        marks = [
            (base, Marks(document, scoring, plan, base.facts, base.on, base.judged, self.budget))
            for base in self._scored()
        ]
        for side in lacks:
            case = self._beside_mark(marks, scoring.pass_mark, side)
            if case is not None:
                yield case
                continue
            sums = [way.points for _base, each in marks for way in each.sums]
            arguments = {
                "mark": scoring.pass_mark,
                "lacks": (side,),
                "low": min(sums, default=None),
                "high": max(sums, default=None),
            }
            kind = "mark_out_of_reach" if sums else "no_facts_found"
            left_out.append(Finding("scoring.pass_mark", kind, HINT, arguments))

    def _beside_mark(
        self, marks: list[tuple[_Case, Marks]], mark: Number, side: bool
    ) -> _Case | None:
        """The nearest to the mark on a side, best where nothing else stands in the way."""
        fallback = None
        for base, each in marks:
            for way in each.near(mark, reached=side):
                exact = [way, *each.at_bound(way, reached=side)] if way.points != mark else [way]
                for found in sorted(exact, key=lambda each: Fraction(each.points - mark) ** 2):
                    if not _has_end(found.points):
                        continue  # an example could not say so
                    case = self._changed(base, found)
                    if case.passed is not side:
                        continue
                    if case.verdict == (ELIGIBLE if side else INELIGIBLE):
                        return case
                    fallback = fallback or case
        return fallback

    def _changed(self, base: _Case, way: Way) -> _Case:
        facts, judged = {**base.facts, **way.facts}, {**base.judged, **way.judged}
        return replace(self._judged(facts, base.on, judged), points=way.points)

    # --- where to begin -------------------------------------------------------------------------

    def _bases(self) -> list[_Case]:
        """What to begin with: eligible first, then whatever else there is."""
        force = self.document.in_force
        given = []
        for example in self.document.examples:
            on = example.on if force.covers(example.on) else force.first
            given.append(self._judged(example.facts, on, example.judged))
        order = (ELIGIBLE, UNDETERMINED, INELIGIBLE)
        given.sort(key=lambda case: order.index(case.verdict) if case.verdict in order else 9)
        eligible = [case for case in given if case.verdict == ELIGIBLE]
        made = [] if eligible else [self._made(given[0].facts if given else {})]
        return [*made, *given][:MOST_BASES]

    def _made(self, facts: Facts) -> _Case:
        """Facts that meet as much of the conditions as can be met one by one."""
        case = self._judged(facts, self.document.in_force.first, {})
        criteria = [bound.criterion for bound in bounds(self.document)]
        for _ in range(MOST_ROUNDS):
            for node in criteria:
                if case.met is True:
                    return case
                better = self._first(node, True, case)
                if better is not None and not _worse(better.met, case.met):
                    case = better
        return case

    def _scored(self) -> list[_Case]:
        """What to begin with where the points decide: no way around the score is open."""
        found = []
        waived = self.document.scoring.waived_when if self.document.scoring else None
        for base in self.bases[:MOST_SCORED]:
            case = base
            for node in criteria_of(waived) if waived else ():
                if node.compiled()(self.plan.prepared(case.facts, case.on), case.on, None) is False:
                    continue
                case = self._first(node, False, case) or case
            found.append(case)
        return found

    # --- moving one fact ------------------------------------------------------------------------

    def _turned(self, node: Condition, side: bool) -> _Case | None:
        """Facts on one side of a criterion, best where the verdict turns on it."""
        fallback = None
        for bases in (self.bases, [self._filled(node, base) for base in self.bases]):
            for base in bases:
                for case in self._moved(node, side, base):
                    fallback = fallback or case
                    if self._turns(node, side, case):
                        return case
            if fallback is not None:
                break
        return fallback

    def _filled(self, node: Condition, base: _Case) -> _Case:
        """With an ordinary value for each fact of a criterion, where one alone moves nothing."""
        facts = {name: self.document.vocabulary.get(name) for name in self._names(node, base.facts)}
        more = {name: ordinary_value(fact, base.on) for name, fact in facts.items() if fact}
        return replace(base, facts={**more, **base.facts})

    def _turns(self, node: Condition, side: bool, case: _Case) -> bool:
        """Whether the other side of the criterion would have another verdict."""
        other = self._first(node, not side, case)
        return other is not None and other.verdict != case.verdict

    def _first(self, node: Condition, side: bool, base: _Case) -> _Case | None:
        return next(self._moved(node, side, base), None)

    def _moved(self, node: Condition, side: bool, base: _Case) -> Iterator[_Case]:
        """The facts with one of them moved so that a criterion comes out at a side."""
        truth = node.compiled()
        for name in self._names(node, base.facts):
            fact = self.document.vocabulary.get(name)
            if fact is None:
                continue
            for value in self._values(fact, node, truth, side, base):
                moved = {**base.facts, name: value}
                yield replace(self._judged(moved, base.on, base.judged), moved=name)
            without = {key: value for key, value in base.facts.items() if key != name}
            if truth(self.plan.prepared(without, base.on), base.on, None) is side:
                yield replace(self._judged(without, base.on, base.judged), moved=name)

    def _names(self, node: Condition, facts: Facts) -> list[str]:
        """The facts that move a criterion; a derived one only where it was stated itself."""
        derived = self.document.derived
        below = sorted(names_below(node.expressions(), derived))
        stated = [name for name in below if name in derived and name in facts]
        return stated or [name for name in below if name not in derived]

    def _values(
        self, fact: FactType, node: Condition, truth: Any, side: bool, base: _Case
    ) -> list[Value]:
        """Values of a fact that bring a criterion to a side, those at the bound first."""
        prepared = self.plan.varying(fact.name, base.facts, base.on)
        derived = self.document.derived.values()
        weight = weight_of(expressions=derived, conditions=[node])
        weigh = weight.by_value(fact.name, base.facts)

        def gives(value: Value) -> Truth:
            self.budget.spend(weigh(value))
            found: Truth = truth(prepared(value), base.on, None)
            return found

        now = base.facts.get(fact.name)
        if fact.sort is Sort.RECORDS:
            lists = list(self._wished_records(fact, now, base))
            return [each for each in [*lists, ()] if gives(each) is side][:1]
        seeds = constants_against(fact.name, [node])
        pairs = turning_values(fact, gives, on=base.on, now=now, seeds=seeds)
        if fact.sort not in (Sort.NUMBER, Sort.DATE):
            return [value for value, found in pairs if found is side][:1]
        at_bound = [
            value
            for one, other in pairwise(pairs)
            if one[1] is not other[1]
            for value, found in (one, other)
            if found is side
        ]
        return (at_bound or [value for value, found in pairs if found is side])[:2]

    def _wished_records(self, fact: FactType, now: Value | None, base: _Case) -> Iterator[Value]:
        return wished_records(fact, [self.document], now, base.facts, base.on, self.budget)

    def _unknown(self) -> list[_Case]:
        """One that cannot be told as one fact is missing."""
        for base in self.bases:
            for name in self.document.verdict_facts:
                if name in base.facts:
                    rest = {key: value for key, value in base.facts.items() if key != name}
                    case = self._judged(rest, base.on, base.judged)
                    if case.verdict == UNDETERMINED:
                        return [replace(case, moved=name)]
        empty = self._judged({}, self.document.in_force.first, {})
        return [empty] if empty.verdict == UNDETERMINED else []

    # --- what the document says -----------------------------------------------------------------

    def _judged(self, facts: Facts, on: date, judged: Mapping[str, Any]) -> _Case:
        self.budget.spend(_STEPS_OF_REASONS * self.weight.of(facts))
        result: Result = self.book.explain_one(
            self.document.programme, facts, on=on, judged=dict(judged)
        )
        score = result.score
        return _Case(
            facts,
            on,
            judged,
            result.verdict,
            missing=tuple(sorted(result.missing)),
            met=True if result.reasons is None else result.reasons.truth,
            passed=None if score is None else score.outcome(),
        )

    def _plain(self, case: _Case) -> Plain:
        expect: dict[str, Plain] = {"verdict": case.verdict}
        if case.verdict == UNDETERMINED:
            expect["missing"] = list(case.missing)
        if case.points is not None:
            expect["score"] = case.points
        example: dict[str, Plain] = {
            "name": {language: self._name(case, language) for language in LANGUAGES},
            "on": case.on.isoformat(),
            "facts": {name: plain_value(value) for name, value in case.facts.items()},
        }
        if case.judged:
            example["judged"] = dict(case.judged)
        return {**example, "expect": expect, "proposed": True}

    def _name(self, case: _Case, language: str) -> str:
        verdict = _VERDICTS.get(case.verdict, {}).get(language, case.verdict)
        if case.points is not None:
            points = decimal_text(case.points, 12)
            return _sentence(_POINTS[language], points, verdict, language)
        fact = self.document.vocabulary.get(case.moved)
        if fact is None:
            return _sentence("", _NOTHING[language], verdict, language)
        value = case.facts.get(case.moved)
        shown = _UNKNOWN[language] if value is None else _shown(fact, value, language)
        return _sentence(fact.label_in(language), shown, verdict, language)


def _fitting(examples: list[Plain], document: Document) -> list[Plain]:
    """Those with which the document still stays one that is read, the first ones first."""
    plain: Plain = {"examples": [], **read_document_text(document.text)}
    most = min(len(examples), MOST_EXAMPLES - len(plain["examples"]))

    def too_long(last: int) -> bool:
        more = {**plain, "examples": [*plain["examples"], *examples[: last + 1]]}
        octets, nodes = octets_of(document_text(more)), nodes_of(more)
        return octets > DOCUMENT_LIMITS.octets or nodes > DOCUMENT_LIMITS.nodes

    return examples[: bisect_left(range(most), True, key=too_long)]


def _has_end(points: Number) -> bool:
    return Fraction(decimal_text(points, 12)) == points


def plain_value(value: Value) -> Plain:
    """A value of a fact as a document has it, numbers exact."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [{name: plain_value(part) for name, part in each.items()} for each in value]
    return value


def _worse(truth: Truth, than: Truth) -> bool:
    order = (True, None, False)
    return order.index(truth) > order.index(than)


def _sentence(label: str, value: str, verdict: str, language: str) -> str:
    if language == "zh-hans":
        return f"{label} {value}，{verdict}".strip()
    return f"{label} {value}: {verdict}".strip()


def _shown(fact: FactType, value: Value, language: str) -> str:
    if isinstance(value, bool):
        return _FLAGS[value][language]
    if isinstance(value, int | Fraction):
        return decimal_text(value, 12)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return str(len(value)) if value else _NONE[language]
    if isinstance(value, frozenset):
        words = [_choice(fact, each, language) for each in sorted(value)]
        return ("、" if language == "zh-hans" else ", ").join(words) or _NONE[language]
    return _choice(fact, value, language)


def _choice(fact: FactType, slug: str, language: str) -> str:
    words: Mapping[str, str] = fact.choices.get(slug, {})
    return words.get(language) or slug
