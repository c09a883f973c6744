"""One column of stored values: what of it is acceptable; the rest is unknown.

Says of a column what :meth:`policies.rules.facts.FactType.read` says of a value.
"""

from __future__ import annotations

import re
from functools import partial

import polars as pl

from policies.rules.codes import CODES, CodeList
from policies.rules.facts import MAX_TEXT, FactType
from policies.rules.screening import type_of
from policies.rules.spans import FIRST_DAY, LAST_DAY

_AS_TEXT = {"date", "choice", "text", "records"}
_SCALAR = re.compile(r"-?[0-9].*|true|false|null|[\[{].*", re.DOTALL)
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


def raw_type(fact: FactType) -> pl.DataType:
    """What Polars reads first: numbers and yes or no strictly, anything at all as a text."""
    return pl.String() if fact.type in _AS_TEXT else type_of(fact)


def must_be_text(fact: FactType) -> bool:
    """Whether a number that Polars has written down could pass as a text of it."""
    if fact.type == "text":
        return True
    chosen = fact.type in ("choice", "choices")
    return chosen and any(_SCALAR.fullmatch(slug) for slug in fact.choices)


def _spelt(codes: CodeList, texts: pl.Series) -> pl.Series:
    """Codes in their one spelling, unknown where a text is none; each text is spelt once."""
    distinct = texts.drop_nulls().unique()
    if distinct.is_empty():
        return texts
    spelt = pl.Series([codes.spell(text) for text in distinct], dtype=pl.String)
    return texts.replace_strict(distinct, spelt, default=None, return_dtype=pl.String())


def column_of(fact: FactType) -> pl.Expr:
    """What is acceptable of a column, the rest unknown."""
    column = pl.col(fact.name)
    match fact.type:
        case "boolean":
            return column
        case "date":
            day = pl.when(column.str.contains(_DAY)).then(column).str.to_date(strict=False)
            return pl.when(day.is_between(FIRST_DAY, LAST_DAY)).then(day).alias(fact.name)
        case "choice":
            return pl.when(column.is_in(list(fact.choices))).then(column).alias(fact.name)
        case "choices":
            strange = column.list.set_difference(list(fact.choices)).list.len()
            tidied = column.list.unique().list.sort()
            return pl.when(strange == 0).then(tidied).alias(fact.name)
        case "text":
            short = column.str.len_chars() <= MAX_TEXT
            read = pl.when(short).then(column.str.normalize("NFC"))
            if fact.code:
                spell = partial(_spelt, CODES[fact.code])
                return read.map_batches(spell, return_dtype=pl.String()).alias(fact.name)
            return read.alias(fact.name)
    within = pl.lit(True)
    if fact.minimum is not None:
        within &= column >= float(fact.minimum)
    if fact.maximum is not None:
        within &= column <= float(fact.maximum)
    if fact.type == "integer":
        within &= column == column.floor()
    return pl.when(within).then(column).alias(fact.name)
