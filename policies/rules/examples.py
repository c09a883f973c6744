"""Golden examples: each must come out as the document says, or the document is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from policies.rules.budgets import SEARCH_STEPS, Budget, BudgetEndedError
from policies.rules.days import first_eligible_day
from policies.rules.documents import Document, Example
from policies.rules.errors import FactError
from policies.rules.quantities import Interval, exact
from policies.rules.rulebook import Result, Rulebook, offer_json, score_json
from policies.rules.verdicts import NOT_IN_FORCE
from policies.rules.weights import weight_of_document

RUNNING_STEPS = 2 * SEARCH_STEPS  # all examples of a document together
NOT_SEARCHED = "not searched further"


def run_examples(document: Document, editions: Sequence[Document] = ()) -> list[str]:
    """Run the golden examples of one edition.

    Args:
        editions: all editions of the programme, so that the earliest day may lie in another.

    Returns:
        What did not come out as expected, one text for each; empty if all did.
    """
    failures = []
    for index, wrong in example_failures(document, editions):
        name = document.examples[index].name.get("en", "")
        place = f"{document.edition}: examples[{index}] ({name})"
        failures += [f"{place}: {what}" for what in wrong]
    return failures


def example_failures(
    document: Document, editions: Sequence[Document] = (), budget: Budget | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The examples that did not come out as expected, each with what was different.

    One that the budget leaves no room for counts as failed: nobody knows how it comes out.
    """
    budget = budget or Budget(RUNNING_STEPS)
    book, weight = Rulebook(editions or [document]), weight_of_document(document)
    for index, example in enumerate(document.examples):
        try:
            budget.spend(weight.of(example.facts))
        except BudgetEndedError:
            yield index, [NOT_SEARCHED]
            continue
        failures = _compare(book, document, example, budget)
        if failures:
            yield index, failures


def _compare(book: Rulebook, document: Document, example: Example, budget: Budget) -> list[str]:
    facts, on, expect = example.facts, example.on, example.expect
    try:
        result = book.explain_one(document.programme, facts, on=on, judged=example.judged)
    except FactError:  # of another edition, or none: it judges no such item on that day
        result = book.explain_one(document.programme, facts, on=on)
    found = {
        "verdict": result.verdict,
        "missing": sorted(result.missing),
        "outcome": result.outcome,
        "intake": result.intake.state,
        "awards": [offer_json(offer)["amount"] for offer in result.awards],
        **_scores(result),
    }
    if "earliest_on" in expect:
        day = first_eligible_day(book, document.programme, facts, on=on, budget=budget)
        found["earliest_on"] = NOT_SEARCHED if budget.ended else day and day.isoformat()
    wanted = {**expect}
    if "missing" in wanted:
        wanted["missing"] = sorted(wanted["missing"])
    if "awards" in wanted:
        wanted["awards"], found["awards"] = _amounts(wanted["awards"]), _amounts(found["awards"])
    failures = _differences(wanted, found)
    if result.edition != document.edition and expect["verdict"] != NOT_IN_FORCE:
        failures.append(f"on {on} the edition in force is {result.edition or 'none'}")
    return failures


def _differences(wanted: dict[str, Any], found: dict[str, Any]) -> list[str]:
    failures = []
    for key, value in wanted.items():
        got = found.get(key)
        if key == "items":
            got = {name: (got or {}).get(name) for name in value}
        if _plain(got) != _plain(value):
            failures.append(f"{key} is {_plain(got)}, expected {_plain(value)}")
    return failures


def _scores(result: Result) -> dict[str, Any]:
    if result.score is None:
        return {"score": None, "items": {}}
    low, high = result.score.low, result.score.high
    items = (score_json(result.score) or {})["items"]
    return {
        "score": low if low == high else {"low": low, "high": high},
        "items": {i["item"]: i["low"] if i["low"] == i["high"] else i for i in items},
    }


def _amounts(amounts: Sequence[Any]) -> list[Any]:
    return [exact(amount) if isinstance(amount, str) else amount for amount in amounts]


def _plain(value: Any) -> Any:
    """Numbers as floats of six places, so that a third compares with 3.333333."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | Interval):
        return [_plain(part) for part in value]
    if isinstance(value, int | Fraction | float) and not isinstance(value, bool):
        return round(float(value), 6)
    return value
