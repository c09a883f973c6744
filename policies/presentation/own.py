"""What somebody has already: an application under way, an approval, or a title they hold.

Beside the verdict and the intake the third thing that says where a programme stands for somebody.
Applications come from whoever keeps them; what is held follows from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from policies.presentation.words import day, in_language
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.reach import is_held, is_outgrown
from policies.rules.relations import conflicts
from policies.rules.rulebook import Result, Rulebook

UNDER_WAY, GRANTED, HELD, OUTGROWN, NOTHING = "under_way", "granted", "held", "outgrown", ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApplication:
    """An application that waits for a decision.

    Attributes:
        status: where it stands, in words, with the day by which something is due.
        url: of its page.
        waits_for_them: whether the applicant has to do something.
    """

    reference: str
    submitted_on: date
    status: str
    url: str
    waits_for_them: bool = False


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """An application that was handed in: it keeps the answers it was handed in with, by value.

    Attributes:
        facts: the names of those answers.
    """

    reference: str
    title: str
    url: str
    facts: frozenset[str]


NONE_OF_ONES_OWN = Own()
Owned = Mapping[str, Own]  # programme -> what was done about it


def own_state(result: Result, document: Document, facts: Facts, own: Own, *, on: date) -> str:
    """Where somebody stands with a programme whatever the verdict is; empty for nowhere."""
    if own.under_way is not None:
        return UNDER_WAY
    if not own.may_have_again(document, on=on):
        return GRANTED
    if is_held(facts, document, result.outcome, on=on):
        return OUTGROWN if is_outgrown(facts, document, result.outcome, on=on) else HELD
    return NOTHING


def has_nothing_to_get(result: Result, facts: Facts, own: Own, *, on: date) -> bool:
    """Whether there is nothing to apply for: it is under way, or had already."""
    document = result.document
    return document is not None and own_state(result, document, facts, own, on=on) != NOTHING


def exclusion_words(book: Rulebook, document: Document, owned: Owned, *, on: date) -> list[str]:
    """What one was given, or has applied for, that cannot be had together with a programme."""
    found = []
    for conflict in conflicts(book, document, on=on):
        other = book.document(conflict.programme, on=on)
        own = owned.get(conflict.programme, NONE_OF_ONES_OWN)
        if other is not None and (own.approvals or own.under_way):
            found.append(_exclusion(in_language(other.title), own))
    return found


def _exclusion(title: str, own: Own) -> str:
    if own.approvals:
        text = _(
            "Not together with “%(title)s”, approved on %(day)s under number %(reference)s: the "
            "department decides which of them counts."
        )
        last = own.approvals[-1]
        values = {"day": day(last.decided_on), "reference": last.reference}
        return text % {"title": title, **values}
    text = _("Not together with “%(title)s”, which you applied for under number %(reference)s.")
    return text % {"title": title, "reference": own.under_way.reference if own.under_way else ""}
