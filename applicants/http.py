"""The request of somebody with a profile, as the views know it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from applicants.models import Profile
from applicants.services.erasure import is_erased
from policies.answers import KEY


class Applicant(Protocol):
    """Who asks; the profile is loaded when it is looked at."""

    profile: Profile | None


class ApplicantRequest(HttpRequest):
    """A request that passed :class:`applicants.answers.ProfileMiddleware`."""

    applicant: Applicant


View = Callable[..., HttpResponseBase]


def profile_required(view: View) -> View:
    """Admit whoever has signed in and has a profile; others are led to where they get one.

    Staff have no profile: they are led to their desk. Answers given before signing in are settled
    first, so that nobody applies with others than those they see.
    """

    @never_cache
    @login_required
    @wraps(view)
    def admitted(request: ApplicantRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        user: Any = request.user  # nobody comes here without an account
        if user.is_staff:
            return redirect("admin:index")
        profile = request.applicant.profile
        if profile is None and is_erased(user.pk):  # while this was on its way
            return say_erased(request)
        where = "welcome" if profile is None else "merge"
        is_open = profile is None or (bool(request.session.get(KEY)) and not profile.is_paused)
        if is_open:
            asked = request.get_full_path() if request.method in ("GET", "HEAD") else ""
            query = f"?{urlencode({'next': asked})}" if asked else ""
            return redirect(reverse(f"applicants:{where}") + query)
        return view(request, *arguments, **options)

    return admitted


def consent_required(view: View) -> View:
    """Admit who agreed that the answers are kept: to apply is to keep them."""

    @wraps(view)
    def admitted(request: ApplicantRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        if profile_of(request).is_paused:
            return redirect("applicants:withdraw-keeping")
        return view(request, *arguments, **options)

    return admitted


def say_erased(request: HttpRequest) -> HttpResponse:
    """Lead whose account is erased out of it: no session with whatever it remembers, no cookie.

    Cookies that are not of this room go where ``account_erased`` is read.
    """
    logout(request)
    request.account_erased = True  # type: ignore[attr-defined]  # ours
    messages.success(request, _("Your account is erased."))
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse("policies:start"))
    return redirect("policies:start")


def profile_of(request: ApplicantRequest) -> Profile:
    """The profile of a request that was admitted."""
    profile = request.applicant.profile
    if profile is None:
        raise AssertionError("profile_required lets nobody in without a profile")
    return profile
