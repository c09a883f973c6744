"""Starts the child that parses a file, and takes its answer for what it is: from a stranger."""

from __future__ import annotations

import json
import logging
import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from applicants.uploads import inspector
from applicants.uploads.kinds import KEPT_AS, Source
from applicants.uploads.refusals import MESSAGES

log = logging.getLogger(__name__)

WALL_SECONDS = 10.0  # for a parser that neither works nor ends; its CPU time is limited apart
_LONGEST_LINE = 200  # bytes of the child's line
_UNREADABLE = ("unreadable", b"")


def parse(source: Source, path: str) -> tuple[str, bytes]:
    """The child's verdict, and the picture it made where one is to be made.

    ``unreadable`` whatever else happens to it.
    """
    converts = KEPT_AS[source] != source
    most = _LONGEST_LINE + (inspector.MAX_CONVERTED if converts else 0)
    try:
        with _started(source, path) as child:
            answer = _read(child.stdout, most)
            if answer is None:
                log.warning("No verdict on a %s: too slow, or too long", source)
                return _UNREADABLE
            status = child.wait(timeout=WALL_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        log.warning("No verdict on a %s: %s", source, type(error).__name__)
        return _UNREADABLE
    if status < 0:
        log.warning("No verdict on a %s: signal %s ended its parser", source, -status)
    return _verdict_in(answer, converts) if status == 0 else _UNREADABLE


def inspector_command(source: Source, path: str) -> list[str]:
    """How to start the child: isolated, so neither environment nor folder can change what runs."""
    return [sys.executable, "-I", str(Path(inspector.__file__).resolve()), source, path]


@contextmanager
def _started(source: Source, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """The child, ended when it is no longer listened to."""
    with subprocess.Popen(
        inspector_command(source, path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_bare_environment(),
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def _read(pipe: IO[bytes] | None, most: int) -> bytes | None:
    """All that the child says; ``None`` where it takes too long or says too much."""
    if pipe is None:
        raise AssertionError("the child was started with a pipe")
    ends, said, heard = time.monotonic() + WALL_SECONDS, bytearray(), select.poll()
    heard.register(pipe, select.POLLIN)
    while len(said) <= most:
        if not heard.poll(max(ends - time.monotonic(), 0) * 1000):
            return None
        piece = os.read(pipe.fileno(), 1 << 16)
        if not piece:
            return bytes(said)
        said += piece
    return None


def _verdict_in(answer: bytes, converts: bool) -> tuple[str, bytes]:
    line, _end, rest = answer.partition(b"\n")
    if len(line) > _LONGEST_LINE or bool(rest) > converts:
        return _UNREADABLE
    try:
        verdict = json.loads(line)["verdict"]
    except (ValueError, TypeError, KeyError):
        return _UNREADABLE
    if verdict == "fine" and bool(rest) == converts:
        return "fine", rest
    known = isinstance(verdict, str) and verdict in MESSAGES
    return (verdict, b"") if known else _UNREADABLE


def _bare_environment() -> dict[str, str]:
    """Nothing a parser could give away; only what some interpreters need to start."""
    kept = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ}
