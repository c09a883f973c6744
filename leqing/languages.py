"""The switch between the languages."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.i18n import set_language as djangos_switch

from leqing.accounts.entrance import is_path_of_ours

NEXT = "next"


def set_language(request: HttpRequest) -> HttpResponse:
    """Take another language, and go on where one was: at a path of this site, or its first page.

    Django's own view follows whatever has no host of another, such as ``-1``.
    """
    request.POST = _safe(request.POST)  # type: ignore[assignment]  # immutable to its type
    request.GET = _safe(request.GET)  # type: ignore[assignment]
    return djangos_switch(request)


def _safe(given: QueryDict) -> QueryDict:
    if NEXT not in given or is_path_of_ours(str(given[NEXT])):
        return given
    changed = given.copy()
    changed[NEXT] = "/"
    return changed
