"""What a document would promise to everybody whom it fits: sums of money by kind.

Awards look at few facts, so that those who answer these alike are worked out once, by the exact
engine. Kinds, units and what is paid how often are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from policies.rules.awards import Award, Offer
from policies.rules.documents import Document, Force
from policies.rules.expressions import names_below
from policies.rules.formulas import OUTCOME, SCORE
from policies.rules.plans import Plan
from policies.rules.quantities import Interval, Number
from policies.rules.rulebook import Rulebook
from policies.rules.screening import facts_of

MOST_ALIKE = 2_000  # different answers; more are not worked out within a request
_COUNT, _ROWS = "number of people", "row of the frame"


@dataclass(slots=True)
class Sum:
    """Money of one kind.

    Attributes:
        award: one of those added, for its kind, its unit and how often it is paid.
        low, high: the sum of all amounts that are known.
        people: to whom an amount is given for certain.
        open: of whom it is not known how much it is, or whether it is given.
    """

    award: Award
    low: Number = 0
    high: Number = 0
    people: int = 0
    open: int = 0

    @property
    def offer(self) -> Offer:
        """The sum as an offer, to be said in words."""
        amount = self.low if self.low == self.high else Interval(self.low, self.high)
        return Offer(award=self.award, applies=True, amount=amount)


@dataclass(frozen=True, slots=True)
class Promised:
    """All sums of a document.

    Attributes:
        counted: whether they were worked out: not where too many answers differ.
    """

    sums: tuple[Sum, ...] = field(default=())
    counted: bool = True


def promised(document: Document, frame: pl.DataFrame, fits: pl.Series, *, on: date) -> Promised:
    """What those whom a document fits would get of it.

    Args:
        frame: a row for each profile, as a screen reads it.
        fits: the verdict of each.
    """
    awards = [award for award in document.awards if _is_money(award)]
    chosen = frame.filter(fits.fill_null(value=False))
    if not awards or not chosen.height:
        return Promised()
    names = [name for name in chosen.columns if name in _rests_on(document, awards)]
    if any(chosen.schema[name].is_nested() for name in names):
        return Promised(counted=False)
    # a column that is there, lest nothing be looked at and there be no rows either
    rows = chosen.with_columns(pl.lit(0).alias(_ROWS)).select(_ROWS, *names)
    alike = rows.group_by(_ROWS, *names).len(_COUNT)
    if alike.height > MOST_ALIKE:
        return Promised(counted=False)
    return Promised(sums=tuple(_added(document, alike, on)))


def _is_money(award: Award) -> bool:
    return award.amount is not None and award.unit.partition("/")[0] in ("", "CNY")


def _rests_on(document: Document, awards: Iterable[Award]) -> frozenset[str]:
    """The facts that the amounts look at."""
    expressions = []
    for award in awards:
        nodes = award.when.walk() if award.when else ()
        expressions += [each for node in nodes for each in node.expressions()]
        expressions += [award.amount] if award.amount else []
    derived = Plan([document]).derived
    named = names_below(expressions, derived)
    return named | frozenset(document.verdict_facts) if named & {OUTCOME, SCORE} else named


def _added(document: Document, alike: pl.DataFrame, on: date) -> Iterator[Sum]:
    book = Rulebook([replace(document, in_force=Force(date.min, None))])
    found: dict[tuple[str, str, int | None, bool], Sum] = {}
    for row in alike.iter_rows(named=True):
        count = row[_COUNT]
        facts = facts_of(row, document.vocabulary)
        for offer in book.explain_one(document.programme, facts, on=on).awards:
            award = offer.award
            if not _is_money(award):
                continue
            key = (award.kind, award.unit, award.times, award.up_to)
            total = found.setdefault(key, Sum(award))
            if offer.applies is not True or offer.amount is None:
                total.open += count
                continue
            ends = offer.amount
            low, high = ends if isinstance(ends, Interval) else (ends, ends)
            total.low, total.high = total.low + count * low, total.high + count * high
            total.people += count
    yield from found.values()
