"""What is counted, summed or asked over the records of each profile.

The records of all profiles stand below each other in one long frame while a condition looks at
them; what they come to is a column of the profiles again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from policies.rules.conditions import Quantifier
from policies.rules.expressions import Aggregate
from policies.rules.facts import MAX_RECORDS, FactType, Sort
from policies.rules.screening.compiling import Columns, column_of
from policies.rules.screening.values import (
    NUMERAL_BELOW,
    RELATIVE,
    Quantity,
    Truth,
    Value,
    checked,
    sure,
)

ROW = "row "  # no fact has a blank in its name
Node = Aggregate | Quantifier


def fact_of(node: Node) -> str:
    """The fact whose records a node looks at."""
    return node.fact if isinstance(node, Aggregate) else node.fact.name


def gathered(
    nodes: Mapping[str, Node],
    fact: FactType,
    column: pl.DataType | None,
    columns: Columns,
) -> tuple[list[pl.Expr], list[pl.Expr], dict[str, Value]]:
    """How to work out some nodes over the records of one fact.

    Args:
        nodes: by the name that the columns of each begin with.
        column: the type of the fact's column; ``None`` where there is none.
        columns: what else is known of the profiles, which conditions on records may look at.

    Returns:
        What to select of the long frame, what to gather for each row of it, and the values.
    """
    fields = _fields(fact, column)
    inside = Columns(on=columns.on, known=columns.known, fields=fields, outcome=columns.outcome)
    each: list[pl.Expr] = []
    grouped: list[pl.Expr] = []
    values: dict[str, Value] = {}
    for name, node in nodes.items():
        if isinstance(node, Quantifier):
            truth = inside.truth(node.where)
            each += _named(name, truth)
            grouped += _asked(name, node.kind)
            values[name] = _answer(name, node.kind, fact.name, doubtful=truth.doubt is not None)
        else:
            part = _Gathering(name, node, fact, inside)
            each += part.each()
            grouped += part.grouped()
            values[name] = part.value()
    return each, grouped, values


def _fields(fact: FactType, column: pl.DataType | None) -> dict[str, Value]:
    present = set()
    if isinstance(column, pl.List) and isinstance(column.inner, pl.Struct):
        present = {part.name for part in column.inner.fields}
    records = pl.col(fact.name)
    return {
        name: column_of(part, records.struct.field(name) if name in present else None)
        for name, part in fact.fields.items()
    }


def _named(name: str, truth: Truth) -> list[pl.Expr]:
    found = [truth.met.alias(f"{name} met")]
    return found if truth.doubt is None else [*found, truth.doubt.alias(f"{name} doubt")]


def _size(fact: str) -> pl.Expr:
    return pl.col(fact).list.len()


def _asked(name: str, kind: str) -> list[pl.Expr]:
    met = pl.col(f"{name} met")
    if kind == "some":
        return [met.any(ignore_nulls=False)]
    return [met.all(ignore_nulls=False)]


def _answer(name: str, kind: str, fact: str, *, doubtful: bool) -> Truth:
    """Of no records none meets a condition, and all do."""
    size = _size(fact)
    met = pl.when(size == 0).then(pl.lit(kind == "every")).when(size > 0).then(f"{name} met")
    return Truth(met=met, doubt=sure(pl.col(f"{name} doubt")) if doubtful else None)


class _Gathering:
    """One aggregate over the records of a fact."""

    def __init__(self, name: str, node: Aggregate, fact: FactType, inside: Columns) -> None:
        self.name, self.node, self.fact = name, node, fact
        self.truth = inside.value(node.where) if node.where else None
        self.field = inside.fields[node.field] if node.field else None
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


def unknown(node: Node, fact: FactType) -> Value:
    """What a node comes to where nobody states the fact."""
    if isinstance(node, Quantifier):
        return Truth(met=pl.lit(None, pl.Boolean))
    kind = fact.fields[node.field].sort if node.field else Sort.NUMBER
    column = pl.lit(None, pl.Date if kind is Sort.DATE else pl.Float64)
    return Quantity(low=column, high=column)


def spread(
    frame: pl.DataFrame, fact: str, each: Sequence[pl.Expr], grouped: Sequence[pl.Expr]
) -> pl.DataFrame:
    """The frame with what the records of a fact come to."""
    roots = dict.fromkeys(name for expression in each for name in expression.meta.root_names())
    outer = [name for name in roots if name not in (fact, ROW)]
    long = (
        frame.lazy()
        .select(ROW, fact, *outer)
        .filter(pl.col(fact).list.len() > 0)
        .explode(fact)
        .select(ROW, *each)
        .group_by(ROW)
        .agg(*grouped)
    )
    return frame.lazy().join(long, on=ROW, how="left", maintain_order="left").collect()
