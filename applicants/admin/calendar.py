"""The calendar of working days: what a change of it moves is shown before it is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from applicants.services.deadlines import Moves, foresee_moves
from policies.admin.calendar import CalendarYearAdmin
from policies.models import CalendarYear
from policies.services.calendar import working_days

SEEN = "seen_calendar"  # of the form: the calendar whose moves its reader has seen


class UnseenError(Exception):
    """Deadlines would move that nobody has looked at; what was saved is rolled back.

    Attributes:
        moves: which.
        calendar: the fingerprint of the calendar that moves them.
    """

    def __init__(self, moves: Moves, calendar: str) -> None:
        super().__init__(calendar)
        self.moves = moves
        self.calendar = calendar


admin.site.unregister(CalendarYear)


@admin.register(CalendarYear)
class CalendarOfDeadlinesAdmin(CalendarYearAdmin):
    """A year, saved once its moves were seen.

    The change is made, the moves are counted, and all is taken back, unless the page that was sent
    had shown the moves of exactly this calendar: so nothing else is shown than what happens.
    """

    change_form_template = "admin/policies/calendaryear/change_form.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Nobody has it: what is counted by a year would hang in the air. It can be corrected."""
        return False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view
        if request.method == "POST":
            _note_under_way(request)
        try:
            return view(request, object_id, form_url, extra_context)
        except UnseenError as unseen:
            _refuse(request)
            context = {
                "moves": unseen.moves,
                "seen_calendar": unseen.calendar,
                "errors_title": _("One look before it is saved"),
            }
            return view(request, object_id, form_url, {**(extra_context or {}), **context})

    def get_form(
        self, request: HttpRequest, obj: CalendarYear | None = None, change: bool = False, **kw: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kw)
        return type("UnseenForm", (_Refused, form), {}) if _is_refused(request) else form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        calendar = working_days().fingerprint()
        moves = foresee_moves(on=timezone.localdate())
        is_new = moves and moves != request.moves_under_way  # type: ignore[attr-defined]  # ours
        if is_new and request.POST.get(SEEN) != calendar:
            raise UnseenError(moves, calendar)


class _Refused:
    """A form that is shown once more, with all that was typed."""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # of the form beside it
        words = _("Nothing is saved yet: look at what it moves, then save once more.")
        self.add_error(None, forms.ValidationError(words, code="unseen"))  # type: ignore[attr-defined]  # of it too
        return cleaned


def _note_under_way(request: HttpRequest) -> None:
    """What an earlier change moves, and a worker has not counted yet: that was seen already."""
    request.moves_under_way = foresee_moves(on=timezone.localdate())  # type: ignore[attr-defined]


def _refuse(request: HttpRequest) -> None:
    request.calendar_unseen = True  # type: ignore[attr-defined]


def _is_refused(request: HttpRequest) -> bool:
    return getattr(request, "calendar_unseen", False)
