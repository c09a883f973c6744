"""The best set of programmes that go together, exact, by kind of award.

Programmes that exclude each other are never in one set; of a group in which only the highest is
paid, one is taken. Amounts of different kinds are never added: the kinds are ranked, and the first
one in which two sets differ decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from policies.rules.quantities import Interval, Number
from policies.rules.rulebook import Result

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A programme that may be taken.

    Attributes:
        worth: certain amount by kind; a title or a service without a figure counts as one.
        groups: names of the groups of which only one is paid.
        excludes: programmes that cannot be had beside it; one side saying so is enough.
    """

    programme: str
    worth: Mapping[str, Number]
    excludes: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A programme that is not in the set, and those in it that keep it out."""

    programme: str
    because_of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The best compatible set.

    Attributes:
        totals: by kind, each for itself.
    """

    programmes: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    totals: Mapping[str, Number]


def candidates_from(results: Iterable[Result]) -> list[Candidate]:
    """The eligible programmes of some results, with what they are certainly worth."""
    found = []
    for result in results:
        if result.verdict != "eligible" or result.document is None:
            continue
        worth: dict[str, Number] = {}
        for offer in result.awards:
            amount = offer.amount.low if isinstance(offer.amount, Interval) else offer.amount
            if offer.applies is not None:
                kind = offer.award.kind
                worth[kind] = worth.get(kind, 0) + (1 if amount is None else amount)
        excludes = result.document.excludes
        found.append(
            Candidate(
                programme=result.programme,
                worth=worth,
                excludes=frozenset(each for each in excludes if isinstance(each, str)),
                groups=frozenset(each["group"] for each in excludes if isinstance(each, dict)),
            )
        )
    return found


def best_bundle(candidates: Sequence[Candidate], kinds: Sequence[str] = KIND_ORDER) -> Bundle:
    """The compatible set that is worth most in the first kind, then in the next, and so on.

    Sets of equal worth: the larger one, then the one whose first programme stands earlier.
    """
    conflicts = _conflicts(candidates)
    chosen: set[str] = set()
    for part in _components(candidates, conflicts):
        chosen |= _Search(part, conflicts, kinds).best()
    totals: dict[str, Number] = {}
    for candidate in candidates:
        if candidate.programme in chosen:
            for kind, amount in candidate.worth.items():
                totals[kind] = totals.get(kind, 0) + amount
    return Bundle(
        programmes=tuple(c.programme for c in candidates if c.programme in chosen),
        left_out=tuple(
            LeftOut(c.programme, tuple(sorted(conflicts[c.programme] & chosen)))
            for c in candidates
            if c.programme not in chosen
        ),
        totals=totals,
    )


def _conflicts(candidates: Sequence[Candidate]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {candidate.programme: set() for candidate in candidates}
    for index, one in enumerate(candidates):
        for other in candidates[:index]:
            clash = one.programme in other.excludes or other.programme in one.excludes
            if clash or one.groups & other.groups:
                found[one.programme].add(other.programme)
                found[other.programme].add(one.programme)
    return found


def _components(
    candidates: Sequence[Candidate], conflicts: Mapping[str, set[str]]
) -> list[list[Candidate]]:
    """Candidates that hang together by conflicts; each part is solved for itself."""
    by_name = {candidate.programme: candidate for candidate in candidates}
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
                pending.extend(conflicts[name])
        parts.append([by_name[c.programme] for c in candidates if c.programme in part])
    return parts


Worth = tuple[Number, ...]


@dataclass(slots=True)
class _Search:
    """Branch and bound over one part: exact, since parts are small."""

    candidates: Sequence[Candidate]
    conflicts: Mapping[str, set[str]]
    kinds: Sequence[str]
    found: tuple[Worth, frozenset[str]] | None = field(default=None)

    def best(self) -> frozenset[str]:
        """The best compatible subset."""
        self._extend(0, frozenset(), self._zero())
        return self.found[1] if self.found else frozenset()

    def _zero(self) -> Worth:
        return (Fraction(0),) * (len(self.kinds) + 1)

    def _worth(self, candidate: Candidate) -> Worth:
        return (*(candidate.worth.get(kind, 0) for kind in self.kinds), 1)

    def _extend(self, index: int, taken: frozenset[str], worth: Worth) -> None:
        if self.found is not None and self._bound(index, worth) <= self.found[0]:
            return
        if index == len(self.candidates):
            self.found = (worth, taken)
            return
        candidate = self.candidates[index]
        if not self.conflicts[candidate.programme] & taken:
            with_it = _sum(worth, self._worth(candidate))
            self._extend(index + 1, taken | {candidate.programme}, with_it)
        self._extend(index + 1, taken, worth)

    def _bound(self, index: int, worth: Worth) -> Worth:
        """What is taken and all that is left, as if nothing clashed."""
        for candidate in self.candidates[index:]:
            worth = _sum(worth, self._worth(candidate))
        return worth


def _sum(one: Worth, other: Worth) -> Worth:
    return tuple(a + b for a, b in zip(one, other, strict=True))
