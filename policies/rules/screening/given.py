"""What facts and fields are, as they stand in their columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from policies.rules.facts import FactType, Sort
from policies.rules.screening.steps import Steps
from policies.rules.screening.values import (
    Choices,
    Quantity,
    Records,
    Text,
    Truth,
    Value,
)

_EMPTY: dict[Sort, Any] = {
    Sort.NUMBER: pl.Float64,
    Sort.DATE: pl.Date,
    Sort.TEXT: pl.String,
    Sort.BOOLEAN: pl.Boolean,
}


def column_of(fact: FactType, column: pl.Expr | None, steps: Steps) -> Value:
    """The value of a fact or a field in its column, or unknown where there is none."""
    if fact.sort is Sort.RECORDS:
        size = pl.lit(None, pl.Float64) if column is None else column.list.len().cast(pl.Float64)
        return Records(size=size)
    if fact.sort is Sort.CHOICES:
        if column is None:
            return Choices(has={}, known=pl.lit(value=False))
        in_bits = steps.given.get(fact.name) == pl.UInt64
        has = _Options(fact.choices, column, steps, in_bits=in_bits)
        return Choices(has=has, known=column.is_not_null())
    found = pl.lit(None, _EMPTY[fact.sort]) if column is None else column
    if fact.sort is Sort.BOOLEAN:
        return Truth(met=found)
    if fact.sort is Sort.TEXT:
        kind = steps.given.get(fact.name) if column is not None else None
        choices = tuple(kind.categories) if isinstance(kind, pl.Enum) else ()
        return Text(text=found, choices=choices)
    if fact.sort is Sort.DATE:
        return Quantity(low=found, high=found)
    number = found.cast(pl.Float64)
    return Quantity(low=number, high=number, grid=0 if fact.type == "integer" else None)


class _Options(Mapping[str, pl.Expr]):
    """Whether a set has each of the choices; looked up in the lists only for those asked for."""

    def __init__(
        self, choices: Iterable[str], column: pl.Expr, steps: Steps, *, in_bits: bool
    ) -> None:
        self._choices, self._column, self._steps = tuple(choices), column, steps
        self._in_bits = in_bits
        self._kept: dict[str, pl.Expr] = {}

    def __getitem__(self, name: str) -> pl.Expr:
        if name not in self._choices:
            raise KeyError(name)
        if name not in self._kept:
            self._kept[name] = self._steps.keep(Truth(met=self._has(name))).met
        return self._kept[name]

    def _has(self, name: str) -> pl.Expr:
        if not self._in_bits:
            return self._column.list.contains(name)
        return self._column & pl.lit(1 << self._choices.index(name), pl.UInt64) != 0

    def __iter__(self) -> Iterator[str]:
        return iter(self._choices)

    def __len__(self) -> int:
        return len(self._choices)


def fields_of(fact: FactType, column: pl.DataType, steps: Steps) -> dict[str, Value]:
    """The fields of the record at hand, in a frame of all records of a fact."""
    present = set()
    if isinstance(column, pl.List) and isinstance(column.inner, pl.Struct):
        present = {part.name for part in column.inner.fields}
    records = pl.col(fact.name).struct
    return {
        name: column_of(part, records.field(name) if name in present else None, steps)
        for name, part in fact.fields.items()
    }
