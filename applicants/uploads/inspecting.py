"""Is an upload what its name says, and harmless in size? Asked before anything of it is kept."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from applicants.uploads import inspector
from applicants.uploads.errors import UploadRefused, refuse_when_full
from applicants.uploads.naming import clean_name, extension_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

log = logging.getLogger(__name__)

Kind = Literal["pdf", "jpg", "png"]

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
WALL_SECONDS = 10.0  # for a parser that neither works nor ends; its CPU time is limited apart
_LONGEST_ANSWER = 200  # bytes of the child's line
_HEAD = 16  # bytes, enough for every signature
_BOM = b"\xef\xbb\xbf"
_KINDS: dict[str, Kind] = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "png"}
_SIGNATURES: dict[bytes, Kind] = {
    b"%PDF-": "pdf",
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
}
_CONTENT_TYPES: dict[Kind, str] = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
}
_MESSAGES: dict[str, StrOrPromise] = {
    "empty": _(
        "This file is empty. A paper with content is needed. Save it once more on your device, "
        "then choose it again."
    ),
    "too_large": _(
        "This file is too large. At most {megabytes} MB are possible. Scan it at a lower "
        "resolution or split it, then upload it again."
    ),
    "wrong_extension": _(
        "“{name}” is not of a kind accepted here. Accepted are: {accepted}. Save the paper as one "
        "of them, then upload that file."
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What is known of an upload that passed every check.

    Attributes:
        kind: what it is, by name, by content and by a real parse.
        content_type: ours for this kind; the browser's word is not used.
        size: bytes.
        sha256: of the content, in hexadecimal.
        name: the founder's name for it, safe to show and to download, never a path.
    """

    kind: Kind
    content_type: str
    size: int
    sha256: str
    name: str


def inspect_upload(file: UploadedFile[Any], *, accepted: Sequence[str]) -> Inspected:
    """Check an upload from the cheapest question to the dearest; the first failure ends it.

    Args:
        file: as a form has it. It is read from its start, and left there when it passes.
        accepted: extensions that may be uploaded here, in any case; ``jpeg`` is ``jpg``.

    Raises:
        UploadRefused: with the reason. Its codes are ``empty``, ``too_large``,
            ``wrong_extension``, ``wrong_content``, ``unreadable``, ``encrypted``, ``no_pages``,
            ``too_many_pages`` and ``too_many_pixels``.
        StorageFull: there was no room for a temporary copy.
    """
    size = _size_of(file)
    found = _kind_by_content(file)
    name = clean_name(file.name or "", otherwise=found or "")
    kind = _accepted_kind(name, accepted)
    if found != kind:
        raise _refused("wrong_content", name, kind)
    sha256 = _digest(file)
    with _on_disk(file) as path:
        verdict = _parse(kind, path)
    file.seek(0)
    if verdict != "fine":
        raise _refused(verdict, name, kind)
    return Inspected(
        kind=kind, content_type=_CONTENT_TYPES[kind], size=size, sha256=sha256, name=name
    )


def inspector_command(kind: Kind, path: str) -> list[str]:
    """How to start the child: isolated, so neither environment nor folder can change what runs."""
    return [sys.executable, "-I", str(Path(inspector.__file__).resolve()), kind, path]


def _refused(code: str, name: str, kind: Kind) -> UploadRefused:
    values = {
        "name": name,
        "kind": kind.upper(),
        "pages": inspector.MAX_PAGES,
        "megapixels": inspector.MAX_PIXELS // 10**6,
    }
    return UploadRefused(code, format_lazy(_MESSAGES[code], **values))


def _size_of(file: UploadedFile[Any]) -> int:
    """Bytes, measured: an upload's own ``size`` may be absent."""
    size: int = file.seek(0, os.SEEK_END)
    if size == 0:
        raise UploadRefused("empty", _MESSAGES["empty"])
    if size > MAX_BYTES:
        message = format_lazy(_MESSAGES["too_large"], megabytes=MAX_BYTES // MEGABYTE)
        raise UploadRefused("too_large", message)
    return size


def _kind_by_content(file: UploadedFile[Any]) -> Kind | None:
    file.seek(0)
    head = file.read(_HEAD)
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            return kind
    return "pdf" if head.startswith(_BOM + b"%PDF-") else None


def _accepted_kind(name: str, accepted: Sequence[str]) -> Kind:
    kinds = {kind for one in accepted if (kind := _KINDS.get(one.lower().lstrip(".")))}
    kind = _KINDS.get(extension_of(name))
    if kind is None or kind not in kinds:
        listed = " / ".join(sorted(one.upper() for one in kinds))
        message = format_lazy(_MESSAGES["wrong_extension"], name=name, accepted=listed)
        raise UploadRefused("wrong_extension", message)
    return kind


def _digest(file: UploadedFile[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@contextmanager
def _on_disk(file: UploadedFile[Any]) -> Iterator[str]:
    """A path to the content; a copy made for it is gone afterwards."""
    if isinstance(file, TemporaryUploadedFile):
        yield file.temporary_file_path()
        return
    folder = settings.FILE_UPLOAD_TEMP_DIR
    with refuse_when_full(), NamedTemporaryFile(prefix="upload-", dir=folder) as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield copy.name


def _parse(kind: Kind, path: str) -> str:
    """The child's verdict; ``unreadable`` whatever else happens to it."""
    try:
        child = subprocess.run(
            inspector_command(kind, path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_bare_environment(),
            timeout=WALL_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("No verdict on a %s: %s", kind, type(error).__name__)
        return "unreadable"
    if child.returncode < 0:
        log.warning("No verdict on a %s: signal %s ended its parser", kind, -child.returncode)
    return _verdict_in(child.stdout) if child.returncode == 0 else "unreadable"


def _verdict_in(answer: bytes) -> str:
    if len(answer) > _LONGEST_ANSWER:
        return "unreadable"
    try:
        verdict = json.loads(answer)["verdict"]
    except (ValueError, TypeError, KeyError):
        return "unreadable"
    known = isinstance(verdict, str) and (verdict == "fine" or verdict in _MESSAGES)
    return verdict if known else "unreadable"


def _bare_environment() -> dict[str, str]:
    """Nothing a parser could give away; only what some interpreters need to start."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ}
