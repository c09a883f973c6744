"""R01: the worker that sends is killed three times; no mail is lost, few are sent twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from celery import current_app
from django.db import transaction

from applicants.models import Notification
from applicants.notifications.outbox import queue
from tests.reliability import plain
from tests.reliability.harness import Finding, Stack, wait_for

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from leqing.supervisor import Child

MAILS, MAILS_OF_CONTROL = 2_000, 220
QUARTERS = (1, 2, 3)  # of the way, each a kill
SENDERS = 1
BATCH = 100  # rows of one transaction
REST = 90  # seconds until all must be at rest after the last kill: lease, sweep, what is left


def run(stack: Stack) -> Finding:
    """Kill the plain variant, then ours while it holds a mail."""
    missing, _twice = _killed_three_times(stack, "plain", MAILS_OF_CONTROL, _plain_worker)
    stack.child("beat")
    ours = _rows("ours")
    held = ours.exclude(lease_until=None)
    lost, duplicates = _killed_three_times(stack, "ours", MAILS, _our_worker, held.exists)
    retaken, limit = ours.filter(attempts__gt=1).count(), len(QUARTERS) * SENDERS
    return Finding(
        claims={
            "nothing lost": lost == 0,
            "few twice": duplicates <= limit,
            "all at an end": ours.filter(state=Notification.State.SENT).count() == MAILS,
            "no lease open": not held.exists(),
            "a kill struck": retaken > 0,
            "control": missing > 0,
        },
        figures={
            "lost": lost,
            "duplicates": duplicates,
            "limit": limit,
            "sent": MAILS,
            "kills": len(QUARTERS),
            "retaken": retaken,
            "control": f"missing:{missing}",
        },
    )


def _killed_three_times(
    stack: Stack,
    prefix: str,
    count: int,
    start: Callable[[Stack], Child],
    moment: Callable[[], bool] = lambda: True,
) -> tuple[int, int]:
    """Queue mails, kill who sends them at each quarter; how many were lost, and came twice."""
    _queue(prefix, count)
    promised = set(_rows(prefix).values_list("message_id", flat=True))

    def arrived() -> Counter[str]:
        return Counter(m.message_id for m in stack.accepted() if m.message_id in promised)

    for quarter in QUARTERS:
        worker, enough = start(stack), count * quarter // 4
        wait_for(lambda most=enough: len(arrived()) >= most, what="a quarter", pace=0.01)
        wait_for(moment, pace=0)
        stack.kill(worker)
    worker = start(stack)
    waiting = _rows(prefix).filter(state=Notification.State.WAITING)
    wait_for(lambda: not waiting.exists(), REST, what="rest", pace=0.2)
    stack.end(worker)
    found = arrived()
    return len(promised - set(found)), found.total() - len(found)


def _our_worker(stack: Stack) -> Child:
    return stack.child("worker", "--concurrency", "1")


def _plain_worker(stack: Stack) -> Child:
    include = ["--include", plain.__name__, "--queues", plain.QUEUE]
    worker = stack.child("worker", "--concurrency", "1", *include, name="plain-worker")
    current_app.send_task(f"{plain.__name__}.send_marked_first", ["plain:"], queue=plain.QUEUE)
    return worker


def _queue(prefix: str, count: int) -> None:
    for first in range(0, count, BATCH):
        with transaction.atomic():
            for number in range(first, min(first + BATCH, count)):
                assert queue(
                    kind=Notification.Kind.RECEIVED,
                    dedupe_key=f"{prefix}:{number}",
                    recipient=f"founder-{number}@example.org",
                    subject="Received",
                    text="We have received your application.",
                    language="en",
                )


def _rows(prefix: str) -> QuerySet[Notification]:
    return Notification.objects.filter(dedupe_key__startswith=f"{prefix}:")
