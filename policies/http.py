"""The request as the views know it."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that passed the htmx middleware; ``request.htmx`` is true when htmx made it."""

    htmx: HtmxDetails
