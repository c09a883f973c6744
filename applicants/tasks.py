"""What a worker is asked to do; no logic here. Each may run twice, or at any time."""

from celery import shared_task
from django.utils import timezone

from applicants.matching import keeping
from applicants.matching.sweeping import decide_part, sweep
from applicants.notifications.planning import plan_reminders
from applicants.notifications.sending import send_due
from applicants.services import expiry, export, sessions
from applicants.services.audit import prune_events
from applicants.services.cleaning import remove_orphans
from applicants.services.deadlines import recount_deadlines
from applicants.services.reviewing import lapse_overdue
from applicants.services.unsent_forms import remove_expired

LONG = 900  # seconds for the facts of a whole province, which are read once on each machine


@shared_task
def send_notifications() -> None:
    """Send what waits in the outbox."""
    send_due()


@shared_task
def plan_notifications() -> None:
    """Count deadlines anew, lapse what is overdue, and write the reminders whose day has come."""
    today = timezone.localdate()
    recount_deadlines(on=today)
    lapse_overdue(on=today)
    plan_reminders(on=today)


@shared_task(soft_time_limit=LONG, time_limit=LONG + 30)
def count_deadlines() -> None:
    """Count the deadlines anew that another calendar gave."""
    recount_deadlines(on=timezone.localdate())


@shared_task
def clean_uploads() -> None:
    """Remove files that no row names."""
    remove_orphans()


@shared_task
def clean_unsent_forms() -> None:
    """Remove what was typed and not sent, once its time is over."""
    remove_expired()


@shared_task
def prune_audit() -> None:
    """Delete what the audit log has kept for long enough."""
    prune_events()


@shared_task
def make_exports() -> None:
    """Make the copies of their own data that people wait for."""
    export.make_exports()


@shared_task(soft_time_limit=LONG, time_limit=LONG + 30)
def keep_retention() -> None:
    """End what was kept for long enough, and tell owners of drafts that go within a week."""
    expiry.warn_of_drafts()
    expiry.expire()


@shared_task
def end_dead_sessions() -> None:
    """End sessions of accounts that were erased."""
    sessions.end_dead_sessions()


@shared_task
def discard_copy() -> None:
    """Remove this machine's copy of everybody's facts."""
    keeping.discard(wait=True)


@shared_task(soft_time_limit=LONG, time_limit=LONG + 30)
def match_everybody() -> None:
    """Start, go on with and end what is due in matching everybody."""
    sweep(on=timezone.localdate())


@shared_task(soft_time_limit=LONG, time_limit=LONG + 30)
def match_part(run_id: int, number: int) -> None:
    """Decide one part of a matching run."""
    decide_part(run_id=run_id, number=number)
