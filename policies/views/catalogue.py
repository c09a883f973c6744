"""The start page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.models.programmes import Category
from policies.presentation.overview import (
    category_counts,
    closing_soon,
    expected_rounds,
    opening_soon,
)
from policies.views.asking import Visit, visit


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """One sentence, one button, what closes soon, and the catalogue by category."""
    here = visit(request)
    context = {
        "answered": len(here.answers.facts),
        "progress": here.progress() if here.answers else None,
        "closing": closing_soon(here.book, here.departments, on=here.on),
        "opening": opening_soon(here.book, here.departments, on=here.on),
        "expected": expected_rounds(here.book, here.departments, on=here.on),
        "categories": _categories(here),
    }
    return render(request, "policies/start.html", context)


def _categories(here: Visit) -> list[tuple[str, str, int]]:
    counts = category_counts(here.book, on=here.on)
    return [(key, str(label), counts[key]) for key, label in Category.choices if counts[key]]
