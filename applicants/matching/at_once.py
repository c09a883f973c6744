"""One profile at once, when its facts change.

The sets of a hundred editions are not rewritten for one answer. The profile gets a row of its own
that wins over them, until the next run over everything takes it in.
"""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from applicants.facts import facts_of
from applicants.matching.editions import held_on
from applicants.models import Profile, ProfileFit
from policies.models import CatalogueStamp
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED
from policies.services import current_catalogue
from policies.services.current import Catalogue

_TRIES = 3


def decide_profile(profile_id: int) -> None:
    """Work out what fits a profile now; to be called when its change is committed.

    Rules that are published while this is at work have it done again, because their own run may
    have passed the profile by already.
    """
    for _ in range(_TRIES):
        catalogue = current_catalogue()
        _decide(profile_id, catalogue, timezone.localdate())
        version = CatalogueStamp.objects.values_list("version", flat=True).first()
        if version == catalogue.version:
            return


@transaction.atomic
def _decide(profile_id: int, catalogue: Catalogue, on: date) -> None:
    held = held_on(catalogue, on)
    # Locked, so that of two changes at once the later one is also the one that is kept.
    rows = Profile.objects.select_for_update(of=("self",), no_key=True)
    profile = rows.only("facts", "paused_at").filter(pk=profile_id).first()
    if profile is None or not held:
        return
    states: dict[str, list[int]] = {ELIGIBLE: [], UNDETERMINED: [], INELIGIBLE: []}
    if profile.is_paused:  # wins over the sets, in which the profile may still be
        states[INELIGIBLE] = [each.edition_id for each in held]
    else:
        facts = facts_of(profile, catalogue.vocabulary)
        verdicts = catalogue.rulebook.verdicts(facts, on=on)
        for each in held:
            states[verdicts[each.programme]].append(each.edition_id)
    row = ProfileFit(
        profile_id=profile_id,
        on=on,
        version=uuid4(),
        eligible=states[ELIGIBLE],
        undetermined=states[UNDETERMINED],
        ineligible=states[INELIGIBLE],
        decided_at=timezone.now(),
    )
    columns = [f.name for f in ProfileFit._meta.concrete_fields if not f.primary_key]
    ProfileFit.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["profile"], update_fields=columns
    )
