"""From the outbox to the mail server.

One row at a time: claim it with a lease, hand it over, mark it, each in a transaction of its own
and with no transaction open while the mail server is spoken to. A sender that is killed leaves at
most the one row it was sending, which another takes when the lease has ended: that mail may arrive
twice, with one Message-ID. Any number of senders may run, at any time.
"""

from __future__ import annotations

import logging
import os
import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from applicants.models import Notification
from applicants.notifications.headers import StraightMail
from applicants.notifications.relevance import obsolescence
from applicants.tracing import Trace, traced

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=45)  # longer than connecting and sending may take (EMAIL_TIMEOUT)
RETRY_MINUTES = (1, 5, 15, 30, 60)  # and hourly from then on
GIVE_UP = timedelta(hours=72)
LONGEST_RUN = 60.0  # seconds; a task gives others their turn
State = Notification.State


def send_due() -> int:
    """Send everything that is due; how many rows came to an end or were tried."""
    owner = f"{socket.gethostname()[:40]}:{os.getpid()}:{time.time_ns()}"
    until, count = time.monotonic() + LONGEST_RUN, 0
    with _server() as server:
        while time.monotonic() < until:
            row = _claim(owner)
            if row is None:
                break
            with traced(Trace(number=row.request_number)):
                _deliver(row, server, owner)
            count += 1
    return count


def _claim(owner: str) -> Notification | None:
    """Take one due row for the time of the lease, by the clock of the database."""
    with transaction.atomic():
        due = Notification.objects.due().order_by("not_before", "pk")
        row = due.select_for_update(of=("self",), skip_locked=True).first()
        if row is None:
            return None
        held = {"lease_until": Now() + LEASE, "lease_owner": owner, "attempts": F("attempts") + 1}
        Notification.objects.filter(pk=row.pk).update(**held)
        row.attempts += 1
        return row


def _deliver(row: Notification, server: _Server, owner: str) -> None:
    if row.expires_at is not None and row.expires_at <= timezone.now():
        _finish(row, owner, state=State.EXPIRED)
        return
    if reason := obsolescence(row, on=timezone.localdate()):
        _finish(row, owner, state=State.CANCELLED, reason=reason)
        return
    try:
        server.send(_message(row))
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        _refused(row, owner, code, words)
    except smtplib.SMTPResponseException as error:
        _refused(row, owner, error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        _retry(row, owner, f"{type(error).__name__}: {error}")
    except ValueError as error:  # an address or a header that no mail can have
        _finish(row, owner, state=State.BOUNCED, error=f"{type(error).__name__}: {error}")
    else:
        _finish(row, owner, state=State.SENT)


def _refused(row: Notification, owner: str, code: int, words: bytes | str) -> None:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if 500 <= code < 600:
        _finish(row, owner, state=State.BOUNCED, error=f"{code} {text}")
    else:
        _retry(row, owner, f"{code} {text}")


def _finish(
    row: Notification, owner: str, *, state: State, error: str = "", reason: str = ""
) -> None:
    """Bring a row to its end, unless the lease ran out and another has it."""
    held = Notification.objects.filter(pk=row.pk, lease_owner=owner)
    is_code = row.kind == Notification.Kind.ACCOUNT  # of no use to anybody from now on
    blank = {"text": "", "html": ""} if is_code else {}
    changed = held.update(
        **blank,
        state=state,
        reason=reason,
        ended_at=Now(),
        lease_until=None,
        lease_owner="",
        last_error=error[:500],
    )
    if not changed:
        log.warning("Notification %d was taken over while it was being sent.", row.pk)
    if error:
        log.warning("Notification %d was refused for good: %s", row.pk, error[:200])


def _retry(row: Notification, owner: str, error: str) -> None:
    """Try again later, or give up after three days."""
    log.warning("Notification %d could not be sent now: %s", row.pk, error[:200])
    if timezone.now() - row.created_at > GIVE_UP:
        _finish(row, owner, state=State.EXPIRED, error=error)
        return
    step = min(row.attempts, len(RETRY_MINUTES)) - 1
    later = Now() + timedelta(minutes=RETRY_MINUTES[step])
    Notification.objects.filter(pk=row.pk, lease_owner=owner).update(
        not_before=later, lease_until=None, lease_owner="", last_error=error[:500]
    )


def _message(row: Notification) -> EmailMultiAlternatives:
    message = StraightMail(
        subject=row.subject,
        body=row.text,
        to=[row.recipient],
        headers={"Message-ID": row.message_id, "Auto-Submitted": "auto-generated", **row.headers},
    )
    if row.html:
        message.attach_alternative(row.html, "text/html")
    return message


class _Server:
    """One connection for many mails; opened when the first is sent, and anew after trouble."""

    def __init__(self) -> None:
        self._backend: BaseEmailBackend | None = None

    def send(self, message: EmailMultiAlternatives) -> None:
        if self._backend is None:
            backend = get_connection(fail_silently=False)
            backend.open()
            self._backend = backend
        try:
            self._backend.send_messages([message])
        except (OSError, smtplib.SMTPException):
            self.close()
            raise

    def close(self) -> None:
        backend, self._backend = self._backend, None
        if backend is not None:
            try:
                backend.close()
            except (OSError, smtplib.SMTPException) as error:
                log.debug("The mail server was gone already: %s", error)


@contextmanager
def _server() -> Iterator[_Server]:
    server = _Server()
    try:
        yield server
    finally:
        server.close()
