"""Facts in, verdicts out, as the population engine gives them: many at once, without reasons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.quantities import json_number
from policies.rules.rulebook import Rulebook
from policies.rules.screening import Screen, frame_of
from policies.rules.verdicts import NOT_IN_FORCE, VERDICTS

_POINTS = 6  # digits after the point, as a score is written
# What only the engine that explains works out.
_UNEXPLAINED = dict.fromkeys(("missing", "outcome", "awards", "earliest_on", "reasons"))


def screened_json(
    book: Rulebook, sets: Sequence[Facts], *, on: date, programmes: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """For each set of facts every verdict and score; what needs an explanation is null."""
    slugs = list(book.editions) if programmes is None else list(programmes)
    documents = [book.document(slug, on=on) for slug in slugs]
    in_force = [document for document in documents if document is not None]
    screen, frame = Screen(in_force), frame_of(sets, book.vocabulary)
    truths, scores = screen.decide(frame, on=on), screen.scores(frame, on=on)
    absent = [slug for slug, document in zip(slugs, documents, strict=True) if document is None]
    none = [_result(slug, None, NOT_IN_FORCE, None) for slug in absent]
    found = []
    for row in range(len(sets)):
        results = [
            _result(
                document.programme,
                document,
                VERDICTS[truth[row]],
                None if points is None else points.row(row),
            )
            for document, truth, points in zip(in_force, truths, scores, strict=True)
        ]
        found.append({"on": on.isoformat(), "results": results + none})
    return found


def _result(
    slug: str, document: Document | None, verdict: str, points: Any | None
) -> dict[str, Any]:
    edition = None if document is None else document.edition
    found: dict[str, Any] = {"programme": slug, "edition": edition}
    found |= {"verdict": verdict, "score": None}
    if points is not None and document is not None and document.scoring is not None:
        mark = document.scoring.pass_mark
        found["score"] = {
            "low": round(points[0], _POINTS),
            "high": round(points[1], _POINTS),
            "pass_mark": None if mark is None else json_number(mark),
        }
    return {**found, **_UNEXPLAINED}
