"""The addresses of the builder and of the help about rules."""

from __future__ import annotations

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from policies.admin.builder.teaching import help_page


@require_GET
def rules_help(request: HttpRequest) -> HttpResponse:
    """How rules are written, with examples that are judged while the page is made."""
    if not request.user.has_perm("policies.view_edition"):
        raise PermissionDenied
    context = {
        **admin.site.each_context(request),
        "title": _("How rules are written"),
        **help_page(),
    }
    return TemplateResponse(request, "admin/policies/rules_help.html", context)
