"""The editions that are held against the population on a day, and when one is another rule."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl

from applicants.matching.bitmaps import Fit, fit_of
from applicants.matching.copying import Ids
from applicants.matching.reading import signature
from policies.models import Edition
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.rules.screening import Screen, plain, reads_alike, type_of
from policies.services.current import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An edition in force.

    Attributes:
        fingerprint: of all that its verdicts rest on beside the profile and the day: its text, the
            facts it reads, the shared tables. A new fact that it does not name changes nothing.
    """

    edition_id: int
    document: Document
    fingerprint: str

    @property
    def programme(self) -> str:
        """The slug of its programme."""
        return self.document.programme


def held_on(catalogue: Catalogue, on: date) -> tuple[Held, ...]:
    """The editions in force on a day, by ascending id."""
    return catalogue.rulebook.remembered(("held", on), lambda: _held_on(catalogue, on))


def decide(
    catalogue: Catalogue, held: Sequence[Held], ids: Ids, frame: pl.DataFrame, *, on: date
) -> list[Fit]:
    """Whom each of some editions fits among the profiles of a frame."""
    screen = catalogue.rulebook.remembered(
        ("screen", *(each.edition_id for each in held)),
        lambda: Screen([each.document for each in held]),
    )
    frame = _readable(frame, catalogue.vocabulary, screen.vocabulary)
    return [fit_of(ids, verdicts) for verdicts in screen.decide(frame, on=on)]


def _readable(frame: pl.DataFrame, read_by: Vocabulary, judged_by: Vocabulary) -> pl.DataFrame:
    """For facts that two documents bring by one name, each with choices or a type of its own."""
    both = {name: judged_by[name] for name in frame.columns if name in judged_by}
    odd = [name for name, fact in both.items() if not reads_alike(read_by[name], fact)]
    if not odd:
        return frame
    strange = [name for name in odd if type_of(read_by[name]) != type_of(both[name])]
    return plain(frame.drop(strange), {name: read_by[name] for name in odd})


def _held_on(catalogue: Catalogue, on: date) -> tuple[Held, ...]:
    documents, _others = catalogue.rulebook.in_force(on)
    by_name = {(each.programme, each.edition): each for each in documents}
    rows = Edition.objects.in_force(on).values_list("programme__slug", "name", "pk")
    known = [(pk, by_name.get((slug, name))) for slug, name, pk in rows]
    tables = catalogue.shared.get("tables.yaml", "")
    return tuple(
        Held(edition_id=pk, document=document, fingerprint=_fingerprint(document, tables))
        for pk, document in sorted(known, key=lambda pair: pair[0])
        if document is not None
    )


def _fingerprint(document: Document, tables: str) -> str:
    named = {name: document.vocabulary[name] for name in document.verdict_facts}
    named |= {name: document.vocabulary[name] for name in document.derived}
    formulas = {name: fact.derived for name, fact in named.items()}
    rests_on = [document.sha256, signature(named), sorted(formulas.items()), tables]
    return sha256(json.dumps(rests_on).encode()).hexdigest()
