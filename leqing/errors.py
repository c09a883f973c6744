"""Error pages that stand alone: no database, no session, nothing that may be what broke."""

import sys
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import translation

from applicants.tracing import current_trace

STATUS_OF = {
    "400": 400,
    "400_session": 400,
    "403": 403,
    "403_csrf": 403,
    "403_sign_in": 403,
    "404": 404,
    "429": 429,
    "500": 500,
    "503": 503,
}
NUMBERED = ("403", "403_csrf", "403_sign_in", "500", "503")  # of what one may want to ask us
RETRY_AFTER = 5  # seconds; a restarted database is back by then
API = "/api/"
# a token as ours are, but of another secret: each sign-in has one of its own
OTHER_SIGN_IN = (
    "CSRF token from POST incorrect.",
    "CSRF token from the 'X-Csrftoken' HTTP header incorrect.",
)
# plain, for looking an address up may be what failed
DOOR, STAFF_DOOR = "/account/sign-in/", "/account/staff/"
PAUSE = 60  # seconds; the span of most limits


def _page(request: HttpRequest, name: str, **context: object) -> HttpResponse:
    # Whatever failed may have failed before LocaleMiddleware had its turn.
    with translation.override(translation.get_language_from_request(request)):
        context["number"] = current_trace().number if name in NUMBERED else ""
        body = loader.render_to_string(f"{name}.html", context)
    return HttpResponse(body, status=STATUS_OF[name], headers={"Cache-Control": "no-store"})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, with words of its own where the session ended while the request was on its way."""
    if not isinstance(exception, SessionInterrupted):
        return _page(request, "400")
    door = STAFF_DOOR if request.path.startswith("/admin/") else DOOR
    back = request.path if request.method == "GET" else ""
    return _page(
        request, "400_session", door=f"{door}?{urlencode({'next': back})}" if back else door
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404")


def too_many_requests(request: HttpRequest, seconds: int = PAUSE) -> HttpResponse:
    """429: of pages and their parts as a page, of the API as its other refusals are."""
    if request.path.startswith(API):
        message = f"Too many requests from your network. Ask again in {seconds} s."
        problems = [{"path": "", "message": message}]
        response: HttpResponse = JsonResponse({"problems": problems}, status=429)
        response.headers["Cache-Control"] = "no-store"
    else:
        response = _page(request, "429", seconds=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with Retry-After when it was the database that was away or too slow."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _page(request, "503")
        response.headers["Retry-After"] = str(RETRY_AFTER)
        return response
    return _page(request, "500")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page may be of a sign-in before this one, and so of somebody else."""
    other = reason in OTHER_SIGN_IN and request.session.get(SESSION_KEY) is not None
    return _page(request, "403_sign_in" if other else "403_csrf")
