"""The page of a score: bars against the benchmark, the gap to a target, and what would move it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from policies.presentation.confidence import criteria_said_once
from policies.presentation.criteria import Citation, CriterionLine, citation
from policies.presentation.words import in_language, shown
from policies.rules.documents import Document
from policies.rules.expressions import FactReference
from policies.rules.facts import Facts, FactType, Value
from policies.rules.quantities import Number, decimal_text
from policies.rules.rulebook import Rulebook
from policies.rules.scoring import ByChoice, Item, Score, ends
from policies.rules.what_if import (
    Change,
    benchmark,
    full,
    next_gains,
    next_mark,
    score_of,
    scored_facts,
    size,
    ways_to,
)
from policies.services.budgets import waiting_budget

USUAL_TARGET = 80  # of a score without a line: a comparison, no rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One item. Lengths are per cent of its most points.

    Attributes:
        sure, open: how long the certain part is, and what may come on top of it.
        benchmark_at: where the benchmark stands on the bar; ``None`` where there is none.
        next_step: what would give more, in words.
        parts: the items it is combined from.
    """

    label: str
    value: str
    points: str
    maximum: str
    sure: str
    open: str
    benchmark_at: str
    benchmark: str
    full: str
    next_step: str
    note: str
    citation: Citation | None = None
    parts: tuple[Bar, ...] = ()

    @property
    def said(self) -> str:
        """What stands below it, in one line."""
        own = _("You: %(value)s") % {"value": self.value} if self.value else ""
        standard = _("benchmark %(value)s") % {"value": self.benchmark} if self.benchmark else ""
        return " · ".join(filter(None, (own, standard, self.note, self.next_step)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a change of one thing alone would bring.

    Attributes:
        note: from when it counts, where that is not today.
    """

    label: str
    change: str
    note: str
    gain: str
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorePage:
    """Everything about the score of one programme for some figures.

    Attributes:
        before: the total by the answers alone, where the figures differ from them.
        gap: how far the target is, in words.
        mark: how the total stands to the target: ``met``, ``unmet`` or ``unknown``.
        assumed: whether weights, bands or benchmarks are merely assumed.
        has_line: whether the text itself knows a line.
        ways: single changes that reach the target, the smallest first.
        complete: whether all changes were looked at; else there may be more gains and ways.
        conditions, ground: entry lines and vetoes, and what most of them rest on.
    """

    slug: str
    title: str
    total: str
    maximum: str
    before: str
    target: int
    gap: str
    mark: str
    sure: str
    open: str
    target_at: str
    assumed: bool
    note: str
    has_line: bool
    bars: list[Bar]
    gains: list[Gain]
    ways: list[Gain]
    complete: bool
    conditions: tuple[CriterionLine, ...]
    ground: str
    refused: bool


def can_be_scored(document: Document) -> bool:
    """Whether anything of its score is worked out from figures."""
    return document.scoring is not None and bool(scored_facts(document))


def maximum_of(document: Document) -> int:
    """The most points of all items together, rounded up."""
    items = document.scoring.items if document.scoring else ()
    return int(-(-sum(item.maximum for item in items) // 1))


def usual_target(document: Document) -> int:
    """The line of the text; where it knows none, a figure to compare with."""
    line = document.scoring.pass_mark if document.scoring else None
    return min(USUAL_TARGET, maximum_of(document)) if line is None else int(-(-line // 1))


def score_page(
    book: Rulebook, document: Document, known: Facts, facts: Facts, target: int, *, on: date
) -> ScorePage:
    """The page of a score.

    Args:
        known: the answers.
        facts: the answers with the figures that are tried out.
    """
    plan = book.plan([document])
    score = score_of(plan, document, facts, on=on)
    before = score_of(plan, document, known, on=on)
    values = plan.prepared(facts, on)
    most = sum(item.maximum for item in score.scoring.items)
    reasons = book.plan([document]).trees(plan.evaluate(values, on))[plan.place(document).root]
    conditions, ground = criteria_said_once(reasons, document, facts)
    clauses = [item.clause for item in score.scoring.items if item.clause]
    budget = waiting_budget()
    ways = ways_to(plan, document, facts, target, on=on, budget=budget)
    gains = next_gains(plan, document, facts, on=on, budget=budget)
    return ScorePage(
        slug=document.programme,
        title=in_language(document.title),
        total=points_words(score.low, score.high),
        maximum=_number(most),
        before="" if before.total == score.total else points_words(before.low, before.high),
        target=target,
        gap=_gap(score, target),
        mark=_standing(score, target),
        sure=_share(score.low, most),
        open=_share(score.high - score.low, most),
        target_at=_share(min(target, most), most),
        assumed=any(clause.basis == "assumed" for clause in clauses),
        note=next((in_language(c.note) for c in clauses if c.basis == "assumed" and c.note), ""),
        has_line=score.scoring.pass_mark is not None,
        bars=_bars(score, document, values, on),
        gains=_gains(gains, document, on),
        ways=[_gain(way, document, on) for way in ways],
        complete=not budget.ended,
        conditions=conditions,
        ground=ground,
        refused=reasons is not None and reasons.truth is False,
    )


def points_words(low: Number, high: Number) -> str:
    """Points, as a range where some are open."""
    if low == high:
        return _number(low)
    return _("%(low)s to %(high)s") % {"low": _number(low), "high": _number(high)}


def _number(value: Number) -> str:
    return decimal_text(value, 2)


def _share(part: Number, whole: Number) -> str:
    """Per cent with one digit, as an attribute of a drawing has it."""
    return decimal_text(Fraction(100 * part) / whole, 1) if whole else "0"


def _gap(score: Score, target: int) -> str:
    if score.low >= target:
        return _("%(points)s points above it") % {"points": _number(score.low - target)}
    if score.low == score.high:
        return _("%(points)s points short of it") % {"points": _number(target - score.low)}
    if score.high < target:
        return _("at least %(points)s points short of it, whatever is still unknown") % {
            "points": _number(target - score.high)
        }
    return _("%(points)s certain points short of it; what is still unknown may close the gap") % {
        "points": _number(target - score.low)
    }


def _standing(score: Score, target: int) -> str:
    if score.low >= target:
        return "met"
    return "unmet" if score.high < target else "unknown"


# --- bars ---


def _bars(score: Score, document: Document, values: Mapping[str, Any], on: date) -> list[Bar]:
    pairs = zip(score.scoring.items, score.earned, strict=True)
    return [_bar(item, *ends(earned), document, values, on) for item, earned in pairs]


def _bar(
    item: Item, low: Number, high: Number, document: Document, values: Mapping[str, Any], on: date
) -> Bar:
    value = item.subject.compiled()(values, on, None) if item.subject else None
    known = value is not None and not isinstance(value, tuple)
    fact = _fact(item, document)
    standard, most = benchmark(item), full(item)
    parts = [(part, *ends(part.compiled()(values, on, None))) for part in item.parts]
    return Bar(
        label=in_language(item.label) or item.name,
        value=_in_words(value, fact) if known else "",
        points=points_words(low, high),
        maximum=_number(item.maximum),
        sure=_share(low, item.maximum),
        open=_share(high - low, item.maximum),
        benchmark_at="" if standard is None else _share(standard.points, item.maximum),
        benchmark="" if standard is None or fact is None else _in_words(standard.value, fact),
        full="" if most is None or fact is None else _in_words(most.value, fact),
        next_step=_next_step(item, low, high, fact),
        note=_note(item, low, high, known=known),
        citation=citation(item.clause, document),
        parts=tuple(_bar(part, a, b, document, values, on) for part, a, b in parts),
    )


def _note(item: Item, low: Number, high: Number, *, known: bool) -> str:
    if item.judged:
        return _("given by reviewers")
    if low != high:
        return _("depends on answers still missing")
    if not known and item.subject is not None and item.missing == "benchmark":
        return _("no data: counted as the benchmark")
    return ""


def _next_step(item: Item, low: Number, high: Number, fact: FactType | None) -> str:
    if low != high:
        return ""
    mark = next_mark(item, low)
    if mark is None:
        return ""
    values = {"value": _in_words(mark.value, fact), "points": _number(mark.points)}
    if isinstance(item.method, ByChoice):
        return _("%(value)s gives %(points)s") % values
    return _("from %(value)s on %(points)s") % values


def _fact(item: Item, document: Document) -> FactType | None:
    subject = item.subject
    if isinstance(subject, FactReference):
        return document.vocabulary.get(subject.name)
    return None


def _in_words(value: Any, fact: FactType | None) -> str:
    if fact is not None and fact.type == "boolean" and isinstance(value, str):
        value = value == "true"
    if isinstance(value, str) and fact is not None and fact.choices:
        return in_language(fact.choices.get(value)) or value
    return shown(value, fact)


# --- what would move it ---


def _gains(found: Mapping[str, tuple[Change, ...]], document: Document, on: date) -> list[Gain]:
    changes = [change for each in found.values() for change in each]
    changes.sort(key=lambda change: -change.gain)
    return [_gain(change, document, on) for change in changes]


def _gain(change: Change, document: Document, on: date) -> Gain:
    fact, note = document.vocabulary[change.fact], ""
    if not fact.changeable:  # a closed year stays as it is: the running one takes its place
        fact = fact.in_year(on.year + 1)
        note = _("against %(last)s; counts from %(next)s") % {
            "last": on.year - 1,
            "next": on.year + 1,
        }
    return Gain(
        label=in_language(fact.label) or fact.name,
        change=_change_words(change.value, change.share, fact),
        note=note,
        gain=f"+{_number(change.gain)}",
        total=_number(change.total),
    )


def _change_words(value: Value, share: Number | None, fact: FactType) -> str:
    if share is None:
        return shown(value, fact)
    percent = decimal_text(size(share) * 100, 1)
    words = (
        _("%(value)s, %(percent)s %% more") if share > 0 else _("%(value)s, %(percent)s %% less")
    )
    return words % {"value": shown(value, fact), "percent": percent}
