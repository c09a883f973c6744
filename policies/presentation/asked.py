"""A question as its page shows it: the words, and the programmes for whose sake it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policies.presentation.words import in_language, shown
from policies.rules.documents import Document
from policies.rules.facts import Facts, FactType, Vocabulary
from policies.rules.questions import base_fact
from policies.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question.

    Attributes:
        programmes: slug and title of those whose verdict still waits for the answer.
    """

    name: str
    text: str
    sensitive: bool
    programmes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAnswer:
    """The answer that was just posted, shown so that one sees how it was understood."""

    name: str
    label: str
    value: str


def asked(book: Rulebook, fact: FactType, facts: Facts, *, on: date) -> Asked:
    """Describe a question."""
    rest = {name: value for name, value in facts.items() if name != fact.name}
    waiting: list[Document] = []
    for result in book.explain(rest, on=on):
        needed = {base_fact(path) for path in result.missing}
        if result.document is not None and fact.name in needed:
            waiting.append(result.document)
    return Asked(
        name=fact.name,
        text=in_language(fact.question) or in_language(fact.label) or fact.name,
        sensitive=fact.sensitive,
        programmes=[(each.programme, in_language(each.title)) for each in waiting],
    )


def last_answer(name: str | None, facts: Facts, vocabulary: Vocabulary) -> LastAnswer | None:
    """Describe what was just posted, if it was an answer."""
    if name is None or name not in facts:
        return None
    fact = vocabulary[name]
    return LastAnswer(name=name, label=in_language(fact.label), value=shown(facts[name], fact))
