"""Looks at what is stored and does whatever is next, so that a lost message costs seconds.

Everything that a worker is asked for in matching is seen here again: a part that nobody decides, a
run that nobody ends, news that nobody told, a day that nobody began.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

from celery import current_app
from kombu.exceptions import OperationalError

from applicants.matching.chunks import decide_chunk
from applicants.matching.merging import merge
from applicants.matching.runs import alone_with, parts_to_call, start_due
from applicants.matching.snapshot import Snapshot
from applicants.matching.telling import tell_new_matches
from applicants.models import MatchRun

log = logging.getLogger(__name__)
TASK = "applicants.tasks.match_part"  # by name: tasks stand above, nothing is imported
USEFUL = 10  # seconds after which the sweep calls again


def sweep(*, on: date) -> None:
    """Do what is next for every run; may run at any time and any number of times."""
    start_due(on=on)
    for run in MatchRun.objects.running():
        go_on(run)
    tell_all()


def go_on(run: MatchRun) -> None:
    """Call workers for the parts that nobody is at; end a run that has none left."""
    if not run.parts.filter(decided_at=None).exists():
        merge(run_id=run.pk)
        return
    for number in parts_to_call(run):
        try:
            current_app.send_task(TASK, [run.pk, number], expires=USEFUL)
        except OperationalError as error:
            log.warning("No worker was called, the next sweep calls again: %s", error)
            return


def decide_part(*, run_id: int, number: int) -> None:
    """What one worker does; the last one ends the run."""
    try:
        with alone_with(run_id=run_id, number=number) as alone:
            if not alone:
                return  # called twice; whoever is at it also sees whether it was the last
            ready = decide_chunk(run_id=run_id, number=number)
        if ready and merge(run_id=run_id):
            tell_all()
    except Exception as error:
        MatchRun.objects.filter(pk=run_id).update(error=f"{type(error).__name__}: {error}"[:500])
        raise


def run_here(
    run: MatchRun, *, snapshot: Snapshot | None = None, progress: Callable[[int], None]
) -> bool:
    """Decide all parts of a run in this process; whether it came to its end here.

    Args:
        progress: told how many parts are decided.
    """
    for done, part in enumerate(run.parts.order_by("number").values_list("number", flat=True), 1):
        decide_chunk(run_id=run.pk, number=part, snapshot=snapshot)
        progress(done)
    ended = merge(run_id=run.pk)
    tell_all()
    return ended


def tell_all() -> None:
    """Write the notifications of every run that has ended and was not told."""
    for run in MatchRun.objects.filter(state=MatchRun.State.DONE, told_at=None).order_by("pk"):
        tell_new_matches(run)
