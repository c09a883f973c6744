"""Texts of facts, as the database stores them, become a typed frame.

The frame says what :func:`applicants.facts.read_facts` says of each row, only much faster: a
column at a time. Rows in which a fast reader could be wrong (long numerals, a list where a text
belongs) are found by one pattern and read one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from applicants.facts import read_text
from applicants.matching.columns import column_of, must_be_text, raw_type
from applicants.matching.records import RecordsReader
from policies.rules.facts import FactType, Vocabulary
from policies.rules.screening import frame_of, schema_of

_LONG_NUMERAL = r"[0-9.]{16}|\.[0-9]{13}"
_ONE_BY_ONE = 8  # so few lines are not worth cutting further


class FactsReader:
    """Reads many texts by one vocabulary.

    Attributes:
        vocabulary: the facts it knows.
        schema: a column for every fact, as the screen takes it.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._facts = dict(vocabulary)
        self.schema = schema_of(vocabulary)
        self._raw = pl.Schema({name: raw_type(fact) for name, fact in self._facts.items()})
        self._doubtful = _doubtful_pattern(self._facts)
        self._columns = [column_of(fact) for fact in self._facts.values() if fact.type != "records"]
        self._records = [RecordsReader(f) for f in self._facts.values() if f.type == "records"]

    def read(self, text: bytes) -> pl.DataFrame:
        """A row for each line, a column for every fact; unknown where the line has no answer."""
        if not text:
            return pl.DataFrame(schema=self.schema)
        whole = pl.Series([text], dtype=pl.Binary).cast(pl.String)
        if not whole.str.contains(self._doubtful)[0]:
            return self._read_fast(text)
        lines = whole.str.split("\n").explode()
        doubtful = lines.str.contains(self._doubtful)
        fast = self._read_fast(_joined(pl.select(pl.when(~doubtful).then(lines)).to_series()))
        places, odd = (~doubtful).arg_true(), doubtful.arg_true()
        both = pl.concat([fast.select(pl.all().gather(places)), self._exact(lines.gather(odd))])
        order = pl.concat([places, odd]).arg_sort()
        return both.select(pl.all().gather(order))

    def _read_fast(self, text: bytes) -> pl.DataFrame:
        count = text.count(b"\n") + 1
        try:
            raw = pl.read_ndjson(text, schema=self._raw, ignore_errors=True)
        except PolarsError:  # one line is no JSON as Polars takes it, such as one that is too deep
            return self._halves(text, count)
        if raw.height != count:
            return self._halves(text, count)
        records = [reader.read(raw[reader.fact.name]) for reader in self._records]
        return raw.select(*self._columns).with_columns(records).select(self.schema.names())

    def _halves(self, text: bytes, count: int) -> pl.DataFrame:
        lines = text.split(b"\n")
        if count <= _ONE_BY_ONE:
            return self._exact(pl.Series([line.decode() for line in lines]))
        parts = lines[: count // 2], lines[count // 2 :]
        return pl.concat([self._read_fast(b"\n".join(part)) for part in parts])

    def _exact(self, lines: pl.Series) -> pl.DataFrame:
        """Row by row, as the rest of the software reads them."""
        frame = frame_of([read_text(line, self.vocabulary) for line in lines], self.vocabulary)
        unstated = [name for name in self.schema if name not in frame.columns]
        return frame.with_columns(
            pl.lit(None, dtype=self.schema[name]).alias(name) for name in unstated
        ).select(self.schema.names())


def _joined(lines: pl.Series) -> bytes:
    """Lines as one text; one that says nothing for each that is absent."""
    text: str = lines.fill_null("{}").str.join("\n")[0]
    return text.encode()


def signature(vocabulary: Mapping[str, FactType]) -> list[Any]:
    """Everything of a vocabulary that decides how a stored fact is read, as JSON."""
    return [
        [
            fact.name,
            fact.type,
            None if fact.minimum is None else str(fact.minimum),
            None if fact.maximum is None else str(fact.maximum),
            fact.code,
            list(fact.choices),  # in order: a compact column has their places
            signature(fact.fields),
        ]
        for _, fact in sorted(vocabulary.items())
    ]


def _doubtful_pattern(facts: Mapping[str, FactType]) -> str:
    r"""Finds every line that the fast way might misread, and few others.

    A quote inside of a text has a backslash before it, so ``"name": `` can only be a key.
    """
    texts = [re.escape(fact.name) for fact in facts.values() if must_be_text(fact)]
    lists = [re.escape(fact.name) for fact in facts.values() if fact.type == "records"]
    parts = [_LONG_NUMERAL]
    if texts:
        parts.append(f'"(?:{"|".join(texts)})": [^"]')
    if lists:
        parts.append(r"\\")  # Polars does not escape again what it writes down
        parts.append(f'"(?:{"|".join(lists)})": [^\\[]')
    return "|".join(parts)
