"""Ends what has been kept for long enough: one function for each line of the table.

May run at any time and any number of times. Each counts what is due; with ``dry_run`` it touches
nothing. What is done to one row stands, whatever becomes of the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from applicants.matching import keeping
from applicants.models import (
    Application,
    CalendarFeed,
    Consent,
    Determination,
    FirstDay,
    Notification,
    Profile,
    UnsentForm,
)
from applicants.notifications import kinds
from applicants.notifications.unsubscribing import OPTIONAL
from applicants.retention import kept
from applicants.services.applying import discard_draft
from applicants.services.audit import record_event
from applicants.services.erasure import strip_application
from applicants.services.export import expire_exports
from applicants.services.profiles import forget_facts
from applicants.services.sessions import end_dead_sessions
from applicants.services.unsent_forms import remove_expired
from applicants.workflow import Status
from policies.presentation.sensitive import asks
from policies.services import current_catalogue

Expiry = Callable[[datetime, bool], int]
WARNING = timedelta(days=7)  # before a draft goes
Kind = Notification.Kind
REMINDERS = (*OPTIONAL, Kind.DRAFT_EXPIRES)


def expire(*, now: datetime | None = None, dry_run: bool = False) -> dict[str, int]:
    """End everything whose time is over; how many rows of each class.

    Args:
        now: the moment to count from.
        dry_run: only count.
    """
    at = now or timezone.now()
    found = {key: end(at, dry_run) for key, end in EXPIRIES.items()}
    if not dry_run and (done := {key: count for key, count in found.items() if count}):
        record_event(action="retention.done", actor=None, details=done)
    return found


def warn_of_drafts(*, now: datetime | None = None) -> int:
    """Tell owners of drafts that go within a week; how many were told."""
    at = (now or timezone.now()) - kept("drafts").span
    days = _untouched_drafts(at + WARNING)
    rows = Application.objects.filter(pk__in=days).select_related("profile__owner", "programme")
    gone = {row: timezone.localdate(days[row.pk] + kept("drafts").span) for row in rows}
    return sum(kinds.draft_expires(row, on=on) for row, on in gone.items())


# --- visits, accounts -----------------------------------------------------------------------------


def _end_visits(now: datetime, dry_run: bool) -> int:
    over = Session.objects.filter(expire_date__lt=now)
    return _delete(over, dry_run) + end_dead_sessions(dry_run=dry_run)


def _end_unsent(now: datetime, dry_run: bool) -> int:
    if dry_run:
        return UnsentForm.objects.filter(until__lte=now).count()
    return remove_expired()


# --- facts ----------------------------------------------------------------------------------------


def _forget_unneeded(now: datetime, dry_run: bool) -> int:
    """Sensitive facts that no edition asks for for whose sake they were allowed.

    Editions in force count, and those to come. Where they were allowed for every programme, any of
    them keeps a fact; where some were chosen, these alone.
    """
    catalogue, today = current_catalogue(), timezone.localdate(now)
    sensitive = {name for name, fact in catalogue.vocabulary.items() if fact.sensitive}
    asked = {
        slug: {
            name
            for document in editions
            if document.in_force.last is None or document.in_force.last >= today
            for name in sensitive
            if asks(document, name)
        }
        for slug, editions in catalogue.rulebook.editions.items()
    }
    of_all = set[str]().union(*asked.values())
    count = 0
    for profile in Profile.objects.filter(facts__has_any_keys=sorted(sensitive)).iterator():
        chosen = _chosen_by(profile)
        needed = of_all if chosen is None else set().union(*(asked.get(s, set()) for s in chosen))
        names = (sensitive & set(profile.facts)) - needed
        count += len(names)
        if names and not dry_run:
            forget_facts(profile_id=profile.pk, names=names)
    return count


def _chosen_by(profile: Profile) -> list[str] | None:
    """For which programmes sensitive answers were allowed; ``None`` for every one."""
    consents = profile.consents.filter(purpose=Consent.Purpose.SENSITIVE, withdrawn_at=None)
    row = consents.first()
    return None if row is None else row.programmes


def _forget_paused(now: datetime, dry_run: bool) -> int:
    before = now - kept("paused").span
    over = Profile.objects.filter(paused_at__lt=before).exclude(facts={}, audience=[])
    ids = list(over.values_list("pk", flat=True))
    if not dry_run:
        for pk in ids:
            forget_facts(profile_id=pk, names=None)
    return len(ids)


def _end_copy(now: datetime, dry_run: bool) -> int:
    is_over = keeping.age() > kept("copy").span.total_seconds()
    if is_over and not dry_run:
        keeping.discard(wait=True)
    return int(is_over)


def _end_first_days(now: datetime, dry_run: bool) -> int:
    before = timezone.localdate(now) - kept("first_days").span
    return _delete(FirstDay.objects.filter(on__lt=before), dry_run)


def _end_feeds(now: datetime, dry_run: bool) -> int:
    return _delete(CalendarFeed.objects.filter(made_at__lt=now - kept("feeds").span), dry_run)


# --- mails ----------------------------------------------------------------------------------------


def _blank_codes(now: datetime, dry_run: bool) -> int:
    return _blank(_ended_mails(Kind.ACCOUNT), dry_run, keep_address=True)


def _end_account_mails(now: datetime, dry_run: bool) -> int:
    mails = _ended_mails(Kind.ACCOUNT).filter(created_at__lt=now - kept("account_mails").span)
    return _delete(mails, dry_run)


def _blank_reminders(now: datetime, dry_run: bool) -> int:
    """Text and address; the key stays, so that nothing is told twice."""
    before = now - kept("reminders").span
    return _blank(_ended_mails(*REMINDERS).filter(created_at__lt=before), dry_run)


def _ended_mails(*kinds_of: Notification.Kind) -> QuerySet[Notification]:
    ended = Notification.objects.exclude(state=Notification.State.WAITING)
    return ended.filter(kind__in=kinds_of)


def _blank(mails: QuerySet[Notification], dry_run: bool, *, keep_address: bool = False) -> int:
    full = mails.exclude(text="", html="")
    if dry_run:
        return full.count()
    if keep_address:
        return full.update(text="", html="")
    return full.update(text="", html="", subject="", recipient="", headers={}, last_error="")


# --- applications ---------------------------------------------------------------------------------


def _end_drafts(now: datetime, dry_run: bool) -> int:
    """Only those whose owner was told a week before."""
    told = Application.objects.filter(
        notifications__kind=Kind.DRAFT_EXPIRES, notifications__created_at__lt=now - WARNING
    )
    due = told.filter(pk__in=_untouched_drafts(now - kept("drafts").span))
    rows = list(due.select_related("profile__owner").distinct())
    if not dry_run:
        for row in rows:
            discard_draft(application_id=row.pk, owner=row.profile.owner)
    return len(rows)


def _untouched_drafts(before: datetime) -> dict[int, datetime]:
    """Drafts by id with the moment of their last change, which is longer ago."""
    drafts = Application.objects.filter(status=Status.DRAFT)
    last = Greatest("created_at", Coalesce(Max("attachments__uploaded_at"), "created_at"))
    changed = drafts.annotate(changed_at=last).filter(changed_at__lt=before)
    return dict(changed.values_list("pk", "changed_at"))


def _strip_ended(now: datetime, dry_run: bool) -> int:
    before = now - kept("ended").span
    ended = Application.objects.filter(status__in=(Status.WITHDRAWN, Status.LAPSED))
    over = ended.annotate(ended_at=Max("steps__taken_at")).filter(ended_at__lt=before)
    return _strip(over, dry_run)


def _strip_decided(now: datetime, dry_run: bool) -> int:
    over = Determination.objects.filter(determined_at__lt=now - kept("decided").span)
    return _strip(Application.objects.filter(determination__in=over), dry_run)


def _strip(applications: QuerySet[Application], dry_run: bool) -> int:
    """Those that still say who it was, or have papers or mails."""
    full = Q(seal__isnull=False) | ~Q(attachments__name="") & Q(attachments__isnull=False)
    ids = list(applications.filter(full).values_list("pk", flat=True).distinct())
    if not dry_run:
        for pk in ids:
            strip_application(application_id=pk)
    return len(ids)


def _end_exports(now: datetime, dry_run: bool) -> int:
    return expire_exports(dry_run=dry_run)


def _delete(rows: QuerySet[Any], dry_run: bool) -> int:
    count = rows.count()
    if not dry_run:
        rows.delete()
    return count


# what has no line here ends at once with what it hangs on, or by the hands of others: unfinished
# accounts, the audit log, logs and backups
EXPIRIES: Mapping[str, Expiry] = {
    "visits": _end_visits,
    "typed": _end_unsent,
    "unneeded": _forget_unneeded,
    "paused": _forget_paused,
    "copy": _end_copy,
    "first_days": _end_first_days,
    "feeds": _end_feeds,
    "codes": _blank_codes,
    "account_mails": _end_account_mails,
    "reminders": _blank_reminders,
    "drafts": _end_drafts,
    "ended": _strip_ended,
    "decided": _strip_decided,
    "exports": _end_exports,
}
