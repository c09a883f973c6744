"""Every programme in its group, filtered and sorted as the address asks."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from policies.http import HtmxRequest
from policies.presentation.board import Board, board
from policies.presentation.listing import EFFORT, listing
from policies.presentation.programme import change_lines
from policies.presentation.sections import sections
from policies.presentation.words import day
from policies.views.asking import Visit, visit


@require_safe
@vary_on_headers("HX-Request")
def results(request: HtmxRequest) -> HttpResponse:
    """Every programme in the group where it stands for this visitor."""
    here = visit(request)
    found = listing(board_of(here), request.GET)
    context = {
        "listing": found,
        "board": found.board,
        "sections": sections(found.board, answered=bool(here.answers.facts)),
        "efforts": found.wish.sort == EFFORT,
        "answered": len(here.answers.facts),
        "skipped": len(here.answers.skipped),
        "day": day(here.on),
        "done": "done" in request.GET,
        "nav": "results",
        "tab": "results",
    }
    fragment, page = "policies/partials/board_swap.html", "policies/results.html"
    return render(request, fragment if request.htmx else page, context)


@require_safe
@vary_on_headers("HX-Request")
def changes(request: HtmxRequest, slug: str) -> HttpResponse:
    """What would change a refusal: costly, so asked for one programme at a time."""
    here = visit(request)
    document = here.book.document(slug, on=here.on)
    if document is None:
        raise Http404
    if not request.htmx:
        page = reverse("policies:programme", kwargs={"slug": slug})
        return HttpResponseRedirect(f"{page}?changes=1#change")
    facts = here.answers.facts
    result = here.book.explain_one(slug, facts, on=here.on)
    found = change_lines(here.book, result, document, facts, here.on)
    return render(request, "policies/partials/changes.html", {"found": found})


def board_of(here: Visit) -> Board:
    """Every programme in its group, for the answers of a visit."""
    facts = here.answers.facts
    found = here.book.explain(facts, on=here.on)
    return board(here.book, found, facts, here.departments, on=here.on, owned=here.owned)
