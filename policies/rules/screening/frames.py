"""Facts as a frame: a row for each profile, a typed column for each fact, null for unknown.

The plain form is easy to make; the compact one is what a population is kept in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from policies.rules.facts import Facts, FactType, Record, Sort, Value
from policies.rules.quantities import Number, exact

MOST_BITS = 64
_TYPES: dict[Sort, pl.DataType] = {
    Sort.NUMBER: pl.Float64(),
    Sort.BOOLEAN: pl.Boolean(),
    Sort.DATE: pl.Date(),
    Sort.TEXT: pl.String(),
    Sort.CHOICES: pl.List(pl.String()),
}


def type_of(fact: FactType) -> pl.DataType:
    """The type of a fact's column; a number has exactly one nearest double, so none is lost."""
    if fact.sort is Sort.RECORDS:
        return pl.List(pl.Struct({name: type_of(part) for name, part in fact.fields.items()}))
    return _TYPES[fact.sort]


def schema_of(vocabulary: Mapping[str, FactType]) -> pl.Schema:
    """A column for every fact, derived ones included, since they may be stated."""
    return pl.Schema({name: type_of(fact) for name, fact in vocabulary.items()})


def compact(frame: pl.DataFrame, vocabulary: Mapping[str, FactType]) -> pl.DataFrame:
    """The same facts in less room, to be judged faster.

    A choice becomes a number by its place among the choices (an ``Enum``), several become the bits
    of a number. A fact with too many choices for that stays as it is.
    """
    return frame.with_columns(
        _compacted(vocabulary[name])
        for name, kind in frame.schema.items()
        if name in vocabulary and _is_wide(vocabulary[name], kind)
    )


def reads_alike(one: FactType, other: FactType) -> bool:
    """Whether a column of one fact can be read as if it were the other's."""
    return type_of(one) == type_of(other) and list(one.choices) == list(other.choices)


def plain(frame: pl.DataFrame, vocabulary: Mapping[str, FactType]) -> pl.DataFrame:
    """A compact frame as it was before."""
    return frame.with_columns(
        _written_out(vocabulary[name])
        for name, kind in frame.schema.items()
        if name in vocabulary and kind == _compact_type(vocabulary[name])
    )


def _written_out(fact: FactType) -> pl.Expr:
    if fact.type == "choice":
        return pl.col(fact.name).cast(pl.String)
    bits = pl.col(fact.name)
    names = [
        pl.when(bits & pl.lit(1 << place, pl.UInt64) != 0).then(pl.lit(name))
        for place, name in enumerate(fact.choices)
    ]
    return (
        pl.when(bits.is_not_null()).then(pl.concat_list(names).list.drop_nulls()).alias(fact.name)
    )


def _compact_type(fact: FactType) -> pl.DataType | None:
    """The type of a fact's column in a compact frame; ``None`` where it stays as it is."""
    if fact.type == "choice":
        return pl.Enum(list(fact.choices))
    if fact.type == "choices" and len(fact.choices) <= MOST_BITS:
        return pl.UInt64()
    return None


def _is_wide(fact: FactType, kind: pl.DataType) -> bool:
    return kind == type_of(fact) and _compact_type(fact) is not None


def _compacted(fact: FactType) -> pl.Expr:
    if fact.type == "choice":
        return pl.col(fact.name).cast(pl.Enum(list(fact.choices)))
    column = pl.col(fact.name)
    bits = (
        pl.when(column.list.contains(name)).then(pl.lit(1 << place, pl.UInt64)).otherwise(0)
        for place, name in enumerate(fact.choices)
    )
    return pl.when(column.is_not_null()).then(pl.sum_horizontal(bits)).alias(fact.name)


def frame_of(rows: Sequence[Facts], vocabulary: Mapping[str, FactType]) -> pl.DataFrame:
    """The facts of some profiles as a frame.

    Facts that the vocabulary does not have are left out; those that nobody states have no column.
    """
    names = [name for name in vocabulary if any(name in row for row in rows)]
    columns = [
        pl.Series(
            name,
            [_plain(row.get(name)) for row in rows],
            dtype=type_of(vocabulary[name]),
            strict=True,
        )
        for name in names
    ]
    if columns:
        return pl.DataFrame(columns)
    return pl.DataFrame({"": [None] * len(rows)}, schema={"": pl.Null})


def _plain(value: Any) -> Any:
    """A value of a fact as a column takes it."""
    if value is None or isinstance(value, bool | str | date):
        return value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [{name: _plain(part) for name, part in record.items()} for record in value]
    return float(value)


def facts_at(frame: pl.DataFrame, row: int, vocabulary: Mapping[str, FactType]) -> dict[str, Value]:
    """The facts of one row, as exact as they went in."""
    return facts_of(frame.row(row, named=True), vocabulary)


def facts_of(found: Mapping[str, Any], vocabulary: Mapping[str, FactType]) -> dict[str, Value]:
    """The facts of one row, by column."""
    return {
        name: _value(vocabulary[name], value)
        for name, value in found.items()
        if value is not None and name in vocabulary
    }


def _value(fact: FactType, found: Any) -> Value:
    match fact.sort:
        case Sort.NUMBER:
            return number_of(found)
        case Sort.CHOICES if isinstance(found, int):
            return frozenset(n for place, n in enumerate(fact.choices) if found >> place & 1)
        case Sort.CHOICES:
            return frozenset(found)
        case Sort.RECORDS:
            return tuple(_record(fact, each) for each in found)
    return found  # type: ignore[no-any-return]  # the column's type says which


def _record(fact: FactType, found: Mapping[str, Any] | None) -> Record:
    return {
        name: _value(fact.fields[name], value)
        for name, value in (found or {}).items()
        if value is not None and name in fact.fields
    }


def number_of(found: float) -> Number:
    """The numeral of at most 15 digits that a double is nearest to."""
    return int(found) if float(found).is_integer() else exact(repr(float(found)))
