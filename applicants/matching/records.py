"""A column of records: lists of a few typed fields each, acceptable as a whole or not at all."""

from __future__ import annotations

import io
import json
import re

import polars as pl
from polars.exceptions import PolarsError

from applicants.matching.columns import column_of, must_be_text, raw_type
from policies.rules.errors import FactError
from policies.rules.facts import MAX_RECORDS, Facts, FactType
from policies.rules.quantities import exact
from policies.rules.screening import frame_of, type_of


class RecordsReader:
    """Reads the texts of one fact of type ``records``.

    Every different text is read once, a field at a time. Where a text has anything in it that
    this way would not see (a field that the fact does not have, ``null`` for an answer, a value of
    the wrong type), fewer fields come out than went in, and the text is read by itself.
    """

    def __init__(self, fact: FactType) -> None:
        self.fact = fact
        self._dtype = type_of(fact)
        self._raw = pl.Struct({name: raw_type(part) for name, part in fact.fields.items()})
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
            return self._exact(texts)
        sure = fast["sure"]
        if sure.all():
            return fast["records"]
        places, odd = sure.arg_true(), (~sure).arg_true()
        both = pl.concat([fast["records"].gather(places), self._exact(texts.gather(odd))])
        return both.gather(pl.concat([places, odd]).arg_sort())

    def _fast(self, texts: pl.Series) -> pl.DataFrame:
        """Columns ``records`` and ``sure``."""
        stated = self._parsed(texts)
        flat = pl.DataFrame({"row": pl.Series(range(len(texts)), dtype=pl.UInt32), "one": stated})
        flat = flat.filter(pl.col("one").list.len() > 0).explode("one")
        strange = flat.filter(pl.col("one").is_null()).select(pl.col("row").unique())
        flat = flat.unnest("one")
        fields = list(self.fact.fields)
        known = flat.select("row", *self._columns)
        as_stated = pl.sum_horizontal(pl.col(fields).is_not_null())
        counted = flat.select("row", stated=as_stated)
        counted = counted.with_columns(known.select(read=as_stated))
        by_row = counted.group_by("row").agg(pl.col("stated", "read").sum())
        grouped = known.group_by("row", maintain_order=True).agg(
            pl.struct(pl.col(name) for name in fields).alias("records")
        )
        frame = pl.DataFrame({"text": texts}).with_row_index("row")
        frame = frame.join(by_row, on="row", how="left", maintain_order="left")
        frame = frame.join(grouped, on="row", how="left", maintain_order="left")
        empty = pl.lit([], dtype=self._dtype)
        keys = pl.col("text").str.count_matches('": ', literal=True)
        sure = (pl.col("text") == "[]") | (
            (pl.col("stated") == keys)
            & (pl.col("read") == keys)
            & (pl.col("records").list.len() <= MAX_RECORDS)
        )
        sure &= ~pl.col("row").is_in(strange["row"].implode())
        if self._doubtful is not None:
            sure &= ~pl.col("text").str.contains(self._doubtful)
        records = pl.when(pl.col("text") == "[]").then(empty).otherwise("records")
        return frame.select(records=records.cast(self._dtype), sure=sure.fill_null(False))

    def _parsed(self, texts: pl.Series) -> pl.Series:
        lines = io.BytesIO()
        whole = pl.DataFrame({"text": texts}).select('{"records": ' + pl.col("text") + "}")
        whole.write_csv(lines, include_header=False, quote_style="never")
        schema = {"records": pl.List(self._raw)}
        found = pl.read_ndjson(lines.getvalue(), schema=schema, ignore_errors=True)["records"]
        if len(found) != len(texts):
            raise PolarsError("a text is not one line")
        return found

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
