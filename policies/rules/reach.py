"""What can be taken: eligible now, or once something that can be taken is approved.

An approval's ``grants`` are laid over the facts, never lowering a title that is held, and the rules
are asked again: with each approval by itself, and with two that bear on one programme by different
facts. Time stands still here: what opens only after a waiting time is not in reach. What this comes
to grows with the programmes times the approvals: it is weighed, and where the budget ends, what was
found stands and is said to be not all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import combinations

from policies.rules.awards import Offer
from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.bundles import Candidate
from policies.rules.documents import Document
from policies.rules.facts import UP, Facts, Value
from policies.rules.ladders import CLOSES, ladders
from policies.rules.quantities import Interval, Number
from policies.rules.rulebook import Result, Rulebook
from policies.rules.verdicts import ELIGIBLE
from policies.rules.weights import Weight, sum_of, weight_of_document

_A_YEAR = {"year": 1, "month": 12}  # how often a yearly or monthly amount comes in a year


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What can be taken.

    Attributes:
        candidates: in the order of ``results``.
        results: each under the facts with which it is eligible.
        held: programmes all of whose grants the facts have already; there is nothing to take.
        complete: whether everything was looked at; else more may be in reach, or by other ways.
    """

    candidates: tuple[Candidate, ...]
    results: Mapping[str, Result]
    held: tuple[str, ...]
    complete: bool = True


def within_reach(
    book: Rulebook,
    facts: Facts,
    *,
    on: date,
    programmes: Collection[str],
    budget: Budget | None = None,
) -> Reach:
    """Find what can be taken of some programmes, and what each of it needs first."""
    return _Reaching(book, facts, on, tuple(programmes), budget or Budget()).reach()


def with_grants(facts: Facts, document: Document, outcome: str | None = None, *, on: date) -> Facts:
    """The facts after an approval of an outcome; a higher title that is held stays."""
    granted = document.granted(outcome, on=on)
    gained = {
        name: value for name, value in granted.items() if not _has(facts, document, name, value)
    }
    return {**facts, **gained}


def is_held(facts: Facts, document: Document, outcome: str | None = None, *, on: date) -> bool:
    """Whether the facts have already all that it grants.

    A day is had whenever it was, and where a title comes with it, the title alone says so: who
    holds one may not remember the day.
    """
    granted = document.granted(outcome, on=on)
    titles = {name: value for name, value in granted.items() if not isinstance(value, date)}
    return bool(granted) and all(
        _has(facts, document, name, value) for name, value in (titles or granted).items()
    )


def is_outgrown(facts: Facts, document: Document, outcome: str | None = None, *, on: date) -> bool:
    """Whether the facts have more than it grants: a higher step of the same ladder."""
    granted = document.granted(outcome, on=on)
    return any(
        _rank(facts, document, name) > _rank({name: value}, document, name)
        for name, value in granted.items()
        if name in facts and _is_ladder(document, name)
    )


def _rank(facts: Facts, document: Document, name: str) -> int:
    choices = list(document.vocabulary[name].choices)
    value = facts.get(name)
    return choices.index(value) if isinstance(value, str) and value in choices else -1


def _has(facts: Facts, document: Document, name: str, value: Value) -> bool:
    now = facts.get(name)
    if now is None:
        return False
    if _is_ladder(document, name):
        return _rank(facts, document, name) >= _rank({name: value}, document, name)
    return isinstance(now, date) or now == value


def _is_ladder(document: Document, name: str) -> bool:
    """Whether the choices of a fact are steps, so that a higher one holds the lower ones."""
    fact = document.vocabulary[name]
    return bool(fact.choices) and fact.direction == UP


def comparable(offer: Offer) -> Number:
    """What an offer counts when sets are compared: the certain end of its amount over its run.

    A ceiling counts as it is, a yearly or monthly amount for the years it is given (one where the
    text says nothing), and what has no figure counts as one.
    """
    amount = offer.amount.low if isinstance(offer.amount, Interval) else offer.amount
    if amount is None:
        return 1
    _unit, _slash, each = offer.award.unit.partition("/")
    times = offer.award.times or 1
    if each == "month":
        return amount * (offer.award.times or _A_YEAR["month"])
    return amount * times if each in _A_YEAR else amount


def worth_of(offers: Iterable[Offer]) -> dict[str, Number]:
    """By kind, of what is certainly for them."""
    worth: dict[str, Number] = {}
    for offer in offers:
        if offer.applies is True:
            kind = offer.award.kind
            worth[kind] = worth.get(kind, Fraction(0)) + comparable(offer)
    return worth


@dataclass(slots=True)
class _Reaching:
    """One search; grows until nothing more comes into reach."""

    book: Rulebook
    facts: Facts
    on: date
    programmes: tuple[str, ...]
    budget: Budget
    weight: Weight = field(init=False)  # of asking for all verdicts of the day
    facts_with: dict[str, Facts] = field(default_factory=dict)  # under which each is eligible
    requires: dict[str, list[frozenset[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        documents, _others = self.book.in_force(self.on)
        self.weight = sum_of(map(weight_of_document, documents))

    def reach(self) -> Reach:
        documents = {name: self.book.document(name, on=self.on) for name in self.programmes}
        known = {name: each for name, each in documents.items() if each is not None}
        held = [
            name
            for name, each in known.items()
            if is_held(self.facts, each, self._outcome(name, self.facts), on=self.on)
        ]
        open_ = {name: each for name, each in known.items() if name not in held}
        self._start(open_)
        with suppress(BudgetEndedError):
            while self._grow(open_):
                pass
        results = {
            name: self.book.explain_one(name, self.facts_with[name], on=self.on)
            for name in open_
            if name in self.facts_with
        }
        closing = self._closing(open_)
        return Reach(
            candidates=tuple(
                _candidate(result, self.requires.get(name, []), closing[name])
                for name, result in results.items()
                if name in closing
            ),
            results=results,
            held=tuple(held),
            complete=not self.budget.ended,
        )

    def _outcome(self, name: str, facts: Facts) -> str | None:
        """The class of an approval, where the edition knows some and one of its grants asks."""
        document = self.book.document(name, on=self.on)
        if document is None or not any(grant.outcome for grant in document.grants.values()):
            return None
        return self.book.explain_one(name, facts, on=self.on).outcome

    def _start(self, open_: Mapping[str, Document]) -> None:
        verdicts = self.book.verdicts(self.facts, on=self.on)
        for name in open_:
            if verdicts[name] == ELIGIBLE:
                self.facts_with[name] = self.facts

    def _grow(self, open_: Mapping[str, Document]) -> bool:
        """Look once at everything that is not in reach yet, or is by other ways only."""
        before = sum(map(len, self.requires.values()))
        granting = [name for name in open_ if name in self.facts_with and open_[name].grants]
        for name in granting:
            self._try((name,), open_)
        for pair in self._pairs(granting):
            self._try(pair, open_)
        return sum(map(len, self.requires.values())) > before

    def _pairs(self, granting: list[str]) -> list[tuple[str, ...]]:
        """Two approvals that bear on one programme by different facts."""
        found: dict[tuple[str, ...], None] = {}
        bearing: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for rung in ladders(self.book, on=self.on):
            if rung.way != CLOSES and rung.programme in granting:
                bearing.setdefault(rung.leads_to, []).append((rung.programme, rung.facts))
        for upper, rungs in bearing.items():
            if upper not in self.facts_with:
                for (one, by), (other, others) in combinations(rungs, 2):
                    if set(by) != set(others):
                        found[one, other] = None
        return list(found)

    def _try(self, names: tuple[str, ...], open_: Mapping[str, Document]) -> None:
        facts: Facts = self.facts
        for name in names:
            outcome = self._outcome(name, self.facts_with[name])
            facts = with_grants(facts, open_[name], outcome, on=self.on)
        self.budget.spend(self.weight.of(facts))
        verdicts, need = self.book.verdicts(facts, on=self.on), frozenset(names)
        for name in open_:
            ways = self.requires.get(name, [])
            free = name in self.facts_with and not ways
            if free or name in need or verdicts[name] != ELIGIBLE:
                continue
            if not any(way <= need for way in ways):
                self.requires.setdefault(name, []).append(need)
                self.facts_with.setdefault(name, facts)

    def _closing(self, open_: Mapping[str, Document]) -> dict[str, frozenset[str]]:
        """For each in reach, those that its approval would end.

        One of which that was not looked at is left out: nobody could say when to take it.
        """
        found: dict[str, frozenset[str]] = {}
        for name in self.facts_with:
            if not open_[name].grants:
                found[name] = frozenset()
                continue
            with suppress(BudgetEndedError):
                found[name] = self._ended_by(name, open_)
        return found

    def _ended_by(self, name: str, open_: Mapping[str, Document]) -> frozenset[str]:
        """Those in reach that an approval would end."""
        ended = set[str]()
        outcome = self._outcome(name, self.facts_with[name])
        for other in self.facts_with:
            if other != name:
                after = with_grants(self.facts_with[other], open_[name], outcome, on=self.on)
                self.budget.spend(weight_of_document(open_[other]).of(after))
                if self.book.truth(other, after, on=self.on) is not True:
                    ended.add(other)
        return frozenset(ended)


def _candidate(result: Result, requires: list[frozenset[str]], closes: frozenset[str]) -> Candidate:
    document = result.document
    if document is None:
        raise AssertionError(f"{result.programme} has no edition in force")
    return Candidate(
        programme=result.programme,
        worth=worth_of(result.awards),
        excludes=frozenset(each for each in document.excludes if isinstance(each, str)),
        groups=frozenset(each["group"] for each in document.excludes if isinstance(each, dict)),
        requires=tuple(requires),
        closes=closes,
    )
