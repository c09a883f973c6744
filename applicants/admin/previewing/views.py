"""The pages of the preview and their addresses."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.admin.previewing.candidates import Candidate, draft_candidate, edition_candidate
from applicants.admin.previewing.figures import MOVE_NAMES, figures, number, part_name
from applicants.admin.previewing.people import people
from applicants.matching.preview import Move, Preview, preview, replaced_by
from applicants.matching.snapshot import current_snapshot
from applicants.services.readings import record_names_read
from policies.admin.comparing import may_read_editions
from policies.forms.typed import DayField
from policies.models import Draft, Edition
from policies.presentation.comparing import comparison
from policies.presentation.words import day, in_language
from policies.rules.spans import FIRST_DAY, LAST_DAY
from policies.services import Catalogue, current_catalogue

PER_PAGE = 50
View = Callable[..., HttpResponse]


def addresses(admin_view: Callable[[View], View]) -> list[Any]:
    """The addresses of the preview, behind the door of the administration."""
    views = {
        "edition": (preview_edition, preview_edition_people),
        "draft": (preview_draft, preview_draft_people),
    }
    found = []
    for kind, (counted, listed) in views.items():
        route, name = f"preview/{kind}/<int:object_id>/", f"applicants_preview_{kind}"
        found.append(path(route, admin_view(counted), name=name))
        found.append(path(f"{route}people/", admin_view(listed), name=f"{name}_people"))
    return found


def preview_edition(request: HttpRequest, object_id: int) -> HttpResponse:
    """The figures of an edition, published or not."""
    return _figures(request, lambda catalogue: _edition(object_id, catalogue))


def preview_edition_people(request: HttpRequest, object_id: int) -> HttpResponse:
    """Those concerned by an edition."""
    return _people(request, lambda catalogue: _edition(object_id, catalogue))


def preview_draft(request: HttpRequest, object_id: int) -> HttpResponse:
    """The figures of a draft as it stands."""
    return _figures(request, lambda catalogue: _draft(object_id, catalogue))


def preview_draft_people(request: HttpRequest, object_id: int) -> HttpResponse:
    """Those concerned by a draft."""
    return _people(request, lambda catalogue: _draft(object_id, catalogue))


def may_see_names(user: Any) -> bool:
    """Whether somebody may see whose profile it is: administrators, and whom they allow it."""
    return bool(user.has_perm("applicants.view_profile"))


def _edition(object_id: int, catalogue: Catalogue) -> Candidate:
    edition = get_object_or_404(Edition.objects.select_related("programme"), pk=object_id)
    return edition_candidate(edition, catalogue)


def _draft(object_id: int, catalogue: Catalogue) -> Candidate:
    return draft_candidate(get_object_or_404(Draft, pk=object_id), catalogue)


def _figures(request: HttpRequest, find: Callable[[Catalogue], Candidate]) -> HttpResponse:
    if not may_read_editions(request.user):
        raise PermissionDenied
    catalogue = current_catalogue()
    candidate = find(catalogue)
    on, wrong_day = _day(request, candidate)
    context = _context(request, candidate, on) | {"wrong_day": wrong_day}
    if candidate.document is not None:
        started = time.perf_counter()
        found = _preview(candidate, catalogue, on)
        names = may_see_names(request.user)
        context |= {
            "figures": figures(found, candidate.people, names=names),
            "replaced": found.replaced,
            "comparison": _differences(found, catalogue),
            "unanswered": [in_language(fact.label) or fact.name for fact in found.unanswered],
            "names": names,
            "seconds": f"{time.perf_counter() - started:.1f}",
        }
    return TemplateResponse(request, "admin/applicants/preview/figures.html", context)


def _people(request: HttpRequest, find: Callable[[Catalogue], Candidate]) -> HttpResponse:
    if not (may_read_editions(request.user) and may_see_names(request.user)):
        raise PermissionDenied
    catalogue = current_catalogue()
    candidate = find(catalogue)
    on, wrong_day = _day(request, candidate)
    context = _context(request, candidate, on) | {"wrong_day": wrong_day}
    if candidate.document is not None:
        found = _preview(candidate, catalogue, on)
        move, fact, value = _filters(request, found)
        ids = found.concerned(move, fact=fact, value=value)
        page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
        shown = [int(pk) for pk in page.object_list]
        record_names_read(shown, candidate.row, by=request.user, part=move.value)
        context |= {
            "people": people(found, shown),
            "page": page,
            "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
            "count": number(len(ids)),
            "move": move.value,
            "moves": [(each.value, str(name)) for each, name in MOVE_NAMES.items()],
            "part": f"{fact}:{value or ''}" if fact else "",
            "parts": _parts(found),
        }
    return TemplateResponse(request, "admin/applicants/preview/people.html", context)


def _context(request: HttpRequest, candidate: Candidate, on: date) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _("Preview on everybody"),
        "candidate": candidate,
        "on": on.isoformat(),
        "day": day(on),
    }


def _preview(candidate: Candidate, catalogue: Catalogue, on: date) -> Preview:
    document, published = candidate.document, candidate.published
    if document is None:
        raise AssertionError(candidate.title)
    replaced = replaced_by(document, catalogue.rulebook, on=on, published=published)
    snapshot = current_snapshot(catalogue.vocabulary)
    return preview(document, replaced, snapshot, catalogue.library, on=on)


def _differences(found: Preview, catalogue: Catalogue) -> Any:
    if found.replaced is None:
        return None
    departments = catalogue.library.departments
    return comparison(found.replaced, found.document, catalogue.rulebook, departments)


def _day(request: HttpRequest, candidate: Candidate) -> tuple[date, str]:
    """The day that is asked for, and what was no day.

    Where none is asked for it is the first day in force; today where that has gone by.
    """
    asked, usual = request.GET.get("on", ""), timezone.localdate()
    if candidate.document is not None:
        usual = max(usual, candidate.document.in_force.first)
    if not asked:
        return usual, ""
    try:
        on = DayField().to_python(asked) or usual
    except ValidationError:
        return usual, asked
    return (on, "") if FIRST_DAY <= on <= LAST_DAY else (usual, asked)


def _filters(request: HttpRequest, found: Preview) -> tuple[Move, str, str | None]:
    """Which list; what is not known falls back to the whole of it."""
    asked = request.GET.get("move", "")
    move = Move(asked) if asked in {each.value for each in Move} else Move.GAINED
    name, _colon, value = request.GET.get("part", "").partition(":")
    for division in found.divisions:
        if division.fact.name == name and (not value or value in division.fact.choices):
            return move, name, value or None
    return move, "", None


def _parts(found: Preview) -> list[tuple[str, list[tuple[str, str]]]]:
    """The parts to filter by, under the name of what they are parts of."""
    groups = []
    for division in found.divisions:
        names = {value: dict(words) for value, words in division.fact.choices.items()}
        options = [
            (f"{division.fact.name}:{value or ''}", part_name(names, value))
            for value, _counts in division.parts
        ]
        groups.append((in_language(division.fact.label), options))
    return groups
