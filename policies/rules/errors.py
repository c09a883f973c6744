"""What can be wrong with a document or with facts, said with the place where it is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Self

# Nobody mends more at once, and looking for them all takes time.
MOST_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it is and what to do about it.

    Attributes:
        path: the place, as in ``eligibility.all[1].between``; empty for the whole text.
        message: what was found and what was expected.
    """

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class ProblemsError(Exception):
    """Something from outside was refused; ``problems`` says where and why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    @classmethod
    def at(cls, path: str, message: str) -> Self:
        """A single problem."""
        return cls([Problem(path, message)])


class RuleError(ProblemsError):
    """A document or a shared vocabulary was refused; nothing of it is used."""


class FactError(ProblemsError):
    """A value given for a fact was refused; the path is the fact's name."""


class Collector:
    """Gathers the problems of several parts, so that an author sees all of them at once."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, path: str, message: str) -> None:
        """Note one problem and go on.

        Raises:
            RuleError: there are so many that the rest is not worth looking for.
        """
        self.problems.append(Problem(path, message))
        self._stop_at_many()

    def _stop_at_many(self) -> None:
        if len(self.problems) >= MOST_PROBLEMS:
            raise RuleError(self.problems)

    @contextmanager
    def part(self) -> Iterator[None]:
        """Take over the problems of the block instead of stopping at it."""
        try:
            yield
        except RuleError as error:
            self.problems.extend(error.problems)
            self._stop_at_many()

    def finish(self) -> None:
        """Raise what was gathered.

        Raises:
            RuleError: at least one part had a problem.
        """
        if self.problems:
            raise RuleError(self.problems)


def shorten(value: object, limit: int = 60) -> str:
    """The value as a message may show it, text in quotes: never longer than a line."""
    return clip(repr(value) if isinstance(value, str) else str(value), limit)


def clip(text: str, limit: int = 60) -> str:
    """A text that is no longer than a line."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
