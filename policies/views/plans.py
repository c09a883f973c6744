"""My days: as a page, as a calendar file, and each one by itself."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from policies.http import HtmxRequest
from policies.presentation.icalendar import MEDIA_TYPE, Publisher, calendar
from policies.presentation.plan import Entry, entries, entry_of, plan
from policies.presentation.words import day
from policies.views.asking import visit


@require_safe
@vary_on_headers("HX-Request")
def plan_page(request: HtmxRequest) -> HttpResponse:
    """The days that matter, by month, all or those of one kind."""
    here = visit(request)
    facts, kind = here.answers.facts, request.GET.get("kind", "")
    context = {
        "plan": plan(here.book, facts, here.departments, on=here.on, kind=kind, owned=here.owned),
        "answered": len(facts),
        "day": day(here.on),
        "root": settings.SITE_URL,
        "nav": "results",
        "tab": "plan",
    }
    fragment, page = "policies/partials/days.html", "policies/plan.html"
    return render(request, fragment if request.htmx else page, context)


@require_safe
def plan_file(request: HttpRequest) -> HttpResponse:
    """Every day as one file."""
    here = visit(request)
    facts = here.answers.facts
    found = entries(here.book, facts, here.departments, on=here.on, owned=here.owned)
    return calendar_response(found, "leqing.ics")


@require_safe
def entry_file(request: HttpRequest, identity: str) -> HttpResponse:
    """One day as a file."""
    here = visit(request)
    facts = here.answers.facts
    found = entries(here.book, facts, here.departments, on=here.on, owned=here.owned)
    entry = entry_of(found, identity)
    if entry is None:
        raise Http404
    return calendar_response([entry], f"{identity}.ics")


def calendar_response(found: Iterable[Entry], name: str = "") -> HttpResponse:
    """A calendar as a download, or without a name as a feed."""
    publisher = Publisher(
        name=_("My days · Leqing · programmes that find you"),
        address=parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        root=settings.SITE_URL + reverse("policies:programmes"),
        disclaimer=_("An indication from your answers. Only the department in charge decides."),
    )
    text = calendar(found, publisher, at=timezone.now())
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response["X-Robots-Tag"] = "noindex"
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
