"""A file that was handed in as an answer to a browser: to be kept, never to be run."""

from __future__ import annotations

from django.http import FileResponse, Http404

from applicants.models import Attachment
from applicants.uploads import open_stored

SANDBOX = "sandbox; default-src 'none'"


def file_response(attachment: Attachment) -> FileResponse:
    """The file under the name it came with; whether somebody may have it is the caller's question.

    Raises:
        Http404: the file is gone.
    """
    try:
        file = open_stored(attachment.stored)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        file,
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
