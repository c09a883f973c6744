"""Mails and what became of them; to be read by administrators."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from applicants.models import Notification
from policies.admin.reading import ReadingAdmin


@admin.register(Notification)
class NotificationAdmin(ReadingAdmin):
    list_display = ("subject", "kind", "recipient", "state", "attempts", "not_before", "ended_at")
    list_filter = ("state", "kind")
    lookups = frozenset({"state__exact", "kind__exact"})
    search_fields = ("recipient", "subject")
    fields = (
        "kind",
        "recipient",
        "subject",
        "state",
        "reason",
        "attempts",
        "last_error",
        "not_before",
        "expires_at",
        "created_at",
        "ended_at",
        "number",
    )
    readonly_fields = ("number",)

    @admin.display(description=_("number of the request"))
    def number(self, row: Notification) -> str:
        """As in the lines of web and worker."""
        return row.request_number or "–"
