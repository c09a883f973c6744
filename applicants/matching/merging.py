"""The end of a run: its parts together, compared with what is stored, and the difference written.

All of it is one transaction. Whoever dies before its commit has done nothing, and the next one
does it again from the parts, with the same end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Min
from pyroaring import BitMap64

from applicants.matching import copying
from applicants.matching.bitmaps import Fit, pack, set_of, unpack
from applicants.matching.editions import Held, decide
from applicants.matching.reading import FactsReader
from applicants.matching.runs import end_run, held_of
from applicants.models import EditionFit, FitChange, MatchRun, ProfileFit
from policies.models import Edition
from policies.services import current_catalogue
from policies.services.current import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is new about an edition."""

    before: Fit
    after: Fit

    @property
    def gained(self) -> BitMap64:
        """Whom it fits, and did not before."""
        return self.after.eligible - self.before.eligible

    @property
    def lost(self) -> BitMap64:
        """Whom it fitted, and does not any more."""
        return self.before.eligible - self.after.eligible

    @property
    def undetermined_gained(self) -> BitMap64:
        """Of whom one could tell, and cannot any more."""
        return self.after.undetermined - self.before.undetermined

    @property
    def undetermined_lost(self) -> BitMap64:
        """Of whom one can tell now."""
        return self.before.undetermined - self.after.undetermined

    def __bool__(self) -> bool:
        return self.before != self.after


@transaction.atomic
def merge(*, run_id: int) -> bool:
    """Write the result of a run whose parts are all decided; whether that was done now."""
    run = MatchRun.objects.running().select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None or run.parts.filter(decided_at=None).exists():
        return False
    catalogue = current_catalogue()
    held, fits, run.profiles = _gathered(run, held_of(run, catalogue))
    if run.editions and not held:
        end_run(run, MatchRun.State.SUPERSEDED)
        return False
    changed, fits = _with_changed(run, catalogue, held, fits)
    fits |= dict.fromkeys(run.closing, Fit())
    _write(run, held, fits, changed)
    end_run(run, MatchRun.State.DONE)
    return True


def difference(before: EditionFit | None, after: Fit) -> Difference:
    """What a new result changes of a stored one."""
    if before is None:
        return Difference(before=Fit(), after=after)
    stored = Fit(eligible=unpack(before.eligible), undetermined=unpack(before.undetermined))
    return Difference(before=stored, after=after)


# --- what is true now -----------------------------------------------------------------------------


def _gathered(run: MatchRun, held: Sequence[Held | None]) -> tuple[list[Held], dict[int, Fit], int]:
    """The editions that are still what they were, their sets, and of how many profiles.

    An edition that a part has passed over counts as changed.
    """
    fits, profiles, gone = [Fit() for _ in held], 0, {n for n, h in enumerate(held) if h is None}
    for part in run.parts.order_by("number"):
        profiles += part.profiles
        for place, (eligible, undetermined) in enumerate(
            zip(part.eligible, part.undetermined, strict=True)
        ):
            if not eligible:
                gone.add(place)
                continue
            found = Fit(eligible=unpack(eligible), undetermined=unpack(undetermined))
            fits[place] = fits[place].joined(found)
    pairs = [(h, fits[n]) for n, h in enumerate(held) if h is not None and n not in gone]
    return [h for h, _ in pairs], {h.edition_id: fit for h, fit in pairs}, profiles


def _with_changed(
    run: MatchRun, catalogue: Catalogue, held: Sequence[Held], fits: dict[int, Fit]
) -> tuple[BitMap64, dict[int, Fit]]:
    """Profiles that changed since the last run, decided again with their facts of this moment.

    What was decided of them at once no longer wins over the sets; a row that was written
    meanwhile stays as it is.
    """
    rows = dict(ProfileFit.objects.values_list("pk", "version"))
    if not rows:
        return BitMap64(), fits
    reader, changed = FactsReader(catalogue.vocabulary), BitMap64(rows)
    for lines in copying.some(sorted(rows)):
        frame = reader.read(lines.text)
        new = decide(catalogue, held, lines.ids, frame, on=run.on)
        some = set_of(lines.ids)
        for each, fit in zip(held, new, strict=True):
            fits[each.edition_id] = fits[each.edition_id].replaced(some, fit)
    _take_in(list(fits), list(rows.values()))
    return changed, fits


def _take_in(edition_ids: list[int], versions: list[UUID]) -> None:
    """Take some editions out of rows of changed profiles; a row without any goes."""
    kept = ", ".join(
        f"{column} = ARRAY(SELECT unnest({column}) EXCEPT SELECT unnest(%(gone)s::bigint[]))"
        for column in ("eligible", "undetermined", "ineligible")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE applicants_profilefit SET {kept} WHERE version = ANY(%(versions)s)",
            {"gone": edition_ids, "versions": versions},
        )
    rows = ProfileFit.objects.filter(version__in=versions)
    rows.filter(eligible=[], undetermined=[], ineligible=[]).delete()


# --- what is written ------------------------------------------------------------------------------


def _write(run: MatchRun, held: Sequence[Held], fits: Mapping[int, Fit], changed: BitMap64) -> None:
    stored = EditionFit.objects.select_for_update(of=("self",)).order_by("pk")
    before = {fit.pk: fit for fit in stored.filter(pk__in=list(fits))}
    fingerprints = {each.edition_id: each.fingerprint for each in held}
    editions = Edition.objects.in_bulk(list(fits))
    earlier, since = _earlier_fits(editions), _matching_since()
    changes, same = list[FitChange](), list[int]()
    for pk, fit in sorted(fits.items()):
        row, fingerprint = before.get(pk), fingerprints.get(pk, "")
        if row is not None and row.run_id > run.pk:
            continue  # a later run was quicker
        found = difference(row, fit)
        if found:
            is_news = row is not None or _is_newly_published(editions[pk], since)
            known = changed | earlier.get(pk, BitMap64())
            news = found.gained - known if is_news else BitMap64()
            changes.append(_change(run, pk, found, news))
            run.gained += len(found.gained)
            run.lost += len(found.lost)
        elif row is not None and row.fingerprint == fingerprint:
            same.append(pk)
            continue
        _row(run, pk, fit, fingerprint).save(force_insert=row is None)
    stored.filter(pk__in=same).update(on=run.on, run=run)
    FitChange.objects.bulk_create(changes)


def _row(run: MatchRun, edition_id: int, fit: Fit, fingerprint: str) -> EditionFit:
    return EditionFit(
        edition_id=edition_id,
        on=run.on,
        run=run,
        fingerprint=fingerprint,
        eligible=pack(fit.eligible),
        undetermined=pack(fit.undetermined),
        eligible_count=len(fit.eligible),
        undetermined_count=len(fit.undetermined),
    )


def _change(run: MatchRun, edition_id: int, found: Difference, news: BitMap64) -> FitChange:
    return FitChange(
        run=run,
        edition_id=edition_id,
        on=run.on,
        gained=pack(found.gained),
        lost=pack(found.lost),
        undetermined_gained=pack(found.undetermined_gained),
        undetermined_lost=pack(found.undetermined_lost),
        news=pack(news),
        gained_count=len(found.gained),
        lost_count=len(found.lost),
        undetermined_gained_count=len(found.undetermined_gained),
        undetermined_lost_count=len(found.undetermined_lost),
    )


def _earlier_fits(editions: Mapping[int, Edition]) -> dict[int, BitMap64]:
    """Whom other editions of the same programmes fitted until now."""
    programmes = {edition.programme_id for edition in editions.values()}
    rows = EditionFit.objects.filter(edition__programme__in=programmes, eligible_count__gt=0)
    found: dict[int, dict[int, BitMap64]] = {}
    for pk, programme, eligible in rows.values_list("pk", "edition__programme", "eligible"):
        found.setdefault(programme, {})[pk] = unpack(eligible)
    return {
        pk: BitMap64.union(*others)
        for pk, edition in editions.items()
        if (others := [s for k, s in found.get(edition.programme_id, {}).items() if k != pk])
    }


def _matching_since() -> datetime | None:
    done = MatchRun.objects.filter(state=MatchRun.State.DONE)
    first: datetime | None = done.aggregate(first=Min("ended_at"))["first"]
    return first


def _is_newly_published(edition: Edition, since: datetime | None) -> bool:
    """Whether a first result is news; it is not for what was there when matching began."""
    published = edition.published_at
    return since is not None and published is not None and published > since
