"""Plain variants, as one would first write them. Each must fail where ours holds.

``send_marked_first`` and ``mail`` are tasks of a worker that is told to include this module; the
others replace a service in a web server whose gunicorn is told to read this file as its
configuration (``--config``), named by the variable ``PLAIN``.
"""

from __future__ import annotations

import os
from typing import Any
from uuid import uuid4

from celery import shared_task

BATCH = 20
GUNICORN = ("--config", f"python:{__name__}")
QUEUE = "plain"  # so that none of our workers takes its tasks


def post_fork(server: Any, worker: Any) -> None:
    """Of gunicorn: called in each process that answers."""
    variants = {
        "R03": _tell_by_task,
        "R06": _look_then_write,
        "R09": _last_write_wins,
        "R20": _count_apart,
        "R24": _read_each_time,
    }
    variants[os.environ["PLAIN"]]()


# --- R01 ------------------------------------------------------------------------------------------


@shared_task
def send_marked_first(prefix: str) -> None:
    """Mark a batch as sent, then send it: what is on its way when the worker dies is lost."""
    from django.core.mail import EmailMessage

    from applicants.models import Notification

    waiting = Notification.objects.waiting().filter(dedupe_key__startswith=prefix)
    while rows := list(waiting.order_by("pk")[:BATCH]):
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(state="sent")
        for row in rows:
            headers = {"Message-ID": row.message_id}
            EmailMessage(row.subject, row.text, to=[row.recipient], headers=headers).send()


# --- R10 ------------------------------------------------------------------------------------------


@shared_task(acks_late=False)
def match_in_one_go(part: int) -> None:
    """Decide everybody by the rules of the moment, and write each part over what is there."""
    from django.utils import timezone

    from applicants.matching.bitmaps import Fit, pack, unpack
    from applicants.matching.editions import decide, held_on
    from applicants.matching.snapshot import current_snapshot
    from applicants.models import EditionFit, MatchRun
    from policies.services import current_catalogue

    on = timezone.localdate()
    run = MatchRun.objects.create(kind="asked", on=on)
    snapshot = current_snapshot()
    for first in range(0, len(snapshot.ids), part):
        catalogue = current_catalogue()
        held = held_on(catalogue, on)
        ids, frame = snapshot.ids[first : first + part], snapshot.frame[first : first + part]
        for each, fit in zip(held, decide(catalogue, held, ids, frame, on=on), strict=True):
            row = EditionFit.objects.filter(pk=each.edition_id).first()
            before = (
                Fit()
                if row is None
                else Fit(eligible=unpack(row.eligible), undetermined=unpack(row.undetermined))
            )
            whole = before.joined(fit)
            EditionFit.objects.update_or_create(
                edition_id=each.edition_id,
                defaults={
                    "on": on,
                    "run": run,
                    "fingerprint": "",
                    "eligible": pack(whole.eligible),
                    "undetermined": pack(whole.undetermined),
                    "eligible_count": len(whole.eligible),
                    "undetermined_count": len(whole.undetermined),
                },
            )


# --- R03 ------------------------------------------------------------------------------------------


@shared_task
def mail(recipient: str) -> None:
    """Send the mail that only the broker knew of."""
    from django.core.mail import send_mail

    send_mail("Received", "We have received your application.", None, [recipient])


def _tell_by_task() -> None:
    """No row: the request itself hands the mail to the broker, after the commit."""
    from django.db import transaction

    from applicants.services import applying

    def received(application: Any, document: Any) -> bool:
        recipient = application.profile.owner.email
        transaction.on_commit(lambda: mail.apply_async([recipient], queue=QUEUE))
        return True

    applying.kinds.received = received  # type: ignore[assignment]  # the variant


# --- R06 ------------------------------------------------------------------------------------------


def _look_then_write() -> None:
    """No key and no lock: look whether there is one, then write one."""
    from django.utils import timezone

    from applicants.models import Application
    from applicants.services.applying import HandedIn, new_reference
    from applicants.views import applying

    def hand_in(*, profile_id: int, programme: Any, form: Any, on: Any) -> HandedIn:
        earlier = Application.objects.filter(profile=profile_id, programme=programme).first()
        row = earlier or Application.objects.create(
            reference=new_reference(on),
            profile_id=profile_id,
            programme=programme,
            status="submitted",
            submission_key=uuid4(),
            submitted_at=timezone.now(),
        )
        return HandedIn(application=row, submitted=True)

    applying.hand_in = hand_in


# --- R09 ------------------------------------------------------------------------------------------


def _last_write_wins() -> None:
    """No version and no lock: what the form says is written."""
    from applicants.models import Application
    from applicants.services import reviewing

    def determine(
        *, application_id: int, version: int, decision: str, reason: str, actor: Any
    ) -> None:
        Application.objects.filter(pk=application_id).update(status=decision)

    reviewing.determine = determine  # type: ignore[assignment]  # the variant


# --- R20 ------------------------------------------------------------------------------------------


def _count_apart() -> None:
    """Five wrong passwords of an account, and five of a network, each for itself."""
    from leqing.accounts import adapter, limits

    limits.RATES["apart"] = "5/5m/key"

    def try_password(request: Any, account: str) -> Any:
        tries = limits.Tries()
        for key in (account, limits.network_of(request)):
            if not tries.take(request, "apart", key):
                raise limits.LimitError("pair")
        return tries

    adapter.try_password = try_password


# --- R24 ------------------------------------------------------------------------------------------


def _read_each_time() -> None:
    """No copy in the process: each page reads the whole catalogue from the database."""
    from policies.services import current

    read = current._read
    current._version = uuid4  # type: ignore[assignment]  # never the one that is kept
    current._read_settled = lambda before: read(None, None)
