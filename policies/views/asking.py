"""What every page of a founder's way needs: today, the catalogue, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from policies import services
from policies.answers import Answers
from policies.presentation.progress import Progress, progress
from policies.rules.facts import Vocabulary
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
    departments: Mapping[str, Mapping[str, Any]]
    answers: Answers

    def progress(self) -> Progress:
        """How the programmes stand."""
        return progress(self.book, self.answers.facts, on=self.on)

    def next_question(self) -> Question | None:
        """What to ask next; lists of records are not asked, their counts are."""
        lists = [name for name, fact in self.vocabulary.items() if fact.type == "records"]
        skipped = {*self.answers.skipped, *lists}
        found = next_facts(self.book, self.answers.facts, on=self.on, skipped=skipped)
        return found[0] if found else None


def today() -> date:
    """The day in Asia/Shanghai."""
    return timezone.localdate()


def visit(request: HttpRequest) -> Visit:
    """Read the catalogue and the session."""
    catalogue = services.current_catalogue()
    return Visit(
        on=today(),
        book=catalogue.rulebook,
        vocabulary=catalogue.vocabulary,
        departments=catalogue.library.departments,
        answers=Answers(request.session, catalogue.vocabulary),
    )
