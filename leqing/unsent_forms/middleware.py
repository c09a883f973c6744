"""Keeps a form that comes too late, ends what was sent, and brings back what was not."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from applicants.http import say_erased
from applicants.services.erasure import is_erased
from applicants.services.unsent_forms import (
    Typed,
    end_form,
    form_name,
    keep_form,
    typed_forms,
)
from applicants.views.unsent import kept_words, made_at, page_of, path_of
from leqing.accounts.devices import forget_device
from leqing.middleware import GetResponse
from leqing.unsent_forms.markup import Page, matching
from leqing.unsent_forms.person import forget_person, remember_person, sender_of

API = "/api/"
NOTE = "leqing/_unsent.html"


class UnsentFormMiddleware:
    """Stands outside of what signs people out, and so sees what became of their forms."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API):  # no form, no session, no cookie
            return self.get_response(request)
        if request.method == "POST":
            response = self._take(request)
        else:
            response = self.get_response(request)
            if _leads_to_sign_in(request, response):
                response = _say_signed_out(request, response)
            if request.method == "GET":
                _bring_back(request, response)
        if getattr(request, "account_erased", False):
            forget_person(response)
            forget_device(response)
        elif request.path == reverse("account_logout") and SESSION_KEY not in request.session:
            forget_person(response)
        else:
            remember_person(request, response)
        return response

    def _take(self, request: HttpRequest) -> HttpResponse:
        sender = sender_of(request)  # before a sign-in that is over is ended
        request.sender = sender  # type: ignore[attr-defined]  # ours
        response = self.get_response(request)
        signs_in = _leads_to_sign_in(request, response)
        if sender is not None:
            if is_erased(sender):  # just now, or by the first of two taps
                return say_erased(request)
            if _was_refused_unread(request, response) or signs_in:
                return _keep(request, response, sender, signs_in=signs_in)
            if _was_taken(request, response):
                fields = dict(request.POST.lists())
                end_form(user_id=sender, path=request.path, name=form_name(fields))
        return _say_signed_out(request, response) if signs_in else response


def typed_at(request: HttpRequest) -> Typed | None:
    """What the person who asks has typed into the one form of this address and not sent."""
    user_id = request.session.get(SESSION_KEY)
    forms = typed_forms(user_id=int(user_id)) if user_id else []
    mine = (each for each in forms if each.row.path == request.path and not each.is_copy)
    return next(mine, None)


# --- what came of a post --------------------------------------------------------------------------


def _leads_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    target = response.headers.get("HX-Redirect") or response.headers.get("Location", "")
    doors = (
        reverse("account_login"),
        reverse("account_reauthenticate"),
        resolve_url(settings.LOGIN_URL),
    )
    own = reverse("account_login").rsplit("/", 2)[0]
    return urlsplit(target).path in doors and not request.path.startswith(f"{own}/")


def _was_refused_unread(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the token was of an older sign-in, or there was nobody to keep something for."""
    unread = response.status_code == 403 and not getattr(request, "csrf_processing_done", False)
    nobody = SESSION_KEY not in request.session
    return unread or (nobody and request.path == reverse("applicants:keep"))


def _was_taken(request: HttpRequest, response: HttpResponse) -> bool:
    if request.path in (reverse("applicants:keep"), reverse("applicants:throw-away")):
        return False
    if response.headers.get("HX-Redirect") or response.status_code in (302, 303):
        return True
    done = request.headers.get("HX-Request") and response.status_code == 200
    return bool(done and response.headers.get("HX-Retarget") != "#conflict")


def _keep(
    request: HttpRequest, response: HttpResponse, sender: int, *, signs_in: bool
) -> HttpResponse:
    typing = request.path == reverse("applicants:keep")
    row = keep_form(
        user_id=sender,
        path=path_of(request) if typing else request.path,
        page=page_of(request),
        fields=dict(request.POST.lists()),
        was_sent=not typing,
        had_files=bool(request.FILES),
        made_at=made_at(request) if typing else None,
    )
    if typing:
        return kept_words(request, row)
    if row is not None and signs_in:
        messages.info(request, _("What you typed is kept. It comes back when you have signed in."))
    if signs_in:
        return _say_signed_out(request, response, kept=row is not None)
    if row is None:
        return response
    return _for_htmx(request, HttpResponseRedirect(page_of(request, whole=True)))


def _for_htmx(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A whole page is not put into a part of another."""
    if request.headers.get("HX-Request") and response.headers.get("Location"):
        moved = HttpResponseClientRedirect(response.headers["Location"])
        moved.cookies = response.cookies
        return moved
    return response


def _say_signed_out(
    request: HttpRequest, response: HttpResponse, *, kept: bool = False
) -> HttpResponse:
    """A part of a page leaves it where it is: more may be typed there than was sent."""
    if not request.headers.get("HX-Request"):
        return response
    door = response.headers.get("HX-Redirect") or response.headers["Location"]
    told = {"value": door, "kept": kept}
    words = trigger_client_event(HttpResponse(status=204), "signed-out", told)
    words.cookies = response.cookies
    return words


# --- bringing back --------------------------------------------------------------------------------


def _bring_back(request: HttpRequest, response: HttpResponse) -> None:
    user_id = request.session.get(SESSION_KEY)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    if user_id is None or response.status_code != 200 or response.streaming or not is_page:
        return
    if request.headers.get("HX-Request"):
        return
    forms = typed_forms(user_id=int(user_id))
    if not forms:
        return
    text = response.content.decode()
    here = [each for each in forms if request.path == each.row.page or each.row.path in text]
    here += [each for each in forms if request.path == each.row.path and each not in here]
    if here:
        page = Page(text, path=request.path)
        for each in here:
            _write(request, page, each)
        response.content = page.text()


def _write(request: HttpRequest, page: Page, typed: Typed) -> None:
    row, bound = typed.row, getattr(request, "bound_again", False)  # the view has filled it in
    if typed.is_copy:
        page.say(_note(request, typed, texts=_texts(typed), is_copy=True))
        return
    form = matching(page, row.path, typed.fields, only=bound and row.path == request.path)
    if form is None:
        if request.path == row.page:
            page.say(_note(request, typed, texts=_texts(typed)))
        return
    if page.fill(form, typed.fields) or bound:
        old, now = typed.fields.get("version"), form.hidden.get("version")
        outdated = bool(old and now is not None and [*old][-1] != now)
        page.note(form, _note(request, typed, outdated=outdated))
    else:  # the page says it by itself: it was sent after all
        end_form(user_id=row.user_id, path=row.path, name=row.name)


def _texts(typed: Typed) -> list[str]:
    """What somebody has written, not what was chosen."""
    hidden = {"form", "path", "version", "now", "base", "index", "op"}
    return [text for n, texts in typed.fields.items() if n not in hidden for text in texts if text]


def _note(request: HttpRequest, typed: Typed, **more: Any) -> str:
    return render_to_string(NOTE, {"row": typed.row, **more}, request)
