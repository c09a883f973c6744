"""Tasks of the project itself."""

from celery import shared_task
from django.core.management import call_command

from leqing import heartbeat


@shared_task
def beat() -> None:
    """Leave a sign of life: beat sends, the broker carries, a worker works."""
    heartbeat.leave()


@shared_task
def clear_sessions() -> None:
    """Delete sessions that have ended, and with them the answers of visitors."""
    call_command("clearsessions")
