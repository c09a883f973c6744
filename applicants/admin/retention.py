"""The table of what is kept how long, for administrators, with what is due just now."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from applicants.retention import RETENTION
from applicants.services.expiry import expire


def retention(request: HttpRequest) -> HttpResponse:
    """Every line; counting touches nothing."""
    if not request.user.is_superuser:
        raise PermissionDenied
    due = expire(dry_run=True)
    context = {
        **admin.site.each_context(request),
        "title": _("What is kept, and how long"),
        "lines": [(line, due.get(line.key)) for line in RETENTION],
    }
    return TemplateResponse(request, "admin/applicants/retention.html", context)
