"""The page of one programme, and of each of its editions."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from policies.http import HtmxRequest
from policies.presentation.cards import latest
from policies.presentation.plan import entries_of
from policies.presentation.programme import Schedule, default_day, programme_page, schedule
from policies.presentation.programme.page import intake_on
from policies.presentation.systems import background
from policies.presentation.words import in_language
from policies.rules.documents import Document
from policies.rules.entry import EntryError, parse_text
from policies.rules.facts import FactType
from policies.services.calendar import working_days
from policies.views.asking import Visit, visit

APPLIED_ON = FactType(name="apply_on", type="date")


@require_safe
@vary_on_headers("HX-Request")
def programme(request: HtmxRequest, slug: str) -> HttpResponse:
    """What one may get, whether, with every reason, and how to apply."""
    here = visit(request)
    document = _shown(here, slug, request.GET.get("edition"))
    days = _schedule(here, document, request.GET.get("apply_on", ""))
    if request.htmx and request.htmx.target == "schedule":
        return render(request, "policies/partials/schedule.html", {"schedule": days, "slug": slug})
    facts = here.answers.facts
    owned = here.owned
    page = programme_page(
        here.book,
        document,
        facts,
        here.departments,
        on=here.on,
        owned=owned,
        looks_for_changes="changes" in request.GET,
    )
    context = {
        "page": page,
        "schedule": days,
        "answered": bool(facts),
        "days": entries_of(here.book, slug, facts, here.departments, on=here.on, owned=owned)
        if page.judged
        else [],
        "background": background(slug, here.library, here.book, on=here.on),
        "nav": "programmes",
    }
    return render(request, "policies/programme.html", context)


def _shown(here: Visit, slug: str, name: str | None) -> Document:
    """The edition that is asked for by name, else the one that counts today."""
    if name is None:
        document = latest(here.book, slug, on=here.on)
    else:
        editions = here.book.editions.get(slug, ())
        document = next((each for each in editions if each.edition == name), None)
    if document is None:
        raise Http404
    return document


def _schedule(here: Visit, document: Document, typed: str) -> Schedule | None:
    """The steps from a day on; none of an edition by which nobody can apply."""
    if not document.process or not document.in_force.covers(here.on):
        return None
    facts, error = here.answers.facts, ""
    usual = default_day(intake_on(here.book, document, facts, on=here.on), on=here.on)
    applied_on = usual
    if typed:
        applied_on, error = _typed_day(typed, usual, on=here.on)
    intake = intake_on(here.book, document, facts, on=applied_on)
    calendar = working_days()
    return schedule(document, intake, calendar, applied_on=applied_on, error=error)


def _typed_day(typed: str, usual: date, *, on: date) -> tuple[date, str]:
    """The day that was typed, or the usual one with what was wrong."""
    try:
        found = parse_text(APPLIED_ON, typed, on=on)
    except EntryError as error:
        return usual, in_language(error.words)
    if isinstance(found, date):
        return found, ""
    return usual, _("Choose a day.")
