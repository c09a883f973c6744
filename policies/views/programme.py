"""The page of one programme."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.presentation.cards import latest
from policies.presentation.programme import programme_page
from policies.presentation.systems import background
from policies.views.asking import visit


@require_safe
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """What one may get, whether, with every reason, and how to apply."""
    here = visit(request)
    document = latest(here.book, slug, on=here.on)
    if document is None:
        raise Http404
    result = here.book.explain_one(slug, here.answers.facts, on=here.on)
    page = programme_page(
        here.book, result, document, here.answers.facts, here.departments, on=here.on
    )
    context = {
        "page": page,
        "answered": bool(here.answers.facts),
        "background": background(slug, here.library, here.book, on=here.on),
    }
    return render(request, "policies/programme.html", context)
