"""What the engine costs for one profile, and what zen-engine costs for the same rules.

Nothing is asserted about time: the figures are for reading. That both engines agree is asserted,
before anything is timed. The garbage collector stays on; the last part repeats the trees with it
set as in a web process.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from leqing.memory import collect_rarely
from policies.rules.changes import changes_for
from policies.rules.days import first_eligible_day
from policies.rules.documents import read_document, read_documents
from policies.rules.library import Library
from policies.rules.questions import next_facts
from policies.rules.rulebook import Rulebook
from tests.benchmarks import catalogue, in_zen, interview, searching
from tests.benchmarks.population import ON, Population, counts, library_text, population
from tests.benchmarks.timing import Timing, heading, load, show, timed, timed_together

SIZES = (100, 1_000)
VERDICT_BOUNDS = {100: 0.1}
GROWTH_BOUND = 10
EXPLAIN_BOUNDS = {100: 1.0, 1_000: 12.0}


@dataclass(frozen=True)
class Case:
    """Programmes and a founder, ready to be asked."""

    size: int
    drawn: Population
    book: Rulebook

    def verdicts(self) -> dict[str, str]:
        """Verdicts alone."""
        return self.book.verdicts(self.drawn.facts, on=ON)

    def explain(self) -> list[Any]:
        """Every verdict with its tree."""
        return self.book.explain(self.drawn.facts, on=ON)

    def missing(self) -> list[Any]:
        """Trees, and what is missing where it is open."""
        return [result.missing for result in self.explain()]

    def as_json(self) -> str:
        """Everything as JSON."""
        return json.dumps([result.as_json() for result in self.explain()])


def main() -> None:
    """Print everything."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load()}")
    print("medians of the processor's time that this process takes")
    cases = {size: _case(size) for size in SIZES}
    own = _drawn(cases)
    _growth(own)
    _beside_zen(cases)
    _real()
    searching.report()
    interview.report()
    _as_in_the_web(cases)
    _city()
    print(f"\nload at the end {load()}")


def _city() -> None:
    """In a process of its own: it has a database of its own, and Django reads settings once."""
    command = [sys.executable, "-m", "tests.benchmarks.city"]
    subprocess.run(command, cwd=Path(__file__).resolve().parents[2], check=True)


def _case(size: int) -> Case:
    drawn = population(size)
    return Case(size, drawn, Rulebook(drawn.documents))


def _drawn(cases: dict[int, Case]) -> dict[tuple[str, int], Timing]:
    own: dict[tuple[str, int], Timing] = {}
    for size, case in cases.items():
        heading(f"{size} drawn programmes, one founder")
        figures = ", ".join(f"{count} {what}" for what, count in counts(case.drawn).items())
        found = ", ".join(
            f"{n} {verdict}" for verdict, n in Counter(case.verdicts().values()).items()
        )
        known = len(case.drawn.facts)
        print(f"{figures}; founder with {known} facts; {found}")
        asked: dict[str, tuple[Callable[[], Any], float | None]] = {
            "verdicts": (case.verdicts, VERDICT_BOUNDS.get(size)),
            "explain with the full tree": (case.explain, EXPLAIN_BOUNDS.get(size)),
            "explain, and what is missing": (case.missing, None),
            "explain, everything as JSON": (case.as_json, None),
        }
        timings = timed_together({label: call for label, (call, _) in asked.items()})
        for label, timing in timings.items():
            show(label, timing, bound=asked[label][1])
            own[label, size] = timing
        compiling = timed(lambda case=case: Rulebook(case.drawn.documents).verdicts({}, on=ON))
        show("compile them, once", compiling)
        _reading(case)
    return own


def _reading(case: Case) -> None:
    library = Library.read({"facts.yaml": library_text()})
    texts = case.drawn.texts[:50]
    timing = timed(lambda: [read_document(text, library=library) for text in texts])
    show("read one document (JSON)", Timing(*_per(timing, len(texts)), timing.runs))


def _per(timing: Timing, count: int) -> tuple[float, float]:
    return timing.median / count, timing.least / count


def _as_in_the_web(cases: dict[int, Case]) -> None:
    """The same once more, with the collector set as a web process sets it."""
    collect_rarely()
    heading("As a web process runs: the collector looks rarely")
    own = {}
    for size, case in cases.items():
        timing = timed(case.explain)
        show(f"explain {size} with the full tree", timing, bound=EXPLAIN_BOUNDS[size])
        own["explain with the full tree", size] = timing
    _growth(own)


def _growth(own: dict[tuple[str, int], Timing]) -> None:
    heading("Ten times the programmes cost")
    small, large = SIZES
    for label in dict.fromkeys(label for label, _ in own):
        ratio = own[label, large].median / own[label, small].median
        held = "holds" if ratio <= GROWTH_BOUND else "MISSED"
        print(f"{label:<52}{ratio:10.1f} times  bound {GROWTH_BOUND} {held}")


# --- the same rules in zen-engine -----------------------------------------------------------------


def _beside_zen(cases: dict[int, Case]) -> None:
    for size, case in cases.items():
        rules = in_zen.in_zen(case.drawn.documents)
        book = Rulebook(rules.documents)
        heading(f"Beside zen-engine: {len(rules.documents)} of {size} programmes it can express")
        passes = in_zen.contexts(case.drawn.facts, case.drawn.documents[0].vocabulary, ON)
        wanted = book.verdicts(case.drawn.facts, on=ON)
        silent, traced = _zen_ways(rules, few=size > SIZES[0])
        for label, way in (silent | traced).items():
            found = in_zen.verdicts(way, passes, rules.plain)
            if found != {slug.replace("-", "_"): verdict for slug, verdict in wanted.items()}:
                raise AssertionError(f"zen-engine, {label}, gives other verdicts")
        print(f"all {len(wanted)} verdicts agree, in every way of asking; two passes each")
        own = partial(book.verdicts, case.drawn.facts, on=ON)
        _compare("verdicts", own, silent, passes, rules)
        own_tree = partial(book.explain, case.drawn.facts, on=ON)
        _compare("explain with the full tree", own_tree, traced, passes, rules)


def _zen_ways(
    rules: in_zen.InZen, *, few: bool
) -> tuple[dict[str, in_zen.Evaluate], dict[str, in_zen.Evaluate]]:
    """Ways to ask it, without and with reasons; the slowest only for few programmes."""
    silent = {
        "one compiled expression": in_zen.one_expression(rules),
        "one decision": in_zen.one_decision(rules),
        "one decision, criteria shared": in_zen.shared_criteria(rules, trace=False),
    }
    traced = {"one decision, criteria shared, traced": in_zen.shared_criteria(rules, trace=True)}
    if not few:
        silent["a decision for each"] = in_zen.decision_each(rules, trace=False)
        traced["a decision for each, traced"] = in_zen.decision_each(rules, trace=True)
    return silent, traced


def _compare(
    label: str,
    own: Callable[[], Any],
    ways: dict[str, in_zen.Evaluate],
    passes: list[dict[str, Any]],
    rules: in_zen.InZen,
) -> None:
    calls: dict[str, Callable[[], Any]] = {label: own}
    for name, way in ways.items():
        calls[f"  zen: {name}"] = partial(in_zen.verdicts, way, passes, rules.plain)
    timings = timed_together(calls)
    for name, timing in timings.items():
        ratio = timing.median / timings[label].median
        show(name, timing, note="" if name == label else f"{ratio:.1f} times ours")


# --- the real catalogue ---------------------------------------------------------------------------


def _real() -> None:
    found = catalogue.read_catalogue()
    book, on = Rulebook(found.documents), catalogue.ON
    half = catalogue.half_a_profile(found.documents)
    heading(f"The catalogue: {len(found.texts)} programmes, {len(found.documents)} editions")
    if found.refused:
        print(f"not readable just now: {', '.join(found.refused)}")
    shared = catalogue.shared_texts()
    show("read the shared files", timed(lambda: Library.read(shared)))
    files = timed(lambda: [read_documents(t, library=found.library) for t in found.texts.values()])
    show("read one programme (YAML)", Timing(*_per(files, len(found.texts)), files.runs))
    for label, facts in (("empty profile", {}), (f"{len(half)} facts", half)):
        show(f"verdicts, {label}", timed(partial(book.verdicts, facts, on=on)))
        show(f"explain, {label}", timed(partial(book.explain, facts, on=on)))
        show(f"next question, {label}", timed(partial(next_facts, book, facts, on=on)))
        _for_each("changes", partial(changes_for, book), facts, label, list(book.editions))
        _for_each("first day", partial(first_eligible_day, book), facts, label, list(book.editions))


def _for_each(
    what: str, call: Callable[..., Any], facts: Any, label: str, programmes: list[str]
) -> None:
    """The programme in the middle, and the slowest."""
    timings = {
        slug: timed(partial(call, slug, facts, on=catalogue.ON), seconds=0.05)
        for slug in programmes
    }
    ranked = sorted(timings, key=lambda slug: timings[slug].median)
    middle, slowest = ranked[len(ranked) // 2], ranked[-1]
    note = f"slowest {timings[slowest].median:.1f} ms: {slowest}"
    show(f"{what} for one programme, {label}", timings[middle], note=note)


if __name__ == "__main__":
    main()
