"""Which criterion turned for somebody: two editions explained for one set of facts.

Pure: it compares the trees of reasons of both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from policies.rules.comparisons import Truth
from policies.rules.conditions import Condition
from policies.rules.differences import paired_criteria
from policies.rules.documents import Document, Force
from policies.rules.facts import Facts
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import Verdict

_ALWAYS = Force(date.min, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A criterion that is not for somebody what it was.

    Attributes:
        was: its verdict in the edition before; ``None`` where that asks for nothing like it.
        now: its verdict in the document; ``None`` where that no longer asks for it.
    """

    was: Verdict | None
    now: Verdict | None


class Explainer:
    """Explains one document for many, whatever the days on which it is in force."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._book = Rulebook([replace(document, in_force=_ALWAYS)])

    def explain(self, facts: Facts, *, on: date) -> Result:
        """The verdict with its reasons."""
        return self._book.explain_one(self.document.programme, facts, on=on)


def turns(before: Result | None, after: Result) -> list[Turn]:
    """The criteria that turned, in the order of the document.

    A criterion that only one of both asks for turned where it is not met; a route past the score
    that only one of both has, where it is not closed.

    Args:
        before: ``None`` where nothing was in force.
    """
    was = (before.reasons, before.waived) if before else (None, None)
    return [
        *_turned(was[0], after.reasons, absent=True),
        *_turned(was[1], after.waived, absent=False),
    ]


def score_turned(before: Result | None, after: Result) -> bool:
    """Whether the points are enough for one of both and not for the other."""
    return (_passed(before) if before else True) is not _passed(after)


def _passed(result: Result) -> Truth:
    scoring = result.document.scoring if result.document else None
    if scoring is None or not scoring.decides or result.score is None:
        return True
    return result.score.outcome()


def _turned(was: Verdict | None, now: Verdict | None, *, absent: bool) -> Iterator[Turn]:
    """The criteria that stand beside each other, each with its partner."""
    old, new = _by_node(was), _by_node(now)
    for before, after in paired_criteria(was.node if was else None, now.node if now else None):
        turn = Turn(was=_found(old, before), now=_found(new, after))
        truths = [absent if each is None else each.truth for each in (turn.was, turn.now)]
        if truths[0] is not truths[1]:
            yield turn


def _by_node(root: Verdict | None) -> dict[int, Verdict]:
    """The verdicts at the top of a tree by their conditions."""
    return {id(each.node): each for each in (root, *root.parts)} if root else {}


def _found(verdicts: dict[int, Verdict], node: Condition | None) -> Verdict | None:
    return None if node is None else verdicts[id(node)]
