"""Turning a kind of mail off from the mail itself, without signing in (RFC 8058)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from applicants.notifications.unsubscribing import read_token
from applicants.services.mailing import set_muted


@csrf_exempt  # the mail program posts, and it has no page of ours to take a token from
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, and changes nothing: programs that scan mails follow links. POST does it."""
    wish = read_token(token)
    if wish is None:
        raise Http404
    done = request.method == "POST"
    if done:
        set_muted(user_id=wish.user_id, kind=wish.kind, muted=True)
    context = {"kind": wish.kind.label, "done": done}
    return render(request, "applicants/unsubscribe.html", context)
