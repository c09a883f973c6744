"""Files of one's own; staff have another door, in the admin."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applicants.downloads import file_response
from applicants.models import Application, Attachment


@never_cache
@login_required
@require_safe
def attachment(request: HttpRequest, attachment: UUID) -> HttpResponseBase:
    """One file of an own application."""
    own = Application.objects.owned_by(request.user)
    row = get_object_or_404(Attachment, pk=attachment, application__in=own)
    return file_response(row)
