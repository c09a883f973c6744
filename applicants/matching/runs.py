"""Runs: started where something is due, cut into parts, and looked at by whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from applicants.matching.editions import Held, held_on
from applicants.models import EditionFit, MatchChunk, MatchRun, ProfileFit
from applicants.turns import alone
from policies.services import current_catalogue
from policies.services.current import Catalogue

STARTING = 0x6C65_716D  # "leqm": any number that nobody else takes for an advisory lock
CALL_AGAIN = timedelta(seconds=10)  # a call may be lost, or reach nobody in time
MOST_CHANGED = 2_000  # profiles with a row of their own, each of which costs whoever reads a set
_CUTS = """
SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM applicants_profile) AS one
WHERE place %% %s = 0 ORDER BY id
"""


@transaction.atomic
def start_run(
    *, kind: MatchRun.Kind, on: date, held: Sequence[Held], closing: Iterable[int] = ()
) -> MatchRun:
    """Begin to hold editions against everybody; earlier runs of the same are overtaken."""
    editions = {str(each.edition_id): each.fingerprint for each in held}
    for run in MatchRun.objects.running().select_for_update(of=("self",)):
        if set(run.editions) <= set(editions):
            end_run(run, MatchRun.State.SUPERSEDED)
    cuts: list[int | None] = [*_cuts(), None]
    run = MatchRun.objects.create(
        kind=kind, on=on, editions=editions, closing=sorted(closing), chunks=len(cuts)
    )
    MatchChunk.objects.bulk_create(
        MatchChunk(run=run, number=number, above=above or -1, up_to=up_to)
        for number, (above, up_to) in enumerate(zip([None, *cuts], cuts, strict=False))
    )
    return run


@transaction.atomic
def start_due(*, on: date) -> MatchRun | None:
    """Start what is due: editions that were not held on this day yet, or say something new.

    So is everything when many profiles have changed since, to take them into the sets.

    What is due is seen from the stored results alone. So no message about a publication or about
    midnight can be lost, whoever was away when it happened, and policies need not know that
    anybody listens.
    """
    with connection.cursor() as cursor:  # two schedulers start one run, not two
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STARTING])
    catalogue = current_catalogue()
    stored = {fit.pk: fit for fit in EditionFit.objects.defer("eligible", "undetermined")}
    under_way = set[tuple[str, str]]()
    for run in MatchRun.objects.running().filter(on=on):
        under_way |= set(run.editions.items()) | {(str(pk), "") for pk in run.closing}
    in_force = held_on(catalogue, on)
    due = [each for each in in_force if not _is_current(stored.get(each.edition_id), each, on)]
    due = [each for each in due if (str(each.edition_id), each.fingerprint) not in under_way]
    closing = set(_closing(stored, catalogue, on))
    closing -= {int(pk) for pk, fingerprint in under_way if not fingerprint}
    new_day = any(fit.on != on for each in due if (fit := stored.get(each.edition_id)))
    kind = MatchRun.Kind.NIGHTLY if new_day else MatchRun.Kind.PUBLISH
    if not due and not closing:
        if under_way or ProfileFit.objects.count() < MOST_CHANGED:
            return None
        kind, due = MatchRun.Kind.PROFILE, list(in_force)
    return start_run(kind=kind, on=on, held=due, closing=closing)


def held_of(run: MatchRun, catalogue: Catalogue) -> list[Held | None]:
    """The editions of a run by ascending id; nothing for one that is not what it was any more.

    Those are due again, and another run follows for them.
    """
    held = {str(each.edition_id): each for each in held_on(catalogue, run.on)}
    found = [(held.get(pk), run.editions[pk]) for pk in sorted(run.editions, key=int)]
    return [
        each if each is not None and each.fingerprint == fingerprint else None
        for each, fingerprint in found
    ]


def end_run(run: MatchRun, state: MatchRun.State) -> None:
    """Let a run be at its end; its parts go."""
    run.state, run.ended_at, run.decided = state.value, timezone.now(), run.chunks
    run.save()
    run.parts.all().delete()


def closing_on(catalogue: Catalogue, on: date) -> list[int]:
    """Editions with results that are no longer in force."""
    stored = {fit.pk: fit for fit in EditionFit.objects.defer("eligible", "undetermined")}
    return _closing(stored, catalogue, on)


def parts_to_call(run: MatchRun) -> list[int]:
    """The parts that are to be decided; each is noted as called.

    A worker may be at one of them already: see :func:`alone_with`.
    """
    free = Q(called_at=None) | Q(called_at__lt=timezone.now() - CALL_AGAIN)
    with transaction.atomic():
        parts = run.parts.filter(free, decided_at=None).select_for_update(
            of=("self",), skip_locked=True
        )
        numbers = list(parts.values_list("number", flat=True))
        run.parts.filter(number__in=numbers).update(called_at=timezone.now())
    return numbers


def alone_with(*, run_id: int, number: int) -> AbstractContextManager[bool]:
    """Whether nobody else is at a part; the lock goes with whoever is killed, at once."""
    return alone(run_id, number)


def _closing(stored: dict[int, EditionFit], catalogue: Catalogue, on: date) -> list[int]:
    in_force = {each.edition_id for each in held_on(catalogue, on)}
    return sorted(
        pk
        for pk, fit in stored.items()
        if pk not in in_force and (fit.eligible_count or fit.undetermined_count)
    )


def _is_current(fit: EditionFit | None, held: Held, on: date) -> bool:
    return fit is not None and fit.on == on and fit.fingerprint == held.fingerprint


def _cuts() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_CUTS, [settings.MATCHING_PART])
        return [pk for (pk,) in cursor.fetchall()]
