"""The days of a profile for calendar programs, which cannot sign in: the address is the key."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from applicants.answers import ProfileStore
from applicants.http import ApplicantRequest, profile_of, profile_required
from applicants.models import CalendarFeed
from applicants.services.feeds import make_feed, revoke_feed
from applicants.services.owned import owned_by
from policies.http import require_post
from policies.presentation.plan import entries
from policies.views.asking import visit
from policies.views.plans import calendar_response

AN_HOUR = 3_600


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The days as they are now, in the language of the profile."""
    row = CalendarFeed.objects.select_related("profile").at(token).first()
    if row is None or row.profile.is_paused:
        raise Http404
    asked: Any = request
    asked.answer_store = ProfileStore(row.profile, request)
    with override(row.profile.language):
        here = visit(request)
        facts, owned = here.answers.facts, owned_by(row.profile)
        found = entries(here.book, facts, here.departments, on=here.on, owned=owned)
        response = calendar_response(found)
    response["Cache-Control"] = f"private, max-age={AN_HOUR}"
    return response


@profile_required
@require_post("policies:plan")
def make(request: ApplicantRequest) -> HttpResponse:
    """Make the address, or a new one in place of the old."""
    profile = profile_of(request)
    if profile.is_paused:
        return redirect("applicants:withdraw-keeping")
    make_feed(profile_id=profile.pk)
    messages.success(request, _("The address is made. Subscribe to it in your calendar."))
    return redirect("policies:plan")


@profile_required
@require_post("policies:plan")
def revoke(request: ApplicantRequest) -> HttpResponse:
    """Take the address back."""
    revoke_feed(profile_id=profile_of(request).pk)
    messages.success(request, _("The address is taken back; calendars get no more days from it."))
    return redirect("policies:plan")
