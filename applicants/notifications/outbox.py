"""Puts a mail into the outbox, in the transaction of what it announces."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email.utils import make_msgid, parseaddr
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from applicants.models import Application, MutedKind, Notification
from applicants.models.notification import NotificationQuerySet
from applicants.notifications.doorbell import doorbell
from applicants.tracing import NUMBER_HEADER, current_trace

LONGEST_SUBJECT = 300


def queue(
    *,
    kind: Notification.Kind,
    dedupe_key: str,
    recipient: str,
    subject: str,
    text: str,
    language: str,
    html: str = "",
    user: Any = None,
    application: Application | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
    headers: Mapping[str, str] | None = None,
    about: Mapping[str, Any] | None = None,
) -> bool:
    """Write a mail that is to be sent; nothing where the same thing is told already.

    Args:
        dedupe_key: of business facts, such as ``application:42:determined``.
        expires_at: after it the mail is of no use and is not sent.
        about: what is to be true still when it is sent, see
            :mod:`~applicants.notifications.relevance`.

    Returns:
        Whether it was written; False for a key that is known, or a kind that was turned off.
    """
    if user is not None and MutedKind.objects.filter(user=user, kind=kind).exists():
        return False
    row = Notification(
        dedupe_key=dedupe_key,
        kind=kind,
        user=user,
        application=application,
        recipient=recipient,
        language=language,
        subject=" ".join(subject.split())[:LONGEST_SUBJECT],
        text=text,
        html=html,
        headers={**_number(), **(headers or {})},
        about=dict(about or {}),
        message_id=make_msgid(domain=_domain()),
        expires_at=expires_at,
    )
    if not_before is not None:
        row.not_before = not_before
    before = Notification.objects.filter(dedupe_key=dedupe_key).exists()
    if before:
        return False
    Notification.objects.bulk_create([row], ignore_conflicts=True)  # the key decides, not we
    transaction.on_commit(doorbell.ring)
    return True


def cancel(
    *,
    application: Application,
    kinds: tuple[Notification.Kind, ...],
    reason: Notification.Reason = Notification.Reason.PAST,
) -> int:
    """Take back what is still to be sent about an application; how many that were.

    What a sender holds at this moment is asked for its truth before it goes out.
    """
    waiting = Notification.objects.waiting().filter(application=application, kind__in=kinds)
    return take_back(waiting, reason)


def take_back(waiting: NotificationQuerySet, reason: Notification.Reason) -> int:
    """Cancel what no sender holds; how many that were."""
    free = waiting.filter(lease_until=None)
    return free.update(state=Notification.State.CANCELLED, reason=reason, ended_at=Now())


def _number() -> dict[str, str]:
    """The number of the request that wrote it, to be found in the mail and in our lines."""
    number = current_trace().number
    return {NUMBER_HEADER: number} if number else {}


def _domain() -> str:
    """The domain of our sender, for Message-IDs that say nothing of the machine."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
