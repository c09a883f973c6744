"""What any edition says otherwise than any other, in words; drafts included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from policies.models import Edition
from policies.presentation.comparing import comparison
from policies.rules.documents import Document
from policies.rules.errors import Problem, RuleError
from policies.services import current_catalogue
from policies.services.current import read_edition

BEFORE, AFTER = "before", "after"


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
        "before": str(before.pk) if before else "",
        "after": str(after.pk) if after else "",
        "unknown": any(request.GET.get(name) for name in (BEFORE, AFTER))
        and not (before and after),
        **(_compared(before, after) if before and after else {}),
    }
    return TemplateResponse(request, "admin/policies/edition/compare.html", context)


def _compared(before: Edition, after: Edition) -> dict[str, Any]:
    """The differences, or why one of both cannot be read."""
    documents: list[Document] = []
    problems: list[tuple[Edition, tuple[Problem, ...]]] = []
    catalogue = current_catalogue()
    for edition in (before, after):
        try:
            documents.append(read_edition(edition, catalogue.library))
        except RuleError as error:
            problems.append((edition, tuple(error.problems)))
    if problems:
        return {"problems": problems}
    old, new = documents
    departments = catalogue.library.departments
    return {"comparison": comparison(old, new, catalogue.rulebook, departments)}


def _chosen(request: HttpRequest, name: str) -> Edition | None:
    key = request.GET.get(name, "")
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return _editions().filter(pk=int(key)).first()


def _earlier(edition: Edition) -> Edition | None:
    """The edition before, which one most likely asks about."""
    others = _editions().filter(
        programme=edition.programme_id, in_force_from__lte=edition.in_force_from
    )
    return others.exclude(pk=edition.pk).order_by("in_force_from", "position").last()


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("programme")


def _choices() -> list[Choices]:
    """Every edition under its programme, in one query."""
    found: dict[str, Choices] = {}
    for edition in _editions().defer("document"):
        programme = edition.programme
        group = found.setdefault(programme.slug, Choices(title=programme.title, editions=[]))
        name = _("Edition %(name)s") % {"name": edition.name}
        if not edition.published:
            name = _("%(edition)s (draft)") % {"edition": name}
        group.editions.append(Choice(key=str(edition.pk), name=f"{programme.title} · {name}"))
    return list(found.values())
