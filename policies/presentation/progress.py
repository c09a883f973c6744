"""How far the answers have come: programmes decided, and how the others stand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policies.presentation.audience import audiences, concerns
from policies.presentation.cards import missing_facts
from policies.presentation.places import is_information
from policies.rules.facts import Facts
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import ELIGIBLE, UNDETERMINED


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Counts of the programmes in force on the day that can be decided at all."""

    total: int
    eligible: int
    one_answer: int
    undecided: int
    refused: int

    @property
    def decided(self) -> int:
        """Those with a yes or a no."""
        return self.eligible + self.refused


def progress(book: Rulebook, facts: Facts, *, on: date) -> Progress:
    """Count; what concerns others, or has no public criteria, is left out."""
    eligible = one = undecided = refused = 0
    whom = audiences(facts)
    for result in book.explain(facts, on=on):
        document = result.document
        if document is None or is_information(document) or not concerns(document, whom):
            continue
        if result.verdict == ELIGIBLE:
            eligible += 1
        elif result.verdict == UNDETERMINED:
            undecided += 1
            one += len(missing_facts(result, document)) == 1
        else:
            refused += 1
    return Progress(
        total=eligible + undecided + refused,
        eligible=eligible,
        one_answer=one,
        undecided=undecided,
        refused=refused,
    )
