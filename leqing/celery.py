"""The Celery application; its settings are the CELERY_… names of leqing.settings."""

import os
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import beat_init, worker_ready

from leqing import broker
from leqing.embedded.process import private_folder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")

broker.use()
app = Celery("leqing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def leave_first_heartbeat(**_: Any) -> None:
    """A worker that has just started need not wait for beat to be seen by /readyz."""
    app.send_task("leqing.tasks.beat", expires=15)


@beat_init.connect
def close_folder_of_schedule(**_: Any) -> None:
    """Beat unpickles what its file holds: nobody else may be able to lay one there."""
    private_folder(Path(app.conf.beat_schedule_filename).parent)
