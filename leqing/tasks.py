"""Tasks of the project itself."""

from celery import shared_task


@shared_task
def beat() -> None:
    """Leave a sign of life for /readyz."""
