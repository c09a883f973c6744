"""The results: every programme exactly once, in the group where it stands for somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.answers import askable
from policies.presentation.audience import audiences, concerns, out_of_reach
from policies.presentation.awards import offers_for
from policies.presentation.cards import (
    Card,
    Telling,
    ahead_words,
    card_of,
    latest,
    missing_facts,
    refusal,
)
from policies.presentation.criteria import count_met
from policies.presentation.intake import when_words
from policies.presentation.outlook import HORIZON, Outlook, outlook
from policies.presentation.own import NONE_OF_ONES_OWN, OUTGROWN, Own, Owned, own_state
from policies.presentation.places import Place, is_information, place_of
from policies.presentation.words import day, in_language, listed
from policies.rules.budgets import Budget
from policies.rules.days import last_eligible_day
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import OVER_FOR_YOU
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, NOT_IN_FORCE, UNDETERMINED

MOST_NAMED = 3  # missing facts named on a card
_MARKS = {ELIGIBLE: "met", UNDETERMINED: "unknown", INELIGIBLE: "unmet"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Every programme exactly once; the groups are those of :class:`.places.Place`."""

    now: list[Card] = field(default_factory=list)
    waiting: list[Card] = field(default_factory=list)
    ask: list[Card] = field(default_factory=list)
    automatic: list[Card] = field(default_factory=list)
    one_answer: list[Card] = field(default_factory=list)
    more_answers: list[Card] = field(default_factory=list)
    under_way: list[Card] = field(default_factory=list)
    yours: list[Card] = field(default_factory=list)
    not_yet: list[Card] = field(default_factory=list)
    not_for_you: list[Card] = field(default_factory=list)
    information: list[Card] = field(default_factory=list)

    @property
    def groups(self) -> tuple[list[Card], ...]:
        """All groups, in the order of the page."""
        return tuple(self.of(place) for place in Place)

    @property
    def size(self) -> int:
        """How many programmes there are."""
        return sum(map(len, self.groups))

    def of(self, place: Place) -> list[Card]:
        """The cards of one group."""
        found: list[Card] = getattr(self, place.value)
        return found


def board(
    book: Rulebook,
    results: Iterable[Result],
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
    owned: Owned | None = None,
) -> Board:
    """Sort results into groups and make their cards."""
    found, mine = Board(), owned or {}
    for result in results:
        document = result.document or latest(book, result.programme, on=on)
        if document is None:
            continue
        own = mine.get(result.programme, NONE_OF_ONES_OWN)
        standing = _Standing(book, result, document, facts, own, on)
        offers = offers_for(book, result, document, facts, on=on)
        place = standing.place()
        card = card_of(
            result, document, departments, offers, own, place, standing.telling(place), on=on
        )
        found.of(place).append(card)
    found.more_answers.sort(key=lambda card: card.missing)
    return found


class _Standing:
    """Where one programme stands, and why, in words."""

    def __init__(
        self,
        book: Rulebook,
        result: Result,
        document: Document,
        facts: Facts,
        own: Own,
        on: date,
    ) -> None:
        self.book, self.result, self.document = book, result, document
        self.facts, self.own, self.on = facts, own, on
        self._ahead: Outlook | None = None

    def ahead(self) -> Outlook:
        """What may lift a refusal, looked for once."""
        if self._ahead is None:
            self._ahead = outlook(self.book, self.result, self.facts, on=self.on)
        return self._ahead

    def place(self) -> Place:
        """The group."""
        return place_of(
            self.result,
            self.document,
            self.facts,
            self.own,
            lambda: bool(self.ahead()),
            on=self.on,
        )

    def telling(self, place: Place) -> Telling:
        """Mark and reason of the card."""
        if self.result.verdict == NOT_IN_FORCE:
            return self._not_in_force()
        if place is Place.UNDER_WAY and self.own.under_way is not None:
            words = _("%(status)s · number %(reference)s, handed in on %(day)s") % {
                "status": self.own.under_way.status,
                "reference": self.own.under_way.reference,
                "day": day(self.own.under_way.submitted_on),
            }
            mark = "unknown" if self.own.under_way.waits_for_them else "met"
            return Telling(mark=mark, reason=words)
        if place is Place.YOURS:
            return self._yours()
        if place is Place.INFORMATION or is_information(self.document):
            return Telling()
        if not concerns(self.document, audiences(self.facts)):
            return Telling(mark="unmet", reason=out_of_reach(self.document, self.facts))
        if self.result.intake.state == OVER_FOR_YOU and self.result.verdict != INELIGIBLE:
            return Telling(mark="unmet", reason=when_words(self.result.intake, self.document))
        return self._by_verdict()

    def _by_verdict(self) -> Telling:
        if self.result.verdict == ELIGIBLE:
            return self._fits()
        if self.result.verdict == UNDETERMINED:
            return self._open()
        why = refusal(self.result, self.document)
        ahead = self.ahead()
        if ahead:
            why = f"{why} · {ahead_words(ahead, self.document)}"
        elif not ahead.complete:
            why = f"{why} · {_('not searched further for what would change it')}"
        return Telling(mark="unmet", reason=why)

    def _not_in_force(self) -> Telling:
        first, last = self.document.in_force.first, self.document.in_force.last
        if first > self.on:
            text = _("In force from %(day)s") % {"day": day(first)}
            return Telling(mark="unknown", reason=text)
        text = _("No longer in force since %(day)s") % {"day": day(last)} if last else ""
        return Telling(mark="unmet", reason=text)

    def _yours(self) -> Telling:
        state = own_state(self.result, self.document, self.facts, self.own, on=self.on)
        if self.own.approvals and state != OUTGROWN:
            return Telling(mark="met", reason=_("You have this already"))
        if state == OUTGROWN:
            text = _("You have more than this already")
            return Telling(mark="met", reason=text, outgrown=True)
        return Telling(mark="met", reason=_("By your answers you have this already"))

    def _fits(self) -> Telling:
        count = count_met(self.result.reasons) if self.result.reasons else 0
        text = _("The score is reached")
        if count:
            all_met, one_met = _("All %(count)d criteria are met"), _("The only criterion is met")
            text = all_met % {"count": count} if count > 1 else one_met
        budget, slug = Budget(), self.document.programme
        last = last_eligible_day(self.book, slug, self.facts, on=self.on, budget=budget)
        near = last is not None and last - self.on <= HORIZON
        ends = (
            _("May be eligible until %(day)s, if nothing else changes") % {"day": day(last)}
            if last and near
            else _("not searched further for the last day")
            if budget.ended
            else ""
        )
        missing = missing_facts(self.result, self.document)
        asks = missing[0].name if len(missing) == 1 and askable(missing[0]) else ""
        return Telling(mark="met", reason=text, ends=ends, asks=asks, missing=len(missing))

    def _open(self) -> Telling:
        missing = missing_facts(self.result, self.document)
        if not missing:
            text = _("Your answers cannot decide this; ask the department.")
            return Telling(mark="unknown", reason=text)
        names = [in_language(fact.label) or fact.name for fact in missing]
        if len(missing) == 1:
            asks = missing[0].name if askable(missing[0]) else ""
            text = _("Still needed: %(fact)s") % {"fact": names[0]}
            return Telling(mark="unknown", reason=text, asks=asks, missing=1)
        text = ngettext("%(count)d answer: %(facts)s", "%(count)d answers: %(facts)s", len(names))
        shown = listed(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        text = text % {"count": len(names), "facts": shown}
        return Telling(mark="unknown", reason=text, missing=len(names))
