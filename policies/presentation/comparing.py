"""Any two editions side by side: what the one says otherwise than the other."""

from __future__ import annotations

from dataclasses import dataclass

from policies.presentation.programme.editions import Departments, by_area, force_words
from policies.presentation.words import in_language
from policies.rules.differences import differences
from policies.rules.documents import Document
from policies.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of both.

    Attributes:
        days: when it is, or would be, in force, in words.
    """

    title: str
    name: str
    days: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Both, and the sentences under the name of each part; none where they say the same.

    Attributes:
        apart: whether they belong to two programmes.
    """

    before: Side
    after: Side
    changes: list[tuple[str, list[str]]]
    apart: bool

    @property
    def count(self) -> int:
        """How many differences there are."""
        return sum(len(sentences) for _area, sentences in self.changes)


def comparison(
    before: Document, after: Document, book: Rulebook, departments: Departments
) -> Comparison:
    """What ``after`` says otherwise than ``before``."""
    titles = {slug: editions[-1].title for slug, editions in book.editions.items()}
    found = differences(before, after, departments=departments, titles=titles)
    return Comparison(
        before=side(before),
        after=side(after),
        changes=by_area(found),
        apart=before.programme != after.programme,
    )


def side(document: Document) -> Side:
    """A document as a heading names it."""
    return Side(
        title=in_language(document.title), name=document.edition, days=force_words(document)
    )
