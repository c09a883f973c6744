"""Uploads as files at random names that say nothing of the founder.

They lie on the disk (``MEDIA_ROOT``), or in a bucket that several machines share.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, BinaryIO, Protocol
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from applicants.uploads import bucket, disk
from applicants.uploads.bucket import BUCKET
from applicants.uploads.disk import PARTIAL
from applicants.uploads.inspecting import Inspected

FOLDER = "attachments"
_PIECE = 1 << 16  # bytes read at a time
_NAME = re.compile(FOLDER + r"/([0-9a-f]{2})/\1[0-9a-f]{30}")


def store(file: UploadedFile[Any], inspected: Inspected) -> str:
    """Keep an inspected upload: the whole of it, safe from a power cut, or nothing.

    Args:
        file: the upload. It is read from its start.
        inspected: what the inspection of this very file found.

    Returns:
        The stored name, such as ``attachments/3f/3f…``.

    Raises:
        StorageFull: there is no room; nothing was kept.
        ValueError: the content is not the inspected one; nothing was kept.
    """
    return _keep(file.chunks(), sha256=inspected.sha256)


def store_made(file: IO[bytes]) -> str:
    """Keep a file that we made ourselves; read from its start, a piece at a time.

    Raises:
        StorageFull: there is no room; nothing was kept.
    """
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # any file
    file.seek(0)
    return _keep(iter(partial(file.read, _PIECE), b""), sha256=sha256)


def copy_stored(name: str, *, sha256: str) -> str:
    """Keep a stored file a second time, under a name of its own.

    Args:
        sha256: of its content, in hexadecimal, as it was when it was stored.

    Returns:
        The name of the copy.

    Raises:
        StorageFull: there is no room; nothing was kept.
        ValueError: this is no name that :func:`store` gives, or the content is another one.
        FileNotFoundError: there is no such file.
    """
    with open_stored(name) as file:
        return _keep(iter(partial(file.read, _PIECE), b""), sha256=sha256)


def _keep(chunks: Iterable[bytes], *, sha256: str) -> str:
    """Keep the whole of a content under a new name, or nothing of it."""
    key = uuid4().hex
    name = f"{FOLDER}/{key[:2]}/{key}"
    _place().keep(chunks, name, sha256=sha256)
    return name


@contextmanager
def removed_on_failure() -> Iterator[list[str]]:
    """Takes the names of files as they are stored; where what they belong to fails, they go.

    Put it around the transaction: what is rolled back has lost its rows by then.
    """
    stored: list[str] = []
    try:
        yield stored
    except BaseException:  # also a worker that is told to end; it goes on to whoever waits for it
        for name in stored:
            remove_stored(name)
        raise


def open_stored(name: str) -> BinaryIO:
    """Open a stored file for reading; the caller closes it.

    Raises:
        ValueError: this is not a name that :func:`store` gives.
        FileNotFoundError: there is no such file.
    """
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name[:60]!r} is not the name of a stored file.")
    return _place().open_file(name)


def remove_stored(name: str) -> None:
    """Remove a stored file, or what an interrupted :func:`store` left; fine if it is gone.

    Raises:
        ValueError: this is not a name that :func:`store` or :func:`stored_names` gives.
    """
    if not _NAME.fullmatch(name.removesuffix(PARTIAL)):
        raise ValueError(f"{name[:60]!r} is not the name of a stored file.")
    _place().remove(name)


def stored_names() -> Iterator[tuple[str, float]]:
    """Every stored file with the moment it was written, in seconds since 1970.

    For a sweep of what no row names. What an interrupted :func:`store` left is among them; a file
    that is being written now is too, so a sweep leaves young ones alone.
    """
    for name, written in _place().names(FOLDER):
        if _NAME.fullmatch(name.removesuffix(PARTIAL)):
            yield name, written


class _Place(Protocol):
    """Where files lie: :mod:`~applicants.uploads.disk` or :mod:`~applicants.uploads.bucket`."""

    def keep(self, chunks: Iterable[bytes], name: str, *, sha256: str) -> None: ...
    def open_file(self, name: str) -> BinaryIO: ...
    def remove(self, name: str) -> None: ...
    def names(self, folder: str) -> Iterator[tuple[str, float]]: ...


def _place() -> _Place:
    """A bucket where one is named, else the disk of this machine."""
    found: _Place = bucket if BUCKET in settings.STORAGES else disk
    return found
