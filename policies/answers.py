"""What a founder has answered: in the session, or wherever a store keeps it.

Without an account the session holds ``{fact: value or null}`` in the order of answering; null is
"not sure, skipped". Numbers are kept as text, since JSON has no exact fractions. Who has an account
brings a store of their own (``request.answer_store``). What the vocabulary no longer knows, or
would no longer accept, is passed over when read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

from django.contrib.sessions.backends.base import SessionBase

from policies.permission import Permission, as_stored, from_stored, is_kept, sensitive_facts
from policies.rules.errors import FactError
from policies.rules.facts import Facts, FactType, Value, Vocabulary
from policies.rules.quantities import NumberRangeError, decimal_text, exact

KEY = "answers"
SENSITIVE = "sensitive"  # in the session: the permission to ask sensitive questions
# In the session beside answers, each with the mark of its moment: what the last change of an answer
# replaced; the name of a fact and what is in its form.
CHANGE, HALF_TYPED = "change", "half_typed"
MAX_ANSWERS = 2_000
# Numbers come from a store that keeps them exact; lists of mappings are records.
Stored = str | bool | int | Fraction | list[str] | list[dict[str, Any]]

# A fact with what was kept of it: an empty list for nothing, else its answer or ``None`` (skipped).
Former = tuple[str, list[Stored | None]]


class AnswerStore(Protocol):
    """Where answers lie."""

    def load(self) -> dict[str, Stored | None]:
        """Every answer in the order of answering; ``None`` for a question that was skipped."""

    def keep(self, name: str, value: Value | None) -> None:
        """Keep an answer, or with ``None`` that it was skipped and is no longer known."""

    def drop(self, names: Iterable[str]) -> None:
        """Forget answers and skips."""

    def clear(self) -> None:
        """Forget all of them, and the permission to ask sensitive questions."""

    def permission(self) -> Permission | None:
        """Whether sensitive questions may be asked; ``None`` while nobody has said."""

    def permit(self, permission: Permission | None) -> None:
        """Keep what was said about that; ``None`` forgets it."""

    def mark(self) -> str:
        """Another one since answers were last deleted for good, in whatever browser."""

    def end_memories(self) -> None:
        """Answers are deleted for good: what was remembered of them anywhere is good no more."""


class SessionStore:
    """Answers of a visitor without an account: no row about a person.

    Args:
        session: touched only when there is something to keep.
    """

    def __init__(self, session: SessionBase) -> None:
        self._session = session

    def load(self) -> dict[str, Stored | None]:
        """See :class:`AnswerStore`."""
        stored = self._session.get(KEY)
        return dict(stored) if isinstance(stored, dict) else {}

    def keep(self, name: str, value: Value | None) -> None:
        """See :class:`AnswerStore`."""
        self._session[KEY] = {**self.load(), name: None if value is None else _stored(value)}

    def drop(self, names: Iterable[str]) -> None:
        """See :class:`AnswerStore`."""
        gone = frozenset(names)
        kept = {name: value for name, value in self.load().items() if name not in gone}
        self._session[KEY] = kept

    def clear(self) -> None:
        """The session goes too, unless it holds something else."""
        self._session.pop(KEY, None)
        self._session.pop(SENSITIVE, None)
        if not self._session.keys():
            self._session.flush()

    def permission(self) -> Permission | None:
        """See :class:`AnswerStore`."""
        return from_stored(self._session.get(SENSITIVE))

    def permit(self, permission: Permission | None) -> None:
        """See :class:`AnswerStore`."""
        if permission is None:
            self._session.pop(SENSITIVE, None)
        else:
            self._session[SENSITIVE] = as_stored(permission)

    def mark(self) -> str:
        """See :class:`AnswerStore`: there is no other session."""
        return ""

    def end_memories(self) -> None:
        """See :class:`AnswerStore`."""


class Answers:
    """The answers of one visitor.

    Args:
        store: where they lie.
        vocabulary: the facts that may be answered.
    """

    def __init__(self, store: AnswerStore, vocabulary: Vocabulary) -> None:
        self._store, self._vocabulary = store, vocabulary
        self._stored = store.load()
        self.facts = dict(self._known())
        """Fact name to value, as the rules take them."""

    @cached_property
    def permission(self) -> Permission | None:
        """Whether sensitive questions may be asked; ``None`` while nobody has said."""
        return self._store.permission()

    @property
    def mark(self) -> str:
        """Another one since answers were last deleted for good, in whatever browser."""
        return self._store.mark()

    def end_memories(self) -> None:
        """What was remembered of answers anywhere, to be undone, is good no more."""
        self._store.end_memories()

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

    def put(self, name: str, value: Value) -> None:
        """Keep an answer."""
        if self._keep(name, value):
            self._stored[name] = _stored(value)
        self.facts[name] = value

    def skip(self, name: str) -> None:
        """Remember that it was passed over; an answer given before is dropped."""
        if self._keep(name, None):
            self._stored[name] = None
        self.facts.pop(name, None)

    def remove(self, name: str) -> None:
        """Forget one answer, so that it may be asked again."""
        self._remove([name])

    def remove_all(self, names: Iterable[str]) -> None:
        """Forget several answers."""
        self._remove(names)

    def former(self, names: Iterable[str]) -> list[Former]:
        """What is kept of some facts, in a form that a session holds."""
        return [(n, [_kept(self._stored[n])] if n in self._stored else []) for n in names]

    def restore(self, former: Iterable[Former]) -> None:
        """Bring facts back to what was kept of them."""
        for name, kept in former:
            value = self._read(name, kept[0]) if kept else None
            if value is not None and not self.may_keep(self._vocabulary[name]):
                self.remove(name)  # it was allowed then, and is no longer
            elif value is not None:
                self.put(name, value)
            elif kept:
                self.skip(name)
            else:
                self.remove(name)

    def facts_with(self, former: Iterable[Former]) -> Facts:
        """The facts as they would be with what was kept before."""
        before = dict(self.facts)
        for name, kept in former:
            value = self._read(name, kept[0]) if kept else None
            before.pop(name, None)
            if value is not None:
                before[name] = value
        return before

    def ask_skipped_again(self) -> None:
        """Forget what was skipped."""
        self._remove(self.skipped)

    def erase(self) -> None:
        """Forget everything."""
        self._store.clear()
        self._stored, self.facts, self.permission = {}, {}, None

    def permit(self, permission: Permission | None) -> None:
        """Keep whether sensitive questions may be asked; without it no such answer stays."""
        self._store.permit(permission)
        self.permission = permission
        if permission is None or not permission.given:
            self._remove(self.sensitive)

    def may_keep(self, fact: FactType) -> bool:
        """Whether an answer may be kept: a sensitive one needs the permission."""
        return is_kept(fact, self.permission)

    @property
    def sensitive(self) -> tuple[str, ...]:
        """The sensitive facts that were answered, in order."""
        names = sensitive_facts(self._vocabulary)
        return tuple(name for name in self.facts if name in names)

    def _keep(self, name: str, value: Value | None) -> bool:
        if name not in self._stored and len(self._stored) >= MAX_ANSWERS:
            return False
        self._store.keep(name, value)
        return True

    def _remove(self, names: Iterable[str]) -> None:
        gone = [name for name in names if name in self._stored]
        if gone:
            self._store.drop(gone)
        for name in gone:
            del self._stored[name]
            self.facts.pop(name, None)

    def _known(self) -> Iterator[tuple[str, Value]]:
        for name, stored in self._stored.items():
            value = self._read(name, stored)
            if value is not None:
                yield name, value

    def _read(self, name: str, stored: Stored | None) -> Value | None:
        """A kept answer as the rules take it; ``None`` for a skip and for what is read no more."""
        fact = self._vocabulary.get(name)
        if fact is None or stored is None:
            return None
        try:
            return fact.read(_plain(fact, stored))
        except (FactError, NumberRangeError):
            return None


def askable(fact: FactType) -> bool:
    """Whether it can be asked: what follows from other facts is not."""
    return not fact.derived


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
    return [{name: _stored(part) for name, part in record.items()} for record in value]


def _kept(stored: Stored | None) -> Stored | None:
    """What a store gave, as JSON can hold it."""
    if isinstance(stored, int | Fraction) and not isinstance(stored, bool):
        return decimal_text(stored, 12)
    return stored


def _plain(fact: FactType, stored: Any) -> object:
    if fact.type == "records" and isinstance(stored, list):
        return [_plain_record(fact, record) for record in stored]
    numeric = fact.type in ("integer", "decimal", "money", "percent")
    return exact(stored) if numeric and isinstance(stored, str) else stored


def _plain_record(fact: FactType, record: Any) -> object:
    if not isinstance(record, dict) or not record.keys() <= fact.fields.keys():
        return record  # the vocabulary has changed since: reading it refuses it
    return {name: _plain(fact.fields[name], part) for name, part in record.items()}
