"""The audit log, to be read by whoever has the right to view it and nothing else of it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applicants.models import AuditEvent
from policies.admin.reading import ReadingAdmin

WORDS = {
    "sign_in.done": _("signed in"),
    "sign_in.failed": _("failed to sign in"),
    "sign_in.ended": _("signed out"),
    "second_factor.added": _("second factor set up"),
    "second_factor.removed": _("second factor removed"),
    "second_factor.reset": _("second factor renewed"),
    "password.changed": _("password changed"),
    "rights.changed": _("rights changed"),
    "admin.added": _("row added in the administration"),
    "admin.changed": _("row changed in the administration"),
    "admin.deleted": _("row deleted in the administration"),
    "file.opened": _("application opened"),
    "paper.opened": _("paper opened"),
    "names.read": _("names on a list read"),
    "application.request_supplement": _("papers asked for"),
    "application.propose": _("opinion given"),
    "application.return": _("sent back to the reviewers"),
    "application.approve": _("approved by a decision"),
    "application.reject": _("rejected by a decision"),
    "account.erased": _("account erased"),
    "consent.given": _("consent given"),
    "consent.withdrawn": _("consent withdrawn"),
    "export.asked": _("copy of the own data asked for"),
    "export.made": _("copy of the own data made"),
    "export.downloaded": _("copy of the own data downloaded"),
    "retention.done": _("what was kept for long enough deleted"),
    "audit.pruned": _("old entries of the audit log deleted"),
}


class ActionFilter(admin.SimpleListFilter):
    """What was done; every word that occurs."""

    title = _("action")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = AuditEvent.objects.order_by("action").values_list("action", flat=True).distinct()
        return [(action, _words(action)) for action in found]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent]
    ) -> QuerySet[AuditEvent]:
        known = {key for key, _name in self.lookup_choices}
        value = self.value()
        return queryset.filter(action=value) if value in known else queryset


class ActorFilter(admin.SimpleListFilter):
    """Who did it; of the staff, by the name they had."""

    title = _("actor")
    parameter_name = "actor"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = AuditEvent.objects.exclude(actor_name="").order_by("actor_name", "actor_id")
        pairs = found.values_list("actor_id", "actor_name").distinct()
        return [(str(pk), name) for pk, name in pairs]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent]
    ) -> QuerySet[AuditEvent]:
        known = {key for key, _name in self.lookup_choices}
        value = self.value()
        return queryset.filter(actor_id=value) if value in known else queryset


class DayFilter(admin.SimpleListFilter):
    """On which day in Asia/Shanghai; those that have an entry, the latest first."""

    title = _("day")
    parameter_name = "day"
    most = 31

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = AuditEvent.objects.datetimes("at", "day", order="DESC")[: self.most]
        return [(f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}") for day in days]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[AuditEvent]
    ) -> QuerySet[AuditEvent]:
        known = {key for key, _name in self.lookup_choices}
        value = self.value()
        if value is None or value not in known:
            return queryset
        return queryset.filter(at__date=date.fromisoformat(value))


@admin.register(AuditEvent)
class AuditEventAdmin(ReadingAdmin):
    list_display = ("at", "action_words", "actor_words", "subject_words", "address")
    list_filter = (DayFilter, ActionFilter, ActorFilter)
    lookups = frozenset({"day", "action", "actor"})
    search_fields = ("subject_label", "request_number", "=address")
    search_help_text = _("Object, number of the request, or address")
    fields = (
        "number",
        "at",
        "action_words",
        "actor_words",
        "subject_words",
        "address",
        "request_number",
        "details_words",
        "checksum",
    )
    readonly_fields = (fields[-1], "action_words", "actor_words", "subject_words", "details_words")

    @admin.display(description=_("action"), ordering="action")
    def action_words(self, event: AuditEvent) -> str:
        return _words(event.action)

    @admin.display(description=_("actor"), ordering="actor_name")
    def actor_words(self, event: AuditEvent) -> str:
        """Founders and strangers by the number of their account, if they have one."""
        return event.actor_name or (f"#{event.actor_id}" if event.actor_id else "–")

    @admin.display(description=_("object"), ordering="subject_label")
    def subject_words(self, event: AuditEvent) -> str:
        what = f"{_kind(event.subject_type)} {event.subject_id}".strip()
        return f"{event.subject_label} ({what})" if event.subject_label else what or "–"

    @admin.display(description=_("checksum"))
    def checksum(self, event: AuditEvent) -> str:
        return event.hash

    @admin.display(description=_("details"))
    def details_words(self, event: AuditEvent) -> SafeString:
        return format_html("<pre>{}</pre>", json.dumps(event.details, ensure_ascii=False, indent=2))


def _kind(subject_type: str) -> str:
    """What a row is called; of a model that is no more, the name it had."""
    try:
        return str(apps.get_model(subject_type)._meta.verbose_name)
    except (LookupError, ValueError):
        return subject_type


def _words(action: str) -> str:
    return str(WORDS.get(action, action))
