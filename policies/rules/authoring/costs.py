"""Whether a document can be judged, and searched, in the time that somebody waits.

Counted in steps (:mod:`policies.rules.budgets`), so that a document is taken or refused alike on
every machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from policies.rules.authoring.finding import ERROR, Finding
from policies.rules.budgets import SEARCH_STEPS, Budget
from policies.rules.changes import changes_for
from policies.rules.documents import Document
from policies.rules.facts import MAX_RECORDS
from policies.rules.questions import next_facts
from policies.rules.rulebook import Rulebook
from policies.rules.screening import Screen
from policies.rules.weights import weight_of, weight_of_document

MOST_JUDGING = 40_000  # nodes with the longest lists: about ten milliseconds
MOST_SEARCHED = 2  # examples, with what may change in them
# Nodes for one profile, of a quarter of a million: the costliest of the catalogue has 304.
MOST_SCREENING = 20_000
RECORDS_SCREENED = 10  # in each list; few profiles have more
ONE_BY_ONE = 40  # times as much a node takes that no column can say


def costs_of_document(document: Document) -> Iterator[Finding]:
    """Everything that makes a document too much; takes as long as its searches do."""
    yield from costs_of_judging(document)
    yield from costs_of_searching(document)
    yield from costs_of_screening(document)


def costs_of_judging(document: Document) -> Iterator[Finding]:
    """What makes a document too much to be judged while somebody waits; quickly told."""
    weight = weight_of_document(document)
    steps = weight.of_lists(MAX_RECORDS)
    if steps > MOST_JUDGING:
        arguments = {"steps": steps, "most": MOST_JUDGING}
        yield Finding(_heaviest(document), "too_costly", ERROR, arguments)
    steps = sum(weight.of(example.facts) for example in document.examples)
    if steps > SEARCH_STEPS:
        arguments = {"steps": steps, "most": SEARCH_STEPS}
        yield Finding("examples", "too_costly", ERROR, arguments)


def costs_of_searching(document: Document) -> Iterator[Finding]:
    """Whether what to ask and what would change it is found in full; takes as long as they do."""
    book, on = Rulebook([document]), document.in_force.first
    asking = Budget()
    next_facts(book, {}, on=on, budget=asking)
    ended = asking.ended
    for example in document.examples[:MOST_SEARCHED]:
        changing = Budget()
        if not ended:
            facts, day = example.facts, example.on
            changes_for(book, document.programme, facts, on=day, budget=changing)
            ended = changing.ended
    if ended:
        yield Finding(_heaviest(document), "too_costly_to_search", ERROR, {"most": SEARCH_STEPS})


def costs_of_screening(document: Document) -> Iterator[Finding]:
    """Whether it can be held against everybody in a night, and in a preview."""
    steps = weight_of_document(document).of_lists(RECORDS_SCREENED)
    if steps <= MOST_SCREENING and Screen([document]).one_by_one(on=document.in_force.first):
        steps *= ONE_BY_ONE
    if steps > MOST_SCREENING:
        arguments = {"steps": steps, "most": MOST_SCREENING}
        yield Finding(_heaviest(document), "too_costly_to_screen", ERROR, arguments)


def _heaviest(document: Document) -> str:
    """The place of the criterion or the item that costs most."""
    found = {"eligibility": 0}
    for root in document.conditions():
        for node in root.walk():
            if not node.children():
                found[node.path] = weight_of(conditions=[node]).of_lists(MAX_RECORDS)
    for index, item in enumerate(document.scoring.items if document.scoring else ()):
        found[f"scoring.items[{index}]"] = weight_of(items=[item]).of_lists(MAX_RECORDS)
    return max(found, key=lambda path: found[path])
