"""What was answered: look at it, change it, delete it, and see what that moved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from policies.answers import CHANGE
from policies.http import require_post
from policies.presentation.contradictions import doubted
from policies.presentation.given import Changed, changed, given, one_given
from policies.presentation.moves import moves
from policies.presentation.sensitive import permitted_on
from policies.views.asking import Visit, forget_memory, last_change, visit


@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """Every answer, by topic; after a change what it moved, with the way back."""
    here = visit(request)
    context = {
        "topics": given(here.answers, here.vocabulary),
        "doubted": doubted(here.library, here.vocabulary, here.answers.facts, on=here.on),
        "count": len(here.answers.facts),
        "skipped": len(here.answers.skipped),
        "changed": _changed(request, here) if "changed" in request.GET else None,
        "permission": here.answers.permission,
        "permitted_on": permitted_on(here.answers.permission),
    }
    return render(request, "policies/answers.html", {"nav": "answers", **context})


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, name: str) -> HttpResponse:
    """Forget one answer for good, once it is confirmed; one that is not there is forgotten already.

    Nothing of it stays to be undone: what is deleted is in no session either.
    """
    here = visit(request)
    if name not in here.answers.trail:
        return redirect("policies:answers")
    if request.method == "POST":
        forget_memory(request, here)
        here.answers.remove(name)
        messages.success(request, _("Deleted."))
        return redirect("policies:answers")
    without = {n: v for n, v in here.answers.facts.items() if n != name}
    context = {
        "line": one_given(name, here.answers, here.vocabulary),
        "moves": moves(here.book, here.answers.facts, without, on=here.on),
        "records": [each for each in here.find_records() if name in each.facts],
    }
    return render(request, "policies/delete_answer.html", context)


@require_post("policies:answers")
def undo(request: HttpRequest) -> HttpResponse:
    """Put back what the last change replaced; once only."""
    here = visit(request)
    here.answers.restore(last_change(request, here))
    request.session.pop(CHANGE, None)
    return redirect("policies:answers")


@require_post("policies:answers")
def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask once more what was skipped."""
    visit(request).answers.ask_skipped_again()
    return redirect("policies:questions")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Forget everything, once it is confirmed."""
    here = visit(request)
    if request.method == "POST":
        forget_memory(request, here)
        here.way.clear()
        here.answers.erase()
        return redirect("policies:start")
    context = {
        "count": len(here.answers.facts),
        "skipped": len(here.answers.skipped),
        "records": here.find_records(),
    }
    return render(request, "policies/erase.html", context)


def _changed(request: HttpRequest, here: Visit) -> Changed | None:
    """The last change, as long as it still is one."""
    former = last_change(request, here)
    if not former:
        return None
    return changed(here.book, former, here.answers, here.vocabulary, on=here.on)
