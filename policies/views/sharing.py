"""Sharing a list of results by a link that holds no answers and is stored nowhere."""

from __future__ import annotations

from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from policies.presentation.shared import (
    GROUPS,
    USUAL,
    VALID,
    ExpiredError,
    read_token,
    shared_cards,
    shared_list,
    token_of,
)
from policies.presentation.words import day
from policies.views.asking import visit
from policies.views.results import board_of


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """Choose what to show, and get the link."""
    here = visit(request)
    asked = [name for name in request.GET.getlist("group") if name in GROUPS]
    chosen = asked or list(USUAL)
    board = board_of(here)
    every = shared_list(board, GROUPS, on=here.on)
    found = shared_list(board, chosen, on=here.on)
    link = ""
    if found.groups and here.answers.facts:
        link = settings.SITE_URL + reverse("policies:shared", kwargs={"token": token_of(found)})
    subject = _("Leqing, programmes that find you: a list to look at")
    context = {
        "choices": [
            (name, words, len(every.groups.get(name, ())), name in chosen)
            for name, words in GROUPS.items()
        ],
        "answered": len(here.answers.facts),
        "link": link,
        "mail": f"mailto:?subject={quote(subject)}&body={quote(link)}",
        "days": VALID.days,
        "nav": "results",
    }
    return render(request, "policies/share.html", context)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's list, for others to read."""
    here = visit(request)
    try:
        found = read_token(token)
    except ExpiredError:
        response = render(request, "policies/shared.html", {"expired": True}, status=410)
    else:
        if found is None:
            raise Http404
        groups = shared_cards(found, here.book, here.departments, on=here.on)
        context = {"groups": groups, "day": day(found.on)}
        response = render(request, "policies/shared.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
