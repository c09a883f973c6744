"""How many questions it takes until every programme is decided, beside other orders.

A thousand invented visitors (:mod:`.visitors`, drawn from a seed) answer, and are not sure of some
facts, which they skip. An interview ends when no answer can decide a programme any more; what is
then undecided waits for something that was skipped, in every order alike. All orders begin with
who one is, and leave out what follows from other answers.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from random import Random
from time import process_time
from typing import Any

from policies.presentation.audience import AUDIENCE, audiences, settled_by
from policies.rules.documents import Document
from policies.rules.questions import base_fact, next_facts
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import UNDETERMINED
from tests.benchmarks import catalogue
from tests.benchmarks.timing import heading
from tests.benchmarks.visitors import Visitor, visitors

TOLD_EVERY = 10  # visitors; it is slow, and only says how much could be gained at all
COUNT = int(os.environ.get("VISITORS", "1000"))
OURS, FULL, RANDOM = "ours", "full form", "random"
ADAPTIVE, FIXED, TOLD = "by frequency, adaptive", "by frequency, fixed order", "told the answers"
ORDERS = (OURS, FULL, RANDOM, FIXED, ADAPTIVE)
Choose = Callable[["Interview"], str | None]


class Interview:
    """One visitor being asked.

    Attributes:
        facts: what is known so far.
        whom: for whom programmes must be to concern this visitor.
        skipped: what the visitor was not sure of.
    """

    def __init__(self, book: Rulebook, visitor: Visitor) -> None:
        self.book, self.visitor = book, visitor
        who = visitor.answers[AUDIENCE]
        implied = {n: v for n, v in settled_by(who, {}).items() if v is not None}
        self.facts: dict[str, Any] = {AUDIENCE: who, **implied}
        self.whom = audiences(self.facts)
        self.skipped: list[str] = []
        self.topic = ""
        self.asked = 1

    def concerning(self) -> list[Document]:
        """The programmes for somebody like this."""
        documents, _ = self.book.in_force(catalogue.ON)
        return [d for d in documents if self.whom is None or self.whom & {*d.audience}]

    def open(self) -> dict[str, list[str]]:
        """The undecided programmes with the facts they lack, but for those that were skipped."""
        found = {}
        for result in self.book.explain(self.facts, on=catalogue.ON):
            document = result.document
            if result.verdict != UNDETERMINED or document is None:
                continue
            if self.whom is None or self.whom & {*document.audience}:
                names = dict.fromkeys(map(base_fact, result.missing))
                found[result.programme] = [n for n in names if n not in self.skipped]
        return found

    def lacking(self) -> Counter[str]:
        """How many undecided programmes lack each fact."""
        return Counter(name for names in self.open().values() for name in names)

    def run(self, choose: Choose) -> Interview:
        """Ask until there is nothing to ask."""
        while (name := choose(self)) is not None:
            self.asked += 1
            self.topic = self.book.vocabulary[name].topic
            if name in self.visitor.answers:
                self.facts[name] = self.visitor.answers[name]
            else:
                self.skipped.append(name)
        return self


def ours(at: Interview) -> str | None:
    """As the pages ask."""
    found = next_facts(
        at.book,
        at.facts,
        on=catalogue.ON,
        skipped=at.skipped,
        audiences=at.whom,
        topic=at.topic,
    )
    return found[0].fact.name if found else None


def by_frequency(at: Interview) -> str | None:
    """What most undecided programmes lack."""
    lacking = at.lacking()
    return max(sorted(lacking), key=lambda name: lacking[name]) if lacking else None


def at_random(rng: Random) -> Choose:
    """Anything that an undecided programme lacks."""

    def choose(at: Interview) -> str | None:
        lacking = sorted(at.lacking())
        return rng.choice(lacking) if lacking else None

    return choose


def in_a_fixed_order(names: Iterable[str]) -> Choose:
    """A form whose questions stand in one order; it is left when nothing is lacking any more."""
    rest, lacking = iter(names), Counter[str]()
    last = ""

    def choose(at: Interview) -> str | None:
        nonlocal lacking, last
        if not last or last in lacking:  # else nothing has changed
            lacking = at.lacking()
        last = next(rest, "") if lacking else ""
        return last or None

    return choose


def told(at: Interview) -> str | None:
    """What settles most, the answers being known beforehand: no order can do this."""
    answers, still_open = at.visitor.answers, at.open()
    lacking = Counter(name for names in still_open.values() for name in names)
    if not lacking:
        return None
    plan, _ = at.book.plan_of(catalogue.ON)
    columns = [plan.place(d).root for d in at.concerning() if d.programme in still_open]

    def settles(name: str) -> tuple[float, int]:
        if name not in answers:
            return -1.0, lacking[name]
        truths = plan.decide({**at.facts, name: answers[name]}, catalogue.ON)
        return sum(truths[column] is not None for column in columns), lacking[name]

    return max(sorted(lacking), key=settles)


def form_of(book: Rulebook, documents: Iterable[Document]) -> list[str]:
    """Every fact that may be asked for some programmes, those that most of them need first."""
    needed = Counter(name for each in documents for name in each.verdict_facts)
    names = [name for name in needed if not book.vocabulary[name].derived]
    return sorted(names, key=lambda name: (-needed[name], name))


@dataclass(frozen=True)
class Outcome:
    """How one visitor fared: questions by order, and what stayed undecided."""

    kind: str
    questions: dict[str, int]
    left: dict[str, int]
    milliseconds: float


def outcome(book: Rulebook, visitor: Visitor) -> Outcome:
    """Ask one visitor in every order."""
    start = Interview(book, visitor)
    form = form_of(book, start.concerning())
    ways: dict[str, Choose] = {
        OURS: ours,
        RANDOM: at_random(Random(visitor.number)),
        FIXED: in_a_fixed_order(form),
        ADAPTIVE: by_frequency,
    }
    if visitor.number % TOLD_EVERY == 0:
        ways[TOLD] = told
    began = process_time()
    first = Interview(book, visitor).run(ours)
    taken = 1_000 * (process_time() - began) / first.asked
    done = {OURS: first}
    done |= {n: Interview(book, visitor).run(way) for n, way in ways.items() if n != OURS}
    questions = {name: each.asked for name, each in done.items()}
    left = {name: len(each.open()) for name, each in done.items()}
    return Outcome(visitor.kind, {**questions, FULL: 1 + len(form)}, left, taken)


def outcomes(count: int) -> list[Outcome]:
    """Ask so many visitors, on all processors."""
    with ProcessPoolExecutor(initializer=_prepare) as pool:
        return list(pool.map(_ask, range(count), chunksize=5))


_prepared: dict[str, Any] = {}


def _prepare() -> None:
    found = catalogue.read_catalogue()
    book = Rulebook(found.documents)
    _prepared["book"] = book
    _prepared["visitors"] = visitors(COUNT, book.vocabulary, on=catalogue.ON)


def _ask(number: int) -> Outcome:
    return outcome(_prepared["book"], _prepared["visitors"][number])


def report() -> None:
    """Print means and 95th percentiles by order, and by kind of visitor."""
    heading(f"Questions until every programme is decided: {COUNT} invented visitors")
    found = outcomes(COUNT)
    counts = {order: [each.questions[order] for each in found] for order in ORDERS}
    means = {order: _mean(numbers) for order, numbers in counts.items()}
    for order, numbers in counts.items():
        print(f"{order:<32}mean {means[order]:6.1f}   p95 {_late(numbers):4.0f}")
    _bound("ours of the full form", means[OURS] / means[FULL], 0.40)
    _bound("ours of the fixed order by frequency", means[OURS] / means[FIXED], 0.70)
    _bound("ours of the adaptive order by frequency", means[OURS] / means[ADAPTIVE], 0.70)
    some = [each for each in found if TOLD in each.questions]
    told_, own, adaptive = (
        _mean([each.questions[order] for each in some]) for order in (TOLD, OURS, ADAPTIVE)
    )
    print(f"told the answers ({len(some)} visitors): {told_ / adaptive:.0%} of the adaptive order")
    print(f"ours with these visitors: {own / adaptive:.0%} of the adaptive order")
    left = _mean([each.left[OURS] for each in found])
    print(f"undecided at the end, for want of what was skipped: {left:.1f} programmes a visitor")
    times = [each.milliseconds for each in found]
    print(f"choosing a question: mean {_mean(times):.1f} ms, p95 of visitors {_late(times):.1f} ms")
    for kind in sorted({each.kind for each in found}):
        some = [each for each in found if each.kind == kind]
        parts = [f"{_mean([e.questions[o] for e in some]):6.1f}" for o in (OURS, FULL, ADAPTIVE)]
        print(f"  {kind:<30}{len(some):4d}   ours {parts[0]}  full {parts[1]}  adaptive {parts[2]}")


def _bound(label: str, ratio: float, most: float) -> None:
    print(f"{label}: {ratio:.0%}, bound {most:.0%} {'holds' if ratio <= most else 'MISSED'}")


def _mean(numbers: list[Any]) -> float:
    return float(sum(numbers) / len(numbers))


def _late(numbers: list[Any]) -> float:
    return float(sorted(numbers)[int(len(numbers) * 0.95)])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")
    import django

    django.setup()
    report()
