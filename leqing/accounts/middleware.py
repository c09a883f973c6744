"""Sessions of staff end after half an hour without a request, and after twelve hours anyway."""

import time

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
TIMES = "staff_session"  # [first request, last request]


class StaffSessionMiddleware:
    """Signs staff out in time and, after signing in again, brings them back to where they were."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not _is_over(request) or request.path == reverse("applicants:keep"):
            return self.get_response(request)  # what is typed is kept also when time is up
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
    if now - last > EXACT:
        request.session[TIMES] = [first, now]
    return False
