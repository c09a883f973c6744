"""The list of programmes: search and filters."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url, replace_url

from policies.http import HtmxRequest
from policies.models.programmes import Category
from policies.presentation.browsing import listing, read_wanted
from policies.views.asking import visit


@require_safe
@vary_on_headers("HX-Request")
def programme_list(request: HtmxRequest, category: str | None = None) -> HttpResponse:
    """Every programme, or those that fit what was searched and chosen."""
    if category is not None and category not in Category.values:
        raise Http404
    here = visit(request)
    given = request.GET.dict() | ({"category": category} if category else {})
    wanted, unknown = read_wanted(given, here.departments)
    found = listing(here.book, here.library, here.answers.facts, wanted, on=here.on)
    context = {
        "nav": "programmes",
        "listing": found,
        "unknown": unknown,
        "title": Category(wanted.category).label if wanted.category else _("All programmes"),
    }
    fragment, page = "policies/_programme_results.html", "policies/programme_list.html"
    response = render(request, fragment if request.htmx else page, context)
    if request.htmx:
        # the field sends itself while one types: each pause is no place to come back to
        note_url = replace_url if request.htmx.trigger == "q" else push_url
        note_url(response, reverse("policies:programmes") + found.wanted.address.removesuffix("?"))
    return response
