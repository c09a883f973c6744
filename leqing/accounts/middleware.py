"""Sessions of staff end after half an hour without a request, and after twelve hours anyway."""

import time
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from leqing.accounts.entrance import to_staff_sign_in
from leqing.middleware import GetResponse

IDLE, WHOLE = 30 * 60, 12 * 3600  # seconds
EXACT = 60  # seconds; a session is not written at every request
NOBODY_S = ("/api/",)  # it knows no session, and asks for none
BY_THEMSELVES = ("others",)  # elements that ask every few seconds, by their id
TIMES = "staff_session"  # [first request, last request]


class StaffSessionMiddleware:
    """Signs staff out in time and, after signing in again, brings them back to where they were."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_over(request) or request.path in _for_who_was_here():
            return self.get_response(request)
        if _asks_by_itself(request):
            return HttpResponse(status=204)  # who typed something keeps the page
        logout(request)
        if request.path.startswith((reverse("account_login"), reverse("account_logout"))):
            return self.get_response(request)
        messages.info(request, _("You were signed out because time was up. Sign in to go on."))
        response = to_staff_sign_in(request)
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(response.url)
        return response


def _is_over(request: HttpRequest) -> bool:
    if request.path.startswith(NOBODY_S):
        return False
    if SESSION_KEY not in request.session or not request.user.is_staff:
        return False
    now = time.time()
    first, last = request.session.get(TIMES) or (now, 0)
    if last and (now - last > IDLE or now - first > WHOLE):
        return True
    if now - last > EXACT and not _asks_by_itself(request):
        request.session[TIMES] = [first, now]
    return False


def _for_who_was_here() -> tuple[str, ...]:
    """What may be asked when time is up: it shows nothing, and keeps what is typed."""
    return reverse("applicants:keep"), reverse("account_session")


def _asks_by_itself(request: HttpRequest) -> bool:
    """Whether a page asks and not a person: then nobody was at work."""
    looks = request.method == "GET" and request.path == reverse("account_session")
    return looks or request.headers.get("HX-Trigger") in BY_THEMSELVES


@dataclass(frozen=True, slots=True)
class Left:
    """How long somebody stays signed in.

    Attributes:
        seconds: 0 where time is up.
        can_stay: whether a request would make it longer; twelve hours are the most.
    """

    seconds: int
    can_stay: bool


def time_left(request: HttpRequest) -> Left:
    """How long somebody stays signed in without another request; founders have their whole week."""
    if SESSION_KEY not in request.session or not request.user.is_authenticated:
        return Left(0, can_stay=False)
    if not request.user.is_staff:
        return Left(request.session.get_expiry_age(), can_stay=False)
    now = time.time()
    first, last = request.session.get(TIMES) or (now, now)
    idle, whole = IDLE - (now - last), WHOLE - (now - first)
    return Left(max(int(min(idle, whole)), 0), can_stay=min(idle, whole) > 0 and whole > idle)


def stay(request: HttpRequest) -> None:
    """Begin the half hour anew, to the second, for whoever still is signed in."""
    if time_left(request).can_stay:
        now = time.time()
        request.session[TIMES] = [(request.session.get(TIMES) or [now])[0], now]
