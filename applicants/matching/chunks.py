"""One part of a run: some profiles against all editions of it."""

from __future__ import annotations

import numpy as np
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from applicants.matching.bitmaps import pack
from applicants.matching.editions import decide
from applicants.matching.runs import held_of
from applicants.matching.snapshot import Snapshot, current_snapshot
from applicants.models import MatchChunk, MatchRun
from policies.services import current_catalogue


def decide_chunk(*, run_id: int, number: int, snapshot: Snapshot | None = None) -> bool:
    """Decide a part and keep its result; twice is once.

    Args:
        snapshot: the facts, where the caller has just read them.

    Returns:
        Whether all parts of the run are decided now.
    """
    part = MatchChunk.objects.select_related("run").filter(run=run_id, number=number).first()
    if part is None:
        return False  # the run is at its end
    if part.decided_at is None:
        catalogue = current_catalogue()
        held = held_of(part.run, catalogue)
        current = [each for each in held if each is not None]
        if snapshot is None:
            snapshot = current_snapshot(catalogue.vocabulary)
        first, last = _rows(part, snapshot)
        ids, frame = snapshot.ids[first:last], snapshot.frame[first:last]
        fits = iter(decide(catalogue, current, ids, frame, on=part.run.on))
        found = [None if each is None else next(fits) for each in held]
        part.eligible = [b"" if fit is None else pack(fit.eligible) for fit in found]
        part.undetermined = [b"" if fit is None else pack(fit.undetermined) for fit in found]
        part.profiles = len(ids)
        _keep(part)
    return not MatchChunk.objects.filter(run=run_id, decided_at=None).exists()


@transaction.atomic
def _keep(part: MatchChunk) -> None:
    """Keep a result, unless somebody else was quicker."""
    open_ = MatchChunk.objects.filter(pk=part.pk, decided_at=None)
    kept = open_.update(
        eligible=part.eligible,
        undetermined=part.undetermined,
        profiles=part.profiles,
        decided_at=timezone.now(),
    )
    if kept:
        MatchRun.objects.filter(pk=part.run_id).update(decided=F("decided") + 1)


def _rows(part: MatchChunk, snapshot: Snapshot) -> tuple[int, int]:
    first = int(np.searchsorted(snapshot.ids, part.above, side="right"))
    if part.up_to is None:
        return first, len(snapshot.ids)
    return first, int(np.searchsorted(snapshot.ids, part.up_to, side="right"))
