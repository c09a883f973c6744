"""Error pages that stand alone: no database, no session, nothing that may be what broke."""

from django.http import HttpRequest, HttpResponse
from django.template import loader

STATUS_OF = {"400": 400, "403": 403, "403_csrf": 403, "404": 404, "500": 500}


def _page(request: HttpRequest, name: str) -> HttpResponse:
    body = loader.render_to_string(f"{name}.html", request=None)
    return HttpResponse(body, status=STATUS_OF[name])


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "400")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "403")


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, "404")


def server_error(request: HttpRequest) -> HttpResponse:
    return _page(request, "500")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf")
