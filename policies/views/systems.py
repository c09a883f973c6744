"""Pages of what surrounds the programmes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from policies.presentation.systems import all_systems, system_block
from policies.views.asking import visit


@require_safe
def system_list(request: HttpRequest) -> HttpResponse:
    """Every system by name."""
    here = visit(request)
    systems = all_systems(here.library, here.book, on=here.on)
    return render(request, "policies/system_list.html", {"nav": "programmes", "systems": systems})


@require_safe
def system(request: HttpRequest, slug: str) -> HttpResponse:
    """What it is, its figures with their source, and the programmes it concerns."""
    here = visit(request)
    found = here.library.systems.get(slug)
    if found is None:
        raise Http404
    block = system_block(found, here.library, here.book, on=here.on)
    return render(request, "policies/system.html", {"nav": "programmes", "system": block})
