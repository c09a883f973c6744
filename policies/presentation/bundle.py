"""The best set of programmes that go together: its steps, sums by kind, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.presentation.audience import audiences, concerns
from policies.presentation.awards import KINDS, AwardLine, amount_words, award_lines
from policies.presentation.cards import department_short
from policies.presentation.intake import when_words
from policies.presentation.own import (
    NONE_OF_ONES_OWN,
    Owned,
    exclusion_words,
    has_nothing_to_get,
)
from policies.presentation.words import in_language, listed
from policies.rules.awards import Offer
from policies.rules.bundles import (
    EXCLUDED,
    KIND_ORDER,
    NEEDS,
    Bundle,
    Candidate,
    LeftOut,
    best_bundle,
)
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import CLOSED, FULL, OVER_FOR_YOU
from policies.rules.quantities import Interval
from policies.rules.reach import Reach, within_reach
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import UNDETERMINED
from policies.services.budgets import waiting_budget

FIRST: dict[str, str | Promise] = {
    "cash": gettext_lazy("Cash first"),
    "rent_value": gettext_lazy("Space first"),
    "housing": gettext_lazy("Housing first"),
    "interest": gettext_lazy("Interest first"),
    "tax": gettext_lazy("Tax first"),
    "land": gettext_lazy("Land first"),
    "loan": gettext_lazy("Loan first"),
    "title": gettext_lazy("Titles first"),
    "service": gettext_lazy("Services first"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A programme by its slug and title."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenStep:
    """One programme of the set.

    Attributes:
        after: programmes of the set that open it and so come first.
        before: programmes of the set after whose approval it could no longer be had.
    """

    slug: str
    title: str
    department: str
    awards: list[AwardLine]
    deadline: str
    assumed: bool
    after: list[Named]
    before: list[Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncounted:
    """An award that is in no sum, and why not."""

    title: str
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindTotal:
    """What the set may bring of one kind, for itself.

    Attributes:
        sums: of what is certain, as (amount, of how many awards); each unit for itself.
    """

    name: str
    sums: list[tuple[str, str]]
    uncounted: list[Uncounted]


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """A programme that is left out, and why."""

    slug: str
    title: str
    why: str
    because_of: list[Named]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundlePage:
    """All that the page shows.

    Attributes:
        choices: kinds that may count first, as (kind, words, whether it does).
        held: what the answers say one has already.
        undetermined: how many programmes still wait for answers.
        complete: whether all that may come into reach was looked for, and all sets were compared;
            else a better one may have been left unseen.
    """

    steps: list[TakenStep]
    totals: list[KindTotal]
    left_out: list[Omitted]
    held: list[Named]
    choices: list[tuple[str, str, bool]]
    undetermined: int
    complete: bool


def bundle_page(
    book: Rulebook,
    facts: Facts,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
    first: str = "",
    owned: Owned | None = None,
) -> BundlePage:
    """Find the set and put it into words; a ``first`` that no kind bears changes nothing."""
    concerning = [each for each in book.explain(facts, on=on) if _concerns(each, facts)]
    undetermined = sum(each.verdict == UNDETERMINED and bool(each.asks) for each in concerning)
    mine = owned or {}
    had = [each for each in concerning if _is_had(each, facts, mine, on)]
    wanted = [
        each.programme
        for each in concerning
        if each not in had and can_be_had(each) and not _is_excluded(book, each, mine, on)
    ]
    budget = waiting_budget()
    reach = within_reach(book, facts, on=on, programmes=wanted, budget=budget)
    kinds = [kind for kind in KIND_ORDER if any(kind in c.worth for c in reach.candidates)]
    first = first if first in kinds else next(iter(kinds), "")
    order = sorted(KIND_ORDER, key=lambda kind: kind != first)
    bundle = best_bundle(reach.candidates, order, waiting_budget())
    words = _Words(book, reach, bundle, departments, on)
    return BundlePage(
        steps=[words.step(slug) for slug in bundle.programmes],
        totals=_totals([reach.results[slug] for slug in bundle.programmes]),
        left_out=[words.omitted(each) for each in bundle.left_out],
        held=words.named([each.programme for each in had]),
        choices=[(kind, str(FIRST[kind]), kind == first) for kind in kinds],
        undetermined=undetermined,
        complete=reach.complete and bundle.complete,
    )


def can_be_had(result: Result) -> bool:
    """Whether it can be had by anybody from today on: its intake is open, or one is to come."""
    return result.intake.state not in (CLOSED, FULL, OVER_FOR_YOU)


def _is_had(result: Result, facts: Facts, owned: Owned, on: date) -> bool:
    """Whether it is under way or had already."""
    own = owned.get(result.programme, NONE_OF_ONES_OWN)
    return has_nothing_to_get(result, facts, own, on=on)


def _is_excluded(book: Rulebook, result: Result, owned: Owned, on: date) -> bool:
    """Whether something one was given, or has applied for, excludes it."""
    document = result.document
    return document is not None and bool(exclusion_words(book, document, owned, on=on))


def _concerns(result: Result, facts: Facts) -> bool:
    return result.document is not None and concerns(result.document, audiences(facts))


@dataclass(frozen=True, slots=True)
class _Words:
    """Puts a bundle into words."""

    book: Rulebook
    reach: Reach
    bundle: Bundle
    departments: Mapping[str, Mapping[str, Any]]
    on: date

    def named(self, slugs: Iterable[str]) -> list[Named]:
        """Programmes by title."""
        return [Named(slug=slug, title=self._title(slug)) for slug in slugs]

    def step(self, slug: str) -> TakenStep:
        """One programme of the set."""
        result, document = self.reach.results[slug], self._document(slug)
        return TakenStep(
            slug=slug,
            title=in_language(document.title),
            department=department_short(document, self.departments),
            awards=award_lines(result.awards, document),
            deadline=when_words(result.intake, document),
            assumed=result.rests_on_assumed,
            after=self.named(self._after(slug)),
            before=self.named(
                other for other in self.bundle.programmes if slug in self._candidate(other).closes
            ),
        )

    def omitted(self, left: LeftOut) -> Omitted:
        """One that is left out."""
        if left.reason == EXCLUDED:
            why = _("Not together with:")
        elif left.reason == NEEDS:
            why = _("Needs first, which is left out:")
        else:
            why = _("No order of steps has room for it beside the others.")
        return Omitted(
            slug=left.programme,
            title=self._title(left.programme),
            why=why,
            because_of=self.named(left.because_of),
        )

    def _after(self, slug: str) -> list[str]:
        """The first of the ways to it that the set takes, in the order of its steps."""
        taken = {*self.bundle.programmes}
        way = next((need for need in self._candidate(slug).requires if need <= taken), frozenset())
        return [each for each in self.bundle.programmes if each in way]

    def _candidate(self, slug: str) -> Candidate:
        return next(each for each in self.reach.candidates if each.programme == slug)

    def _document(self, slug: str) -> Document:
        document = self.book.document(slug, on=self.on)
        if document is None:
            raise AssertionError(f"{slug} has no edition in force on {self.on}")
        return document

    def _title(self, slug: str) -> str:
        return in_language(self._document(slug).title)


# --- sums ---------------------------------------------------------------------------------------


def _totals(results: list[Result]) -> list[KindTotal]:
    """By kind; kinds are never added together, nor are units or ceilings and fixed amounts."""
    pairs = [(result, offer) for result in results for offer in result.awards]
    kinds = [kind for kind in KIND_ORDER if any(o.award.kind == kind for _result, o in pairs)]
    return [_total(kind, [pair for pair in pairs if pair[1].award.kind == kind]) for kind in kinds]


def _total(kind: str, pairs: list[tuple[Result, Offer]]) -> KindTotal:
    sums: dict[tuple[Any, ...], list[Offer]] = {}
    uncounted = []
    for result, offer in pairs:
        why = _why_uncounted(offer)
        if why is None:
            sums.setdefault((offer.award.unit, offer.award.times), []).append(offer)
        elif result.document is not None:
            label = in_language(offer.award.label)
            text = listed([part for part in (amount_words(offer), label) if part])
            title = in_language(result.document.title)
            uncounted.append(Uncounted(title=title, text=text, why=why))
    return KindTotal(
        name=str(KINDS[kind]), sums=[_sum(each) for each in sums.values()], uncounted=uncounted
    )


def _why_uncounted(offer: Offer) -> str | None:
    """Why an award is in no sum; ``None`` for one that is certain."""
    if offer.applies is None or isinstance(offer.amount, Interval):
        return _("depends on answers still missing")
    if offer.award.amount is None:
        return _("without a figure")
    if offer.amount is None:
        return _("depends on answers still missing")
    if offer.award.up_to:
        return _("a ceiling, not an amount")
    return _("awarded in competition") if offer.award.mode == "competitive" else None


def _sum(offers: list[Offer]) -> tuple[str, str]:
    """One amount, and how many were added for it."""
    amount = sum(o.amount for o in offers if not isinstance(o.amount, Interval) and o.amount)
    added = ngettext("from %(count)d award", "from %(count)d awards", len(offers))
    return amount_words(replace(offers[0], amount=amount)), added % {"count": len(offers)}
