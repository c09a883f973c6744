"""What every page of a founder's way needs: today, the catalogue, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from policies import services
from policies.answers import Answers, SessionStore
from policies.presentation.audience import AUDIENCE, audience_fact, audiences
from policies.presentation.progress import Progress, progress
from policies.rules.facts import Vocabulary
from policies.rules.library import Library
from policies.rules.questions import Question, next_facts
from policies.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of one visitor.

    Attributes:
        on: today in Asia/Shanghai.
    """

    on: date
    book: Rulebook
    vocabulary: Vocabulary
    library: Library
    answers: Answers

    @property
    def departments(self) -> Mapping[str, Mapping[str, Any]]:
        """The departments by their key."""
        return self.library.departments

    def progress(self) -> Progress:
        """How the programmes stand."""
        return progress(self.book, self.answers.facts, on=self.on)

    def next_name(self) -> str | None:
        """What to ask next; ``None`` when nothing is left that could decide anything."""
        if AUDIENCE not in self.answers.trail and self.book.editions:
            return AUDIENCE
        found = self._next_question()
        return found.fact.name if found else None

    def _next_question(self) -> Question | None:
        facts, skipped = self.answers.facts, self.answers.skipped
        whom = audiences(facts)
        found = next_facts(self.book, facts, on=self.on, skipped=skipped, audiences=whom)
        return found[0] if found else None


def today() -> date:
    """The day in Asia/Shanghai."""
    return timezone.localdate()


def visit(request: HttpRequest) -> Visit:
    """Read the catalogue, and the answers where the request keeps them: else in its session."""
    catalogue = services.current_catalogue()
    vocabulary = catalogue.vocabulary.extended({AUDIENCE: audience_fact()})
    store = getattr(request, "answer_store", None) or SessionStore(request.session)
    return Visit(
        on=today(),
        book=catalogue.rulebook,
        vocabulary=vocabulary,
        library=catalogue.library,
        answers=Answers(store, vocabulary),
    )
