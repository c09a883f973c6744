"""What is being typed: kept as it grows, thrown away when asked."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from applicants.models import UnsentForm
from applicants.services.unsent_forms import SHEET, end_form, form_name, keep_form, read_sheet
from policies.http import require_post


@never_cache
@require_post("policies:start")
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a form as it is now; says when that was."""
    if not request.user.is_authenticated or not path_of(request):
        return HttpResponse(status=204)  # whose it is, a cookie may say: see the middleware
    row = keep_form(
        user_id=request.user.pk,
        path=path_of(request),
        page=page_of(request),
        fields=dict(request.POST.lists()),
        made_at=made_at(request),
    )
    return kept_words(request, row)


@never_cache
@require_post("policies:start")
def throw_away(request: HttpRequest) -> HttpResponse:
    """Forget what was typed, and show the page as it was."""
    if request.user.is_authenticated:
        name = request.POST.get("name") or form_name(dict(request.POST.lists()))
        end_form(user_id=request.user.pk, path=path_of(request), name=name)
    page = page_of(request, whole=True)
    if request.headers.get("HX-Request"):  # from a form that sends itself by a script
        return HttpResponseClientRedirect(page)
    return redirect(page)


def kept_words(request: HttpRequest, row: UnsentForm | None) -> HttpResponse:
    """Where a form says what is kept of it."""
    if row is None:
        return HttpResponse(status=204)
    return render(request, "applicants/partials/kept.html", {"row": row})


def path_of(request: HttpRequest) -> str:
    """Where the form is sent to that is being typed into."""
    path = request.GET.get("of", "")
    return path if path.startswith("/") and len(path) <= UnsentForm.LONGEST_PATH else ""


def page_of(request: HttpRequest, *, whole: bool = False) -> str:
    """The page on which a form stands: its path, or the ``whole`` address without the host."""
    asked = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    parts = urlsplit(asked)
    if parts.netloc != request.get_host() or not parts.path.startswith("/"):
        return request.path
    path = f"/{parts.path.lstrip('/')}"
    return f"{path}?{parts.query}" if whole and parts.query else path


def made_at(request: HttpRequest) -> datetime | None:
    return read_sheet(request.POST.get(SHEET, ""))
