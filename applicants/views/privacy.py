"""The notice on privacy: a page that everybody can read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applicants.privacy import NOTICE, lines


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept, what for, who reads it, how long, and how to say no."""
    context = {
        "lines": list(lines()),
        "version": NOTICE,
        "operator": settings.OPERATOR_NAME,
        "contact": settings.OPERATOR_CONTACT,
    }
    return render(request, "applicants/privacy.html", context)
