"""What every page of a founder's way needs: today, the catalogue, and what was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from policies import services
from policies.answers import CHANGE, HALF_TYPED, Answers, Former, SessionStore
from policies.presentation.audience import AUDIENCE, audience_fact, audiences, settled_by
from policies.presentation.own import Owned, Record
from policies.presentation.progress import Progress, progress
from policies.presentation.sensitive import withheld
from policies.rules.facts import Facts, Value, Vocabulary
from policies.rules.library import Library
from policies.rules.questions import Question, next_facts
from policies.rules.rulebook import Rulebook
from policies.way import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of one visitor.

    Attributes:
        on: today in Asia/Shanghai.
        way: the questions that were posted in this visit.
        find_owned: what this visitor applied for, read where a page shows it.
        find_records: what this visitor handed in, which keeps the answers of then.
    """

    on: date
    book: Rulebook
    vocabulary: Vocabulary
    library: Library
    answers: Answers
    way: Way
    find_owned: Callable[[], Owned] = dict
    find_records: Callable[[], Sequence[Record]] = list

    @property
    def owned(self) -> Owned:
        """What this visitor did about each programme; nothing without an account."""
        return self.find_owned()

    @property
    def departments(self) -> Mapping[str, Mapping[str, Any]]:
        """The departments by their key."""
        return self.library.departments

    def progress(self) -> Progress:
        """How the programmes stand."""
        return progress(self.book, self.answers.facts, on=self.on)

    def put(self, name: str, value: Value) -> None:
        """Keep an answer, and what follows from it."""
        facts = dict(self.answers.facts)
        self.answers.put(name, value)
        for other, answer in self.settled(name, value, facts).items():
            if answer is None:
                self.answers.remove(other)
            else:
                self.answers.put(other, answer)

    def settled(self, name: str, value: Value, facts: Facts) -> dict[str, Value | None]:
        """What follows from an answer: only from who one is, and only what rules may ask."""
        if name != AUDIENCE:
            return {}
        return {n: v for n, v in settled_by(value, facts).items() if n in self.vocabulary}

    def next_name(self) -> str | None:
        """What to ask next; ``None`` when nothing is left that could decide anything.

        A sensitive fact among the first asks whoever called to ask for the permission first.
        """
        if AUDIENCE not in self.answers.trail and self.book.editions:
            return AUDIENCE
        found = self._next_question()
        return found.fact.name if found else None

    def _next_question(self) -> Question | None:
        facts = self.answers.facts
        permission = self.answers.permission
        unasked = withheld(self.book, facts, self.vocabulary, permission, on=self.on)
        skipped = (*self.answers.skipped, *unasked)
        whom = audiences(facts)
        last = self.vocabulary.get(self.way.last or "")
        found = next_facts(
            self.book,
            facts,
            on=self.on,
            skipped=skipped,
            audiences=whom,
            topic=last.topic if last else "",
        )
        return found[0] if found else None


def today() -> date:
    """The day in Asia/Shanghai."""
    return timezone.localdate()


def visit(request: HttpRequest) -> Visit:
    """Read the catalogue, and the answers where the request keeps them: else in its session."""
    catalogue = services.current_catalogue()
    vocabulary = catalogue.vocabulary.extended({AUDIENCE: audience_fact()})
    store = getattr(request, "answer_store", None) or SessionStore(request.session)
    answers = Answers(store, vocabulary)
    return Visit(
        on=today(),
        book=catalogue.rulebook,
        vocabulary=vocabulary,
        library=catalogue.library,
        answers=answers,
        way=Way(request.session, answers.trail),
        find_owned=getattr(request, "find_owned", dict),
        find_records=getattr(request, "find_records", list),
    )


def remember(request: HttpRequest, here: Visit, names: Iterable[str]) -> None:
    """Keep what answers are before they change, so that the change can be shown and undone."""
    request.session[CHANGE] = [here.answers.mark, here.answers.former(names)]


def forget_memory(request: HttpRequest, here: Visit) -> None:
    """What sessions remember of answers beside them: of the last change, and half typed.

    That of other browsers of the same account is good no more, and soon gone.
    """
    for key in (CHANGE, HALF_TYPED):
        request.session.pop(key, None)
    here.answers.end_memories()


def half_typed(request: HttpRequest, here: Visit) -> tuple[str, Any]:
    """The name of a fact and what is in its form; empty where nothing is, or it was deleted."""
    found = request.session.get(HALF_TYPED)
    if not isinstance(found, list | tuple) or len(found) != 3 or found[0] != here.answers.mark:
        return "", None
    return found[1], found[2]


def last_change(request: HttpRequest, here: Visit) -> list[Former]:
    """What the last change replaced; empty where there was none, or the facts are gone."""
    found = request.session.get(CHANGE)
    if not isinstance(found, list) or len(found) != 2 or found[0] != here.answers.mark:
        return []
    return [(name, was) for name, was in found[1] if name in here.vocabulary]
