"""What every request passes: refused characters, headers that no view should have to remember."""

from collections.abc import Callable, Mapping
from typing import ClassVar
from urllib.parse import unquote_to_bytes

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.http.response import HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from leqing import health
from leqing.errors import bad_request

type_of_form = ("application/x-www-form-urlencoded", "multipart/form-data")
GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """Answers those that ask whether we are well, under whatever name they know this machine.

    A load balancer asks by number, and a site whose sessions or languages are broken should still
    say so: nothing of what other requests pass stands before the answer.
    """

    views: ClassVar[Mapping[str, Callable[[HttpRequest], HttpResponse]]] = {
        "/healthz": health.healthz,
        "/readyz": health.readyz,
    }

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = self.views.get(request.path_info)
        return view(request) if view else self.get_response(request)


class RefuseNulMiddleware:
    """Answers 400 to U+0000 in path, query or cookies: no text column can hold it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _has_nul(request):
            return bad_request(request)
        return self.get_response(request)


class RefuseNulFormMiddleware:
    """Answers 400 to U+0000 in a form, and to a form that never came to its end."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            refused = _has_nul_in_form(request)
        except UnreadablePostError:  # sent too slowly, or its sender is gone
            refused = True
        return bad_request(request) if refused else self.get_response(request)


class SecurityHeadersMiddleware:
    """Headers that Django has no setting for."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        return response


class CompressTextMiddleware(GZipMiddleware):
    """Compresses pages; files that were handed in are compressed already, or small.

    Django adds up to a hundred random bytes, so that lengths say nothing of secrets in a page.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not kind.startswith(("text/", "application/json")):
            return response
        return super().process_response(request, response)


def _has_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    if "\0" in request.path or b"\0" in unquote_to_bytes(query):
        return True
    return any("\0" in value for value in request.COOKIES.values())


def _has_nul_in_form(request: HttpRequest) -> bool:
    if request.method == "POST" and request.content_type in type_of_form:
        return any("\0" in text for key, values in request.POST.lists() for text in (key, *values))
    return False
