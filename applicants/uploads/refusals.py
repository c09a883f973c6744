"""The words of refusals: what is wrong, what was expected, what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applicants.uploads import inspector
from applicants.uploads.errors import UploadRefused

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE

MESSAGES: dict[str, StrOrPromise] = {
    "empty": _(
        "This file is empty. A paper with content is needed. Save it once more on your device, "
        "then choose it again."
    ),
    "too_large": _(
        "This file is too large. At most {megabytes} MB are possible. Scan it at a lower "
        "resolution or split it, then upload it again."
    ),
    "wrong_extension": _(
        "“{name}” is not of a kind accepted here. Accepted are: {accepted}. {advice}"
    ),
    "wrong_content": _(
        "“{name}” is called {kind}, but its content is something else. Renaming is not enough. "
        "Open the paper, export it as {kind}, then upload that file."
    ),
    "unreadable": _(
        "“{name}” cannot be read. It may be damaged or incomplete. Check that it opens on your "
        "device, save it once more as {kind}, then upload that file."
    ),
    "encrypted": _(
        "“{name}” is protected by a password, so nobody could review it. Save a copy without "
        "protection, then upload the copy."
    ),
    "no_pages": _(
        "“{name}” has no pages. A PDF with at least one page is needed. Export the paper once "
        "more, then upload that file."
    ),
    "too_many_pages": _(
        "“{name}” has too many pages. At most {pages} are possible. Keep the pages that are "
        "needed, then upload it again."
    ),
    "too_many_pixels": _(
        "“{name}” is too large a picture. At most {megapixels} million pixels are possible. Scan "
        "or photograph it at a lower resolution, then upload it again."
    ),
}
_SAVE_AS_ONE = _("Save the paper as one of them, then upload that file.")
_AS_PDF = _("Open it in the program it comes from, save or print it as PDF, then upload the PDF.")
_OFD = _("Open the OFD file in its reader, save or print it as PDF, then upload the PDF.")
_PICTURE = _("Open the picture and save it as JPG, or take a screenshot, then upload that.")
_UNPACK = _("Unpack it, then upload the papers in it one by one.")
_PICTURE_AS_PDF = _(
    "Open the picture on your phone, share or print it as PDF, then upload the PDF."
)
_PHOTOGRAPH = _("Take a screenshot of the page or save it as a picture, then upload that.")
_ADVICE: dict[str, StrOrPromise] = {
    **dict.fromkeys(("doc", "docx", "wps", "rtf", "odt", "txt", "pages"), _AS_PDF),
    **dict.fromkeys(("xls", "xlsx", "et", "ods", "csv", "numbers"), _AS_PDF),
    **dict.fromkeys(("ppt", "pptx", "dps", "odp", "key", "caj", "dwg", "html"), _AS_PDF),
    "ofd": _OFD,
    **dict.fromkeys(("gif", "bmp", "tif", "tiff", "avif", "svg", "dng", "psd"), _PICTURE),
    **dict.fromkeys(("zip", "rar", "7z", "tar", "gz"), _UNPACK),
}


def advice(extension: str, source: str | None, kinds: set[str]) -> StrOrPromise:
    """How to come from what somebody has to what is taken here.

    Args:
        extension: of the name.
        source: what the content is, where that is known.
        kinds: what is taken here.
    """
    if source == "pdf":
        return _PHOTOGRAPH
    if source is not None:
        return _PICTURE_AS_PDF if kinds == {"pdf"} else _SAVE_AS_ONE
    found = _ADVICE.get(extension, _SAVE_AS_ONE)
    if found is _PICTURE and kinds == {"pdf"}:
        return _PICTURE_AS_PDF
    return found if "pdf" in kinds or found in (_PICTURE, _UNPACK) else _SAVE_AS_ONE


def refused(code: str, **values: object) -> UploadRefused:
    """A refusal in words; what they need besides the given values is known here."""
    limits = {"pages": inspector.MAX_PAGES, "megabytes": MAX_BYTES // MEGABYTE}
    return UploadRefused(code, format_lazy(MESSAGES[code], **limits, **values))
