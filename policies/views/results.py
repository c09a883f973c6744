"""Every programme in its group."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.presentation.cards import board
from policies.presentation.words import day
from policies.views.asking import visit


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Four groups, and the programmes of which little is public."""
    here = visit(request)
    facts = here.answers.facts
    found = here.book.explain(facts, on=here.on)
    context = {
        "board": board(here.book, found, facts, here.departments, on=here.on),
        "answered": len(facts),
        "skipped": len(here.answers.skipped),
        "day": day(here.on),
        "done": "done" in request.GET,
    }
    return render(request, "policies/results.html", {"nav": "results", **context})
