"""The Celery application; its settings are the CELERY_… names of leqing.settings."""

import os
from contextlib import ExitStack
from typing import Any

from celery import Celery
from celery.signals import (
    before_task_publish,
    task_postrun,
    task_prerun,
    worker_init,
    worker_ready,
)

from applicants.tracing import Trace, current_trace, new_number, traced
from leqing import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leqing.settings")

broker.use()
app = Celery("leqing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


YIELDS = 5  # of 19: on a machine with little to spare pages take about three of four turns


@worker_init.connect
def yield_to_pages(**_: Any) -> None:
    """A thousand mails that become due at once do not slow down who waits for a page."""
    os.nice(YIELDS)


@worker_ready.connect
def leave_first_heartbeat(**_: Any) -> None:
    """A worker that has just started need not wait for beat to be seen by /readyz."""
    app.send_task("leqing.tasks.beat", expires=15)


# -- The number of a request goes with the tasks that come of it ----------------------------------

NUMBER = "request_number"  # header of a message
_running = ExitStack()  # a process of a worker runs one task at a time


@before_task_publish.connect
def send_number(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Tell the worker which request a task belongs to."""
    if headers is not None and current_trace().number:
        headers[NUMBER] = current_trace().number


@task_prerun.connect
def take_number(task: Any = None, **_: Any) -> None:
    """Log under the number of the request, or under one of its own where beat has called."""
    sent = (getattr(task.request, "headers", None) or {}).get(NUMBER)
    _running.enter_context(traced(Trace(number=sent or new_number())))


@task_postrun.connect
def drop_number(**_: Any) -> None:
    """What is logged between two tasks belongs to none."""
    _running.close()
