"""Sensitive questions: the programmes that need them, and the questions that nobody allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.timezone import localtime

from policies.permission import Permission, sensitive_facts
from policies.presentation.audience import audiences, concerns
from policies.presentation.words import day, in_language, listed
from policies.rules.documents import Document
from policies.rules.facts import Facts, Vocabulary
from policies.rules.questions import base_fact
from policies.rules.rulebook import Result, Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Needing:
    """A programme that cannot be told without sensitive answers.

    Attributes:
        facts: the labels of those that it still needs.
    """

    slug: str
    title: str
    facts: list[str]

    @property
    def named(self) -> str:
        """The same in one line."""
        return listed(self.facts)


def needing(book: Rulebook, facts: Facts, vocabulary: Vocabulary, *, on: date) -> list[Needing]:
    """The programmes that wait for sensitive answers, of those that are for this visitor."""
    sensitive = sensitive_facts(vocabulary)
    found = []
    for result, asked in _asking(book, facts, on):
        needed = [name for name in asked if name in sensitive]
        document = result.document
        if needed and document is not None and concerns(document, audiences(facts)):
            labels = [in_language(vocabulary[name].label) or name for name in needed]
            title = in_language(document.title)
            found.append(Needing(slug=document.programme, title=title, facts=labels))
    return found


def named(programmes: Iterable[Needing]) -> str:
    """The labels of what they need, each once, in one line."""
    return listed(list(dict.fromkeys(label for each in programmes for label in each.facts)))


def unneeded(
    book: Rulebook, names: Iterable[str], permission: Permission, *, on: date
) -> list[str]:
    """Of some sensitive facts those that no programme asks for, of all for which they are allowed.

    Editions in force count, and those to come.
    """
    asked = [
        document
        for slug, editions in book.editions.items()
        if permission.covers(slug)
        for document in editions
        if document.in_force.last is None or document.in_force.last >= on
    ]
    return [name for name in names if not any(asks(document, name) for document in asked)]


def asks(document: Document, name: str) -> bool:
    """Whether an edition may look at a fact: by itself, or through one that is worked out."""
    through = (each.fact_names() for each in document.derived.values())
    is_named = name in document.verdict_facts or name in document.text
    return is_named or any(name in names for names in through)


def permitted_on(permission: Permission | None) -> str:
    """The day of a permission in words; empty where there is none."""
    if permission is None or not permission.at:
        return ""
    return day(localtime(datetime.fromisoformat(permission.at)).date())


def withheld(
    book: Rulebook,
    facts: Facts,
    vocabulary: Vocabulary,
    permission: Permission | None,
    *,
    on: date,
) -> frozenset[str]:
    """The sensitive facts not to ask: those that no programme needs for which they were allowed."""
    if permission is None or permission.programmes is None:
        return frozenset()
    sensitive = sensitive_facts(vocabulary)
    if not permission.given:
        return sensitive
    wanted = {
        name
        for result, asked in _asking(book, facts, on)
        if result.document is not None and permission.covers(result.document.programme)
        for name in asked
    }
    return sensitive - wanted


def _asking(book: Rulebook, facts: Facts, on: date) -> Iterator[tuple[Result, list[str]]]:
    """Each programme that still asks something, with the facts that it asks."""
    for result in book.explain(facts, on=on):
        if result.asks:
            yield result, list(dict.fromkeys(base_fact(path) for path in result.asks))
