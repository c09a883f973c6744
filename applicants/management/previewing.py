"""``match preview``: what a document from a file would change for everybody, as plain text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import CommandError

from applicants.matching.preview import (
    STATES,
    Counts,
    Division,
    Move,
    Preview,
    preview,
    replaced_by,
)
from applicants.matching.snapshot import current_snapshot
from policies.rules.documents import Document, read_documents
from policies.rules.errors import RuleError
from policies.rules.library import Library
from policies.rules.reading import DOCUMENT_LIMITS
from policies.rules.wording import EN
from policies.services import current_catalogue

BAD_INPUT = 2
_MOST_OCTETS = 64 * DOCUMENT_LIMITS.octets  # a file may have many editions
_HEADS = ("gained", "lost", "newly unknown", "no longer unknown", "still eligible", "profiles")
_WIDE = 20


def preview_file(name: str, *, on: date, write: Callable[[str], object]) -> None:
    """Print what the last edition of a file would change.

    Raises:
        CommandError: with code 2 where the file cannot be read or is no rule document.
    """
    catalogue = current_catalogue()
    document = _document(name, catalogue.library)
    start = time.perf_counter()
    snapshot = current_snapshot(catalogue.vocabulary)
    replaced = replaced_by(document, catalogue.rulebook, on=on)
    found = preview(document, replaced, snapshot, catalogue.library, on=on)
    lines = list(_lines(found))
    seconds = time.perf_counter() - start
    for line in lines:
        write(line)
    write(f"{found.counts.profiles:,} profiles in {seconds:.1f} s.")


def _document(name: str, library: Library) -> Document:
    try:
        with Path(name).open(encoding="utf-8") as file:
            text = file.read(_MOST_OCTETS)
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name}: {error}", returncode=BAD_INPUT) from error
    try:
        return read_documents(text, library=library)[-1]
    except RuleError as error:
        problems = "\n".join(f"{name}: {problem}" for problem in error.problems)
        raise CommandError(problems, returncode=BAD_INPUT) from error


def _lines(found: Preview) -> Iterator[str]:
    document, replaced = found.document, found.replaced
    against = f"against {replaced.edition}" if replaced else "against nothing: no edition in force"
    yield f"{document.programme} ({document.edition}) {against}, on {found.on}."
    counts = found.counts
    for state in STATES:
        yield f"  {state:<13}{counts.before(state):>11,} -> {counts.after(state):>11,}"
    for fact in found.unanswered:
        yield f"  nobody has answered {fact.name}"
    yield from _table("", [("everybody", counts)])
    for division in found.divisions:
        yield from _table(division.fact.name, _named(division))


def _named(division: Division) -> list[tuple[str, Counts]]:
    names = {value: dict(words).get(EN, value) for value, words in division.fact.choices.items()}
    return [
        (names[value] if value is not None else "not stated", counts)
        for value, counts in division.parts
    ]


def _table(title: str, rows: list[tuple[str, Counts]]) -> Iterator[str]:
    width = max([len(title), _WIDE, *(len(name) for name, _counts in rows)])
    yield ""
    yield f"{title:<{width}}" + "".join(f"{head:>{len(head) + 3}}" for head in _HEADS)
    for name, counts in rows:
        numbers = [*(counts.moved[move] for move in Move), counts.still_eligible, counts.profiles]
        cells = zip(_HEADS, numbers, strict=True)
        yield f"{name:<{width}}" + "".join(f"{n:>{len(head) + 3},}" for head, n in cells)
