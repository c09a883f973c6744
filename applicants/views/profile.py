"""The profile: made once with consent, changed later, and joined with answers given signed out."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applicants.forms import DetailsForm, WelcomeForm
from applicants.http import ApplicantRequest, profile_of, profile_required
from applicants.models import Consent, Notification, Profile
from applicants.notifications.unsubscribing import OPTIONAL
from applicants.presentation import reading_lines
from applicants.services.mailing import muted_kinds, set_muted
from applicants.services.profiles import create_profile, state_fact, update_profile
from applicants.services.readings import readings_of_profile
from policies.answers import KEY, SENSITIVE, Answers, SessionStore
from policies.http import require_post
from policies.permission import Permission, permission_for
from policies.presentation.audience import AUDIENCE, EXPERT, RUNNING
from policies.presentation.words import in_language, shown
from policies.views.asking import Visit, visit


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: ApplicantRequest) -> HttpResponse:
    """Who somebody is, and whether the answers given so far may be kept."""
    if request.user.is_staff:
        return redirect("admin:index")
    if request.applicant.profile is not None:
        return redirect(_next(request))
    here = visit(request)
    language = get_language() or "zh-hans"
    initial = {"language": language, "kind": _kind(here.answers)}
    form = WelcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "name", "credit_code")}
        create_profile(
            owner=request.user,
            language=form.cleaned_data["language"],
            remind=form.cleaned_data["remind"],
            facts=here.answers.facts,
            permission=_permission(form, here),
            **given,
        )
        request.session.pop(KEY, None)
        request.session.pop(SENSITIVE, None)
        return redirect(_next(request))
    context = {
        "form": form,
        "next": _next(request),
        "count": len(here.answers.facts),
        "sensitive": len(here.answers.sensitive),
    }
    return render(request, "applicants/welcome.html", context)


def _permission(form: WelcomeForm, here: Visit) -> Permission | None:
    """What was allowed before signing in, where the sensitive answers are to be kept."""
    if not form.cleaned_data["sensitive"]:
        return None
    allowed = here.answers.permission
    return allowed if allowed is not None and allowed.given else permission_for(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An answer given signed out that the profile has not, or has otherwise."""

    label: str
    kept: str
    new: str


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: ApplicantRequest) -> HttpResponse:
    """Take answers given before signing in into the profile, or leave them."""
    profile = request.applicant.profile
    if profile is None:
        return redirect("applicants:welcome")
    if profile.is_paused:
        return redirect("applicants:withdraw-keeping")
    here = visit(request)
    given = Answers(SessionStore(request.session), here.vocabulary)
    new = {n: v for n, v in given.facts.items() if here.answers.facts.get(n) != v}
    if request.method == "POST" or not new:
        if "take" in request.POST:
            _take_permission(given, here)
            for name, value in new.items():
                state_fact(profile_id=profile.pk, name=name, value=value, by=profile.owner_id)
        request.session.pop(KEY, None)
        request.session.pop(SENSITIVE, None)
        return redirect(_next(request))
    differences = [
        Difference(
            label=in_language(here.vocabulary[name].label) or name,
            kept=shown(here.answers.facts[name], here.vocabulary[name])
            if name in here.answers.facts
            else "",
            new=shown(value, here.vocabulary[name]),
        )
        for name, value in new.items()
    ]
    context = {"differences": differences, "next": _next(request)}
    return render(request, "applicants/merge.html", context)


def _take_permission(given: Answers, here: Visit) -> None:
    """Sensitive answers come with the permission under which they were given."""
    allowed, kept = given.permission, here.answers.permission
    if given.sensitive and allowed is not None and not (kept is not None and kept.given):
        here.answers.permit(allowed)


@profile_required
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: ApplicantRequest) -> HttpResponse:
    """Name, code, language, reminders."""
    profile = profile_of(request)
    reminded = profile.consents.filter(purpose=Consent.Purpose.REMIND, withdrawn_at=None).exists()
    initial = {
        "name": profile.name,
        "credit_code": profile.credit_code,
        "language": profile.language,
        "remind": reminded,
    }
    form = DetailsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        update_profile(profile_id=profile.pk, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("applicants:me")
    muted = muted_kinds(profile.owner_id)
    context = {
        "nav": "me",
        "form": form,
        "profile": profile,
        "consents": profile.consents.all(),
        "kinds": [(kind.value, kind.label, kind.value in muted) for kind in OPTIONAL],
        "reminded": reminded,
        "readings": reading_lines(readings_of_profile(profile)),
    }
    return render(request, "applicants/me.html", context)


@profile_required
@require_post("applicants:me")
def mail_kind(request: ApplicantRequest, kind: str) -> HttpResponse:
    """Turn one kind of mail off or on."""
    if kind in OPTIONAL:
        muted = "off" in request.POST
        owner = profile_of(request).owner_id
        set_muted(user_id=owner, kind=Notification.Kind(kind), muted=muted)
        messages.success(request, _("Saved."))
    return redirect("applicants:me")


def _next(request: ApplicantRequest) -> str:
    """Where to go on; only paths of ours."""
    asked = str(request.POST.get("next") or request.GET.get("next") or "")
    hosts = {request.get_host()}
    ours = url_has_allowed_host_and_scheme(asked, hosts, require_https=request.is_secure())
    if ours and asked.startswith("/"):  # redirect() would take anything else for a view's name
        return asked
    return reverse("applicants:mine")


def _kind(answers: Answers) -> str:
    """What the answers say of who it is."""
    chosen = answers.facts.get(AUDIENCE)
    found = chosen if isinstance(chosen, frozenset) else frozenset()
    for who, kind in ((RUNNING, Profile.Kind.ENTERPRISE), (EXPERT, Profile.Kind.EXPERT)):
        if who in found:
            return kind.value
    return Profile.Kind.PERSON.value if found else ""
