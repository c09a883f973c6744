"""Stored files in a bucket that several machines share, by the store named ``uploads`` of Django.

A bucket keeps a file whole or not at all, so nothing here syncs or renames. The content is written
to a temporary file first: its digest must be right before anybody can read it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File
from django.core.files.storage import storages

from applicants.uploads.errors import CHANGED, refuse_when_full

BUCKET = "uploads"


def keep(chunks: Iterable[bytes], name: str, *, sha256: str) -> None:
    """Write the whole of a content under a name, or nothing of it.

    Raises:
        StorageFull: there is no room for the temporary file.
        ValueError: the content has another digest.
    """
    digest = hashlib.sha256()
    with refuse_when_full(), TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
        for chunk in chunks:
            digest.update(chunk)
            copy.write(chunk)
        if digest.hexdigest() != sha256:
            raise ValueError(CHANGED)
        copy.seek(0)
        _store().save(name, File(copy))


def open_file(name: str) -> BinaryIO:
    """Open a file for reading.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return cast(BinaryIO, _store().open(name, "rb"))


def remove(name: str) -> None:
    """Remove a file; fine if it is gone."""
    _store().delete(name)


def names(folder: str) -> Iterator[tuple[str, float]]:
    """Every file below a folder, with the second since 1970 in which it was written."""
    for each in _store().bucket.objects.filter(Prefix=f"{folder}/"):  # a thousand at a time
        yield each.key, each.last_modified.timestamp()


def _store() -> Any:
    """The store of the extra: without it a bucket is named in vain, and Django says so."""
    return storages[BUCKET]
