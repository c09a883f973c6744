"""Whom an edition fits, by name: for those who may see profiles, and those people are told."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from applicants.admin.previewing.figures import STATE_NAMES, number
from applicants.admin.previewing.people import town_of
from applicants.admin.previewing.views import PER_PAGE, may_see_names
from applicants.matching.results import fits
from applicants.models import EditionFit, Profile
from applicants.services.readings import record_names_read
from policies.rules.verdicts import ELIGIBLE, UNDETERMINED
from policies.services import current_catalogue

STATES = (ELIGIBLE, UNDETERMINED)


def fitting_people(request: HttpRequest, object_id: int) -> HttpResponse:
    """The profiles that an edition fits, or may fit; fifty on a page."""
    if not (request.user.has_perm("applicants.view_editionfit") and may_see_names(request.user)):
        raise PermissionDenied
    rows = EditionFit.objects.defer(*STATES).select_related("edition__programme")
    row = get_object_or_404(rows, pk=object_id)
    asked = request.GET.get("state", "")
    state = asked if asked in STATES else ELIGIBLE
    fit = fits(row.edition)
    ids = np.fromiter(fit.eligible if state == ELIGIBLE else fit.undetermined, dtype=np.int64)
    page = Paginator(ids, PER_PAGE).get_page(request.GET.get("page"))
    shown = [int(pk) for pk in page.object_list]
    record_names_read(shown, row.edition, by=request.user, part=state)
    context = {
        **admin.site.each_context(request),
        "title": _("Whom it fits"),
        "row": row,
        "state": state,
        "states": [(each, str(STATE_NAMES[each])) for each in STATES],
        "count": number(len(ids)),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "people": _people(shown),
    }
    return TemplateResponse(request, "admin/applicants/editionfit/people.html", context)


def _people(ids: list[int]) -> list[dict[str, Any]]:
    """Their names, kinds and towns, in the order of their ids."""
    vocabulary = current_catalogue().vocabulary
    found = Profile.objects.in_bulk(ids)
    return [
        {
            "name": profile.name,
            "code": profile.credit_code,
            "kind": profile.get_kind_display(),
            "town": town_of(profile, vocabulary),
        }
        for pk in ids
        if (profile := found.get(pk)) is not None
    ]
