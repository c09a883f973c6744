"""Judges every determination again and compares it, byte by byte, with what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from applicants.models import Determination
from applicants.services.freezing import digest, judged_again
from policies.rules.errors import ProblemsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One determination, judged again.

    Attributes:
        problem: what differs; empty where every byte is the same.
    """

    reference: str
    problem: str


def replay_determinations() -> Iterator[Replayed]:
    """Each determination in turn."""
    rows = Determination.objects.select_related(
        "application", "snapshot__document", "snapshot__library"
    )
    for row in rows.iterator(chunk_size=200):
        yield Replayed(reference=row.application.reference, problem=_problem(row))


def _problem(row: Determination) -> str:
    snapshot = row.snapshot
    for text in (snapshot.document, snapshot.library):
        if digest(text.content) != text.sha256:
            return f"the text {text.sha256[:12]} is not what its digest says"
    if digest(snapshot.facts) != snapshot.facts_sha256:
        return "the facts are not what their digest says"
    try:
        again = judged_again(snapshot)
    except ProblemsError as error:
        return f"it cannot be judged by this engine: {error}"
    if again != snapshot.verdict:
        return f"the verdict differs at character {_first_difference(again, snapshot.verdict)}"
    return ""


def _first_difference(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
