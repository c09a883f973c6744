"""The permission to ask sensitive questions: asked for once, apart, and taken back at any time."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from policies.permission import Permission, permission_for
from policies.presentation.sensitive import Needing, named, needing, unneeded
from policies.presentation.words import in_language, listed
from policies.views.asking import Visit, forget_memory, visit

ALL, SOME, NOTHING = "all", "some", "none"


@require_http_methods(["GET", "HEAD", "POST"])
def sensitive(request: HttpRequest) -> HttpResponse:
    """Whether sensitive questions may be asked, and for which programmes."""
    here = visit(request)
    programmes = needing(here.book, here.answers.facts, here.vocabulary, on=here.on)
    missing = False
    if request.method == "POST":
        chosen = _chosen(request, programmes)
        if chosen is not None and not chosen.given and here.answers.sensitive:
            return redirect("policies:withdraw-sensitive")  # which says first what goes
        if chosen is not None:
            _permit(request, here, chosen)
            return redirect("policies:questions")
        missing = True
    context = {
        "nav": "questions",
        "programmes": programmes,
        "facts": named(programmes),
        "permission": here.answers.permission,
        "missing": missing,
    }
    return render(request, "policies/sensitive.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take the permission back, once it is confirmed; the sensitive answers go with it."""
    here = visit(request)
    if request.method == "POST":
        forget_memory(request, here)
        here.answers.permit(permission_for(()))
        messages.success(request, _("Taken back. Your sensitive answers are deleted."))
        return redirect("policies:answers")
    gone = here.answers.sensitive
    context = {
        "labels": listed([in_language(here.vocabulary[name].label) or name for name in gone]),
        "records": [each for each in here.find_records() if {*gone} & {*each.facts}],
    }
    return render(request, "policies/withdraw_sensitive.html", context)


def _chosen(request: HttpRequest, programmes: list[Needing]) -> Permission | None:
    """What was said; ``None`` where some were meant and none was ticked."""
    scope = request.POST.get("scope")
    if scope == ALL:
        return permission_for(None)
    if scope == NOTHING:
        return permission_for(())
    known = {each.slug for each in programmes}
    ticked = tuple(slug for slug in request.POST.getlist("programme") if slug in known)
    return permission_for(ticked) if ticked else None


def _permit(request: HttpRequest, here: Visit, chosen: Permission) -> None:
    """Keep it, for programmes chosen before as well; what none of them asks for goes."""
    former = here.answers.permission
    if chosen.programmes and former is not None and former.programmes is not None:
        for slug in former.programmes:
            chosen = chosen.with_programme(slug)
    here.answers.permit(chosen)
    gone = unneeded(here.book, here.answers.sensitive, chosen, on=here.on)
    if gone:
        forget_memory(request, here)
        here.answers.remove_all(gone)
        labels = listed([in_language(here.vocabulary[name].label) or name for name in gone])
        words = _("Deleted, because none of these programmes asks for it: %(facts)s")
        messages.success(request, words % {"facts": labels})
