"""What files are taken: how each is told by its content, and what it is kept as.

The content decides, never the name: phones and messengers name files as they like.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from applicants.uploads.naming import clean_name, extension_of, stem_of

Kind = Literal["pdf", "jpg", "png"]  # what is kept, of policies.rules.papers.FORMATS
Source = Literal["pdf", "jpg", "png", "heic", "webp"]  # what may come

KEPT_AS: dict[Source, Kind] = {
    "pdf": "pdf",
    "jpg": "jpg",
    "png": "png",
    "heic": "jpg",  # photographs that not every reviewer could open become one that all can
    "webp": "jpg",
}
EXTENSIONS: dict[str, Source] = {
    "pdf": "pdf",
    "jpg": "jpg",
    "jpeg": "jpg",
    "jpe": "jpg",
    "jfif": "jpg",
    "heic": "heic",
    "heif": "heic",
    "webp": "webp",
    "png": "png",
}
CONTENT_TYPES: dict[Source, tuple[str, ...]] = {
    "pdf": ("application/pdf",),
    "jpg": ("image/jpeg",),
    "png": ("image/png",),
    "heic": ("image/heic", "image/heif"),
    "webp": ("image/webp",),
}
USUAL = ("jpg", "jpeg")  # extensions of a JPEG that stay as they are
HEAD = 1024 + len(b"%PDF-")  # bytes, enough for every signature

_SIGNATURES: dict[bytes, Source] = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
# Readers look for the header of a PDF in the first 1,024 bytes. Before it may stand line ends or
# what a mail had there, as text; nothing that a browser or an archiver would take for its own.
_MARKUP = re.compile(rb"<[!?/a-zA-Z]")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def source_of(head: bytes) -> Source | None:
    """What the first :data:`HEAD` bytes of a file say it is; ``None`` where that is not taken."""
    for signature, source in _SIGNATURES.items():
        if head.startswith(signature):
            return source
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "heic"
    before, header, _after = head[:HEAD].partition(b"%PDF-")
    return "pdf" if header and not (_MARKUP.search(before) or _CONTROL.search(before)) else None


def kinds_of(formats: Iterable[str]) -> set[Kind]:
    """What files of these formats are kept as; formats that are not taken are left out."""
    sources = (EXTENSIONS.get(each.lower().lstrip(".")) for each in formats)
    return {KEPT_AS[source] for source in sources if source}


def content_types(formats: Iterable[str]) -> set[str]:
    """The content types under which files of these formats are kept."""
    return {CONTENT_TYPES[kind][0] for kind in kinds_of(formats)}


def name_for(name: str, kind: Kind) -> str:
    """The founder's name with the extension that fits the content.

    A wrong extension that we know is replaced; anything else behind a full stop belongs to the
    name: ``合同v1.2`` of a photograph becomes ``合同v1.2.jpg``.
    """
    clean = clean_name(name, otherwise=kind)
    extension = extension_of(clean)
    if extension == kind or (kind == "jpg" and extension in USUAL):
        return clean
    stem = stem_of(clean) if extension in EXTENSIONS else clean
    return clean_name(f"{stem}.{kind}")


def accept_attribute(formats: Iterable[str]) -> str:
    """The ``accept`` of a field for files: extensions for desks, content types for phones."""
    kinds = kinds_of(formats)
    extensions = [f".{each}" for each, source in EXTENSIONS.items() if KEPT_AS[source] in kinds]
    types = [
        each
        for source, several in CONTENT_TYPES.items()
        for each in several
        if KEPT_AS[source] in kinds
    ]
    return ",".join(extensions + types)
