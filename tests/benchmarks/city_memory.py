"""The city in memory: all programmes at once, and one that is new."""

from __future__ import annotations

from time import perf_counter

from applicants.matching import keeping
from applicants.matching.bitmaps import fit_of
from applicants.matching.preview import preview
from applicants.matching.snapshot import current_snapshot
from policies.rules.documents import Document
from policies.rules.screening import Screen
from policies.services import current_catalogue
from tests.benchmarks.city_measuring import (
    City,
    Passed,
    agree_one_by_one,
    passing,
    tell,
    tell_figure,
)


def report(city: City, *, bounds: bool) -> Passed:
    """Screening everybody, and what rests on it."""
    screen = Screen(city.documents)
    megabytes = city.frame.estimated_size("mb")
    print(
        f"frame of {city.frame.width} facts, {megabytes:.0f} MB; "
        f"the screen reads {len(screen.facts)} of them, derived ones included"
    )
    pairs = agree_one_by_one(city, screen)
    print(f"list and single answer agree on {pairs:,} pairs")
    start = perf_counter()
    verdicts = Screen(city.documents).decide(city.frame, on=city.on)
    first = perf_counter() - start
    shares = [sum(map(kind, verdicts)) / len(verdicts) / city.frame.height for kind in _KINDS]
    print("eligible {:.1%}, ineligible {:.1%}, undetermined {:.1%} of the pairs".format(*shares))
    found = passing(lambda: screen.decide(city.frame, on=city.on), times=7)
    tell("screening in memory, all programmes", found, bound=0.4 if bounds else None)
    tell_figure("  the first time, with compiling the documents", f"{first:9.3f} s")
    _one_programme(city, bounds=bounds)
    _previews(city, bounds=bounds)
    return found


_KINDS = (
    lambda series: series.sum(),
    lambda series: (~series).sum(),
    lambda series: series.null_count(),
)


def _one_programme(city: City, *, bounds: bool) -> None:
    """A new programme is compiled, held against everybody, counted and named."""
    taken: dict[str, float] = {}
    for document in city.documents:
        start = perf_counter()
        _counts_and_ids(city, document)
        taken[document.programme] = perf_counter() - start
    slowest = max(taken, key=taken.__getitem__)
    tell(
        "one new programme from the snapshot, counts and ids",
        Passed(tuple(taken.values())),
        bound=0.1 if bounds else None,
        note=f"one run of each; slowest: {slowest}",
    )
    ranked = sorted(taken, key=taken.__getitem__)
    middle = next(d for d in city.documents if d.programme == ranked[len(ranked) // 2])
    found = passing(lambda: _from_postgresql(city, middle), times=5)
    tell(
        f"the same from PostgreSQL ({middle.programme})",
        found,
        bound=1.5 if bounds else None,
        note="snapshot on disk, asked what has changed",
    )


def _counts_and_ids(city: City, document: Document) -> tuple[int, int]:
    (verdicts,) = Screen([document]).decide(city.frame, on=city.on)
    fit = fit_of(city.snapshot.ids, verdicts)
    return len(fit.eligible), len(fit.undetermined)


def _from_postgresql(city: City, document: Document) -> tuple[int, int]:
    snapshot = current_snapshot(city.vocabulary)
    (verdicts,) = Screen([document]).decide(snapshot.frame, on=city.on)
    fit = fit_of(snapshot.ids, verdicts)
    return len(fit.eligible), len(fit.undetermined)


def _previews(city: City, *, bounds: bool) -> None:
    """The costliest kind of draft, one that scores, against the edition that it would replace."""
    scored = {d.programme: d for d in city.documents if d.scoring and d.scoring.decides}
    replaced = scored["national-tech-sme"]
    draft = next(d for slug, d in scored.items() if slug.startswith("national-tech-sme-"))
    library = current_catalogue().library

    def once() -> None:
        snapshot = current_snapshot(city.vocabulary)
        found = preview(draft, replaced, snapshot, library, on=city.on)
        assert found.counts.profiles == city.frame.height
        assert found.divisions

    def from_disk() -> None:
        keeping.forget()
        once()

    bound = 3 if bounds else None
    tell("preview of a draft that scores, with its tables", passing(once, times=5), bound=bound)
    tell("  where the snapshot is to be read from disk", passing(from_disk, times=3), bound=bound)
