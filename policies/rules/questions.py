"""What to ask next: the fact whose answer settles most of what is still undecided.

A fact is only ever asked if some answer to it can change a verdict, alone or together with others
that are unknown as well; facts that only settled branches would need are never named.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from policies.rules.budgets import Budget
from policies.rules.comparisons import Truth
from policies.rules.concerns import Around, concerns
from policies.rules.documents import Document
from policies.rules.facts import Facts, FactType, Sort, Value
from policies.rules.plans import Plan
from policies.rules.quantities import Interval
from policies.rules.rulebook import Result, Rulebook, truth_of
from policies.rules.turning import constants_against, turning_values, wished_records
from policies.rules.verdicts import UNDETERMINED
from policies.rules.weights import Weight, weight_of_document

MOST_ANSWERS = 16
USUAL_SHARE = 0.95  # of those who are asked give the usual answer
NONE_SHARE = 0.6  # say "none" where that is a choice: most hold no title and no place
NONE = "none"
SAME_TOPIC = 1.15  # how much more a question is worth that stays on the topic
NEARER = 4.0  # how much it counts, beside what it settles at once, that a decision comes nearer
MOST_LOOKED_AT = 60
MOST_SEARCHED = 4_000
# By the best award of a programme; a title or a service counts 1. A judgement of ours.
WORTH = {"cash": 1.3, "rent_value": 1.3, "land": 1.3, "housing": 1.2, "loan": 1.1, "interest": 1.1}


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


@dataclass(frozen=True, slots=True)
class Settled:
    """What an answer decides on average: programmes, and what they are worth together."""

    programmes: float
    worth: float


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
    topic: str = "",
    count: int = 1,
    budget: Budget | None = None,
) -> list[Question]:
    """The facts most worth asking now, the best first; empty when nothing can be settled any more.

    The best is the one that settles most by its likely answers, programmes that give more counting
    more, that the visitor probably knows, and that stays on the topic where little is lost by it.

    Args:
        skipped: facts not to ask again.
        audiences: only programmes for one of these; all where it is absent.
        topic: of the question before.
        count: how many at the most.
        budget: how much may be looked at; once it has ended, what rests on a fact is enough to ask
            for it, whether or not an answer can settle something.
    """
    undecided = _undecided(book, facts, on, audiences)
    needed = _needed(undecided, skipped, book.vocabulary)
    weights = {name: _weight(name, needed, undecided) for name in needed}
    ranked = sorted(needed, key=lambda name: -weights[name])
    asker = _Asker(book, facts, on, undecided, budget or Budget())
    looked_at = {name: asker.settled(name) for name in ranked[:MOST_LOOKED_AT]}

    def promise(name: str) -> float:
        fact = book.vocabulary[name]
        stays = SAME_TOPIC if topic and fact.topic == topic else 1.0
        worth = looked_at[name].worth if name in looked_at else 0.0
        return (worth + NEARER * weights[name]) * fact.likely_known * stays

    found: list[Question] = []
    for name in sorted(ranked, key=promise, reverse=True):  # stable: else those of most weight
        settles = looked_at[name].programmes if name in looked_at else 0.0
        if settles > 0 or asker.matters(name, needed[name]):
            found.append(Question(book.vocabulary[name], tuple(needed[name]), settles))
        if len(found) == count:
            break
    return found


def _undecided(
    book: Rulebook, facts: Facts, on: date, audiences: Collection[str] | None
) -> list[Result]:
    """The programmes that cannot be told yet, for somebody of these audiences.

    Those that fit belong to them while an answer decides whether one can apply.
    """
    return [
        result
        for result in book.explain(facts, on=on)
        if result.asks
        and result.document is not None
        and (audiences is None or {*audiences} & {*result.document.audience})
    ]


def _common(fact: FactType) -> tuple[Value | None, float]:
    """The answer that most give, with their share; ``None`` where none stands out."""
    if fact.usual is not None:
        return fact.usual, USUAL_SHARE
    if fact.type == "choice" and NONE in fact.choices:
        return NONE, NONE_SHARE
    return None, 0.0


def _needed(
    undecided: Iterable[Result], skipped: Collection[str], vocabulary: Mapping[str, FactType]
) -> dict[str, list[str]]:
    """The facts to ask, each with the programmes that need it; a skip takes details along."""
    needed: dict[str, list[str]] = {}
    for result in undecided:
        missing = dict.fromkeys(base_fact(path) for path in _asked_first(result))
        passed_over = {name for name in missing if name in skipped}
        for name in missing:
            if passed_over.isdisjoint(_with_above(name, vocabulary)):
                needed.setdefault(name, []).append(result.programme)
    return needed


def _with_above(name: str, vocabulary: Mapping[str, FactType]) -> Iterator[str]:
    """A fact, the one it is a detail of, and so on."""
    while name:
        yield name
        name = vocabulary[name].detail_of if name in vocabulary else ""


def _asked_first(result: Result) -> tuple[str, ...]:
    """What a verdict needs; once it is a yes, what decides whether one can apply."""
    return result.missing if result.verdict == UNDETERMINED else result.asks


def _weight(name: str, needed: Mapping[str, list[str]], undecided: Sequence[Result]) -> float:
    """Programmes that need a fact, each counting less the more else it needs."""
    sizes = {result.programme: len(_asked_first(result)) for result in undecided}
    return sum(1 / sizes[programme] for programme in needed[name])


class _Asker:
    """Looks one answer ahead over all programmes that are undecided."""

    def __init__(
        self,
        book: Rulebook,
        facts: Facts,
        on: date,
        undecided: Sequence[Result],
        budget: Budget,
    ) -> None:
        self.book, self.facts, self.on, self.budget = book, facts, on, budget
        self.documents = {
            r.programme: r.document
            for r in undecided
            if r.document is not None and r.verdict == UNDETERMINED
        }
        self.fitting = {r.programme: r for r in undecided if r.verdict != UNDETERMINED}
        self._like: dict[str, Hashable] = {}

    def settled(self, name: str) -> Settled:
        """What an answer decides on average, likely answers counting more."""
        programmes = worth = 0.0
        for document in self.documents.values():
            if name in document.verdict_facts:
                share = self._share(name, document)
                programmes += share
                worth += share * self.worth(document)
        for result in self.fitting.values():
            if name in result.asks and result.document is not None:
                programmes += 1 / len(result.asks)
                worth += self.worth(result.document) / len(result.asks)
        return Settled(programmes, worth)

    def _share(self, name: str, document: Document) -> float:
        """How likely an answer decides one programme; the same for whoever is like this visitor."""
        key = ("share", name, self._likeness(document))
        look = partial(self._share_of, name, document)
        return self.budget.within(partial(self.book.remembered, key, look), 0.0)

    def _likeness(self, document: Document) -> Hashable:
        """All that a look ahead in one document rests on."""
        key = self._like.get(document.programme)
        if key is None:
            names = (*document.verdict_facts, *document.derived)
            known = tuple((name, repr(self.facts[name])) for name in names if name in self.facts)
            key = self._like[document.programme] = (id(document), self.on, known)
        return key

    def _share_of(self, name: str, document: Document) -> float:
        """Answers that lead to different verdicts count alike, unless one is known to be common."""
        plan = self.book.plan([document])
        answers = self.answers(name, [document], plan, self.facts)

        weight = weight_of_document(document)

        def decided(answer: Value) -> bool:
            self.budget.spend(weight.of(self.facts))
            return truth_of(plan, {**self.facts, name: answer}, on=self.on) is not None

        average = sum(map(decided, answers)) / len(answers) if answers else 0.0
        common, share = _common(self.book.vocabulary[name])
        if common is None:
            return average
        return share * decided(common) + (1 - share) * average

    @staticmethod
    def worth(document: Document) -> float:
        """What a decision is worth: what gives money, space or land counts more than a title."""
        return max((WORTH.get(award.kind, 1.0) for award in document.awards), default=1.0)

    def answers(
        self, name: str, documents: Sequence[Document], plan: Plan, facts: Facts
    ) -> list[Value]:
        """Answers to a fact that may lead to different verdicts, a few of each kind."""
        fact = self.book.vocabulary[name]
        if fact.sort is Sort.RECORDS:
            values = plan.prepared(facts, self.on)
            lists = wished_records(fact, documents, None, values, self.on, self.budget)
            return list(islice(lists, MOST_ANSWERS))
        around = Around(name, documents, plan, facts, self.on, self.budget)
        others = sorted(around.beside.union(plan.derived))
        beside = tuple((other, repr(facts[other])) for other in others if other in facts)
        key = ("answers", name, tuple(map(id, documents)), self.on, beside)
        return self.book.remembered(key, partial(self._different, fact, around))

    def _different(self, fact: FactType, around: Around) -> list[Value]:
        """A value for each thing that may be said around a fact."""
        seeds = constants_against(fact.name, around.criteria())
        pairs = turning_values(
            fact, around, on=self.on, now=None, seeds=seeds, seeds_only=around.is_plain
        )
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
        chosen = list(programmes)
        if any(slug in self.fitting for slug in chosen):
            return True
        for document in (self.documents[slug] for slug in chosen):
            key = ("matters", name, self._likeness(document))
            look = partial(self._matters_in, name, document)
            # what cannot be shown to be useless within the budget is asked
            if self.budget.within(partial(self.book.remembered, key, look), True):
                return True
        return False

    def _matters_in(self, name: str, document: Document) -> bool:
        search = _Search(self, name, document)
        unknown = [
            fact for fact in document.verdict_facts if fact not in self.facts and fact != name
        ]
        return search.finds(unknown, dict(self.facts))


class _Search:
    """Looks for answers to other facts after which a fact can decide a document.

    Depth first over the other unknown facts, each left open or answered. What is settled stays
    settled, so facts that nothing open rests on any more are passed over.
    """

    def __init__(self, asker: _Asker, name: str, document: Document) -> None:
        self.asker, self.name, self.document = asker, name, document
        self.plan = asker.book.plan([document])
        self.concerns = concerns(document)
        self.weight: Weight = weight_of_document(document)
        self.looks = MOST_SEARCHED

    def finds(self, unknown: Sequence[str], facts: dict[str, Any]) -> bool:
        """Whether there are such answers to some of the unknown facts."""
        if self.looks <= 0:
            return True  # cannot be shown to be useless within reason
        self.looks -= 1
        self.asker.budget.spend(self.weight.of(facts))
        truth, still_open = self._look(facts)
        if truth is not None or not self._may_matter(self.name, still_open):
            return False
        answers = self._answers(self.name, facts)
        self.looks -= len(answers)
        self.asker.budget.spend(self.weight.of(facts) * len(answers))
        for answer in answers:
            if truth_of(self.plan, {**facts, self.name: answer}, on=self.asker.on) is not None:
                return True
        for index, other in enumerate(unknown):
            if self._may_matter(other, still_open):
                for answer in self._answers(other, facts):
                    if self.finds(unknown[index + 1 :], {**facts, other: answer}):
                        return True
        return False

    def _answers(self, name: str, facts: Facts) -> list[Value]:
        return self.asker.answers(name, [self.document], self.plan, facts)

    def _may_matter(self, name: str, still_open: Collection[str]) -> bool:
        return name in still_open or self.concerns.looks_past

    def _look(self, facts: Facts) -> tuple[Truth, set[str]]:
        """The verdict, and the facts below what keeps it open."""
        on, place = self.asker.on, self.plan.programmes[0]
        values = self.plan.prepared(facts, on)
        judged = self.plan.evaluate(values, on)
        truth, score = place.judge(judged.roots, values, on)
        trees = [tree for tree in self.plan.trees(judged) if tree is not None]
        leaves = {id(leaf.node) for tree in trees for leaf in tree.open_leaves()}
        found = [names for node, names in self.concerns.criteria if id(node) in leaves]
        if score is not None:
            found += [
                names
                for (_, names), points in zip(self.concerns.items, score.earned, strict=True)
                if isinstance(points, Interval)
            ]
        return truth, set().union(*found)
