"""Which document is looked at, and against which edition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.admin.builder.problems import problem_words
from policies.admin.builder.remarks import place_words
from policies.admin.comparing import text_key
from policies.models import Draft, Edition
from policies.presentation.words import in_language
from policies.rules.authoring.translation import read_draft
from policies.rules.documents import Document
from policies.rules.errors import Problem, RuleError
from policies.services import Catalogue
from policies.services.current import read_edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that may come into force, or what stands in its way.

    Attributes:
        row: what it is written in.
        title: as the head of the page calls it.
        address: the page it is written on.
        text_key: by which the page of differences knows it.
        page, people: the addresses of its preview and of the list of those concerned.
        published: whether it counts already.
        problems: why the text is no document; then there is none.
    """

    row: Edition | Draft
    title: str
    address: str
    text_key: str
    page: str
    people: str
    document: Document | None
    published: bool
    problems: tuple[str, ...]


def edition_candidate(edition: Edition, catalogue: Catalogue) -> Candidate:
    """An edition, published or not."""
    return _candidate(
        title=_("Edition %(name)s") % {"name": edition.name},
        address=reverse("admin:policies_edition_change", args=[edition.pk]),
        view="admin:applicants_preview_edition",
        text=edition,
        published=edition.published,
        read=lambda: read_edition(edition, catalogue.library),
    )


def draft_candidate(draft: Draft, catalogue: Catalogue) -> Candidate:
    """A draft as it stands, which may be no document yet."""
    return _candidate(
        title=_("%(edition)s (draft)") % {"edition": draft.edition or draft},
        address=reverse("admin:policies_draft_build", args=[draft.pk]),
        view="admin:applicants_preview_draft",
        text=draft,
        published=False,
        read=lambda: read_draft(draft.text, library=catalogue.library),
    )


def _candidate(
    *,
    title: str,
    address: str,
    view: str,
    text: Edition | Draft,
    published: bool,
    read: Callable[[], Document],
) -> Candidate:
    document, problems = None, list[str]()
    try:
        document = read()
    except RuleError as error:
        problems = [_words(problem) for problem in error.problems]
    if document is not None:
        title = f"{in_language(document.title)} · {title}"
    return Candidate(
        row=text,
        title=title,
        address=address,
        text_key=text_key(text),
        page=reverse(view, args=[text.pk]),
        people=reverse(f"{view}_people", args=[text.pk]),
        document=document,
        published=published,
        problems=tuple(problems),
    )


def _words(problem: Problem) -> str:
    """A problem as the builder says it."""
    words = problem_words(problem.message)
    return f"{place_words(problem.path)}: {words}" if problem.path else words
