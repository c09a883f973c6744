"""The request as the views know it, and addresses that are only posted to."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django_htmx.middleware import HtmxDetails

View = Callable[..., HttpResponse]


class HtmxRequest(HttpRequest):
    """A request that passed the htmx middleware; ``request.htmx`` is true when htmx made it."""

    htmx: HtmxDetails


def require_post(page: str | View) -> Callable[[View], View]:
    """Take posts alone; whoever opens or reloads the address is led to the page of its form.

    Args:
        page: the name of that page's address, or what answers with the arguments of the view.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def admitted(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *arguments, **options)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            return redirect(page) if isinstance(page, str) else page(request, *arguments, **options)

        return admitted

    return decorate
