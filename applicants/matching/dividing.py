"""Everybody by the value of a fact, also of one that is worked out from others."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

import polars as pl

from policies.rules.documents import Document, read_document
from policies.rules.facts import FactType
from policies.rules.library import Library
from policies.rules.screening import Screen


def divided(
    facts: Sequence[FactType], frame: pl.DataFrame, library: Library, *, on: date
) -> list[pl.Series]:
    """A column of texts for each fact, named for it; null for those of whom it is not known.

    Args:
        facts: of the library, each of type ``choice``.
    """
    return [_column(fact, frame, library, on) for fact in facts]


def _column(fact: FactType, frame: pl.DataFrame, library: Library, on: date) -> pl.Series:
    if fact.derived is None and fact.name in frame.columns:
        return frame[fact.name].cast(pl.String)
    if fact.derived is None:
        return pl.Series(fact.name, [None], dtype=pl.String).new_from_index(0, frame.height)
    # The screen alone knows how to derive a fact for everybody: it is asked for each value.
    values = list(fact.choices)
    documents = [_document(fact, value, library) for value in values]
    truths = Screen(documents).decide(frame, on=on)
    found = pl.DataFrame([truth.alias(value) for value, truth in zip(values, truths, strict=True)])
    chosen = pl.coalesce(pl.when(pl.col(value)).then(pl.lit(value)) for value in values)
    return found.select(chosen.alias(fact.name)).to_series()


def _document(fact: FactType, value: str, library: Library) -> Document:
    """A rule that is met by those who have a value."""
    words = {"zh-hans": value, "en": value}
    plain = {
        "programme": "division",
        "edition": value,
        "title": words,
        "department": "nobody",
        "audience": "enterprise",
        "category": "subsidy",
        "in_force": {"from": "1900-01-01"},
        "sources": {"own": {"title": words}},
        "eligibility": {"fact": fact.name, "is": value, "source": "own", "basis": "official"},
    }
    return read_document(json.dumps(plain), library=library)
