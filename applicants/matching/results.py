"""Who fits an edition, and which editions fit a profile: both at once, from what is stored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from django.db.models import Q
from pyroaring import BitMap64

from applicants.matching.bitmaps import Fit, unpack
from applicants.models import EditionFit, ProfileFit
from policies.models import Edition

State = Literal["eligible", "undetermined"]
ELIGIBLE: State = "eligible"
UNDETERMINED: State = "undetermined"
_kept: dict[int, tuple[int, Fit]] = {}  # edition -> the run it is of, and its sets


def fits(edition: Edition | int) -> Fit:
    """Whom an edition fits by its latest run, and by changes since; nobody before its first."""
    edition_id = edition if isinstance(edition, int) else edition.pk
    fit = _stored([edition_id]).get(edition_id, Fit())
    changed: dict[str, list[int]] = {ELIGIBLE: [], UNDETERMINED: [], "ineligible": []}
    for pk, state in _changed(edition_id):
        changed[state].append(pk)
    if not any(changed.values()):
        return fit
    new = Fit(
        eligible=BitMap64(changed[ELIGIBLE]),
        undetermined=BitMap64(changed[UNDETERMINED]),
    )
    return fit.replaced(new.eligible | new.undetermined | BitMap64(changed["ineligible"]), new)


def editions_for(profile_id: int) -> list[tuple[int, State]]:
    """The editions that fit a profile or may do so, by ascending id."""
    changed = ProfileFit.objects.filter(pk=profile_id).first()
    found: dict[int, State] = {}
    for edition_id, fit in _stored().items():
        if profile_id in fit.eligible:
            found[edition_id] = ELIGIBLE
        elif profile_id in fit.undetermined:
            found[edition_id] = UNDETERMINED
    if changed is not None:
        for edition_id in changed.ineligible:
            found.pop(edition_id, None)
        found |= dict.fromkeys(changed.eligible, ELIGIBLE)
        found |= dict.fromkeys(changed.undetermined, UNDETERMINED)
    return sorted(found.items())


def _stored(edition_ids: Sequence[int] | None = None) -> dict[int, Fit]:
    """The sets as the last runs left them; only those that have changed are read again."""
    rows = EditionFit.objects.order_by("pk")
    if edition_ids is not None:
        rows = rows.filter(pk__in=edition_ids)
    runs = dict(rows.values_list("pk", "run_id"))
    stale = [pk for pk, run in runs.items() if pk not in _kept or _kept[pk][0] != run]
    if stale:
        for fit in EditionFit.objects.filter(pk__in=stale):
            sets = Fit(eligible=unpack(fit.eligible), undetermined=unpack(fit.undetermined))
            _kept[fit.pk] = (fit.run_id, sets)
            runs[fit.pk] = fit.run_id
    return {pk: _kept[pk][1] for pk in runs if pk in _kept}


def _changed(edition_id: int) -> Iterable[tuple[int, str]]:
    """Profiles whose facts have changed since the last run, with what holds for them now."""
    one = [edition_id]
    decided = (
        Q(eligible__contains=one) | Q(undetermined__contains=one) | Q(ineligible__contains=one)
    )
    for row in ProfileFit.objects.filter(decided):
        if edition_id in row.eligible:
            yield row.pk, ELIGIBLE
        elif edition_id in row.undetermined:
            yield row.pk, UNDETERMINED
        else:
            yield row.pk, "ineligible"
