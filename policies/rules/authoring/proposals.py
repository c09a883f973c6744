"""Examples for bounds that a document's own examples do not look at from both sides.

Each is an example that is there already, or facts that meet the rule, with one fact moved to the
very bound. What it expects is what the document says of it today: whoever accepts one says that
this is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from policies.rules.authoring.coverage import bounds
from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition
from policies.rules.documents import Document, Force
from policies.rules.expressions import names_below
from policies.rules.facts import Facts, FactType, Sort, Value
from policies.rules.plans import Plan
from policies.rules.quantities import decimal_text
from policies.rules.reading import Plain
from policies.rules.rulebook import Result, Rulebook
from policies.rules.shapes import LANGUAGES
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED

MOST_BASES = 8
MOST_ROUNDS = 4
_VERDICTS = {
    ELIGIBLE: {"zh-hans": "可能符合", "en": "may be eligible"},
    INELIGIBLE: {"zh-hans": "不符合", "en": "not eligible"},
    UNDETERMINED: {"zh-hans": "还不能判断", "en": "cannot tell yet"},
}
_FLAGS = {True: {"zh-hans": "是", "en": "yes"}, False: {"zh-hans": "否", "en": "no"}}
_NONE = {"zh-hans": "没有", "en": "none"}
_NOTHING = {"zh-hans": "什么都不知道", "en": "Nothing known"}
_UNKNOWN = {"zh-hans": "还不知道", "en": "not known"}


@dataclass(frozen=True, slots=True)
class _Case:
    """Facts on a day, with what the document says of them."""

    facts: Facts
    on: date
    judged: Mapping[str, Any]
    verdict: str
    missing: tuple[str, ...] = ()
    moved: str = ""


def boundary_examples(document: Document) -> list[Plain]:
    """Examples for every bound that lacks one on a side, and for the unknown where none is.

    Bounds for which no facts could be found are left out.
    """
    if not document.conditions():  # of an information card nothing can be shown
        return []
    return _Proposing(document).examples()


@dataclass(slots=True)
class _Proposing:
    """One search through a document."""

    document: Document
    plan: Plan = field(init=False)
    book: Rulebook = field(init=False)
    bases: list[_Case] = field(init=False)

    def __post_init__(self) -> None:
        always = replace(self.document, in_force=Force(date.min, None))
        self.plan, self.book = Plan([self.document]), Rulebook([always])
        self.bases = self._bases()

    def examples(self) -> list[Plain]:
        found: list[_Case] = []
        for bound in bounds(self.document):
            truth = bound.criterion.compiled()
            for side in bound.lacks:
                shown = [truth(self.plan.prepared(c.facts, c.on), c.on, None) for c in found]
                if side not in shown:
                    case = self._turned(bound.criterion, side)
                    found += [] if case is None else [case]
        if not any(each.expect["verdict"] == UNDETERMINED for each in self.document.examples):
            found += self._unknown()
        return [self._plain(case) for case in found]

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
        """Facts that meet as much of the rule as can be met one by one."""
        case = self._judged(facts, self.document.in_force.first, {})
        criteria = [bound.criterion for bound in bounds(self.document)]
        for _ in range(MOST_ROUNDS):
            for node in criteria:
                if case.verdict == ELIGIBLE:
                    return case
                better = self._first(node, True, case)
                if better is not None and not _worse(better.verdict, case.verdict):
                    case = better
        return case

    # --- moving one fact ------------------------------------------------------------------------

    def _turned(self, node: Condition, side: bool) -> _Case | None:
        """Facts on one side of a criterion, best where the verdict turns on it."""
        fallback = None
        for base in self.bases:
            for case in self._moved(node, side, base):
                fallback = fallback or case
                if self._turns(node, side, case):
                    return case
        return fallback

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

        def gives(value: Value) -> Truth:
            found: Truth = truth(prepared(value), base.on, None)
            return found

        now = base.facts.get(fact.name)
        if fact.sort is Sort.RECORDS:
            lists = list(wished_records(fact, [self.document], now, base.facts, base.on))
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
        result: Result = self.book.explain_one(
            self.document.programme, facts, on=on, judged=dict(judged)
        )
        return _Case(facts, on, judged, result.verdict, tuple(sorted(result.missing)))

    def _plain(self, case: _Case) -> Plain:
        expect: dict[str, Plain] = {"verdict": case.verdict}
        if case.verdict == UNDETERMINED:
            expect["missing"] = list(case.missing)
        example: dict[str, Plain] = {
            "name": {language: self._name(case, language) for language in LANGUAGES},
            "on": case.on.isoformat(),
            "facts": {name: plain_value(value) for name, value in case.facts.items()},
        }
        if case.judged:
            example["judged"] = dict(case.judged)
        return {**example, "expect": expect}

    def _name(self, case: _Case, language: str) -> str:
        verdict = _VERDICTS.get(case.verdict, {}).get(language, case.verdict)
        fact = self.document.vocabulary.get(case.moved)
        if fact is None:
            return _sentence("", _NOTHING[language], verdict, language)
        value = case.facts.get(case.moved)
        shown = _UNKNOWN[language] if value is None else _shown(fact, value, language)
        return _sentence(fact.label_in(language), shown, verdict, language)


def plain_value(value: Value) -> Plain:
    """A value of a fact as a document has it, numbers exact."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [{name: plain_value(part) for name, part in each.items()} for each in value]
    return value


def _worse(verdict: str, than: str) -> bool:
    order = (ELIGIBLE, UNDETERMINED, INELIGIBLE)
    return order.index(verdict) > order.index(than)


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
