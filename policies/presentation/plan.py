"""My days: when windows open and close, clocks start and end, and a yes begins or ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.presentation.audience import audiences, concerns
from policies.presentation.cards import department_short, missing_facts, refusal
from policies.presentation.criteria import reason
from policies.presentation.intake import forecast_words, last_day
from policies.presentation.own import NONE_OF_ONES_OWN, Owned, has_nothing_to_get
from policies.presentation.places import is_information
from policies.presentation.words import day, in_language, language, listed
from policies.rules.budgets import Budget
from policies.rules.changes import eligible_days
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import NO_APPLICATION, OVER_FOR_YOU, Intake
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import (
    ELIGIBLE,
    INELIGIBLE,
    NOT_IN_FORCE,
    UNDETERMINED,
    first_turned,
)
from policies.rules.windows import EXPECTED as FORECAST
from policies.rules.windows import NOT_FOR_YOU, WindowState
from policies.rules.wording import month_words
from policies.services.budgets import waiting_budget

HORIZON = timedelta(days=5 * 366)
OPENS, CLOSES, STARTS, ENDS = "opens", "closes", "starts", "ends"
EXPECTED, EXPECTED_END = "expected", "expected-end"
FIRST_DAY, LAST_DAY = "first-day", "last-day"
KINDS: dict[str, str | Promise] = {
    OPENS: gettext_lazy("Window opens"),
    CLOSES: gettext_lazy("Window closes"),
    EXPECTED: gettext_lazy("Round to be expected"),
    EXPECTED_END: gettext_lazy("Last day to be expected"),
    STARTS: gettext_lazy("Your clock starts"),
    ENDS: gettext_lazy("Your clock ends"),
    FIRST_DAY: gettext_lazy("First possible day"),
    LAST_DAY: gettext_lazy("Last possible day"),
}
STATES: dict[str, tuple[str, str | Promise]] = {
    ELIGIBLE: ("met", gettext_lazy("You may be eligible")),
    UNDETERMINED: ("unknown", gettext_lazy("Answers are missing")),
    INELIGIBLE: ("unmet", gettext_lazy("Not at present")),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One day that matters.

    Attributes:
        key: names the entry for ever, whatever day it moves to.
        kind: one of :data:`KINDS`.
        mark, state: how the programme stands, as a mark and in words.
        why: what the day rests on.
        assumed: whether the day rests on rules that are merely assumed.
        tentative: whether it is only to be expected; nobody announced it.
    """

    key: str
    kind: str
    kind_name: str
    on: date
    day: str
    weekday: str
    slug: str
    title: str
    department: str
    mark: str
    state: str
    why: str
    assumed: bool
    tentative: bool = False

    @property
    def identity(self) -> str:
        """Short enough for an address: programme, kind, and the number of the window."""
        parts = self.key.split("/")
        return f"{self.slug}-{self.kind}-{parts[3] if len(parts) > 3 else 0}"

    @property
    def is_last(self) -> bool:
        """Whether it is a day on which something ends, so that one is warned before."""
        return self.kind in (CLOSES, ENDS, LAST_DAY, EXPECTED_END)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The entries of one month."""

    name: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the page shows.

    Attributes:
        entries: those of the kinds asked for, the first day first.
        total: how many there are of any kind.
        kinds: as (kind, words, how many, whether it is shown alone).
        complete: whether all days were looked for; else there may be more.
    """

    entries: list[Entry]
    total: int
    kinds: list[tuple[str, str, int, bool]]
    complete: bool

    @property
    def months(self) -> list[Month]:
        """The entries by month."""
        by_month = groupby(self.entries, key=lambda entry: (entry.on.year, entry.on.month))
        return [Month(name=_month(*key), entries=list(found)) for key, found in by_month]


def plan(
    book: Rulebook,
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
    kind: str = "",
    owned: Owned | None = None,
) -> Plan:
    """The days from ``on`` for five years; a ``kind`` that there is none of shows all."""
    budget = waiting_budget()
    found = entries(book, facts, departments, on=on, owned=owned, budget=budget)
    counts = {name: sum(entry.kind == name for entry in found) for name in KINDS}
    kind = kind if counts.get(kind) else ""
    return Plan(
        entries=[entry for entry in found if kind in ("", entry.kind)],
        total=len(found),
        kinds=[(k, str(words), counts[k], k == kind) for k, words in KINDS.items() if counts[k]],
        complete=not budget.ended,
    )


def entries(
    book: Rulebook,
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
    owned: Owned | None = None,
    budget: Budget | None = None,
) -> list[Entry]:
    """Every day that matters for what concerns them, is not refused for good, and not had yet."""
    mine, found, budget = owned or {}, list[Entry](), budget or waiting_budget()
    for result in book.explain(facts, on=on):
        own = mine.get(result.programme, NONE_OF_ONES_OWN)
        if not has_nothing_to_get(result, facts, own, on=on):
            found += _of(book, result, facts, departments, on, budget)
    return _kept(found, on)


def entries_of(
    book: Rulebook,
    programme: str,
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
    owned: Owned | None = None,
) -> list[Entry]:
    """Those of one programme, as they stand among all."""
    result = book.explain_one(programme, facts, on=on)
    own = (owned or {}).get(programme, NONE_OF_ONES_OWN)
    if has_nothing_to_get(result, facts, own, on=on):
        return []
    return _kept(_of(book, result, facts, departments, on, waiting_budget()), on)


def _of(
    book: Rulebook,
    result: Result,
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    on: date,
    budget: Budget,
) -> list[Entry]:
    document = result.document
    if document is None or result.verdict == NOT_IN_FORCE or is_information(document):
        return []
    if not concerns(document, audiences(facts)):
        return []
    return _Programme(book, result, document, facts, departments, on, budget).entries()


def _kept(found: list[Entry], on: date) -> list[Entry]:
    """Those within the horizon, the first day first."""
    latest = on + HORIZON
    order = list(KINDS)
    kept = [entry for entry in found if on <= entry.on <= latest]
    return sorted(kept, key=lambda entry: (entry.on, order.index(entry.kind), entry.slug))


@dataclass(frozen=True, slots=True)
class _Programme:
    """The days of one programme."""

    book: Rulebook
    result: Result
    document: Document
    facts: Facts
    departments: Mapping[str, Mapping[str, Any]]
    on: date
    budget: Budget

    def entries(self) -> list[Entry]:
        """Its windows and clocks unless it stays a no, and the days of a yes."""
        earliest, last = eligible_days(
            self.book, self.document.programme, self.facts, on=self.on, budget=self.budget
        )
        found = []
        if earliest is not None:
            found.append(self._entry(FIRST_DAY, earliest, self._why_first()))
        if last is not None:
            found.append(self._entry(LAST_DAY, last, self._why_last(last)))
        applies = self.result.intake.state not in (NO_APPLICATION, OVER_FOR_YOU)
        if applies and (self.result.verdict != INELIGIBLE or earliest is not None):
            for number, state in enumerate(self.result.windows):
                if state.state == NOT_FOR_YOU:
                    continue
                if earliest is None or state.closes_on is None or state.closes_on >= earliest:
                    found += self._of_window(state, number)
        return found

    def _of_window(self, state: WindowState, number: int) -> Iterator[Entry]:
        window = state.window
        if state.state == FORECAST:
            why = forecast_words(Intake(state=FORECAST, window=state))
            if state.opens_on is not None:
                yield self._entry(EXPECTED, max(state.opens_on, self.on), why, number, state)
            elif state.closes_on is not None:  # of the round only the last day is known
                yield self._entry(EXPECTED_END, state.closes_on, why, number, state)
            return
        personal = window.kind == "personal"
        label = in_language(window.label)
        if personal:
            fact = self.document.vocabulary.get(window.after)
            start = self.facts.get(window.after)
            if fact is not None and isinstance(start, date):
                values = {"fact": in_language(fact.label), "day": day(start)}
                clock = _("%(fact)s: %(day)s") % values
                label = _("; ").join(part for part in (clock, label) if part)
        if state.opens_on is not None:
            kind = STARTS if personal else OPENS
            yield self._entry(kind, state.opens_on, label, number, state)
        closes_on = last_day(state.closes_on, self.document)
        if closes_on is not None:
            kind = ENDS if personal else CLOSES
            yield self._entry(kind, closes_on, label, number, state)

    def _why_first(self) -> str:
        if self.result.verdict == INELIGIBLE:
            return refusal(self.result, self.document)
        names = [in_language(fact.label) for fact in missing_facts(self.result, self.document)]
        if self.result.verdict == UNDETERMINED and names:
            return _("whatever you answer about: %(facts)s") % {"facts": listed(names[:3])}
        return _("if nothing else changes")

    def _why_last(self, last: date) -> str:
        """What is no longer met on the day after."""
        slug, after = self.document.programme, last + timedelta(days=1)
        result = self.book.explain_one(slug, self.facts, on=after)
        if result.document is None:
            return _("the edition in force ends")
        before = self.book.explain_one(slug, self.facts, on=last)
        same = before.document is result.document
        turned = first_turned(before.reasons, result.reasons) if same else None
        why = reason(turned, result.document) if turned else refusal(result, result.document)
        unchanged = _("if nothing else changes")
        return _("no longer met after that: %(reason)s") % {"reason": why} if why else unchanged

    def _entry(
        self, kind: str, on: date, why: str, number: int = 0, state: WindowState | None = None
    ) -> Entry:
        document = self.document
        mark, words = STATES[self.result.verdict]
        edition = document.edition if state is not None else ""
        clause = state.window.clause if state is not None else None
        assumed = (
            self.result.rests_on_assumed
            if state is None
            else (clause is not None and clause.basis == "assumed")
        )
        parts = [kind, document.programme, *([edition, str(number)] if state is not None else [])]
        return Entry(
            key="/".join(parts),
            kind=kind,
            kind_name=str(KINDS[kind]),
            on=on,
            day=day(on),
            weekday=_weekday(on),
            slug=document.programme,
            title=in_language(document.title),
            department=department_short(document, self.departments),
            mark=mark,
            state=str(words),
            why=why,
            assumed=assumed,
            tentative=kind in (EXPECTED, EXPECTED_END),
        )


def entry_of(found: Iterable[Entry], identity: str) -> Entry | None:
    """The entry with an identity."""
    return next((entry for entry in found if entry.identity == identity), None)


def _weekday(on: date) -> str:
    names = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return names[on.weekday()]


def _month(year: int, month: int) -> str:
    return month_words(year, month, language())
