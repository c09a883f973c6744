"""Ladders: programmes whose approval opens the way to another one, or closes it.

A document says under ``grants`` what is true of an applicant once it is approved. Where another
document's verdict rests on such a fact, the two belong together: with the granted value one of its
criteria is met that is not met without, or the other way round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from policies.rules.conditions import Condition, Group
from policies.rules.documents import Document
from policies.rules.expressions import names_below
from policies.rules.facts import Facts, FactType, Sort, Value
from policies.rules.plans import Plan
from policies.rules.rulebook import Rulebook
from policies.rules.scoring import Item, ends
from policies.rules.spans import LAST_DAY, months_later

NOTHING = "none"  # the choice that says one holds nothing
_LATER_MONTHS = 240  # when every waiting time that a text asks for is over
OPENS, CLOSES, RAISES = "opens", "closes", "raises"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """How the approval of one programme bears on another one.

    Attributes:
        programme: the one that is approved first.
        leads_to: the one it bears on.
        way: ``opens`` where a criterion is met with it, ``raises`` where only points of a score
            are higher, ``closes`` where a criterion is no longer met.
        facts: the granted facts that do it.
        needed: whether without it, or another approval that grants the same, it is a no.
    """

    programme: str
    leads_to: str
    way: str
    facts: tuple[str, ...]
    needed: bool = False


def ladders(book: Rulebook, *, on: date) -> tuple[Rung, ...]:
    """Every pair of programmes of which one bears on the other, by the editions of a day."""
    documents, _ = book.in_force(on)
    granting = [document for document in documents if document.grants]
    rungs: list[Rung] = []
    for upper in documents:
        plan = book.plan([upper])
        rests_on = _rests_on(upper, plan)
        for lower in granting:
            facts = tuple(name for name in lower.grants if name in rests_on)
            if facts and lower.programme != upper.programme:
                rungs += _rungs(lower, upper, plan, facts, on)
    return tuple(rungs)


def opened_by(rungs: Iterable[Rung], programme: str) -> tuple[Rung, ...]:
    """What the approval of a programme bears on: it opens the way to these, or closes it."""
    return tuple(rung for rung in rungs if rung.programme == programme)


def built_on(rungs: Iterable[Rung], programme: str) -> tuple[Rung, ...]:
    """What bears on a programme: it builds on these, or is closed by them."""
    return tuple(rung for rung in rungs if rung.leads_to == programme)


def _rungs(
    lower: Document, upper: Document, plan: Plan, facts: tuple[str, ...], on: date
) -> Iterator[Rung]:
    """At most one rung of each way; what opens needs no mark that it raises points as well."""
    found: dict[str, list[str]] = {OPENS: [], CLOSES: [], RAISES: []}
    granted = lower.granted(on=on)
    for name in facts:
        if _steps_down(upper, name, granted[name], on):
            continue
        trial = _Trial(upper, plan, name, granted[name], on)
        for way in trial.ways():
            found[way].append(name)
    if found[OPENS]:
        found[RAISES] = []
    for way, names in found.items():
        if names:
            needed = way == OPENS and any(
                _is_needed(upper, plan, name, granted[name], on) for name in names
            )
            yield Rung(
                programme=lower.programme,
                leads_to=upper.programme,
                way=way,
                facts=tuple(names),
                needed=needed,
            )


def _rests_on(document: Document, plan: Plan) -> frozenset[str]:
    """Every fact that the verdict may read, derived ones with what they are made of."""
    expressions = [e for c in document.conditions() for p in c.walk() for e in p.expressions()]
    scoring = document.scoring
    if scoring is not None and scoring.decides:
        parts = (part for item in scoring.items for part in item.walk())
        expressions += [part.subject for part in parts if part.subject is not None]
    return names_below(expressions, plan.derived)


def _without(fact: FactType, granted: Value) -> Facts:
    """What is known of one who holds nothing; nothing at all where no value says so."""
    if fact.sort is Sort.BOOLEAN:
        return {fact.name: not granted}
    return {fact.name: NOTHING} if NOTHING in fact.choices else {}


def _steps_down(upper: Document, name: str, held: Value, on: date) -> bool:
    """Whether the upper programme grants no more than is held already.

    A text that takes higher titles as well ("innovative or above") is no step for their holders.
    Choices of a title are listed from the lowest to the highest.
    """
    choices, gained = list(upper.vocabulary[name].choices), upper.granted(on=on).get(name)
    if gained not in choices or held not in choices:
        return False
    return choices.index(str(gained)) <= choices.index(str(held))


def _is_needed(document: Document, plan: Plan, name: str, granted: Value, on: date) -> bool:
    """Whether holding nothing is enough for a no, whatever else is true."""
    bare = _without(document.vocabulary[name], granted)
    return bool(bare) and plan.decide(bare, on)[0] is False


@dataclass(frozen=True, slots=True)
class _Trial:
    """One granted fact, held against the criteria of another programme."""

    document: Document
    plan: Plan
    name: str
    granted: Value
    on: date

    def ways(self) -> list[str]:
        """How the fact bears on the programme."""
        with_it = {self.name: self.granted}
        without = _without(self.document.vocabulary[self.name], self.granted)
        before = self.plan.prepared(without, self.on)
        later = min(months_later(self.on, _LATER_MONTHS), LAST_DAY)
        times = [(self.plan.prepared(with_it, day), day) for day in (self.on, later)]
        ways = set[str]()
        for leaf, wanted in self._leaves():
            truth = leaf.compiled()
            was = truth(before, self.on, None)
            now = [truth(values, day, None) for values, day in times]
            if was is not wanted and wanted in now:
                ways.add(OPENS)
            if was is wanted and wanted not in now:
                ways.add(CLOSES)
        if any(
            self._points(item, before, self.on) < self._points(item, *times[0])
            for item in self._items()
        ):
            ways.add(RAISES)
        return [way for way in (OPENS, CLOSES, RAISES) if way in ways]

    def _leaves(self) -> list[tuple[Condition, bool]]:
        """The criteria that read the fact, each with the truth that helps."""
        found, pending = (
            list[tuple[Condition, bool]](),
            [(condition, True) for condition in self.document.conditions()],
        )
        while pending:
            node, wanted = pending.pop()
            if isinstance(node, Group):
                below = wanted if node.kind != "none" else not wanted
                pending += [(part, below) for part in node.parts]
            elif self._reads(node.expressions()):
                found.append((node, wanted))
        return found

    def _reads(self, expressions: Iterable[Any]) -> bool:
        return self.name in names_below(list(expressions), self.plan.derived)

    def _items(self) -> list[Item]:
        scoring = self.document.scoring
        if scoring is None or not scoring.decides:
            return []
        return [
            item
            for item in scoring.items
            if self._reads(part.subject for part in item.walk() if part.subject is not None)
        ]

    def _points(self, item: Item, values: Mapping[str, Any], on: date) -> Any:
        """The points that are certain."""
        place = self.plan.programmes[0]
        return ends(item.compiled()(place.with_outcome(values, on), on, None)).low
