"""The calendar of working days: what a change of it moves is shown before it is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
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
    delete_confirmation_template = "admin/policies/calendaryear/delete_confirmation.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: a year is deleted by itself, on a page that says what moves."""
        return {}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = super().changeform_view
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
        if moves and request.POST.get(SEEN) != calendar:
            raise UnseenError(moves, calendar)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        year = self.get_object(request, object_id)
        moves = _foreseen(year.delete) if year is not None and request.method == "GET" else None
        return super().delete_view(request, object_id, {**(extra_context or {}), "moves": moves})


class _Refused:
    """A form that is shown once more, with all that was typed."""

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]  # of the form beside it
        words = _("Nothing is saved yet: look at what it moves, then save once more.")
        self.add_error(None, forms.ValidationError(words, code="unseen"))  # type: ignore[attr-defined]  # of it too
        return cleaned


def _refuse(request: HttpRequest) -> None:
    request.calendar_unseen = True  # type: ignore[attr-defined]


def _is_refused(request: HttpRequest) -> bool:
    return getattr(request, "calendar_unseen", False)


def _foreseen(change: Callable[[], object]) -> Moves:
    """What a change would move; it is made and taken back."""
    with transaction.atomic():
        change()
        moves = foresee_moves(on=timezone.localdate())
        transaction.set_rollback(True)
    return moves
