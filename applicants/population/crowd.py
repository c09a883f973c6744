"""So many applicants drawn side by side: a column for each fact, written as JSON at once.

What is drawn first shapes what is drawn later (the staff of a firm its turnover, that its
research), so the drawing modules keep plain NumPy arrays and state each fact when they have it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from policies.rules.facts import KNOWN, MAX_RECORDS, FactType

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.floating[Any]] | npt.NDArray[np.integer[Any]]
Share = float | Numbers

EPOCH = date(1970, 1, 1)
# How the careless and the careful differ, and how much more often accounts are left out than what
# one knows by heart. Both together leave about 15 % of all facts unknown.
FORGETFUL = (1.6, 7.0)
WEIGHTS = dict(zip(KNOWN.values(), (0.75, 1.0, 1.3), strict=True))
UNKNOWN_FIELDS = 0.06  # of the fields of records


@dataclass(frozen=True, slots=True)
class Choice:
    """One slug for each of them, as its place in a list."""

    slugs: tuple[str, ...]
    places: Ints

    def among(self, *slugs: str) -> Flags:
        """Who has one of these."""
        return np.isin(self.places, [self.slugs.index(slug) for slug in slugs])

    def or_else(self, slug: str, where: Flags) -> Choice:
        """With another slug for some of them."""
        slugs = self.slugs if slug in self.slugs else (*self.slugs, slug)
        return Choice(slugs, np.where(where, slugs.index(slug), self.places))


class Crowd:
    """Draws so many of one kind and takes down what they state.

    Attributes:
        rng: the one source of chance; the order of drawing is part of what a seed means.
        on: the day that they are told from.
        facts: fact to its JSON, for each of them; null where it is unknown.
        named: every fact that was stated, also those that the vocabulary lacks.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        size: int,
        *,
        on: date,
        vocabulary: Mapping[str, FactType],
        forgetful: Floats | None = None,
    ) -> None:
        self.rng, self.size, self.on, self.vocabulary = rng, size, on, vocabulary
        self.facts: dict[str, pl.Series] = {}
        self.named: set[str] = set()
        self._forgetful = rng.beta(*FORGETFUL, size) if forgetful is None else forgetful

    # --- drawing ----------------------------------------------------------------------------------

    def yes(self, share: Share) -> Flags:
        """True in so many cases of one."""
        return np.asarray(self.rng.random(self.size) < share)

    def between(self, low: Share, high: Share) -> Floats:
        """Any number between two, all alike."""
        least = np.asarray(low)
        return np.asarray(least + (high - least) * self.rng.random(self.size))

    def whole(self, low: Share, high: Share) -> Ints:
        """A whole number, both bounds included."""
        return np.asarray(self.between(low, np.asarray(high) + 1.0)).astype(np.int64)

    def around(self, median: Share, spread: Share) -> Floats:
        """A positive number about a median; a spread of 1 is a factor of 2.7."""
        return np.asarray(median * np.exp(np.asarray(spread) * self.rng.standard_normal(self.size)))

    def one(self, weights: Mapping[str, float]) -> Choice:
        """One of the slugs, as often as its weight says."""
        return self.one_by(np.zeros(self.size, np.int64), {"": weights})

    def one_by(self, group: Ints, weights: Mapping[Any, Mapping[str, float]]) -> Choice:
        """One of the slugs, with other weights for each group.

        Args:
            group: for each of them the place of its weights.
        """
        slugs = tuple(dict.fromkeys(slug for row in weights.values() for slug in row))
        table = np.array([[row.get(slug, 0.0) for slug in slugs] for row in weights.values()])
        bounds = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)
        drawn = self.rng.random(self.size)[:, None] >= bounds[group][:, :-1]
        return Choice(slugs, drawn.sum(axis=1).astype(np.int64))

    def ladder(self, steps: Sequence[str], height: Numbers) -> Choice:
        """The step at a height; what is below or above keeps to the ends."""
        places = np.clip(np.floor(height), 0, len(steps) - 1).astype(np.int64)
        return Choice(tuple(steps), places)

    # --- stating ----------------------------------------------------------------------------------

    def flag(self, name: str, values: Flags, where: Flags | None = None) -> None:
        """State a yes or no."""
        if self._fact(name, "boolean"):
            self._state(name, _taken(("false", "true"), values.astype(np.int64)), where)

    def number(self, name: str, values: Numbers, where: Flags | None = None) -> None:
        """State a number within its limits; one that is not whole is a share or a measure."""
        fact = self._fact(name, "integer", "decimal", "money", "percent")
        if fact is None:
            return
        low = None if fact.minimum is None else float(fact.minimum)
        high = None if fact.maximum is None else float(fact.maximum)
        held = values if low is high is None else np.clip(values, low, high)
        if fact.type in ("integer", "money"):
            texts = pl.Series(np.floor(held).astype(np.int64)).cast(pl.String)
        else:
            places = 4 if fact.type == "percent" else 1
            texts = pl.Series(np.round(held, places)).cast(pl.String).str.strip_suffix(".0")
        self._state(name, texts, where)

    def days_ago(self, name: str, days: Numbers, where: Flags | None = None) -> None:
        """State a day by how long ago it was; a negative number is a day to come."""
        if self._fact(name, "date"):
            day = (self.on - EPOCH).days - np.floor(days).astype(np.int32)
            texts = pl.Series(day.astype(np.int32)).cast(pl.Date).cast(pl.String)
            self._state(name, '"' + texts + '"', where)

    def choice(self, name: str, values: Choice, where: Flags | None = None) -> None:
        """State one of the choices; one that the vocabulary lacks stays unknown."""
        fact = self._fact(name, "choice")
        if fact:
            known = [f'"{slug}"' if slug in fact.choices else None for slug in values.slugs]
            self._state(name, _taken(known, values.places), where)

    def choices(self, name: str, values: Mapping[str, Flags], where: Flags | None = None) -> None:
        """State which of the choices hold; none may."""
        fact = self._fact(name, "choices")
        if fact:
            parts = [
                _taken((None, f'"{slug}"'), values[slug].astype(np.int64))
                for slug in sorted(values)
                if slug in fact.choices
            ]
            self._state(name, "[" + _joined(parts, self.size) + "]", where)

    def text(self, name: str, values: Choice, where: Flags | None = None) -> None:
        """State a text that needs no escaping."""
        if self._fact(name, "text"):
            self._state(name, _taken([f'"{slug}"' for slug in values.slugs], values.places), where)

    def records(self, name: str, counts: Ints) -> Records:
        """Begin the records of a fact; they are stated with :meth:`Records.state`."""
        fact = self._fact(name, "records")
        return Records(self, name, np.minimum(counts, MAX_RECORDS), fact.fields if fact else {})

    def take_care(self, share: Floats) -> None:
        """Let some leave out less of what is stated from here on: so much less, from 0 to 1."""
        self._forgetful = self._forgetful * (1 - share)

    def texts(self) -> pl.Series:
        """The facts of each of them as one JSON object."""
        named = [f'"{name}":' + texts for name, texts in self.facts.items()]
        return "{" + _joined(named, self.size) + "}"

    def _fact(self, name: str, *types: str) -> FactType | None:
        """The fact, unless the vocabulary has it not, or has another of that name."""
        self.named.add(name)
        fact = self.vocabulary.get(name)
        return fact if fact is not None and fact.type in types else None

    def _state(self, name: str, texts: pl.Series, where: Flags | None) -> None:
        fact = self.vocabulary[name]
        known = self.rng.random(self.size) >= self._forgetful * WEIGHTS[fact.likely_known]
        kept = known if where is None else known & where
        self.facts[name] = texts.zip_with(pl.Series(kept), pl.Series([None], dtype=pl.String))


class Records(Crowd):
    """The records that a crowd has of one fact, one under the other.

    Attributes:
        owner: whose each of them is, as a place in the crowd.
    """

    def __init__(
        self, crowd: Crowd, name: str, counts: Ints, fields: Mapping[str, FactType]
    ) -> None:
        total = int(counts.sum())
        unknown = np.full(total, UNKNOWN_FIELDS)
        super().__init__(crowd.rng, total, on=crowd.on, vocabulary=fields, forgetful=unknown)
        self._crowd, self._name, self._counts = crowd, name, counts
        self.owner = np.repeat(np.arange(crowd.size), counts)

    def count(self, where: Flags | None = None) -> Ints:
        """How many of them each of the crowd has."""
        owners = self.owner if where is None else self.owner[where]
        return np.bincount(owners, minlength=self._crowd.size).astype(np.int64)

    def state(self, where: Flags | None = None) -> None:
        """State them, all that one has together."""
        if self._name not in self._crowd.vocabulary:
            return
        frame = pl.DataFrame({"owner": self.owner, "text": self.texts()})
        lists = frame.group_by("owner", maintain_order=True).agg(pl.col("text").str.join(","))
        texts = pl.Series(["[]"]).new_from_index(0, self._crowd.size)
        texts = texts.scatter(lists["owner"], "[" + lists["text"] + "]")
        self._crowd._state(self._name, texts, where)


def _taken(texts: Sequence[str | None], places: Ints) -> pl.Series:
    return pl.Series(texts, dtype=pl.String).gather(places)


def _joined(parts: Sequence[pl.Series], size: int) -> pl.Series:
    """The parts of each row with commas between, without those that are null."""
    if not parts:
        return pl.Series([""]).new_from_index(0, size)
    frame = pl.DataFrame([part.alias(str(number)) for number, part in enumerate(parts)])
    return frame.select(pl.concat_str(pl.all(), separator=",", ignore_nulls=True)).to_series()
