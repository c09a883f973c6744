"""Reminders whose day has come. May run at any time and any number of times: keys see to it.

What a pause of the scheduler kept back is told as soon as it runs again, if it is still of use.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

from django.db import transaction

from applicants.facts import facts_of
from applicants.models import Application, Consent, FirstDay, Profile, Supplement
from applicants.models.profile import ProfileQuerySet
from applicants.notifications import kinds
from applicants.notifications.kinds import SILENT, SUPPLEMENT_NOTICE
from policies import services as catalogue_services
from policies.models import Programme
from policies.presentation.cards import missing_facts
from policies.presentation.words import in_language
from policies.rules.changes import eligible_days
from policies.rules.facts import Facts
from policies.rules.quantities import NumberRangeError
from policies.rules.rulebook import Result
from policies.rules.verdicts import ELIGIBLE, UNDETERMINED
from policies.rules.windows import OPEN
from policies.services.current import Catalogue

log = logging.getLogger(__name__)
CLOSING_NOTICE = timedelta(days=7)
AT_ONCE = 500  # profiles that are read together


def plan_reminders(*, on: date) -> int:
    """Write every reminder that is due on a day and not written yet; how many were written."""
    return plan_supplements(on=on) + plan_profiles(on=on)


def plan_supplements(*, on: date) -> int:
    """Three days before papers are due; later where that day was missed."""
    status = Application.Status.SUPPLEMENT_REQUESTED
    near = Supplement.objects.filter(
        application__status=status, due_on__gte=on, due_on__lte=on + SUPPLEMENT_NOTICE
    )
    rows = near.select_related("application__profile__owner", "application__programme")
    rows = rows.defer("application__profile__facts")  # not needed, and one's may be unreadable
    return sum(kinds.supplement_due(row.application, row, on=on) for row in rows)


def plan_profiles(*, on: date) -> int:
    """Closing intakes and first eligible days, for those who agreed to be reminded."""
    catalogue = catalogue_services.current_catalogue()
    programmes = {each.slug: each for each in Programme.objects.all()}
    profiles = Profile.objects.with_consent(Consent.Purpose.REMIND).filter(owner__is_active=True)
    ids, count = list(profiles.order_by("pk").values_list("pk", flat=True)), 0
    for first in range(0, len(ids), AT_ONCE):
        part = ids[first : first + AT_ONCE]
        read = _read(profiles, part)
        for pk in part:
            try:
                with transaction.atomic():
                    profile = read[pk] if pk in read else profiles.get(pk=pk)
                    count += _plan_one(profile, catalogue, programmes, on)
            except Profile.DoesNotExist:
                continue  # withdrew a moment ago
            except Exception:  # one odd profile costs one profile, not everybody's reminders
                log.exception("No reminders could be planned for profile %d.", pk)
    return count


def _read(profiles: ProfileQuerySet, ids: list[int]) -> dict[int, Profile]:
    """Profiles by id; none where the facts of one cannot be read, so that each is read alone."""
    try:
        return profiles.select_related("owner").in_bulk(ids)
    except (NumberRangeError, RecursionError):  # only a script can have stored such
        return {}


def _plan_one(
    profile: Profile, catalogue: Catalogue, programmes: dict[str, Programme], on: date
) -> int:
    facts = facts_of(profile, catalogue.vocabulary)
    reached = _first_days(profile, catalogue, programmes, facts, on)
    return reached + _closing(profile, catalogue, facts, on)


# --- intakes that close ---------------------------------------------------------------------------


def _closing(profile: Profile, catalogue: Catalogue, facts: Facts, on: date) -> int:
    book = catalogue.rulebook
    results = [r for r in book.explain(facts, on=on) if closes_soon(r, on)]
    if not results:
        return 0
    known = profile.applications.exclude(status=Application.Status.DRAFT)
    applied = set(known.values_list("programme__slug", flat=True))
    count = 0
    for result in results:
        closes_on, document = closes_soon(result, on), result.document
        if closes_on is None or document is None or result.programme in applied:
            continue
        missing = missing_facts(result, document) if result.verdict == UNDETERMINED else []
        if result.verdict != ELIGIBLE and len(missing) != 1:
            continue
        with kinds.reader(profile):
            label = in_language(missing[0].label) or missing[0].name if missing else ""
        count += kinds.window_closes(profile, document, closes_on=closes_on, on=on, missing=label)
    return count


def closes_soon(result: Result, on: date) -> date | None:
    """The last day of the intakes that are open, where that is near."""
    if result.verdict not in (ELIGIBLE, UNDETERMINED) or not result.intake.can_apply:
        return None
    last = result.document.in_force.last if result.document else None
    ends = [
        min(state.closes_on, last or state.closes_on) if state.closes_on else None
        for state in result.windows
        if state.state == OPEN
    ]
    days = [end for end in ends if end is not None]
    if not days or len(days) < len(ends):  # one of them stays open
        return None
    return max(days) if max(days) - on <= CLOSING_NOTICE else None


# --- first eligible days --------------------------------------------------------------------------


def _first_days(
    profile: Profile,
    catalogue: Catalogue,
    programmes: dict[str, Programme],
    facts: Facts,
    on: date,
) -> int:
    """Tell the days that were foreseen and have come; then foresee anew where anything changed."""
    book, count = catalogue.rulebook, 0
    for row in profile.first_days.filter(on__lte=on).select_related("programme"):
        document = book.document(row.programme.slug, on=on)
        if document is not None and _has_come(catalogue, row, facts, on):
            intake = book.explain_one(row.programme.slug, facts, on=on).intake
            if intake.state not in SILENT:
                count += kinds.first_day(profile, document, intake, on=row.on)
        row.delete()
    origin = _origin(profile, catalogue)
    if profile.foreseen_from != origin:
        profile.first_days.all().delete()
        FirstDay.objects.bulk_create(
            FirstDay(profile=profile, programme=programmes[slug], on=day)
            for slug, day in _foreseen(catalogue, facts, on)
            if slug in programmes
        )
        Profile.objects.filter(pk=profile.pk).update(foreseen_from=origin)
    return count


def _has_come(catalogue: Catalogue, row: FirstDay, facts: Facts, on: date) -> bool:
    """Whether it is still true: facts or rules may have changed since it was foreseen."""
    book, slug = catalogue.rulebook, row.programme.slug
    foreseen, _last = eligible_days(book, slug, facts, on=row.on - timedelta(days=1))
    return foreseen == row.on and book.truth(slug, facts, on=on) is True


def _foreseen(catalogue: Catalogue, facts: Facts, on: date) -> Iterator[tuple[str, date]]:
    book = catalogue.rulebook
    for slug in book.editions:
        earliest, _last = eligible_days(book, slug, facts, on=on)
        if earliest is not None and earliest > on:
            yield slug, earliest


def _origin(profile: Profile, catalogue: Catalogue) -> str:
    """What first days rest on: the facts and the catalogue."""
    facts = sha256(repr(sorted(profile.facts.items())).encode()).hexdigest()
    return f"{catalogue.version}:{facts[:32]}"
