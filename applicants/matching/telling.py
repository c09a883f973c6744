"""New matches for those who agreed to be reminded.

What is news was stored with the difference, in one transaction; the run counts as told when every
notification of it is written. Doing that twice writes each once, because their keys are made of
profile, programme and day.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from pyroaring import BitMap64

from applicants.matching.bitmaps import unpack
from applicants.matching.editions import held_on
from applicants.models import Consent, FirstDay, MatchRun, Profile
from applicants.notifications import kinds
from policies.rules.documents import Document
from policies.services import current_catalogue

BATCH = 200  # profiles of one transaction


def tell_new_matches(run: MatchRun) -> int:
    """Write the notifications of a run that is done; how many were written."""
    count = 0
    if run.on == timezone.localdate(run.ended_at):  # nobody needs the news of another day
        reminded = _reminded()
        for document, news in _news(run):
            ids = list(news & reminded)
            for first in range(0, len(ids), BATCH):
                count += _tell(document, ids[first : first + BATCH], run)
    MatchRun.objects.filter(pk=run.pk).update(told_at=timezone.now())
    return count


def _news(run: MatchRun) -> Iterator[tuple[Document, BitMap64]]:
    held = {each.edition_id: each for each in held_on(current_catalogue(), run.on)}
    for change in run.changes.order_by("edition").only("edition", "news"):
        news = unpack(change.news)
        if news and change.edition_id in held:
            yield held[change.edition_id].document, news


def _reminded() -> BitMap64:
    """Everybody who agreed to be reminded and can still sign in."""
    profiles = Profile.objects.with_consent(Consent.Purpose.REMIND).filter(owner__is_active=True)
    return BitMap64(list(profiles.values_list("pk", flat=True)))


def _tell(document: Document, ids: list[int], run: MatchRun) -> int:
    profiles = Profile.objects.filter(pk__in=ids).select_related("owner").order_by("pk")
    profiles = profiles.defer("facts")  # not needed, and one's may be unreadable
    slug = document.programme
    foreseen = FirstDay.objects.filter(profile__in=ids, programme__slug=slug, on__lte=run.on)
    days = dict(foreseen.values_list("profile", "on"))
    count = 0
    with transaction.atomic():
        for profile in profiles:
            if profile.pk in days:  # time alone did it, and that has words of its own
                count += kinds.first_day(profile, document, on=days[profile.pk])
            else:
                count += kinds.new_match(profile, document, on=run.on)
    return count
