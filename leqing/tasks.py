"""Tasks of the project itself."""

from celery import shared_task

from leqing import heartbeat


@shared_task
def beat() -> None:
    """Leave a sign of life: beat sends, the broker carries, a worker works."""
    heartbeat.leave()
