"""What is counted, summed or asked over the records of each profile.

The records of all profiles stand below each other in one long frame while a condition looks at
them; what they come to is a column of the profiles again.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from policies.rules.conditions import Quantifier
from policies.rules.expressions import Aggregate
from policies.rules.facts import MAX_RECORDS, FactType, Sort
from policies.rules.screening.arithmetic import checked
from policies.rules.screening.values import (
    NUMERAL_BELOW,
    RELATIVE,
    Quantity,
    Truth,
    sure,
)


def _size(fact: str) -> pl.Expr:
    return pl.col(fact).list.len()


def quantified(node: Quantifier, truth: Truth) -> tuple[list[pl.Expr], Truth]:
    """What to gather to know whether some or every record meets a condition, and the answer.

    Of no records none meets it, and all do.
    """
    some, size, doubt = node.kind == "some", _size(node.fact.name), truth.doubt
    gather = truth.met.any if some else truth.met.all
    grouped = [gather(ignore_nulls=False)]
    name = truth.met.meta.output_name()
    met = pl.when(size == 0).then(pl.lit(not some)).when(size > 0).then(pl.col(name))
    if doubt is None:
        return grouped, Truth(met=met)
    return [*grouped, doubt.any()], Truth(met=met, doubt=sure(pl.col(doubt.meta.output_name())))


def unknown(node: Aggregate, fact: FactType) -> Quantity:
    """What a figure is where nobody states the fact."""
    kind = fact.fields[node.field].sort if node.field else Sort.NUMBER
    column = pl.lit(None, pl.Date if kind is Sort.DATE else pl.Float64)
    return Quantity(low=column, high=column)


class Gathering:
    """One figure of the records of a fact.

    Args:
        name: what the names of its columns begin with.
        truth: whether a record belongs; ``None`` where all do.
        value: the field that is gathered; ``None`` for counting.
    """

    def __init__(
        self, name: str, node: Aggregate, fact: FactType, truth: Truth | None, value: Any
    ) -> None:
        self.name, self.node, self.fact, self.truth, self.field = name, node, fact, truth, value
        self.kind = fact.fields[node.field] if node.field else None

    @property
    def _is_day(self) -> bool:
        return self.kind is not None and self.kind.sort is Sort.DATE

    @property
    def _is_whole(self) -> bool:
        return self.kind is None or self._is_day or self.kind.type == "integer"

    def each(self) -> list[pl.Expr]:
        """Of each record whether it belongs, whether that is open, and its value."""
        belongs = pl.lit(value=True) if self.truth is None else self.truth.met
        value = self.field.low if isinstance(self.field, Quantity) else pl.lit(1.0)
        found = [
            sure(belongs).alias(f"{self.name} sure"),
            belongs.is_null().alias(f"{self.name} open"),
            value.alias(f"{self.name} value"),
        ]
        if self.truth is not None and self.truth.doubt is not None:
            found.append(self.truth.doubt.alias(f"{self.name} doubt"))
        return found

    def grouped(self) -> list[pl.Expr]:
        """What they come to for each profile."""
        in_, open_ = pl.col(f"{self.name} sure"), pl.col(f"{self.name} open")
        value = pl.col(f"{self.name} value")
        unknown_in, unknown = (in_ & value.is_null()).any(), ((in_ | open_) & value.is_null()).any()
        match self.node.function:
            case "count" | "sum":
                certain = pl.when(in_).then(value).sum()
                low = certain + pl.when(open_ & (value < 0)).then(value).sum()
                high = certain + pl.when(open_ & (value > 0)).then(value).sum()
                known = ~unknown
            case "average":
                low = high = pl.when(in_).then(value).sum() / in_.sum()
                known = ~open_.any() & ~unknown_in & in_.any()
            case "lowest":
                low, high = pl.when(in_ | open_).then(value).min(), pl.when(in_).then(value).min()
                known = in_.any() & ~unknown
            case _:
                low, high = pl.when(in_).then(value).max(), pl.when(in_ | open_).then(value).max()
                known = in_.any() & ~unknown
        found = [
            pl.when(known).then(low).alias(f"{self.name} low"),
            pl.when(known).then(high).alias(f"{self.name} high"),
        ]
        if not self._is_whole:
            size = pl.when(in_ | open_).then(value.abs()).sum()
            found.append((size * MAX_RECORDS * RELATIVE).alias(f"{self.name} error"))
        if self.truth is not None and self.truth.doubt is not None:
            found.append(pl.col(f"{self.name} doubt").any())
        return found

    def value(self) -> Quantity:
        """The number or day of each profile, a range where records are open."""
        function, none = self.node.function, _size(self.fact.name) == 0
        low, high = pl.col(f"{self.name} low"), pl.col(f"{self.name} high")
        if function in ("count", "sum"):  # of no records
            low, high = (pl.when(none).then(0.0).otherwise(end) for end in (low, high))
        certain = self.truth is None or function == "average"
        doubtful = self.truth is not None and self.truth.doubt is not None
        single = function in ("lowest", "highest")
        exact = self._is_whole and function != "average"
        found = Quantity(
            low=low,
            high=low if certain else high,
            grid=0 if exact else None,
            numeral=single or (exact and function == "count"),
            error=None if exact or single else self._error(),
            limit=self._limit(),
            bits=128,
            ranged=None if certain else sure(low != high),
            doubt=sure(pl.col(f"{self.name} doubt")) if doubtful else None,
        )
        return found if single else checked(found)

    def _limit(self) -> float:
        if self.node.function == "count":
            return float(MAX_RECORDS)
        return NUMERAL_BELOW * (MAX_RECORDS if self.node.function == "sum" else 1)

    def _error(self) -> pl.Expr:
        if self._is_whole:  # the average of whole numbers
            return pl.col(f"{self.name} low").abs() * 2 * RELATIVE
        return pl.col(f"{self.name} error").fill_null(0.0)
