"""A fresh code for founders, before something that must not happen behind their back.

Staff give their password for that (allauth's page); founders have none, so a code goes to the
address they sign in with. Whoever signed in a moment ago is not asked again.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django import forms
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leqing.accounts.addresses import normalised
from leqing.accounts.entrance import is_path_of_ours
from leqing.accounts.forms import CodeField
from leqing.accounts.limits import LimitError, ask_for_code
from leqing.accounts.mails import send
from leqing.accounts.waiting import code_refused

SENT = "code_again"  # in the session: a print of the code, when it was sent, how often it was tried
LIFETIME, MOST_TRIES = 15 * 60, 5
TEMPLATE = "account/email/login_code"


class CodeAgainForm(forms.Form):
    """The code from the mail."""

    code = CodeField()

    def __init__(self, *args: Any, request: HttpRequest, **options: Any) -> None:
        super().__init__(*args, **options)
        self._request = request

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        known, at, tries = self._request.session.get(SENT) or ("", 0.0, 0)
        if not known or time.time() - at > LIFETIME or tries >= MOST_TRIES:
            raise ValidationError(_("This code is not good any more. Have a new one sent."))
        if not constant_time_compare(known, _print(self._request, typed)):
            self._request.session[SENT] = (known, at, tries + 1)
            raise get_adapter().validation_error("incorrect_code")
        return typed


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def code_again(request: HttpRequest) -> HttpResponse:
    """Send a code to one's own address, take it, and go on."""
    if request.user.is_staff:
        return redirect("admin:index")
    onwards = _onwards(request)
    if "send" in request.POST:
        return _send(request, onwards)
    waiting = bool(request.session.get(SENT))
    form = CodeAgainForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        request.session.pop(SENT, None)
        user: Any = request.user
        record_authentication(request, user, method="code", reauthenticated=True)
        return HttpResponseRedirect(onwards)
    context = {"form": form, "waiting": waiting, "next": onwards}
    return render(request, "account/code_again.html", context)


def _send(request: HttpRequest, onwards: str) -> HttpResponse:
    user: Any = request.user
    try:
        ask_for_code(request, normalised(user.email))
    except LimitError as error:
        messages.error(request, code_refused(error))
    else:
        code = get_adapter().new_login_code()
        request.session[SENT] = (_print(request, code), time.time(), 0)
        send(TEMPLATE, recipient=user.email, user=user, code=code)
    query = urlencode({REDIRECT_FIELD_NAME: onwards})
    return HttpResponseRedirect(f"{reverse('account_code_again')}?{query}")


def _onwards(request: HttpRequest) -> str:
    """Where to go on; only paths of ours."""
    asked = str(request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or "")
    return asked if is_path_of_ours(asked) else reverse("applicants:me")


def _print(request: HttpRequest, code: str) -> str:
    """From which nobody reads the code without our key."""
    return salted_hmac(SENT, f"{request.user.pk}:{code}", algorithm="sha256").hexdigest()
