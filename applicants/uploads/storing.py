"""Uploads as files under ``MEDIA_ROOT``, at random names that say nothing of the founder."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from applicants.uploads.errors import refuse_when_full
from applicants.uploads.inspecting import Inspected

FOLDER = "attachments"
PARTIAL = ".part"  # ends the name of a file that is still being written
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
    """Write the whole of a content under a new name, or nothing of it."""
    key = uuid4().hex
    name = f"{FOLDER}/{key[:2]}/{key}"
    path = _root() / name
    unfinished = path.with_name(path.name + PARTIAL)
    with refuse_when_full():
        _make_folders(path.parent)
        try:
            _write(chunks, unfinished, sha256=sha256)
            unfinished.rename(path)
            _sync_folders(path.parent)
        except BaseException:
            for each in (unfinished, path):
                each.unlink(missing_ok=True)
            raise
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
    # A link is refused: it could lead out of the folder.
    return os.fdopen(os.open(_root() / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def remove_stored(name: str) -> None:
    """Remove a stored file, or what an interrupted :func:`store` left; fine if it is gone.

    Raises:
        ValueError: this is not a name that :func:`store` or :func:`stored_names` gives.
    """
    if not _NAME.fullmatch(name.removesuffix(PARTIAL)):
        raise ValueError(f"{name[:60]!r} is not the name of a stored file.")
    (_root() / name).unlink(missing_ok=True)


def stored_names() -> Iterator[tuple[str, float]]:
    """Every stored file with the moment it was written, in seconds since 1970.

    For a sweep of what no row names. What an interrupted :func:`store` left is among them; a file
    that is being written now is too, so a sweep leaves young ones alone.
    """
    root = _root()
    for path in sorted((root / FOLDER).glob("*/*")):
        name = path.relative_to(root).as_posix()
        if not _NAME.fullmatch(name.removesuffix(PARTIAL)):
            continue
        try:
            written = path.lstat().st_mtime
        except FileNotFoundError:  # removed, or renamed to its final name, in the meantime
            continue
        yield name, written


def _root() -> Path:
    return Path(settings.MEDIA_ROOT)


def _make_folders(folder: Path) -> None:
    folder.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _write(chunks: Iterable[bytes], path: Path, *, sha256: str) -> None:
    digest = hashlib.sha256()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as target:
        for chunk in chunks:
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    if digest.hexdigest() != sha256:
        raise ValueError("The file has changed since it was inspected; inspect it again.")


def _sync_folders(folder: Path) -> None:
    """Make the new name, and folders new with it, survive a power cut."""
    for each in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
