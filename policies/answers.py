"""What a founder has answered, kept in the session: no account, no row about a person.

The session holds ``{fact: value or null}`` in the order of answering; null is "not sure, skipped".
Numbers are kept as text, since JSON has no exact fractions. What the vocabulary no longer knows, or
would no longer accept, is passed over when read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from django.contrib.sessions.backends.base import SessionBase

from policies.rules.errors import FactError
from policies.rules.facts import FactType, Value, Vocabulary
from policies.rules.quantities import NumberRangeError, decimal_text, exact

KEY = "answers"
MAX_ANSWERS = 2_000
Stored = str | bool | list[str]


class Answers:
    """The answers of one visitor.

    Args:
        session: where they lie; it is touched only when there is something to keep.
        vocabulary: the facts that may be answered.
    """

    def __init__(self, session: SessionBase, vocabulary: Vocabulary) -> None:
        self._session, self._vocabulary = session, vocabulary
        stored = session.get(KEY)
        self._stored: dict[str, Stored | None] = stored if isinstance(stored, dict) else {}
        self.facts = dict(self._known())
        """Fact name to value, as the rules take them."""

    @property
    def skipped(self) -> tuple[str, ...]:
        """The facts that were passed over, in order."""
        return tuple(name for name in self.trail if name not in self.facts)

    @property
    def trail(self) -> tuple[str, ...]:
        """Every fact that was answered or skipped, in the order of the first time."""
        return tuple(n for n in self._stored if n in self.facts or self._stored[n] is None)

    def __bool__(self) -> bool:
        return bool(self._stored)

    def before(self, name: str) -> str | None:
        """The fact that was asked before this one."""
        trail = self.trail
        place = trail.index(name) if name in trail else len(trail)
        return trail[place - 1] if place else None

    def put(self, name: str, value: Value) -> None:
        """Keep an answer."""
        self._keep(name, _stored(value))
        self.facts[name] = value

    def skip(self, name: str) -> None:
        """Remember that it was passed over; an answer given before is dropped."""
        self._keep(name, None)
        self.facts.pop(name, None)

    def remove(self, name: str) -> None:
        """Forget one answer, so that it may be asked again."""
        if name in self._stored:
            del self._stored[name]
            self.facts.pop(name, None)
            self._session[KEY] = self._stored

    def ask_skipped_again(self) -> None:
        """Forget what was skipped."""
        for name in self.skipped:
            self.remove(name)

    def erase(self) -> None:
        """Forget everything, the session too unless it holds something else."""
        self._session.pop(KEY, None)
        if not self._session.keys():
            self._session.flush()
        self._stored, self.facts = {}, {}

    def _keep(self, name: str, stored: Stored | None) -> None:
        if name not in self._stored and len(self._stored) >= MAX_ANSWERS:
            return
        self._stored[name] = stored
        self._session[KEY] = self._stored

    def _known(self) -> Iterator[tuple[str, Value]]:
        for name, stored in self._stored.items():
            fact = self._vocabulary.get(name)
            if fact is None or stored is None:
                continue
            try:
                yield name, fact.read(_plain(fact, stored))
            except (FactError, NumberRangeError):
                continue


def askable(fact: FactType) -> bool:
    """Whether it can be asked by itself; lists of records and derived facts cannot."""
    return fact.type != "records" and not fact.derived


def askable_facts(vocabulary: Mapping[str, FactType]) -> dict[str, FactType]:
    """The facts that can be asked."""
    return {name: fact for name, fact in vocabulary.items() if askable(fact)}


def _stored(value: Value) -> Stored:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | Fraction):
        return decimal_text(value, 12)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not kept in a session")


def _plain(fact: FactType, stored: Stored) -> object:
    numeric = fact.type in ("integer", "decimal", "money", "percent")
    return exact(stored) if numeric and isinstance(stored, str) else stored
