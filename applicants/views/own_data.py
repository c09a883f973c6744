"""One's own data: a copy of it, the consent to keep it taken back or given again, erasing it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applicants.http import ApplicantRequest, profile_of, profile_required, say_erased
from applicants.models import Export
from applicants.presentation import moment
from applicants.retention import RETENTION, kept
from applicants.services.audit import record_event
from applicants.services.erasure import belongings_of, erase_account
from applicants.services.export import MOST_TRIES, ask_for_export
from applicants.services.profiles import renew_consent, withdraw_consent
from applicants.uploads import open_stored
from policies.http import require_post

FRESH = 15 * 60  # seconds in which nobody is asked for a code once more
View = Callable[..., HttpResponseBase]


def fresh_code_required(view: View) -> View:
    """Admit who has given a code within :data:`FRESH`; others give one first and come back."""

    @wraps(view)
    def admitted(request: ApplicantRequest, *arguments: Any, **options: Any) -> HttpResponseBase:
        records = get_authentication_records(request, request.user)
        moments = [each["at"] for each in records if each["method"] == "code"]
        if moments and time.time() - max(moments) < FRESH:
            return view(request, *arguments, **options)
        query = urlencode({"next": request.path})
        return redirect(f"{reverse('account_code_again')}?{query}")

    return admitted


@profile_required
@fresh_code_required
@require_http_methods(["GET", "HEAD", "POST"])
def export(request: ApplicantRequest) -> HttpResponse:
    """Where a copy of everything is asked for, waited for, and downloaded."""
    profile = profile_of(request)
    if request.method == "POST":
        ask_for_export(profile_id=profile.pk, actor=request.user)
        return redirect("applicants:export")
    row = Export.objects.filter(profile=profile).first()
    context = {
        "export": row,
        "gave_up": row is not None and not row.is_ready and row.failed >= MOST_TRIES,
        "until": moment(row.asked_at + kept("exports").span) if row else "",
    }
    return render(request, "applicants/export.html", context)


@profile_required
@fresh_code_required
@require_safe
def export_file(request: ApplicantRequest) -> HttpResponseBase:
    """The copy itself."""
    row = Export.objects.filter(profile=profile_of(request)).exclude(stored="").first()
    if row is None or row.asked_at + kept("exports").span < timezone.now():
        raise Http404
    try:
        file = open_stored(row.stored)
    except FileNotFoundError:
        raise Http404 from None
    record_event(action="export.downloaded", actor=request.user, subject=profile_of(request))
    name = f"leqing-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@profile_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_keeping(request: ApplicantRequest) -> HttpResponse:
    """Take back the consent to keep the answers: one button; then a copy or erasing is offered."""
    profile = profile_of(request)
    if request.method == "POST":
        withdraw_consent(profile_id=profile.pk)
        record_event(action="consent.withdrawn", actor=request.user, subject=profile)
        return redirect("applicants:withdraw-keeping")
    context = {"profile": profile, "period": kept("paused").days}
    return render(request, "applicants/consent_withdrawn.html", context)


@profile_required
@require_post("applicants:me")
def renew_keeping(request: ApplicantRequest) -> HttpResponse:
    """Agree again."""
    renew_consent(profile_id=profile_of(request).pk)
    record_event(action="consent.given", actor=request.user, subject=profile_of(request))
    messages.success(request, _("Agreed. Your answers are checked again."))
    return redirect("applicants:me")


@profile_required
@fresh_code_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: ApplicantRequest) -> HttpResponse:
    """Erase the account, once it was said what goes and what the law keeps."""
    owner = profile_of(request).owner_id
    if request.method == "POST":
        with suppress(User.DoesNotExist):  # a second tap, after the first was done
            erase_account(user_id=owner, actor=request.user)
        return say_erased(request)
    context = {
        "belongings": belongings_of(owner),
        "stays": [line for line in RETENTION if line.law],
    }
    return render(request, "applicants/erase_account.html", context)
