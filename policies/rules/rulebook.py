"""All editions of all programmes together: the one door through which rules are asked."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from policies.rules.awards import Offer
from policies.rules.comparisons import Truth
from policies.rules.documents import Document, check_editions
from policies.rules.errors import FactError
from policies.rules.facts import Facts, Vocabulary
from policies.rules.formulas import OUTCOME, SCORE
from policies.rules.intake import (
    CLOSED,
    NONE_TAKEN,
    OVER_FOR_YOU,
    Intake,
    Taken,
    intake_of,
    intake_to_come,
    window_states,
)
from policies.rules.outcomes import Classed, compiled
from policies.rules.plans import Plan, Programme
from policies.rules.quantities import Interval, Number, decimal_text, json_number
from policies.rules.scoring import Item, Score, ends, judged_key
from policies.rules.unknowns import missing, needs
from policies.rules.verdicts import NOT_IN_FORCE, VERDICTS, Verdict
from policies.rules.windows import WindowState

Judged = Mapping[str, Any]  # item -> points that reviewers gave
_PLANS_KEPT = 32
_REMEMBERED = 50_000
T = TypeVar("T")


@dataclass(kw_only=True)  # not frozen, which would make building a hundred of them slow
class Result:
    """One programme for one set of facts on a day; nobody changes it.

    What is costly and not always shown (missing facts, awards, windows) is worked out when asked.

    Attributes:
        document: the edition in force; ``None`` where none is.
        verdict: ``eligible``, ``ineligible``, ``undetermined`` or ``not_in_force``.
        reasons: the tree of verdicts; ``None`` for an information card.
        coming: where no edition is in force, the next one that is announced.
    """

    programme: str
    on: date
    verdict: str
    document: Document | None = None
    reasons: Verdict | None = None
    waived: Verdict | None = None
    coming: Document | None = None
    _taken: Taken = field(default_factory=dict, repr=False)
    _values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    _place: Programme | None = field(default=None, repr=False)
    _plan: Plan | None = field(default=None, repr=False)

    @property
    def edition(self) -> str | None:
        """The name of the edition in force."""
        return self.document.edition if self.document else None

    @cached_property
    def score(self) -> Score | None:
        """Points by item, where the edition scores."""
        if self._place is None:
            return None
        return self._place.score_of(self._values, self.on)

    @cached_property
    def classed(self) -> Classed:
        """The class or tier, where the edition knows some."""
        if self.document is None or not self.document.outcomes:
            return Classed(None, ())
        return compiled(self.document.outcomes)(self._with_score(), self.on)

    @property
    def outcome(self) -> str | None:
        """The name of the class, ``None`` while it is open."""
        return self.classed.name

    @property
    def open_outcomes(self) -> tuple[str, ...]:
        """The classes still possible while it is open."""
        return self.classed.still_open

    @cached_property
    def awards(self) -> tuple[Offer, ...]:
        """What it may give; nothing where the verdict is no."""
        if self.document is None or self.verdict not in ("eligible", "undetermined"):
            return ()
        values = self._with_score()
        if self.outcome is not None:
            values = {**values, OUTCOME: self.outcome}
        offers = (award.compiled()(values, self.on) for award in self.document.awards)
        return tuple(offer for offer in offers if offer is not None)

    def _with_score(self) -> Mapping[str, Any]:
        return self._values if self.score is None else {**self._values, SCORE: self.score.value}

    @cached_property
    def windows(self) -> tuple[WindowState, ...]:
        """Its intake windows on the day."""
        if self.document is None:
            return ()
        return window_states(self.document, self._values, on=self.on, taken=self._taken)

    @cached_property
    def intake(self) -> Intake:
        """Whether one can apply on the day."""
        if self.document is not None:
            derived = self._plan.derived if self._plan else {}
            return intake_of(
                self.document, self._values, on=self.on, taken=self._taken, derived=derived
            )
        return Intake(state=CLOSED) if self.coming is None else intake_to_come(self.coming)

    @cached_property
    def papers(self) -> tuple[Truth, ...]:
        """For each paper of the edition whether it must be handed in, ``None`` while it is open."""
        rules = self.document.paper_rules if self.document else ()
        return tuple(rule.is_required(self._values, on=self.on) for rule in rules)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that keep the verdict open, none where it is settled."""
        if self.verdict != "undetermined" or self.document is None or self._plan is None:
            return ()
        found = self._missing_in(self.reasons)
        if self._place is not None and self._place.decides and self.score is not None:
            found += self._missing_beside(self.score)
        return tuple(dict.fromkeys(found))

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """The facts whose answers still decide something for somebody who is not refused.

        Those that keep the verdict open, and those that say whether one can apply. Nothing is worth
        asking where there is no time left to apply.
        """
        if self.verdict not in ("eligible", "undetermined") or self.intake.state == OVER_FOR_YOU:
            return ()
        return tuple(dict.fromkeys((*self.missing, *self.intake.missing)))

    def _missing_in(self, tree: Verdict | None) -> list[str]:
        """What the open leaves of a tree need, leaf by leaf."""
        if tree is None or self._plan is None:
            return []
        derived, leaves = self._plan.derived, tree.open_leaves()
        return [n for leaf in leaves for n in missing(leaf.node, self._values, self.on, derived)]

    def _missing_beside(self, score: Score) -> list[str]:
        """What the score, or a route that makes it unnecessary, still needs."""
        waived: Truth = self.waived.truth if self.waived else False
        passed, found = score.outcome(), list[str]()
        if passed is True or waived is True:
            return found
        found += self._missing_in(self.waived)
        return found + (self._missing_for_score() if passed is None else [])

    def _missing_for_score(self) -> list[str]:
        if self.score is None:
            return []
        pairs = zip(self.score.scoring.items, self.score.earned, strict=True)
        open_items = [item for item, points in pairs if isinstance(points, Interval)]
        return [name for item in open_items for name in self._item_needs(item)]

    def _item_needs(self, item: Item) -> list[str]:
        if self._plan is None or self._place is None or item.missing != "unknown":
            return []
        if item.subject is None:
            return [name for part in item.parts for name in self._item_needs(part)]
        derived, values = self._plan.derived, self._place.with_outcome(self._values, self.on)
        found = needs(item.subject, values, self.on, derived)
        if OUTCOME not in found or self.document is None:
            return found
        open_ = [each.when for each in self.document.outcomes if each.name in self.open_outcomes]
        behind = [n for when in open_ if when for n in missing(when, values, self.on, derived)]
        return [name for name in found if name != OUTCOME] + behind

    @property
    def rests_on_assumed(self) -> bool:
        """Whether the verdict would not stand without clauses that are merely assumed."""
        parts = [self.reasons] if self.reasons else []
        if self._place is not None and self._place.decides and self.score is not None:
            if self.waived is not None and self.waived.truth is True:
                parts.append(self.waived)
            elif any(i.clause and i.clause.basis == "assumed" for i in self.score.scoring.items):
                return True
        return not all(part.is_firm() for part in parts)

    def as_json(self) -> dict[str, Any]:
        """The result as the command and the API give it (the earliest day is theirs to add)."""
        return {
            "programme": self.programme,
            "edition": self.edition,
            "verdict": self.verdict,
            "missing": list(self.missing),
            "score": score_json(self.score),
            "outcome": self.outcome,
            "open_outcomes": list(self.open_outcomes),
            "awards": [offer_json(offer) for offer in self.awards],
            "windows": [window_json(state) for state in self.windows],
            "rests_on_assumed": self.rests_on_assumed,
            "reasons": self.reasons.as_json() if self.reasons else None,
        }


class Rulebook:
    """Every edition of every programme. Immutable, so that threads may share it.

    Args:
        documents: all editions, in any order.

    Raises:
        RuleError: two editions of a programme hold on one day, or facts are derived in two ways.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        self.editions: dict[str, tuple[Document, ...]] = {}
        for document in documents:
            others = self.editions.get(document.programme, ())
            self.editions[document.programme] = (*others, document)
        for slug, editions in self.editions.items():
            check_editions(editions)
            self.editions[slug] = tuple(sorted(editions, key=lambda each: each.in_force.first))
        self._plans: OrderedDict[tuple[int, ...], Plan] = OrderedDict()
        self._on_day: dict[date, tuple[Plan, list[str]]] = {}
        self._remembered: OrderedDict[Any, Any] = OrderedDict()
        self.taken: Taken = NONE_TAKEN
        self._counting: Rulebook | None = None

    def counting(self, taken: Taken) -> Rulebook:
        """The same rules, with the places of windows that are gone; the last one is kept."""
        kept = self._counting
        if kept is None or kept.taken != taken:
            kept = copy(self)
            kept.taken = taken
            self._counting = kept
        return kept

    @cached_property
    def has_places(self) -> bool:
        """Whether some window has no more than so many places."""
        documents = (each for editions in self.editions.values() for each in editions)
        return any(window.capacity is not None for d in documents for window in d.windows)

    def remembered(self, key: Hashable, work: Callable[[], T]) -> T:
        """What was worked out before under a key that names all it rests on, else by ``work``."""
        try:
            found: T = self._remembered[key]
        except KeyError:
            found = self._remembered[key] = work()
            while len(self._remembered) > _REMEMBERED:
                with suppress(KeyError):  # another thread was quicker
                    self._remembered.popitem(last=False)
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Every fact that any edition may name."""
        facts: dict[str, Any] = {}
        for editions in self.editions.values():
            for document in editions:
                facts.update(document.vocabulary)
        return Vocabulary(facts)

    def document(self, programme: str, *, on: date) -> Document | None:
        """The edition in force on a day."""
        editions = self.editions.get(programme, ())
        return next((document for document in editions if document.in_force.covers(on)), None)

    def coming(self, programme: str, *, on: date) -> Document | None:
        """The next edition that is announced and not in force yet."""
        editions = self.editions.get(programme, ())
        return next((document for document in editions if document.in_force.first > on), None)

    def intakes(self, facts: Facts, *, on: date) -> dict[str, Intake]:
        """The intake of every programme, without verdicts: what a list shows."""
        plan, others = self.plan_of(on)
        values = plan.prepared(facts, on)
        found = {
            place.document.programme: intake_of(
                place.document, values, on=on, taken=self.taken, derived=plan.derived
            )
            for place in plan.programmes
        }
        for slug in others:
            coming = self.coming(slug, on=on)
            found[slug] = Intake(state=CLOSED) if coming is None else intake_to_come(coming)
        return found

    def plan(self, documents: Sequence[Document]) -> Plan:
        """The compiled form of some of its documents, kept for the next time."""
        key = tuple(map(id, documents))
        plan = self._plans.get(key)
        if plan is None:
            plan = self._plans[key] = Plan(documents)
            while len(self._plans) > max(_PLANS_KEPT, 3 * len(self.editions)):
                self._plans.popitem(last=False)
        return plan

    def in_force(self, on: date) -> tuple[list[Document], list[str]]:
        """The documents in force on a day, and the programmes that have none."""
        return self._chosen(on, self.editions)

    def plan_of(self, on: date) -> tuple[Plan, list[str]]:
        """The plan of a day, and the programmes that have no edition on it."""
        found = self._on_day.get(on)
        if found is None:
            documents, others = self.in_force(on)
            found = self.plan(documents), others
            if len(self._on_day) >= _PLANS_KEPT:
                self._on_day.clear()
            self._on_day[on] = found
        return found

    def verdicts(self, facts: Facts, *, on: date) -> dict[str, str]:
        """The verdict of every programme, without reasons: the fast way."""
        plan, others = self.plan_of(on)
        verdicts = map(VERDICTS.__getitem__, plan.decide(facts, on))
        found = dict(zip(plan.slugs, verdicts, strict=True))
        return found | dict.fromkeys(others, NOT_IN_FORCE) if others else found

    def explain(
        self,
        facts: Facts,
        *,
        on: date,
        programmes: Sequence[str] | None = None,
        judged: Judged | None = None,
    ) -> list[Result]:
        """Every verdict with its tree of reasons.

        Args:
            programmes: only these, in this order; unknown slugs are left out.
            judged: points that reviewers gave, by item; sensible for one programme at a time.

        Raises:
            FactError: points for an item that is not judged, or outside of 0 to its maximum.
        """
        if programmes is None:
            plan, others = self.plan_of(on)
        else:
            documents, others = self._chosen(on, programmes)
            plan = self.plan(documents)
        values = plan.prepared(facts, on)
        values.update(_entered(plan, judged or {}))
        judged_facts = plan.evaluate(values, on)
        trees = plan.trees(judged_facts)
        results = []
        for place in plan.programmes:
            truth, score = place.judge(judged_facts.roots, values, on)
            document = place.document
            result = Result(
                programme=document.programme,
                on=on,
                verdict=VERDICTS[truth],
                document=document,
                reasons=trees[place.root],
                waived=None if place.waived is None else trees[place.waived],
                _taken=self.taken,
                _values=values,
                _place=place,
                _plan=plan,
            )
            if score is not None:
                result.__dict__["score"] = score  # worked out already
            results.append(result)
        none = [
            Result(programme=slug, on=on, verdict=NOT_IN_FORCE, coming=self.coming(slug, on=on))
            for slug in others
        ]
        return results + none

    def _chosen(self, on: date, programmes: Iterable[str]) -> tuple[list[Document], list[str]]:
        known = [slug for slug in programmes if slug in self.editions]
        pairs = [(slug, self.document(slug, on=on)) for slug in known]
        return [d for _, d in pairs if d is not None], [s for s, d in pairs if d is None]

    def explain_one(
        self, programme: str, facts: Facts, *, on: date, judged: Judged | None = None
    ) -> Result:
        """One programme with its reasons.

        Raises:
            KeyError: there is no such programme.
        """
        if programme not in self.editions:
            raise KeyError(programme)
        return self.explain(facts, on=on, programmes=[programme], judged=judged)[0]

    def truth(self, programme: str, facts: Facts, *, on: date) -> Truth | str:
        """The verdict of one programme as a truth, or ``not_in_force``."""
        document = self.document(programme, on=on)
        if document is None:
            return NOT_IN_FORCE
        return truth_of(self.plan([document]), facts, on=on)


def _entered(plan: Plan, judged: Judged) -> dict[str, Number]:
    """The points of reviewers, as the scores look them up."""
    scorings = (place.document.scoring for place in plan.programmes)
    items = [item for scoring in scorings if scoring for item in scoring.items if item.judged]
    most = {item.name: item.maximum for item in items}
    for name, points in judged.items():
        if name not in most:
            raise FactError.at(f"judged.{name}", "no judged item bears this name.")
        if not 0 <= points <= most[name]:
            expected = f"expected 0 to {decimal_text(most[name])} points"
            raise FactError.at(f"judged.{name}", f"{expected}, found {decimal_text(points)}.")
    return {judged_key(name): points for name, points in judged.items()}


def truth_of(plan: Plan, facts: Facts, *, on: date) -> Truth:
    """The verdict of a plan of one document, whatever the days on which it is in force."""
    return plan.decide(facts, on)[0]


def score_json(score: Score | None) -> dict[str, Any] | None:
    """A score as JSON has it."""
    if score is None:
        return None
    mark = score.scoring.pass_mark
    items = [
        {
            "item": item.name,
            "max": json_number(item.maximum),
            "low": json_number(ends(points).low),
            "high": json_number(ends(points).high),
            "judged": item.judged,
        }
        for item, points in zip(score.scoring.items, score.earned, strict=True)
    ]
    return {
        "low": json_number(score.low),
        "high": json_number(score.high),
        "pass_mark": None if mark is None else json_number(mark),
        "items": items,
    }


def offer_json(offer: Offer) -> dict[str, Any]:
    """An award as JSON has it; amounts are text so that no reader rounds them."""
    award, amount = offer.award, offer.amount
    found: dict[str, Any] = {
        "kind": award.kind,
        "mode": award.mode,
        "unit": award.unit,
        "times": award.times,
        "amount": None if amount is None or isinstance(amount, Interval) else amount_text(amount),
        "up_to": award.up_to,
        "applies": offer.applies,
        "basis": award.clause.basis if award.clause else None,
    }
    if isinstance(amount, Interval):
        found["low"], found["high"] = amount_text(amount.low), amount_text(amount.high)
    return found


def amount_text(amount: Any) -> str:
    """An amount in plain decimals, to the fen."""
    return decimal_text(amount, 2)


def window_json(state: WindowState) -> dict[str, Any]:
    """A window as JSON has it."""
    return {
        "kind": state.window.kind,
        "state": state.state,
        "from": state.opens_on.isoformat() if state.opens_on else None,
        "to": state.closes_on.isoformat() if state.closes_on else None,
        "capacity": state.window.capacity,
    }
