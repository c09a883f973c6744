"""Which document is looked at, and against which edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from policies.models import Edition
from policies.rules.documents import Document
from policies.rules.errors import RuleError
from policies.rules.rulebook import Rulebook
from policies.services import Catalogue
from policies.services.current import read_edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that may come into force, or what stands in its way.

    Attributes:
        key: as the log calls it.
        title: as the head of the page calls it.
        address: the page it is written on.
        page, people: the addresses of its preview and of the list of those concerned.
        problems: why the text is no document; then there is none.
    """

    key: str
    title: str
    address: str
    page: str
    people: str
    document: Document | None
    problems: tuple[str, ...]


def edition_candidate(edition: Edition, catalogue: Catalogue) -> Candidate:
    """An edition, published or not."""
    document, problems = None, list[str]()
    try:
        document = read_edition(edition, catalogue.library)
    except RuleError as error:
        problems = [str(problem) for problem in error.problems]
    return Candidate(
        key=f"{edition.programme.slug} {edition.name}",
        title=str(edition),
        address=reverse("admin:policies_edition_change", args=[edition.pk]),
        page=reverse("admin:applicants_preview_edition", args=[edition.pk]),
        people=reverse("admin:applicants_preview_edition_people", args=[edition.pk]),
        document=document,
        problems=tuple(problems),
    )


def replaced_by(document: Document, book: Rulebook, *, on: date) -> Document | None:
    """The edition in force on a day; for that very edition, the one before it."""
    found = book.document(document.programme, on=on)
    if found is None or found.edition != document.edition:
        return found
    earlier = [
        each
        for each in book.editions[document.programme]
        if each.in_force.first < found.in_force.first
    ]
    return earlier[-1] if earlier else None
