"""Whole runs in a process of its own, so that its peak of memory is its own.

``python -m tests.benchmarks.city_run DAY`` makes one for each line of its input and answers each
with a line of JSON. As ``manage.py match run`` does, a run reads the facts of everybody (from the
snapshot where one is kept), decides all editions in force, compares with what is stored and writes
the difference.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date
from time import perf_counter, process_time

import django


def main(on: date) -> None:
    """Run as often as asked; the catalogue is read before, as in a worker that is up."""
    django.setup()
    from applicants.matching.editions import held_on
    from applicants.matching.runs import start_run
    from applicants.matching.snapshot import current_snapshot
    from applicants.matching.sweeping import run_here
    from applicants.models import MatchRun
    from policies.services import current_catalogue

    catalogue = current_catalogue()
    held = held_on(catalogue, on)
    for _line in sys.stdin:
        start, working = perf_counter(), process_time()
        snapshot = current_snapshot(catalogue.vocabulary)
        run = start_run(kind=MatchRun.Kind.ASKED, on=on, held=held)
        ended = run_here(run, snapshot=snapshot, progress=lambda done: None)
        seconds, worked = perf_counter() - start, process_time() - working
        run.refresh_from_db()
        found = {
            "ended": ended,
            "editions": len(held),
            "profiles": run.profiles,
            "gained": run.gained,
            "lost": run.lost,
            "seconds": seconds,
            "worked": worked,
            "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
