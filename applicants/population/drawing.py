"""A city, ten thousand at a time: rows as the table of profiles has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from applicants.population.crowd import Crowd, Ints
from applicants.population.kinds import KINDS, Kind, state_rest
from policies.rules.facts import Vocabulary

CHUNK = 10_000


def draw_city(size: int, seed: int, vocabulary: Vocabulary, *, on: date) -> Iterator[pl.DataFrame]:
    """So many applicants, the same ones for a seed, a size, a day and a vocabulary.

    Args:
        on: the day that all other days are told from; nothing here looks at a clock.

    Yields:
        Frames with ``kind``, ``name``, ``audience`` (one word) and ``facts`` (a JSON object).
    """
    named = named_facts(vocabulary, on=on)
    for number, first in enumerate(range(0, size, CHUNK)):
        rng = np.random.default_rng([seed, number])
        yield _chunk(rng, first, min(CHUNK, size - first), vocabulary, named, on)


def named_facts(vocabulary: Vocabulary, *, on: date) -> frozenset[str]:
    """The facts that some kind of applicant states by name; others are drawn by their types."""
    named: set[str] = set()
    for kind in KINDS:
        crowd = Crowd(np.random.default_rng(0), 1, on=on, vocabulary=vocabulary)
        kind.draw(crowd)
        named |= crowd.named
    return frozenset(named)


def _chunk(
    rng: np.random.Generator,
    first: int,
    size: int,
    vocabulary: Vocabulary,
    named: frozenset[str],
    on: date,
) -> pl.DataFrame:
    kinds = rng.choice(len(KINDS), size, p=[kind.share for kind in KINDS])
    places = [np.flatnonzero(kinds == place) for place in range(len(KINDS))]
    drawn = [
        _alike(Crowd(rng, len(where), on=on, vocabulary=vocabulary), kind, named, first + where)
        for kind, where in zip(KINDS, places, strict=True)
    ]
    # Back into the order of their numbers: kinds lie mixed, as in a table that grew by itself.
    return pl.concat(drawn)[np.argsort(np.concatenate(places))]


def _alike(crowd: Crowd, kind: Kind, named: frozenset[str], numbers: Ints) -> pl.DataFrame:
    audience = kind.draw(crowd)
    assert isinstance(crowd.vocabulary, Vocabulary)
    state_rest(crowd, kind, crowd.vocabulary, named)
    digits = pl.Series(numbers + 1).cast(pl.String).str.zfill(7)
    return pl.DataFrame(
        {
            "kind": pl.Series([kind.kind.value]).new_from_index(0, crowd.size),
            "name": f"{kind.name} " + digits,
            "audience": pl.Series(kind.audiences).gather(audience),
            "facts": crowd.texts(),
        }
    )
