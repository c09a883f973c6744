"""What the scheduled tasks do to the database."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from leqing.tasks import clear_sessions


@pytest.mark.django_db
def test_ended_sessions_are_deleted_and_running_ones_kept():
    now = timezone.now()
    Session.objects.create(session_key="ended", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="running", expire_date=now + timedelta(days=1))

    clear_sessions()

    assert [session.session_key for session in Session.objects.all()] == ["running"]


def test_every_scheduled_task_exists(settings):
    from leqing.celery import app

    app.loader.import_default_modules()
    assert {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
