"""The queue of a department, and the page of one file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applicants.admin.deciding import Outcome, act
from applicants.admin.file_page import file_page
from applicants.downloads import file_response
from applicants.models import Application, Membership
from applicants.presentation import clock_words
from applicants.services.readings import record_file_opened, record_paper_opened
from applicants.workflow import Status
from policies.admin.reading import ReadingAdmin
from policies.models import Programme
from policies.rules.working_days import WorkingDays
from policies.services.calendar import working_days

SOON = 3  # working days


class StatusFilter(admin.SimpleListFilter):
    """What waits for whom."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        handed_in = [choice for choice in Application.Status.choices if choice[0] != Status.DRAFT]
        return [("open", gettext("all under way")), *[(k, str(v)) for k, v in handed_in]]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        value = self.value()
        if value == "open":
            return queryset.filter(pk__in=Application.objects.open().values("pk"))
        known = {key for key, _name in self.lookup_choices}
        return queryset.filter(status=value) if value in known else queryset


class ClockFilter(admin.SimpleListFilter):
    """What is late or nearly so."""

    title = _("time left")
    parameter_name = "clock"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        soon = ngettext("%(count)d working day or less", "%(count)d working days or less", SOON)
        return [("late", gettext("overdue")), ("soon", soon % {"count": SOON})]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        today = timezone.localdate()
        if self.value() == "late":
            return queryset.filter(due_on__lt=today)
        if self.value() == "soon":
            last = working_days().after(today, SOON).on
            return queryset.filter(due_on__gte=today, due_on__lte=last)
        return queryset


class ProgrammeFilter(admin.SimpleListFilter):
    """The programmes of one's own departments."""

    title = _("programme")
    parameter_name = "programme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = Application.objects.seen_by(request.user).values("programme")
        return [(each.slug, each.title) for each in Programme.objects.filter(pk__in=seen)]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Application]
    ) -> QuerySet[Application]:
        known = {key for key, _name in self.lookup_choices}
        value = self.value()
        return queryset.filter(programme__slug=value) if value in known else queryset


@admin.register(Application)
class ApplicationAdmin(ReadingAdmin):
    list_filter = (StatusFilter, ClockFilter, ProgrammeFilter)
    list_select_related = ("programme__department", "profile", "supplement")
    list_display_links = ("reference",)
    lookups = frozenset({"status", "clock", "programme"})
    search_fields = ("reference", "profile__name", "profile__credit_code")
    search_help_text = _("Receipt number, applicant or credit code")
    actions = None

    # --- who sees what --------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return Application.objects.seen_by(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Application | None = None) -> bool:
        user = request.user
        return bool(user.is_active and user.is_superuser) or (Membership.objects.of(user).exists())

    # --- the queue ------------------------------------------------------------------------------

    def get_ordering(self, request: HttpRequest) -> Any:
        return (F("due_on").asc(nulls_last=True), "submitted_at", "pk")

    def get_list_display(self, request: HttpRequest) -> Any:
        """Columns; that of the clock shares one reading of the calendar."""
        clock = _clock_column(working_days(), timezone.localdate())
        return ("reference", programme_title, "profile", "status", clock, handed_in_on)

    # --- one file -------------------------------------------------------------------------------

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show a file; take what is done with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self._row(request, object_id)
        outcome = Outcome()
        if request.method == "POST":
            outcome = act(request, row)
            if outcome.done:
                messages.success(request, outcome.done)
                return redirect("admin:applicants_application_change", object_id)
            row = self._row(request, object_id)
        record_file_opened(row, by=request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": row.reference,
            "opts": self.opts,
            **file_page(request, row, outcome, on=timezone.localdate()),
        }
        status = 409 if outcome.conflict else 200
        template = "admin/applicants/application/file.html"
        return TemplateResponse(request, template, context, status=status)

    def get_urls(self) -> list[Any]:
        """The files of an application, behind the same door as its page."""
        address = "<str:object_id>/files/<uuid:attachment>/"
        view = self.admin_site.admin_view(self.file_view)
        return [path(address, view, name="applicants_application_file"), *super().get_urls()]

    def file_view(self, request: HttpRequest, object_id: str, attachment: UUID) -> HttpResponseBase:
        """One file, for who may see the application."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self._row(request, object_id)
        paper = get_object_or_404(row.attachments, pk=attachment)
        response = file_response(paper)
        record_paper_opened(paper, row, by=request.user)
        return response

    def _row(self, request: HttpRequest, object_id: str) -> Application:
        if not (object_id.isascii() and object_id.isdigit() and len(object_id) < 19):
            raise Http404
        rows = self.get_queryset(request).select_related(
            "programme__department", "profile__owner", "snapshot", "supplement", "determination"
        )
        return get_object_or_404(rows, pk=int(object_id))


@admin.display(description=_("programme"), ordering="programme__slug")
def programme_title(application: Application) -> str:
    """In the reader's language."""
    return application.programme.title


@admin.display(description=_("handed in on"), ordering="submitted_at")
def handed_in_on(application: Application) -> str:
    """The day in Asia/Shanghai."""
    at = application.submitted_at
    return timezone.localdate(at).isoformat() if at else ""


def _clock_column(calendar: WorkingDays, today: date) -> Callable[[Application], SafeString | str]:
    """The column of the working days that are left."""

    @admin.display(description=_("time left"), ordering="due_on")
    def clock(application: Application) -> SafeString | str:
        if application.status == Status.SUPPLEMENT_REQUESTED:
            due = application.supplement.due_on
            return gettext("waits for papers until %(day)s") % {"day": due}
        if application.due_on is None:
            return "–"
        left = calendar.between(today, application.due_on).days
        text = clock_words(left, provisional=application.due_provisional)
        if left < 0:
            return format_html('<span class="late">✗ {}</span>', text)
        return format_html('<span class="soon">? {}</span>', text) if left <= SOON else text

    return clock
