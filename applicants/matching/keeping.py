"""A snapshot on disk: two files, of which one says what the other must be.

A new one is written beside the old and made lasting before the small file that names it takes the
place of the old small file, in one step. Whoever reads meanwhile has the old or the new, never half
of one; whatever is damaged, foreign or gone reads as nothing, and is made again.
"""

from __future__ import annotations

import fcntl
import io
import json
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
from django.conf import settings
from polars.exceptions import PolarsError

FORMAT = 2  # another one, and files of before are passed over
_CURRENT, _LOCK = "current.json", "lock"
_TRIES = 5  # a reader may find the file gone that it was sent to, when two writers were quick
_PRIVATE = 0o600

Label = dict[str, Any]  # what a snapshot rests on, as JSON
# The file that was read or written last, for the parts of a run ask one after the other.
_last: tuple[str, pl.DataFrame] | None = None


def load() -> tuple[Label, pl.DataFrame] | None:
    """The snapshot that was kept last and its label; nothing where there is none to rely on."""
    global _last
    for _ in range(_TRIES):
        current = _current()
        if current is None:
            _last = None
            return None
        if _last is not None and _last[0] == current["file"]:
            return current["label"], _last[1]
        try:
            content = (_folder() / current["file"]).read_bytes()
        except FileNotFoundError:
            continue
        except OSError:
            return None
        if len(content) != current["size"] or zlib.crc32(content) != current["crc32"]:
            return None
        try:
            frame = pl.read_ipc(io.BytesIO(content))
        except PolarsError:
            return None
        _last = current["file"], frame
        return current["label"], frame
    return None


def forget() -> None:
    """Read the file again when it is next asked for, as a new process would."""
    global _last
    _last = None


def keep(label: Label, frame: pl.DataFrame) -> None:
    """Let a snapshot take the place of the one before; needs :func:`locked`."""
    global _last
    written = io.BytesIO()
    frame.write_ipc(written, compression="lz4")
    content = written.getvalue()
    name = f"{uuid4().hex}.arrow"
    _write(name, content)
    current = {
        "format": FORMAT,
        "label": label,
        "file": name,
        "size": len(content),
        "crc32": zlib.crc32(content),
    }
    beside = f"{uuid4().hex}.json"
    _write(beside, json.dumps(current).encode())
    os.replace(_folder() / beside, _folder() / _CURRENT)
    _make_lasting(_folder())
    _last = name, frame  # what was just written need not be read
    _clear(name)


def name() -> str:
    """Which file is current; empty where there is none."""
    current = _current()
    return str(current["file"]) if current else ""


def discard(*, wait: bool) -> None:
    """Remove the snapshot: somebody had something erased that is in it.

    Args:
        wait: for whoever is writing one, which may take seconds.
    """
    forget()
    with locked(wait=wait):
        (_folder() / _CURRENT).unlink(missing_ok=True)
        _clear("")


def age() -> float:
    """For how many seconds the snapshot has been kept; no time where there is none."""
    try:
        return time.time() - (_folder() / _CURRENT).stat().st_mtime
    except OSError:
        return 0.0


@contextmanager
def locked(*, wait: bool) -> Iterator[bool]:
    """Alone among all processes of this machine; gives False at once where one need not wait."""
    path = _folder() / _LOCK
    handle = os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)  # and with it the lock goes


def _folder() -> Path:
    folder: Path = settings.MATCHING_ROOT
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _current() -> dict[str, Any] | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        found = json.loads((_folder() / _CURRENT).read_bytes())
        if found["format"] == FORMAT and {"label", "file", "size", "crc32"} <= set(found):
            return dict(found)
    return None


def _write(name: str, content: bytes) -> None:
    handle = os.open(_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _make_lasting(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _clear(kept: str) -> None:
    """Files that no longer count, also those of writers that were killed."""
    for path in _folder().iterdir():
        if path.name not in (kept, _CURRENT, _LOCK):
            path.unlink(missing_ok=True)
