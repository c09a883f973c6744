"""What to ask next: the fact whose answer settles most of what is still undecided.

A fact is only ever asked if some answer to it can change a verdict, alone or together with others
that are unknown as well; facts that only settled branches would need are never named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from policies.rules.documents import Document
from policies.rules.facts import Facts, FactType, Sort, Value
from policies.rules.plans import Plan
from policies.rules.rulebook import Result, Rulebook, truth_of
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.verdicts import UNDETERMINED

MOST_ANSWERS = 6
MOST_LOOKED_AT = 24
MOST_SEARCHED = 4_000


@dataclass(frozen=True, slots=True)
class Question:
    """A fact worth asking.

    Attributes:
        programmes: the undecided programmes that need it, those it may settle at once first.
        settles: how many programmes an answer decides, on average over its possible answers.
    """

    fact: FactType
    programmes: tuple[str, ...]
    settles: float


def base_fact(path: str) -> str:
    """The fact of a missing name: ``team.members[1].born_on`` is asked as ``team.members``."""
    return path.partition("[")[0]


def next_facts(
    book: Rulebook,
    facts: Facts,
    *,
    on: date,
    skipped: Collection[str] = (),
    audiences: Collection[str] | None = None,
    count: int = 1,
) -> list[Question]:
    """The facts most worth asking now, the best first; empty when nothing can be settled any more.

    Args:
        skipped: facts not to ask again.
        audiences: only programmes for one of these; all where it is absent.
        count: how many at the most.
    """
    undecided = [
        result
        for result in book.explain(facts, on=on)
        if result.verdict == UNDETERMINED and result.document is not None
    ]
    if audiences is not None:
        undecided = [r for r in undecided if r.document and set(r.document.audience) & {*audiences}]
    needed = _needed(undecided, skipped)
    if not needed:
        return []
    ranked = sorted(needed, key=lambda name: -_weight(name, needed, undecided))
    asker = _Asker(book, facts, on, undecided)
    looked_at = {name: asker.settled(name) for name in ranked[:MOST_LOOKED_AT]}
    order = sorted(
        ranked,
        key=lambda name: (-looked_at.get(name, 0), ranked.index(name)),
    )
    found: list[Question] = []
    for name in order:
        if looked_at.get(name, 0) > 0 or asker.matters(name, needed[name]):
            fact = book.vocabulary[name]
            found.append(Question(fact, tuple(needed[name]), looked_at.get(name, 0)))
        if len(found) == count:
            break
    return found


def _needed(undecided: Iterable[Result], skipped: Collection[str]) -> dict[str, list[str]]:
    needed: dict[str, list[str]] = {}
    for result in undecided:
        for name in dict.fromkeys(base_fact(path) for path in result.missing):
            if name not in skipped:
                needed.setdefault(name, []).append(result.programme)
    return needed


def _weight(name: str, needed: Mapping[str, list[str]], undecided: Sequence[Result]) -> float:
    """Programmes that need a fact, each counting less the more else it needs."""
    sizes = {result.programme: len(result.missing) for result in undecided}
    return sum(1 / sizes[programme] for programme in needed[name])


class _Asker:
    """Looks one answer ahead over all programmes that are undecided."""

    def __init__(self, book: Rulebook, facts: Facts, on: date, undecided: Sequence[Result]) -> None:
        self.book, self.facts, self.on = book, facts, on
        self.documents = {r.programme: r.document for r in undecided if r.document is not None}

    def settled(self, name: str) -> float:
        """How many undecided programmes an answer decides, averaged over the answers."""
        concerned = [d for d in self.documents.values() if name in d.verdict_facts]
        if not concerned:
            return 0.0
        plan = self.book.plan(concerned)
        answers = self.answers(name, concerned, self.facts)
        decided = 0
        for answer in answers:
            verdicts = plan.decide({**self.facts, name: answer}, self.on)
            decided += sum(truth is not None for truth in verdicts)
        return decided / len(answers) if answers else 0.0

    def answers(self, name: str, documents: Sequence[Document], facts: Facts) -> list[Value]:
        """Answers to a fact that may lead to different verdicts, a few of each kind."""
        fact = self.book.vocabulary[name]
        conditions = [c for document in documents for c in document.conditions()]
        plan = self.book.plan(list(documents))
        if fact.sort is Sort.RECORDS:
            values = plan.prepared(facts, self.on)
            lists = wished_records(fact, documents, None, values, self.on)
            return list(islice(lists, MOST_ANSWERS))

        def gives(value: Value) -> Any:
            values = plan.prepared({**facts, name: value}, self.on)
            scores = [place.score_of(values, self.on) for place in plan.programmes if place.decides]
            return plan.evaluate(values, self.on).truths, [
                score and score.earned for score in scores
            ]

        seeds = constants_against(name, conditions)
        pairs = turning_values(fact, gives, on=self.on, now=None, seeds=seeds)
        different: list[Value] = []
        results: list[Any] = []
        for value, result in pairs:
            if result not in results:
                results.append(result)
                different.append(value)
        return different

    def matters(self, name: str, programmes: Iterable[str]) -> bool:
        """Whether some answer can change the verdict of one of the programmes.

        Other unknown facts may be answered too: a fact may only matter together with them.
        """
        return any(self._matters_in(name, self.documents[slug]) for slug in programmes)

    def _matters_in(self, name: str, document: Document) -> bool:
        plan = self.book.plan([document])
        unknown = [
            fact for fact in document.verdict_facts if fact not in self.facts and fact != name
        ]
        budget = [MOST_SEARCHED]
        return self._search(name, document, plan, unknown, dict(self.facts), budget)

    def _search(
        self,
        name: str,
        document: Document,
        plan: Plan,
        unknown: list[str],
        facts: dict[str, Any],
        budget: list[int],
    ) -> bool:
        """Depth first over the other unknown facts, each left open or answered."""
        if budget[0] <= 0:
            return True  # cannot be shown to be useless within reason
        budget[0] -= 1
        if truth_of(plan, facts, on=self.on) is not None:
            return False
        answers = self.answers(name, [document], facts)
        budget[0] -= len(answers)
        for answer in answers:
            if truth_of(plan, {**facts, name: answer}, on=self.on) is not None:
                return True
        for index, other in enumerate(unknown):
            for answer in self.answers(other, [document], facts):
                rest = unknown[index + 1 :]
                if self._search(name, document, plan, rest, {**facts, other: answer}, budget):
                    return True
        return False
