"""``match``: hold the programmes against everybody, and say how that went."""

import sys
import time
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from applicants.management.previewing import preview_file
from applicants.matching.editions import Held, decide, held_on
from applicants.matching.merging import Difference, difference
from applicants.matching.runs import closing_on, start_run
from applicants.matching.snapshot import current_snapshot
from applicants.matching.sweeping import run_here
from applicants.models import EditionFit, FitChange, MatchRun
from applicants.progress import ProgressBar
from policies.services import current_catalogue
from policies.services.current import Catalogue
from policies.services.evaluating import check_programmes

LATEST = 10  # runs that `match status` shows
SETS = ("eligible", "undetermined")
CHANGES = ("gained", "lost", "undetermined_gained", "undetermined_lost", "news")
Row = tuple[Any, ...]  # slug and the numbers of COLUMNS
COLUMNS = ("eligible", "undetermined", "gained", "lost", "+undetermined", "-undetermined")


class Command(BaseCommand):
    help = (
        "run: hold every programme in force against every profile and keep what has changed, for "
        "today: another day is only looked at; "
        "preview: what a document would change for everybody; "
        "status: the latest runs, and whom each programme fits."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", title="actions", required=True)
        run = actions.add_parser("run", help="hold programmes against everybody")
        run.add_argument("--programme", action="append", metavar="SLUG", help="only this; repeats")
        run.add_argument(
            "--on",
            type=date.fromisoformat,
            metavar="DATE",
            help="another day than today is only looked at: nothing of it is kept",
        )
        run.add_argument("--dry-run", action="store_true", help="only say what would change")
        look = actions.add_parser("preview", help="what a document would change for everybody")
        look.add_argument("--document", required=True, metavar="F.yaml", help="its last edition")
        look.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="today by default")
        actions.add_parser("status", help="the latest runs and what they found")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "status":
            self._status()
            return
        today = timezone.localdate()
        on = options["on"] or today
        if options["action"] == "preview":
            preview_file(options["document"], on=on, write=self.stdout.write)
            return
        start = time.monotonic()
        catalogue = current_catalogue()
        held = self._held(catalogue, on, options["programme"])
        # Everybody would be shown what fits on another day, until the scheduler has it done again.
        looks = options["dry_run"] or on != today
        if looks:
            rows = self._tried(catalogue, held, on)
        else:
            rows = self._carried_out(catalogue, held, on, everything=not options["programme"])
        self._print(rows)
        seconds = time.monotonic() - start
        done = "Nothing was kept" if looks else "Kept"
        count = "1 programme" if len(rows) == 1 else f"{len(rows)} programmes"
        self.stdout.write(f"{done}: {count} on {on}, {seconds:.1f} s.")
        if on != today:
            self.stdout.write(f"{on} is not today: only what fits today, {today}, is ever kept.")

    def _held(self, catalogue: Catalogue, on: date, slugs: list[str] | None) -> list[Held]:
        problems = check_programmes(slugs or [], catalogue.rulebook)
        if problems:
            raise CommandError("\n".join(problem.message for problem in problems))
        held = [each for each in held_on(catalogue, on) if not slugs or each.programme in slugs]
        if not held:
            raise CommandError(
                f"No edition is in force on {on}. Choose another day with --on, or load the "
                "catalogue with `manage.py catalogue load`."
            )
        return held

    def _tried(self, catalogue: Catalogue, held: list[Held], on: date) -> list[Row]:
        snapshot = current_snapshot(catalogue.vocabulary)
        found = decide(catalogue, held, snapshot.ids, snapshot.frame, on=on)
        before = EditionFit.objects.in_bulk([each.edition_id for each in held])
        return [
            _row(each.programme, difference(before.get(each.edition_id), fit))
            for each, fit in zip(held, found, strict=True)
        ]

    def _carried_out(
        self, catalogue: Catalogue, held: list[Held], on: date, *, everything: bool
    ) -> list[Row]:
        snapshot = current_snapshot(catalogue.vocabulary)
        closing = closing_on(catalogue, on) if everything else []
        run = start_run(kind=MatchRun.Kind.ASKED, on=on, held=held, closing=closing)
        bar = ProgressBar(sys.stderr, run.chunks, what="Matching")
        run_here(run, snapshot=snapshot, progress=bar)
        run.refresh_from_db()  # a worker may have been quicker to end it
        if run.state != MatchRun.State.DONE:
            raise CommandError(
                f"The run ended without a result: {run.get_state_display()}. Run it again."
            )
        return _kept(run)

    def _print(self, rows: list[Row]) -> None:
        width = max(len(programme) for programme, *_ in rows)
        self.stdout.write(" " * width + "".join(f"{word:>14}" for word in COLUMNS))
        for programme, *counts in sorted(rows):
            numbers = "".join(f"{count:>14,}" for count in counts)
            self.stdout.write(f"{programme:<{width}}{numbers}")

    def _status(self) -> None:
        runs = MatchRun.objects.order_by("-pk")[:LATEST]
        if not runs:
            self.stdout.write("Nothing was matched yet: `manage.py match run` does it.")
        for run in runs:
            ended = run.ended_at and f"ended {timezone.localtime(run.ended_at):%Y-%m-%d %H:%M:%S}"
            self.stdout.write(
                f"run {run.pk} for {run.on}: {run.kind}, {run.state}, {run.decided} of "
                f"{run.chunks} parts, {len(run.editions)} editions, {run.profiles:,} profiles, "
                f"gained {run.gained:,}, lost {run.lost:,}, {ended or 'not ended'}"
                + (f", last error: {run.error}" if run.error else "")
            )
        for fit in EditionFit.objects.defer(*SETS).select_related("edition__programme"):
            self.stdout.write(
                f"{fit.edition.programme.slug} ({fit.edition.name}) on {fit.on}: "
                f"{fit.eligible_count:,} eligible, {fit.undetermined_count:,} undetermined"
            )


def _row(programme: str, found: Difference) -> Row:
    after = found.after
    sets = [
        after.eligible,
        after.undetermined,
        found.gained,
        found.lost,
        found.undetermined_gained,
        found.undetermined_lost,
    ]
    return (programme, *map(len, sets))


def _kept(run: MatchRun) -> list[Row]:
    """What a run has stored, read back."""
    changes = {each.edition_id: each for each in run.changes.defer(*CHANGES)}
    rows = []
    for fit in run.fits.defer(*SETS).select_related("edition__programme"):
        change = changes.get(fit.pk, FitChange())
        counts = [
            change.gained_count,
            change.lost_count,
            change.undetermined_gained_count,
            change.undetermined_lost_count,
        ]
        found = (fit.eligible_count, fit.undetermined_count, *(count or 0 for count in counts))
        rows.append((fit.edition.programme.slug, *found))
    return rows
