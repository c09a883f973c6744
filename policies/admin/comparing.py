"""What any edition says otherwise than any other, in words; drafts included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from policies.models import Draft, Edition
from policies.models.programmes import EditionQuerySet
from policies.presentation.comparing import comparison
from policies.rules.documents import Document, read_document
from policies.rules.errors import Problem, RuleError
from policies.rules.library import Library
from policies.services import current_catalogue
from policies.services.current import read_edition

BEFORE, AFTER = "before", "after"
_DRAFT = "draft-"  # before the number of a draft, as an address has it
Text = Edition | Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One edition to choose."""

    key: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """The editions of one programme."""

    title: str
    editions: list[Choice]


def may_read_editions(user: Any) -> bool:
    """Whether somebody sees the editions in the administration, drafts among them."""
    return bool(user.has_perm("policies.view_edition") or user.has_perm("policies.change_edition"))


def compare_view(request: HttpRequest) -> HttpResponse:
    """Choose two editions; see the differences."""
    if not may_read_editions(request.user):
        raise PermissionDenied
    after = _chosen(request, AFTER)
    before = _chosen(request, BEFORE) or (_earlier(after) if after else None)
    context = {
        **admin.site.each_context(request),
        "title": _("Compare two editions"),
        "choices": _choices(),
        "before": text_key(before) if before else "",
        "after": text_key(after) if after else "",
        "unknown": any(request.GET.get(name) for name in (BEFORE, AFTER))
        and not (before and after),
        **(_compared(before, after) if before and after else {}),
    }
    return TemplateResponse(request, "admin/policies/edition/compare.html", context)


def _compared(before: Text, after: Text) -> dict[str, Any]:
    """The differences, or why one of both cannot be read."""
    documents: list[Document] = []
    problems: list[tuple[Text, tuple[Problem, ...]]] = []
    catalogue = current_catalogue()
    for text in (before, after):
        try:
            documents.append(_read(text, catalogue.library))
        except RuleError as error:
            problems.append((text, tuple(error.problems)))
    if problems:
        return {"problems": problems}
    old, new = documents
    departments = catalogue.library.departments
    return {"comparison": comparison(old, new, catalogue.rulebook, departments)}


def _read(text: Text, library: Library) -> Document:
    if isinstance(text, Edition):
        return read_edition(text, library)
    return read_document(text.text, library=library)


def text_key(text: Text) -> str:
    """By which an address names an edition or a draft."""
    return f"{_DRAFT if isinstance(text, Draft) else ''}{text.pk}"


def _chosen(request: HttpRequest, name: str) -> Text | None:
    key = request.GET.get(name, "")
    number = key.removeprefix(_DRAFT)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if key.startswith(_DRAFT):
        return Draft.objects.filter(pk=int(number)).first()
    return _editions().filter(pk=int(number)).first()


def _earlier(text: Text) -> Edition | None:
    """The edition before, which one most likely asks about."""
    if isinstance(text, Draft):
        if text.based_on_id is not None:
            return _editions().get(pk=text.based_on_id)
        return _editions().published().filter(programme__slug=text.programme).last()
    others = _editions().filter(programme=text.programme_id, in_force_from__lte=text.in_force_from)
    return others.exclude(pk=text.pk).order_by("in_force_from", "position").last()


def _editions() -> EditionQuerySet:
    return Edition.objects.select_related("programme")


def _choices() -> list[Choices]:
    """The drafts being written, then every edition under its programme; two queries."""
    drafts = [
        Choice(key=text_key(draft), name=str(draft))
        for draft in Draft.objects.filter(state=Draft.State.WRITING).titled().defer("text")
    ]
    found: dict[str, Choices] = {}
    for edition in _editions().defer("document"):
        programme = edition.programme
        group = found.setdefault(programme.slug, Choices(title=programme.title, editions=[]))
        name = _("Edition %(name)s") % {"name": edition.name}
        if not edition.published:
            name = _("%(edition)s (draft)") % {"edition": name}
        group.editions.append(Choice(key=text_key(edition), name=f"{programme.title} · {name}"))
    first = [Choices(title=_("Drafts"), editions=drafts)] if drafts else []
    return [*first, *found.values()]
