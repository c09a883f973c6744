"""Whole runs from PostgreSQL to the stored difference, and what is stored."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from statistics import median
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection

from applicants.matching.editions import decide
from applicants.matching.results import fits
from applicants.population.drawing import draw_city
from applicants.population.making import ON
from policies.services import current_catalogue
from tests.benchmarks.city_database import ROOT
from tests.benchmarks.city_measuring import City, Passed, tell, tell_figure

TIMES = 3
CHANGED = 0.01
FORGET = """
TRUNCATE applicants_editionfit, applicants_fitchange, applicants_matchchunk, applicants_matchrun,
    applicants_profilefit
"""
ROWS = """
CREATE TABLE city_rows (edition_id bigint, profile_id bigint, state smallint);
"""
INDEXES = """
ALTER TABLE city_rows ADD PRIMARY KEY (edition_id, profile_id);
CREATE INDEX ON city_rows (profile_id);
"""


def report(size: int, *, bounds: bool) -> tuple[Passed, Passed]:
    """First runs and runs after a change, in processes of their own."""
    pairs = [_first_and_again(size, number) for number in range(TIMES)]
    firsts, agains = ([pair[place] for pair in pairs] for place in (0, 1))
    print(
        f"{firsts[0]['editions']} editions, {firsts[0]['profiles']:,} profiles, "
        f"{firsts[0]['gained']:,} pairs gained; each first run in a new process"
    )
    first, again = _passed(firsts), _passed(agains)
    tell("whole run, the first time", first, bound=12 if bounds else None)
    memory = median(run["megabytes"] for run in firsts)
    tell_figure(
        "  peak memory of its process", f"{memory:9.0f} MB", memory, 2_000 if bounds else None
    )
    moved = median(run["gained"] + run["lost"] for run in agains)
    tell(
        "whole run, 1 % of the profiles changed since",
        again,
        bound=3 if bounds else None,
        note=f"{moved:,} pairs gained or lost",
    )
    return first, again


def stored(city: City) -> None:
    """The stored sets beside rows with two indexes, really made."""
    catalogue = current_catalogue()
    wanted = decide(catalogue, city.held, city.snapshot.ids, city.frame, on=city.on)
    for each, fit in zip(city.held, wanted, strict=True):
        if fits(each.edition_id) != fit:
            raise AssertionError(f"{each.programme}: what is stored is not what holds")
    count = sum(len(fit.eligible) + len(fit.undetermined) for fit in wanted)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS city_rows")
        cursor.execute(ROWS)
        with cursor.copy("COPY city_rows FROM STDIN") as copy:
            for each, fit in zip(city.held, wanted, strict=True):
                for state, ids in enumerate((fit.eligible, fit.undetermined)):
                    copy.write("".join(f"{each.edition_id}\t{pk}\t{state}\n" for pk in ids))
        cursor.execute(INDEXES)
        rows = _size(cursor, "city_rows")
        cursor.execute("VACUUM FULL applicants_editionfit")
        sets = _size(cursor, "applicants_editionfit")
        cursor.execute("DROP TABLE city_rows")
    ratio = rows / sets
    print(f"stored sets equal what holds, {count:,} pairs eligible or undetermined")
    held = "holds" if ratio >= 30 else "MISSED"
    print(
        f"{'stored results':<52}{sets / 1e6:9.1f} MB; as rows with two indexes "
        f"{rows / 1e6:,.0f} MB: {ratio:.0f} times  bound 30 times {held}"
    )


def _size(cursor: Any, table: str) -> int:
    cursor.execute("SELECT pg_total_relation_size(%s)", [table])
    return int(cursor.fetchone()[0])


def _passed(runs: list[dict[str, Any]]) -> Passed:
    return Passed(tuple(run["seconds"] for run in runs), tuple(run["worked"] for run in runs))


def _first_and_again(size: int, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A run from nothing, and one of the same process after some profiles have changed."""
    shutil.rmtree(settings.MATCHING_ROOT, ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute(FORGET)
        cursor.execute("CHECKPOINT")
    command = [sys.executable, "-m", "tests.benchmarks.city_run", ON.isoformat()]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as worker:
        first = _ask(worker)
        _change(size, number)
        return first, _ask(worker)


def _ask(worker: subprocess.Popen[str]) -> dict[str, Any]:
    assert worker.stdin
    assert worker.stdout
    worker.stdin.write("run\n")
    worker.stdin.flush()
    found: dict[str, Any] = json.loads(worker.stdout.readline())
    if not found["ended"]:
        raise AssertionError("the run did not come to its end")
    return found


def _change(size: int, number: int) -> None:
    """Let some profiles have the answers of others."""
    rng = np.random.default_rng(number)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM applicants_profile ORDER BY id")
        ids = np.array([pk for (pk,) in cursor.fetchall()])
        changed = rng.choice(ids, max(int(size * CHANGED), 1), replace=False).tolist()
        drawn = draw_city(len(changed), 1_000 + number, current_catalogue().vocabulary, on=ON)
        facts = [text for frame in drawn for text in frame["facts"]]
        cursor.execute(
            "UPDATE applicants_profile SET facts = new.facts::jsonb "
            "FROM unnest(%s::bigint[], %s::text[]) AS new (id, facts) "
            "WHERE applicants_profile.id = new.id",
            [changed, facts],
        )
