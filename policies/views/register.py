"""The page of what was not found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.presentation.register import register
from policies.views.asking import visit


@require_safe
def missing_texts(request: HttpRequest) -> HttpResponse:
    """Every programme of which some text was not found, and which text that is."""
    here = visit(request)
    found = register(here.book, here.departments, on=here.on)
    return render(request, "policies/register.html", {"nav": "programmes", "register": found})
