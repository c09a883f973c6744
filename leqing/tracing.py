"""Gives each request a number, and the access log what it may say of it."""

import time

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponse

from applicants.tracing import NUMBER_HEADER, Trace, new_number, traced
from leqing.addresses import client_address
from leqing.middleware import GetResponse


class TraceMiddleware:
    """Gives each request its number.

    It stands in the answer, in each line that is logged meanwhile, in mails and entries of the
    audit log that come of it, and on the pages that say what went wrong. What somebody else sent
    as a number is not believed.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with traced(Trace(number=new_number(), address=client_address(request))) as trace:
            started = time.monotonic()
            response = self.get_response(request)
            response.headers[NUMBER_HEADER] = trace.number
            # gunicorn reads them, see gunicorn.conf.py; other servers pass them by
            request.META["leqing.route"] = route_of(request)
            request.META["leqing.number"] = trace.number
            request.META["leqing.address"] = trace.address
            request.META["leqing.ms"] = f"{(time.monotonic() - started) * 1000:.0f}"
            return response


def route_of(request: HttpRequest) -> str:
    """The pattern of the address: keys of feeds, lists and mails stand in addresses themselves."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    known = (settings.STATIC_URL, "/healthz", "/readyz")
    return next((each for each in known if request.path.startswith(each)), "-")
