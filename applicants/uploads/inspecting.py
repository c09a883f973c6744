"""Is an upload a paper that is taken here, and harmless in size? Asked before any of it is kept."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import (
    SimpleUploadedFile,
    TemporaryUploadedFile,
    UploadedFile,
)

from applicants.uploads import inspector
from applicants.uploads.errors import refuse_when_full
from applicants.uploads.kinds import (
    CONTENT_TYPES,
    EXTENSIONS,
    HEAD,
    KEPT_AS,
    Kind,
    Source,
    kinds_of,
    name_for,
    source_of,
)
from applicants.uploads.naming import clean_name, extension_of
from applicants.uploads.parsing import parse
from applicants.uploads.refusals import MAX_BYTES, advice, refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """What is known of an upload that passed every check.

    Attributes:
        kind: what is kept, by content and by a real parse.
        content_type: ours for this kind; the browser's word is not used.
        size: bytes of what is kept.
        sha256: of what is kept, in hexadecimal.
        name: the founder's name for it, safe to show and to download, never a path; its extension
            is that of the kind.
        file: what is to be kept: the upload itself, or the JPEG that was made of it.
    """

    kind: Kind
    content_type: str
    size: int
    sha256: str
    name: str
    file: UploadedFile[Any] = field(compare=False, repr=False)


def inspect_upload(file: UploadedFile[Any], *, accepted: Sequence[str]) -> Inspected:
    """Check an upload from the cheapest question to the dearest; the first failure ends it.

    Args:
        file: as a form has it. It is read from its start, and left there when it passes.
        accepted: extensions that may be uploaded here, in any case; ``jpeg`` is ``jpg``, and what
            becomes a JPEG counts as one.

    Raises:
        UploadRefused: with the reason. Its codes are ``empty``, ``too_large``,
            ``wrong_extension``, ``wrong_content``, ``unreadable``, ``encrypted``, ``no_pages``,
            ``too_many_pages`` and ``too_many_pixels``.
        StorageFull: there was no room for a temporary copy.
    """
    size = _size_of(file)
    source = _source_of(file, accepted)
    kind = KEPT_AS[source]
    with _on_disk(file) as path:
        verdict, converted = parse(source, path)
    file.seek(0)
    if verdict != "fine":
        name, most = (
            clean_name(file.name or "", otherwise=kind),
            inspector.MAX_PIXELS.get(source, 0),
        )
        megapixels = most // inspector.MILLION
        raise refused(verdict, name=name, kind=kind.upper(), megapixels=megapixels)
    if converted:
        return _converted(file, kind, converted)
    return Inspected(
        kind=kind,
        content_type=CONTENT_TYPES[kind][0],
        size=size,
        sha256=digest_of(file),
        name=name_for(file.name or "", kind),
        file=file,
    )


def _converted(file: UploadedFile[Any], kind: Kind, content: bytes) -> Inspected:
    """The picture that a child has made, inspected as if somebody had uploaded it."""
    name = name_for(file.name or "", kind)
    made = SimpleUploadedFile(name, content, content_type=CONTENT_TYPES[kind][0])
    return inspect_upload(made, accepted=[kind])


def _size_of(file: UploadedFile[Any]) -> int:
    """Bytes, measured: an upload's own ``size`` may be absent."""
    size: int = file.seek(0, os.SEEK_END)
    if size == 0:
        raise refused("empty")
    if size > MAX_BYTES:
        raise refused("too_large")
    return size


def _source_of(file: UploadedFile[Any], accepted: Sequence[str]) -> Source:
    """What it is by its content, where that is taken here; the name only helps to say why not."""
    file.seek(0)
    source, kinds = source_of(file.read(HEAD)), kinds_of(accepted)
    if source is not None and KEPT_AS[source] in kinds:
        return source
    name = clean_name(file.name or "", otherwise=source or "")
    extension = extension_of(name)
    called = EXTENSIONS.get(extension)
    if source is None and called is not None and KEPT_AS[called] in kinds:
        raise refused("wrong_content", name=name, kind=called.upper())
    listed = " / ".join(sorted(one.upper() for one in kinds))
    found = advice(extension, source, set(kinds))
    raise refused("wrong_extension", name=name, accepted=listed, advice=found)


def digest_of(file: UploadedFile[Any]) -> str:
    """SHA-256 of an upload in hexadecimal; it is left at its start."""
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
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
