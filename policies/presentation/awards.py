"""What a programme may give, in words and by kind. Kinds are never added together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.presentation.criteria import Citation, citation
from policies.presentation.words import in_language, language
from policies.rules.awards import Award, Offer
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.quantities import Interval, Number
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE
from policies.rules.wording import count_words, money_words, tight

KINDS: dict[str, str | Promise] = {
    "cash": gettext_lazy("Cash"),
    "loan": gettext_lazy("Loan"),
    "interest": gettext_lazy("Interest subsidy"),
    "rent_value": gettext_lazy("Rent"),
    "land": gettext_lazy("Land"),
    "title": gettext_lazy("Title"),
    "tax": gettext_lazy("Tax"),
    "service": gettext_lazy("Service"),
    "housing": gettext_lazy("Housing"),
}
MODES: dict[str, str | Promise] = {
    "fixed": gettext_lazy("a set amount for whoever qualifies"),
    "verified": gettext_lazy("paid after data are checked"),
    "competitive": gettext_lazy("awarded in competition"),
    "application": gettext_lazy("on application"),
    "in_kind": gettext_lazy("given in kind"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardLine:
    """One thing a programme may give.

    Attributes:
        label: what it is, where the document says more than its kind.
        amount: with unit and "up to"; empty where no figure is known.
        certain: whether it is for them, as far as the answers go.
    """

    kind: str
    name: str
    label: str
    amount: str
    mode: str
    certain: bool
    citation: Citation | None


def award_lines(offers: Iterable[Offer], document: Document) -> list[AwardLine]:
    """Every offer as a line, in the order of the document."""
    return [_line(offer, document) for offer in offers]


def offers_for(
    book: Rulebook, result: Result, document: Document, facts: Facts, *, on: date
) -> tuple[Offer, ...]:
    """What it may give; after a refusal, what it would give if the rest were met.

    Awards that all hang on a class, for somebody who has none of the classes yet, are all of them
    offers to whoever gets one: none of them is certain, and each says for which class it is.
    """
    if result.awards or result.verdict == ELIGIBLE:
        return result.awards
    values = book.plan([document]).prepared(facts, on)
    offers = [award.compiled()(values, on) for award in document.awards]
    found = tuple(offer for offer in offers if offer is not None)
    return found or tuple(_open_to_all(award, values, on) for award in document.awards)


def _open_to_all(award: Award, values: Facts, on: date) -> Offer:
    """An award to somebody of whom it is not known that it is for them."""
    amount = award.amount.compiled()(values, on, None) if award.amount else None
    return Offer(award=award, applies=None, amount=amount)


def by_kind(lines: Iterable[AwardLine]) -> list[tuple[str, list[AwardLine]]]:
    """The lines under the name of their kind, kinds in the order of their first line."""
    found: dict[str, list[AwardLine]] = {}
    for line in lines:
        found.setdefault(line.name, []).append(line)
    return list(found.items())


def _line(offer: Offer, document: Document) -> AwardLine:
    award = offer.award
    return AwardLine(
        kind=award.kind,
        name=str(KINDS[award.kind]),
        label=in_language(award.label),
        amount=amount_words(offer),
        mode=str(MODES.get(award.mode, "")),
        certain=offer.applies is True,
        citation=citation(award.clause, document),
    )


def amount_words(offer: Offer) -> str:
    """The amount with its unit, how often, and "up to"; empty where no figure is known."""
    award = offer.award
    if offer.amount is None:
        return ""
    unit, _slash, each = award.unit.partition("/")
    if isinstance(offer.amount, Interval):
        ends = [_quantity(end, unit) for end in offer.amount]
        text = _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
    else:
        text = _quantity(offer.amount, unit)
    if award.up_to:
        text = _("up to %(amount)s") % {"amount": text}
    if each:
        text = _per(each) % {"amount": text}
    if award.times and award.times > 1:
        times = ngettext("%(count)d time", "%(count)d times", award.times) % {"count": award.times}
        text = _("%(amount)s, %(times)s") % {"amount": text, "times": times}
    return tight(text)


def _quantity(number: Number, unit: str) -> str:
    if unit in ("", "CNY"):
        return money_words(number, language())
    return count_words(number, unit, language())


def _per(each: str) -> str:
    known = {
        "year": _("%(amount)s a year"),
        "month": _("%(amount)s a month"),
        "day": _("%(amount)s a day"),
        "person": _("%(amount)s for each person"),
        "m2": _("%(amount)s for each square metre"),
        "mu": _("%(amount)s for each mu"),
        "m2/month": _("%(amount)s for each square metre a month"),
        "person/year": _("%(amount)s for each person a year"),
        "person/month": _("%(amount)s for each person a month"),
    }
    return known.get(each) or f"%(amount)s / {each.replace('%', '%%')}"
