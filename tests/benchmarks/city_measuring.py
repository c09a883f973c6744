"""A city ready to be asked, and times that pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import polars as pl

from applicants.matching.editions import Held, held_on
from applicants.matching.snapshot import Snapshot, current_snapshot
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.rules.rulebook import Rulebook
from policies.rules.screening import Screen, facts_at
from policies.services import current_catalogue

SAMPLE = 2_000  # profiles that are asked one by one


@dataclass(frozen=True)
class City:
    """The profiles of the database as a frame, and the programmes held against them."""

    on: date
    held: tuple[Held, ...]
    vocabulary: Vocabulary
    rulebook: Rulebook
    snapshot: Snapshot

    @property
    def documents(self) -> list[Document]:
        """In the order of ``held``."""
        return [each.document for each in self.held]

    @property
    def frame(self) -> pl.DataFrame:
        """A row for each profile."""
        return self.snapshot.frame

    def sample(self) -> list[int]:
        """Rows that are asked one by one; the same ones each time."""
        size = self.frame.height
        rng = np.random.default_rng(1)
        return sorted(rng.choice(size, min(SAMPLE, size), replace=False).tolist())

    def facts(self, rows: Sequence[int]) -> list[dict[str, Any]]:
        """What some of them state, exactly."""
        return [dict(facts_at(self.frame, row, self.vocabulary)) for row in rows]


def read_city(on: date) -> City:
    """Read what the database has."""
    catalogue = current_catalogue()
    snapshot = current_snapshot(catalogue.vocabulary)
    held = held_on(catalogue, on)
    return City(on, held, catalogue.vocabulary, catalogue.rulebook, snapshot)


def agree_one_by_one(city: City, screen: Screen) -> int:
    """Compare the list with the single answer; how many pairs.

    Raises:
        AssertionError: they differ.
    """
    rows = city.sample()
    listed = screen.decide(city.frame[rows], on=city.on)
    words = {True: "eligible", False: "ineligible", None: "undetermined"}
    for place, facts in enumerate(city.facts(rows)):
        single = city.rulebook.verdicts(facts, on=city.on)
        for document, verdicts in zip(screen.documents, listed, strict=True):
            if words[verdicts[place]] != single[document.programme]:
                raise AssertionError(
                    f"{document.programme}, row {rows[place]}: list and answer differ"
                )
    return len(rows) * len(screen.documents)


@dataclass(frozen=True)
class Passed:
    """Times of some runs of one thing, in seconds; ``worked`` is this process's processor time."""

    passed: tuple[float, ...]
    worked: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The one in the middle."""
        return median(self.passed)


def passing(call: Callable[[], Any], *, times: int) -> Passed:
    """Time a call so many times; a first run before them is not counted."""
    call()
    pairs = [_once(call) for _each in range(times)]
    return Passed(tuple(passed for passed, _ in pairs), tuple(worked for _, worked in pairs))


def _once(call: Callable[[], Any]) -> tuple[float, float]:
    start, working = perf_counter(), process_time()
    call()
    return perf_counter() - start, process_time() - working


def tell(label: str, found: Passed, *, bound: float | None = None, note: str = "") -> None:
    """Print one line, with its bound in seconds where there is one."""
    held = "" if bound is None else f"  bound {bound:g} s {_held(found.median, bound)}"
    worked = f"  processor {median(found.worked):7.3f}" if found.worked else ""
    spread = f"{min(found.passed):.3f} to {max(found.passed):.3f}"
    print(
        f"{label:<52}{found.median:9.3f} s  ({len(found.passed)} runs, {spread}){worked}{held}"
        + (f"  {note}" if note else "")
    )


def tell_figure(label: str, text: str, value: float = 0, bound: float | None = None) -> None:
    """Print a figure that is no time; the bound is the most it may be."""
    held = "" if bound is None else f"  bound {bound:g} {_held(value, bound)}"
    print(f"{label:<52}{text}{held}")


def _held(value: float, bound: float) -> str:
    return "holds" if value <= bound else "MISSED"
