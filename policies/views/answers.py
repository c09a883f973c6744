"""What was answered: look at it, change it, delete it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from policies.presentation.given import given
from policies.views.asking import visit


@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """Every answer, by topic."""
    here = visit(request)
    context = {
        "topics": given(here.answers, here.vocabulary),
        "count": len(here.answers.facts),
        "skipped": len(here.answers.skipped),
    }
    return render(request, "policies/answers.html", {"nav": "answers", **context})


@require_POST
def delete(request: HttpRequest, name: str) -> HttpResponse:
    """Forget one answer; one that is not there is forgotten already."""
    visit(request).answers.remove(name)
    return redirect("policies:answers")


@require_POST
def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask once more what was skipped."""
    visit(request).answers.ask_skipped_again()
    return redirect("policies:questions")


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Forget everything, once it is confirmed."""
    here = visit(request)
    if request.method == "POST":
        here.answers.erase()
        return redirect("policies:start")
    context = {"count": len(here.answers.facts), "skipped": len(here.answers.skipped)}
    return render(request, "policies/erase.html", context)
