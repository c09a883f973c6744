"""A score as a table: each item with its points, those still open as a range."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from policies.presentation.criteria import Citation, citation
from policies.presentation.words import in_language
from policies.rules.documents import Document
from policies.rules.quantities import Number, decimal_text
from policies.rules.scoring import Earned, Item, Score, ends
from policies.rules.what_if import scored_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One item; ``note`` says why its points are open."""

    label: str
    points: str
    maximum: str
    note: str
    floor: str
    citation: Citation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreTable:
    """A score with its total and the mark it must reach.

    Attributes:
        total: in words, with the most that can be reached.
        mark: ``met``, ``unmet``, ``unknown``, or empty where the text knows no line.
        review: whether reviewers give it later, so that it is no part of the verdict.
        has_page: whether figures move it, so that it has a page to try them.
    """

    lines: list[ScoreLine]
    total: str
    mark: str
    review: bool
    has_page: bool = False


def score_table(score: Score, document: Document) -> ScoreTable:
    """The table of a score."""
    scoring = score.scoring
    floors = dict(scoring.floors)
    has_line = scoring.pass_mark is not None or bool(floors)
    outcome = {True: "met", False: "unmet", None: "unknown"}[score.outcome()]
    return ScoreTable(
        lines=[
            _line(item, earned, floors.get(item.name), document)
            for item, earned in zip(scoring.items, score.earned, strict=True)
        ],
        total=_total(score),
        mark=outcome if has_line and scoring.decides else "",
        review=scoring.stage == "review",
        has_page=bool(scored_facts(document)),
    )


def _total(score: Score) -> str:
    """Points, of how many, and the mark."""
    scoring = score.scoring
    values = {
        "total": _points(score.value),
        "maximum": _number(sum(item.maximum for item in scoring.items)),
    }
    if scoring.stage == "review" and score.low != score.high:
        if scoring.pass_mark is None:
            return _("%(maximum)s points at most") % values
        values["mark"] = _number(scoring.pass_mark)
        return _("%(maximum)s points at most, %(mark)s are needed") % values
    if scoring.pass_mark is None:
        return _("%(total)s of %(maximum)s points") % values
    values["mark"] = _number(scoring.pass_mark)
    return _("%(total)s of %(maximum)s points, %(mark)s are needed") % values


def _line(item: Item, earned: Earned, floor: Number | None, document: Document) -> ScoreLine:
    low, high = ends(earned)
    note = ""
    if item.judged:
        note = _("given by reviewers")
    elif low != high:
        note = _("depends on answers still missing")
    return ScoreLine(
        label=in_language(item.label) or item.name,
        points="–" if item.judged and low != high else _points(earned),
        maximum=_number(item.maximum),
        note=note,
        floor="" if floor is None else _number(floor),
        citation=citation(item.clause, document),
    )


def _points(earned: Earned) -> str:
    low, high = ends(earned)
    if low == high:
        return _number(low)
    return _("%(low)s to %(high)s") % {"low": _number(low), "high": _number(high)}


def _number(value: Number) -> str:
    return decimal_text(value, 2)
