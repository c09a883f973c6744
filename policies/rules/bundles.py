"""The best set of programmes that go together, exact, by kind of award.

Programmes that exclude each other are never in one set; of a group in which only the highest is
paid, one is taken; what an approval opens is taken after it, and what an approval closes before it.
Amounts of different kinds are never added: the kinds are ranked, and the first one in which two
sets differ decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction

from policies.rules.budgets import Budget, BudgetEndedError
from policies.rules.quantities import Number

KIND_ORDER = (
    "cash",
    "rent_value",
    "housing",
    "interest",
    "tax",
    "land",
    "loan",
    "title",
    "service",
)
EXCLUDED, NEEDS, OUTWEIGHED = "excluded", "needs", "outweighed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A programme that may be taken.

    Attributes:
        worth: amount by kind, to compare by; a title or a service without a figure counts as one.
        groups: names of the groups of which only one is paid.
        excludes: programmes that cannot be had beside it; one side saying so is enough.
        requires: sets of programmes of which one must be taken whole before it; none for a
            programme that can be had as it is.
        closes: programmes that can no longer be had once this one is approved, so they come first.
    """

    programme: str
    worth: Mapping[str, Number]
    excludes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    requires: tuple[frozenset[str], ...] = ()
    closes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A programme that is not in the set.

    Attributes:
        reason: ``excluded`` by some in the set, ``needs`` others that are not in it, or
            ``outweighed``: no order of steps has room for it beside what is worth more.
        because_of: the programmes that keep it out.
    """

    programme: str
    because_of: tuple[str, ...]
    reason: str = EXCLUDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The best compatible set.

    Attributes:
        programmes: in an order in which they can be taken.
        worth: by kind, each for itself; what sets were compared by.
        complete: whether all sets were compared; else a better one may have been left unseen.
    """

    programmes: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    worth: Mapping[str, Number]
    complete: bool = True


def best_bundle(
    candidates: Sequence[Candidate],
    kinds: Sequence[str] = KIND_ORDER,
    budget: Budget | None = None,
) -> Bundle:
    """The compatible set that is worth most in the first kind, then in the next, and so on.

    Sets of equal worth: the larger one, then the one whose first programme stands earlier.
    """
    budget, conflicts = budget or Budget(), _conflicts(candidates)
    chosen: set[str] = set()
    for part in _components(candidates, conflicts):
        chosen |= _Search(part, conflicts, kinds, budget).best()
    taken = [candidate for candidate in candidates if candidate.programme in chosen]
    worth: dict[str, Number] = {}
    for candidate in taken:
        for kind, amount in candidate.worth.items():
            worth[kind] = worth.get(kind, 0) + amount
    left = [candidate for candidate in candidates if candidate.programme not in chosen]
    return Bundle(
        programmes=in_order(taken) or (),
        left_out=tuple(_left_out(each, chosen, conflicts) for each in left),
        worth=worth,
        complete=not budget.ended,
    )


def in_order(candidates: Sequence[Candidate]) -> tuple[str, ...] | None:
    """An order in which all of them can be taken; ``None`` where there is none.

    Greedy is enough: taking one never keeps back another that could be taken.
    """
    waiting, taken = list(candidates), dict[str, None]()
    while waiting:
        left = {candidate.programme for candidate in waiting}
        following = next((c for c in waiting if _may_follow(c, taken, left)), None)
        if following is None:
            return None
        taken[following.programme] = None
        waiting.remove(following)
    return tuple(taken)


def _may_follow(candidate: Candidate, taken: Mapping[str, None], left: set[str]) -> bool:
    if candidate.closes & left - {candidate.programme}:
        return False
    return not candidate.requires or any(need <= taken.keys() for need in candidate.requires)


def _left_out(candidate: Candidate, chosen: set[str], conflicts: Mapping[str, set[str]]) -> LeftOut:
    clashing = conflicts[candidate.programme] & chosen
    if clashing:
        return LeftOut(candidate.programme, tuple(sorted(clashing)))
    lacking = [need - chosen for need in candidate.requires]
    if lacking and all(lacking):
        fewest = min(lacking, key=len)
        return LeftOut(candidate.programme, tuple(sorted(fewest)), NEEDS)
    return LeftOut(candidate.programme, (), OUTWEIGHED)


def _conflicts(candidates: Sequence[Candidate]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {candidate.programme: set() for candidate in candidates}
    for index, one in enumerate(candidates):
        for other in candidates[:index]:
            clash = one.programme in other.excludes or other.programme in one.excludes
            either = one.programme in other.closes and other.programme in one.closes
            if clash or either or one.groups & other.groups:
                found[one.programme].add(other.programme)
                found[other.programme].add(one.programme)
    return found


def _components(
    candidates: Sequence[Candidate], conflicts: Mapping[str, set[str]]
) -> list[list[Candidate]]:
    """Candidates that hang together; each part is solved for itself."""
    by_name = {candidate.programme: candidate for candidate in candidates}
    beside = {name: set(others) for name, others in conflicts.items()}
    for candidate in candidates:
        for name in candidate.closes.union(*candidate.requires) & by_name.keys():
            beside[candidate.programme].add(name)
            beside[name].add(candidate.programme)
    parts, seen = [], set[str]()
    for candidate in candidates:
        if candidate.programme in seen:
            continue
        part, pending = [], [candidate.programme]
        while pending:
            name = pending.pop()
            if name not in seen:
                seen.add(name)
                part.append(name)
                pending.extend(beside[name])
        parts.append([by_name[c.programme] for c in candidates if c.programme in part])
    return parts


Worth = tuple[Number, ...]
_STEPS = 10  # of comparing one candidate; about what that many nodes of a rule take


@dataclass(slots=True)
class _Search:
    """Branch and bound over one part: exact, where the budget lasts; parts are small."""

    candidates: Sequence[Candidate]
    conflicts: Mapping[str, set[str]]
    kinds: Sequence[str]
    budget: Budget
    found: tuple[Worth, frozenset[str]] | None = field(default=None)

    def best(self) -> frozenset[str]:
        """The best compatible subset, or the best that was found within the budget."""
        with suppress(BudgetEndedError):
            self._extend(0, frozenset(), self._zero())
        return self.found[1] if self.found else frozenset()

    def _zero(self) -> Worth:
        return (Fraction(0),) * (len(self.kinds) + 1)

    def _worth(self, candidate: Candidate) -> Worth:
        return (*(candidate.worth.get(kind, 0) for kind in self.kinds), 1)

    def _extend(self, index: int, taken: frozenset[str], worth: Worth) -> None:
        self.budget.spend(_STEPS * len(self.candidates))
        rest = self._rest(index, taken)
        bound = worth
        for candidate in rest:
            bound = _sum(bound, self._worth(candidate))
        if self.found is not None and bound <= self.found[0]:
            return
        within = taken | {candidate.programme for candidate in rest}
        if not all(
            self._can_be_met(each, within)
            for each in self.candidates[:index]
            if each.programme in taken
        ):
            return
        if index == len(self.candidates):
            chosen = [each for each in self.candidates if each.programme in taken]
            if in_order(chosen) is not None:
                self.found = (worth, taken)
            return
        candidate = self.candidates[index]
        if candidate in rest:
            with_it = _sum(worth, self._worth(candidate))
            self._extend(index + 1, taken | {candidate.programme}, with_it)
        self._extend(index + 1, taken, worth)

    def _rest(self, index: int, taken: frozenset[str]) -> list[Candidate]:
        """What is left and clashes with nothing that is taken."""
        return [c for c in self.candidates[index:] if not self.conflicts[c.programme] & taken]

    @staticmethod
    def _can_be_met(candidate: Candidate, within: frozenset[str]) -> bool:
        return not candidate.requires or any(need <= within for need in candidate.requires)


def _sum(one: Worth, other: Worth) -> Worth:
    return tuple(a + b for a, b in zip(one, other, strict=True))
