"""What somebody has already: an application under way, an approval, or a title they hold.

Beside the verdict and the intake the third thing that says where a programme stands for somebody.
Applications come from whoever keeps them; what is held follows from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.reach import is_held, is_outgrown
from policies.rules.rulebook import Result

UNDER_WAY, GRANTED, HELD, OUTGROWN, NOTHING = "under_way", "granted", "held", "outgrown", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApplication:
    """An application that waits for a decision.

    Attributes:
        status: where it stands, in words.
        url: of its page.
    """

    reference: str
    submitted_on: date
    status: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """An application that was approved."""

    reference: str
    decided_on: date
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What somebody did about one programme.

    Attributes:
        approvals: the earliest first.
        draft_url: of a draft that was begun; empty where there is none.
    """

    under_way: OpenApplication | None = None
    approvals: tuple[Approval, ...] = ()
    draft_url: str = ""

    def may_have_again(self, document: Document, *, on: date) -> bool:
        """Whether what was approved before leaves room for more on a day."""
        return document.again.allows([each.decided_on for each in self.approvals], on=on)

    def again_on(self, document: Document) -> date | None:
        """From when it may be had again, where time alone brings that."""
        return document.again.again_on([each.decided_on for each in self.approvals])


NONE_OF_ONES_OWN = Own()
Owned = Mapping[str, Own]  # programme -> what was done about it


def own_state(result: Result, document: Document, facts: Facts, own: Own, *, on: date) -> str:
    """Where somebody stands with a programme whatever the verdict is; empty for nowhere."""
    if own.under_way is not None:
        return UNDER_WAY
    if not own.may_have_again(document, on=on):
        return GRANTED
    if document.again.kind != "always" and is_held(facts, document, result.outcome, on=on):
        return OUTGROWN if is_outgrown(facts, document, result.outcome, on=on) else HELD
    return NOTHING
