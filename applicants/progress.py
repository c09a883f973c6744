"""A bar in the terminal that says how far a long command is; a few plain lines elsewhere."""

from __future__ import annotations

import time
from typing import Protocol

WIDTH = 30
LINES = 4  # where it is no terminal


class Stream(Protocol):
    """What a bar is written to; the streams of a management command are such."""

    def write(self, text: str, /) -> object:
        """Write a text."""

    def flush(self) -> object:
        """Let it be seen."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""


class ProgressBar:
    """Says how many of how many are done, and how long the rest will take."""

    def __init__(self, stream: Stream, total: int, *, what: str) -> None:
        self._stream, self._total, self._what = stream, max(total, 1), what
        self._start = time.monotonic()
        self._drawn = 0.0
        self._said = 0

    def __call__(self, done: int) -> None:
        """Draw it anew, at most ten times a second; the end is always drawn."""
        if self._stream.isatty():
            now = time.monotonic()
            if now - self._drawn > 0.1 or done >= self._total:
                self._drawn = now
                self._stream.write(f"\r{self._line(done)}" + "\n" * (done >= self._total))
                self._stream.flush()
        elif done * LINES // self._total > self._said:
            self._said = done * LINES // self._total
            self._stream.write(f"{self._what}: {done:,} of {self._total:,}\n")

    def _line(self, done: int) -> str:
        filled = min(WIDTH * done // self._total, WIDTH)
        passed = time.monotonic() - self._start
        left = passed * (self._total - done) / done if done else 0.0
        bar = "█" * filled + "·" * (WIDTH - filled)
        return f"{self._what} {bar} {done:>9,} of {self._total:,}  {left:4.0f} s left"
