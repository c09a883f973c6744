"""Tells a worker that something waits for it, without ever making a request wait.

A row in the database is the promise; this is only a nudge. It may be lost, since beat looks again
by itself: into the outbox every ten seconds.
"""

from __future__ import annotations

import logging
import os
import threading

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
USEFUL = 60  # seconds; beat has looked several times by then
TASK = "applicants.tasks.send_notifications"  # by name: tasks stand above, nothing is imported


class Doorbell:
    """One thread in each process that publishes; ringing again before it does adds nothing.

    Args:
        task: its name.
    """

    def __init__(self, task: str) -> None:
        self._task = task
        self._rung = threading.Event()
        self._lock = threading.Lock()
        self._pid = 0

    def ring(self) -> None:
        """Have a worker called soon; returns at once, also while the broker is frozen."""
        if self._pid != os.getpid():
            with self._lock:
                if self._pid != os.getpid():  # a forked process has no thread yet
                    self._rung = threading.Event()
                    threading.Thread(target=self._answer, name="doorbell", daemon=True).start()
                    self._pid = os.getpid()
        self._rung.set()

    def _answer(self) -> None:
        while True:
            self._rung.wait()
            self._rung.clear()
            try:
                current_app.send_task(self._task, expires=USEFUL)
            except OperationalError as error:
                log.warning("No worker was called, the next sweep will look: %s", error)


doorbell = Doorbell(TASK)
