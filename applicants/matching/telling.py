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

from applicants.facts import facts_of
from applicants.matching.bitmaps import unpack
from applicants.matching.editions import held_on
from applicants.models import Consent, FirstDay, MatchRun, Profile
from applicants.notifications import kinds
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import Intake, intake_of
from policies.rules.quantities import NumberRangeError
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
    profiles = profiles.defer("facts")  # one's may be unreadable: each is read by itself
    slug = document.programme
    foreseen = FirstDay.objects.filter(profile__in=ids, programme__slug=slug, on__lte=run.on)
    days = dict(foreseen.values_list("profile", "on"))
    count = 0
    with transaction.atomic():
        for profile in profiles:
            intake = _intake(document, profile, run)
            if intake is None or intake.state in kinds.SILENT:
                continue
            if profile.pk in days:  # time alone did it, and that has words of its own
                count += kinds.first_day(profile, document, intake, on=days[profile.pk])
            else:
                count += kinds.new_match(profile, document, intake, on=run.on)
    return count


def _intake(document: Document, profile: Profile, run: MatchRun) -> Intake | None:
    """Whether a profile can apply; ``None`` where its facts cannot be read."""
    catalogue = current_catalogue()
    facts: Facts = {}
    if any(window.when is not None or window.after for window in document.windows):
        try:
            facts = facts_of(profile, catalogue.vocabulary)
        except (NumberRangeError, RecursionError):  # only a script can have stored such
            return None
    book = catalogue.rulebook
    values = book.plan([document]).prepared(facts, run.on)
    return intake_of(document, values, on=run.on, taken=book.taken)
