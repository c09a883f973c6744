"""The page from which a question was opened, where nothing was posted yet in this visit."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from policies.presentation.audience import AUDIENCE

FROM = "from"  # in the form of a question and in its address: a page of ours


def read_origin(request: HttpRequest, name: str) -> str | None:
    """The page of ours that led to a question: as its form says, else as the browser says.

    Never another question, or two of them would name each other; but for the first of all, which
    itself only leads out.

    Args:
        name: the fact that is asked.
    """
    sent = request.POST.get(FROM) or request.GET.get(FROM)
    try:
        came = urlsplit(sent or request.headers.get("Referer", ""))
        found = resolve(came.path)
    except (ValueError, Resolver404):
        return None
    if came.netloc != ("" if sent else request.get_host()):
        return None
    asks = found.url_name in ("question", "questions")
    opens = found.kwargs.get("name") == AUDIENCE != name
    if found.app_name not in ("policies", "applicants") or (asks and not opens):
        return None
    return urlunsplit(("", "", came.path, came.query, ""))
