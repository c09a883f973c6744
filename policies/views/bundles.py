"""The best set of programmes that go together."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.presentation.bundle import bundle_page
from policies.presentation.words import day
from policies.views.asking import visit


@require_safe
def bundle(request: HttpRequest) -> HttpResponse:
    """The set, in the order of its steps; the visitor says which kind counts first."""
    here = visit(request)
    facts, first = here.answers.facts, request.GET.get("first", "")
    page = bundle_page(
        here.book, facts, here.departments, on=here.on, first=first, owned=here.owned
    )
    context = {"page": page, "answered": len(facts), "day": day(here.on)}
    return render(request, "policies/bundle.html", {"nav": "results", "tab": "bundle", **context})
