"""Times of calls: medians over many short runs.

What is measured is the processor's time that this process takes, all its threads together: others
may be working on the machine, and what they take is not ours.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Any

FEWEST_TURNS, MOST_TURNS = 5, 60
TURN = 0.02  # seconds that one call keeps the machine before the next has its turn
SECONDS = 1.0  # for each call


@dataclass(frozen=True)
class Timing:
    """How long a call took.

    Attributes:
        median, least: milliseconds.
    """

    median: float
    least: float
    runs: int


def timed(call: Callable[[], Any], *, seconds: float = SECONDS) -> Timing:
    """Time one call."""
    return timed_together({"": call}, seconds=seconds)[""]


def timed_together(
    calls: Mapping[str, Callable[[], Any]], *, seconds: float = SECONDS
) -> dict[str, Timing]:
    """Time several calls in turns, so that whatever else the machine does meets all of them."""
    for call in calls.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in calls}
    until = perf_counter() + seconds * len(calls)
    for turn in range(MOST_TURNS):
        if turn >= FEWEST_TURNS and perf_counter() > until:
            break
        for name, call in calls.items():
            taken[name] += _turn(call)
    return {name: Timing(median(each), min(each), len(each)) for name, each in taken.items()}


def _turn(call: Callable[[], Any]) -> list[float]:
    """Milliseconds of each run of one turn; a first run, after the others, is not counted."""
    taken: list[float] = []
    call()
    until = perf_counter() + TURN
    while not taken or perf_counter() < until:
        start = process_time()
        call()
        taken.append(1_000 * (process_time() - start))
    return taken


def heading(text: str) -> None:
    """Begin a part of the output."""
    print(f"\n{text}\n{'-' * len(text)}")


def show(label: str, timing: Timing, *, bound: float | None = None, note: str = "") -> None:
    """Print one line, with its bound in milliseconds where there is one."""
    verdict = ""
    if bound is not None:
        held = "holds" if timing.median <= bound else "MISSED"
        verdict = f"  bound {bound:g} ms {held}"
    figures = f"{timing.median:10.3f} ms  least {timing.least:9.3f}  ({timing.runs:5d} runs)"
    print(f"{label:<52}{figures}{verdict}{'  ' + note if note else ''}")


def load() -> str:
    """The load of the machine over 1, 5 and 15 minutes."""
    return " ".join(f"{average:.2f}" for average in os.getloadavg())
