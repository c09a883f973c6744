"""Files that were handed in, for their owner and for the department in charge; nobody else."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applicants.models import Application, Attachment
from applicants.uploads import open_stored

SANDBOX = "sandbox; default-src 'none'"


@never_cache
@login_required
@require_safe
def attachment(request: HttpRequest, attachment: UUID) -> HttpResponseBase:
    """One file, to be kept and not to be run."""
    row = get_object_or_404(Attachment.objects.select_related("application"), pk=attachment)
    readers = Application.objects.seen_by if request.user.is_staff else Application.objects.owned_by
    if not readers(request.user).filter(pk=row.application_id).exists():
        raise Http404
    try:
        file = open_stored(row.stored)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file, as_attachment=True, filename=row.name, content_type=row.content_type
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
