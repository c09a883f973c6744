"""Stored files on a disk of this machine: the whole of each, safe from a power cut, or nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from applicants.uploads.errors import CHANGED, refuse_when_full

PARTIAL = ".part"  # ends the name of a file that is still being written


def keep(chunks: Iterable[bytes], name: str, *, sha256: str) -> None:
    """Write the whole of a content under a name, or nothing of it.

    Raises:
        StorageFull: there is no room.
        ValueError: the content has another digest.
    """
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


def open_file(name: str) -> BinaryIO:
    """Open a file for reading.

    Raises:
        FileNotFoundError: there is no such file.
    """
    # A link is refused: it could lead out of the folder.
    return os.fdopen(os.open(_root() / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb")


def remove(name: str) -> None:
    """Remove a file; fine if it is gone."""
    (_root() / name).unlink(missing_ok=True)


def names(folder: str) -> Iterator[tuple[str, float]]:
    """Every file two levels below a folder, with the second since 1970 in which it was written."""
    root = _root()
    for path in sorted((root / folder).glob("*/*")):
        try:
            written = path.lstat().st_mtime
        except FileNotFoundError:  # removed, or renamed to its final name, in the meantime
            continue
        yield path.relative_to(root).as_posix(), written


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
        raise ValueError(CHANGED)


def _sync_folders(folder: Path) -> None:
    """Make the new name, and folders new with it, survive a power cut."""
    for each in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(each, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
