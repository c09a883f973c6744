"""Tasks of the project itself."""

from datetime import timedelta

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from leqing import heartbeat
from leqing.accounts import founders
from leqing.budgets.buckets import forget_full


@shared_task
def beat() -> None:
    """Leave a sign of life: beat sends, the broker carries, a worker works."""
    heartbeat.leave()


@shared_task
def clear_budgets() -> None:
    """Forget the visitors whose budget is full again."""
    forget_full()


@shared_task
def clear_sessions() -> None:
    """Delete sessions that have ended, and with them the answers of visitors."""
    call_command("clearsessions")


@shared_task
def clear_unfinished_accounts() -> None:
    """Forget addresses of people who asked for a code and did not enter it within a day."""
    founders.clear_unfinished(before=timezone.now() - timedelta(days=1))
