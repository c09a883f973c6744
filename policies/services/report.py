"""An evaluation as a terminal shows it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.rules.budgets import Budget
from policies.rules.changes import eligible_days
from policies.rules.conditions import Leaf
from policies.rules.facts import Facts, Vocabulary
from policies.rules.quantities import Interval, decimal_text
from policies.rules.rulebook import Result, Rulebook, offer_json
from policies.rules.scoring import Score
from policies.rules.sentences import own_value, sentence
from policies.rules.verdicts import Verdict

MARKS = {True: "✓", False: "✗", None: "?"}


def report(book: Rulebook, results: list[Result], facts: Facts, *, on: date) -> str:
    """Each programme with its verdict, reasons, missing facts, score, awards and days."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    blocks = [[_("On %(day)s") % {"day": on.isoformat()}]]
    for result in results:
        budget = Budget()
        days = eligible_days(book, result.programme, facts, on=on, budget=budget)
        lines = list(_lines(result, days, book.vocabulary, language))
        blocks.append([*lines, *([f"  {_('not searched further')}"] if budget.ended else [])])
    return "\n\n".join("\n".join(block) for block in blocks)


def verdict_words(verdict: str) -> str:
    """A verdict in the reader's language."""
    return {
        "eligible": _("may be eligible"),
        "ineligible": _("not eligible"),
        "undetermined": _("cannot tell yet"),
        "not_in_force": _("not in force"),
    }[verdict]


def _lines(
    result: Result,
    days: tuple[date | None, date | None],
    vocabulary: Vocabulary,
    language: str,
) -> Iterator[str]:
    document = result.document
    title = f"{document.title[language]} ({result.edition})" if document else ""
    words = verdict_words(result.verdict)
    if result.verdict != "not_in_force" and result.rests_on_assumed:
        words = _("%(verdict)s (rests on assumptions still to be confirmed)") % {"verdict": words}
    yield f"{result.programme}  {title}".rstrip()
    yield f"  {words}"
    if document:
        vocabulary = document.vocabulary
    if result.reasons:
        yield from _tree(result.reasons, vocabulary, language, 2)
    if result.score is not None:
        yield f"  {_score(result.score)}"
    if result.outcome:
        yield "  " + _("class: %(name)s") % {"name": result.outcome}
    if result.missing:
        yield "  " + _("still needed: %(facts)s") % {"facts": ", ".join(result.missing)}
    for offer in result.awards:
        yield f"  {_offer(offer_json(offer))}"
    earliest, last = days
    if earliest:
        yield "  " + _("earliest day: %(day)s") % {"day": earliest.isoformat()}
    if last:
        yield "  " + _("last day: %(day)s") % {"day": last.isoformat()}


def _tree(verdict: Verdict, vocabulary: Vocabulary, language: str, depth: int) -> Iterator[str]:
    node = verdict.node
    line = f"{'  ' * depth}{MARKS[verdict.truth]} {sentence(node, vocabulary, language)}"
    if isinstance(node, Leaf) and verdict.value is not None:
        own = own_value(node, verdict.value, vocabulary, language)
        line += " " + _("[yours: %(value)s]") % {"value": own}
    if node.clause and not verdict.parts:
        line += f"  ({node.clause.source}, {node.clause.basis})"
    yield line
    for part in verdict.parts:
        yield from _tree(part, vocabulary, language, depth + 1)


def _score(score: Score) -> str:
    figures = {"points": _range(score.value)}
    mark = score.scoring.pass_mark
    if mark is None:
        return _("score %(points)s") % figures
    return _("score %(points)s, %(mark)s needed") % {**figures, "mark": decimal_text(mark)}


def _range(value: Any) -> str:
    if isinstance(value, Interval):
        return f"{decimal_text(value.low)}–{decimal_text(value.high)}"
    return decimal_text(value)


def _offer(offer: dict[str, Any]) -> str:
    amount = offer["amount"]
    if amount is None and "low" in offer:
        amount = f"{offer['low']}–{offer['high']}"
    parts = [offer["kind"], offer["mode"], amount, offer["unit"]]
    if offer["times"]:
        parts.append(f"× {offer['times']}")
    return _("award: %(what)s") % {"what": " ".join(str(part) for part in parts if part)}
