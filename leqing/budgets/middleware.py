"""Takes the price of each request before anything is read of it, or says when to come back."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from time import thread_time

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from leqing.addresses import client_address, connection_of
from leqing.budgets.buckets import OF_ACCOUNT, OF_ADDRESS, Bucket, charge, take
from leqing.budgets.prices import Price, price_of
from leqing.errors import too_many_requests
from leqing.middleware import GetResponse

log = logging.getLogger(__name__)
UNIT = 0.01  # seconds of a processor
SMALL = 2  # units; less is not worth a statement
ALL = 100  # of settings.BUDGETS: the budgets as they stand in the code


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """Who pays for a request, and from which bucket."""

    visitor: str
    bucket: Bucket

    def take(self, units: float) -> int:
        """0, or in how many seconds there will be enough."""
        return take(self.visitor, self.bucket, units)

    def charge(self, units: float) -> None:
        """Take what was used besides."""
        charge(self.visitor, self.bucket, units)


class BudgetMiddleware:
    """Answers 429 to whoever has used up a budget.

    The price of the route is paid before anything is read. A request that then took more of the
    processor than its price is charged the rest: what a page costs depends on what was answered.
    It stands behind sessions, which know the account, and before whatever reads a body.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.BUDGETS:
            return self.get_response(request)
        price = price_of(_route(request))
        units = price.units(_octets(request))
        purse = _purse(request, price)
        seconds = _unless_away(partial(purse.take, units))
        if seconds:
            return too_many_requests(request, seconds)
        start = thread_time()
        response = self.get_response(request)
        rest = (thread_time() - start) / UNIT - units
        if rest > SMALL:
            _unless_away(partial(purse.charge, rest))
        return response


def _unless_away(ask: Callable[[], int | None]) -> int:
    """What a bucket says; no budget is better than no site, so nothing if it cannot be counted."""
    try:
        return ask() or 0
    except DatabaseError:  # the view says what is wrong
        log.warning("A budget could not be counted: the database is away or too slow.")
        return 0


def _purse(request: HttpRequest, price: Price) -> Purse:
    account = _account(request, price)
    visitor = f"account {account}" if account else f"address {_address(request)}"
    bucket = OF_ACCOUNT if account else OF_ADDRESS
    return Purse(visitor=visitor, bucket=bucket.times(settings.BUDGETS / ALL))


def _address(request: HttpRequest) -> str:
    return connection_of(client_address(request))


def _route(request: HttpRequest) -> str:
    try:
        request.resolver_match = resolve(request.path_info)  # the access log names it
    except Resolver404:
        return ""
    return request.resolver_match.view_name


def _octets(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _account(request: HttpRequest, price: Price) -> str:
    """Whose session it is; a request without the cookie asks no database."""
    if not price.by_account or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    return str(request.session.get(SESSION_KEY, ""))
