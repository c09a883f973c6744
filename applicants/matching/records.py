"""A column of records: lists of a few typed fields each, acceptable as a whole or not at all."""

from __future__ import annotations

import json
import re

import numpy as np
import polars as pl
from polars.exceptions import PolarsError

from applicants.matching.columns import column_of, must_be_text, raw_type
from policies.rules.errors import FactError
from policies.rules.facts import MAX_RECORDS, Facts, FactType
from policies.rules.quantities import exact
from policies.rules.screening import frame_of, type_of

_ONE_BY_ONE = 8  # so few texts are not worth cutting further
_OPENS, _BETWEEN = '{"', "}, {"
_text, _opened = pl.col("text"), pl.col("count")
# One list of records that have no records themselves: each but the first begins where one ends. A
# text among them may look as if it did so as well; the pieces it is cut into are no JSON then.
_FLAT = (
    _text.str.starts_with(f"[{_OPENS}")
    & _text.str.ends_with("}]")
    & (_opened == _text.str.count_matches("{", literal=True))
    & (_opened == _text.str.count_matches("}", literal=True))
    & (_opened == _text.str.count_matches(_BETWEEN, literal=True) + 1)
)


class RecordsReader:
    """Reads the texts of one fact of type ``records``.

    Every different text is read once, each record a line of its own. Where a text has anything in
    it that this way would not see (a field that the fact does not have, ``null`` for an answer, a
    value of the wrong type), fewer fields come out than went in, and the text is read by itself.
    """

    def __init__(self, fact: FactType) -> None:
        self.fact = fact
        self._dtype = type_of(fact)
        self._raw = pl.Schema({name: raw_type(part) for name, part in fact.fields.items()})
        self._columns = [column_of(part) for part in fact.fields.values()]
        texts = [re.escape(name) for name, part in fact.fields.items() if must_be_text(part)]
        self._doubtful = f'"(?:{"|".join(texts)})": [^"]' if texts else None

    def read(self, texts: pl.Series) -> pl.Series:
        """A list of records for each text; unknown for those that are none."""
        distinct = texts.drop_nulls().unique().alias("text")
        if distinct.is_empty():
            return pl.Series(self.fact.name, [None], dtype=self._dtype).new_from_index(
                0, len(texts)
            )
        read = pl.DataFrame([distinct, self._distinct(distinct).alias("read")])
        both = texts.alias("text").to_frame()
        return both.join(read, on="text", how="left", maintain_order="left")["read"].alias(
            self.fact.name
        )

    def _distinct(self, texts: pl.Series) -> pl.Series:
        try:
            fast = self._fast(texts)
        except PolarsError:
            return self._halves(texts)
        sure = fast["sure"]
        if sure.all():
            return fast["records"]
        places, odd = sure.arg_true(), (~sure).arg_true()
        both = pl.concat([fast["records"].gather(places), self._exact(texts.gather(odd))])
        return both.gather(pl.concat([places, odd]).arg_sort())

    def _halves(self, texts: pl.Series) -> pl.Series:
        """Find the text that is not what it looks like."""
        if len(texts) <= _ONE_BY_ONE:
            return self._exact(texts)
        middle = len(texts) // 2
        return pl.concat([self._distinct(texts[:middle]), self._distinct(texts[middle:])])

    def _fast(self, texts: pl.Series) -> pl.DataFrame:
        """Columns ``records`` and ``sure``."""
        frame = pl.DataFrame(
            {"text": texts, "count": texts.str.count_matches(_OPENS, literal=True)}
        )
        frame = frame.with_columns(flat=_FLAT).with_row_index("row")
        flat = frame.filter("flat")
        stated = self._parsed(flat["text"])
        counts = flat["count"].to_numpy()
        if stated.height != counts.sum():
            raise PolarsError("a record is not one line")
        fields = list(self.fact.fields)
        known = stated.select(self._columns)
        each = pl.DataFrame(
            [
                pl.Series("row", np.repeat(flat["row"].to_numpy(), counts)),
                stated.select(stated=_as_stated(fields)).to_series(),
                known.select(read=_as_stated(fields)).to_series(),
                known.select(records=pl.struct(fields)).to_series(),
            ]
        )
        together = each.group_by("row", maintain_order=True).agg(
            pl.col("stated", "read").sum(), pl.col("records")
        )
        frame = frame.join(together, on="row", how="left", maintain_order="left")
        keys = pl.col("text").str.count_matches('": ', literal=True)
        none = pl.col("text") == "[]"
        sure = none | (
            (pl.col("stated") == keys) & (pl.col("read") == keys) & (pl.col("count") <= MAX_RECORDS)
        )
        if self._doubtful is not None:
            sure &= ~pl.col("text").str.contains(self._doubtful)
        records = pl.when(none).then(pl.lit([], dtype=self._dtype)).otherwise("records")
        return frame.select(records=records.cast(self._dtype), sure=sure.fill_null(value=False))

    def _parsed(self, texts: pl.Series) -> pl.DataFrame:
        """A row for each record of texts that are flat."""
        if texts.is_empty():
            return pl.DataFrame(schema=self._raw)
        records = texts.str.slice(1).str.head(-1).str.replace_all(_BETWEEN, "}\n{", literal=True)
        lines: str = records.str.join("\n")[0]
        return pl.read_ndjson(lines.encode(), schema=self._raw, ignore_errors=True)

    def _exact(self, texts: pl.Series) -> pl.Series:
        fact = self.fact
        frame = frame_of([self._facts(text) for text in texts], {fact.name: fact})
        if fact.name in frame.columns:
            return frame[fact.name].alias("records")
        return pl.Series("records", [None] * len(texts), dtype=self._dtype)

    def _facts(self, text: str) -> Facts:
        fact = self.fact
        try:
            return {fact.name: fact.read(json.loads(text, parse_float=exact, parse_int=exact))}
        except (FactError, ValueError, RecursionError):
            return {}


def _as_stated(fields: list[str]) -> pl.Expr:
    """How many fields have a value."""
    return pl.sum_horizontal(pl.col(fields).is_not_null())
