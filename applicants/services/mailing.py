"""Which kinds of mail somebody wants; legal notices cannot be turned off."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction

from applicants.models import MutedKind, Notification
from applicants.notifications.outbox import take_back
from applicants.notifications.unsubscribing import OPTIONAL


@transaction.atomic
def set_muted(*, user_id: int, kind: Notification.Kind, muted: bool) -> None:
    """Turn a kind off or on; off also takes back what is waiting to be sent.

    Raises:
        ValueError: it is a legal notice.
    """
    if kind not in OPTIONAL:
        raise ValueError(f"{kind} cannot be turned off.")
    if not muted:
        MutedKind.objects.filter(user=user_id, kind=kind).delete()
        return
    if not get_user_model().objects.filter(pk=user_id).exists():
        return  # the account is gone, and with it the mails
    MutedKind.objects.get_or_create(user_id=user_id, kind=kind)
    waiting = Notification.objects.waiting().filter(user=user_id, kind=kind)
    take_back(waiting, Notification.Reason.MUTED)


def muted_kinds(user_id: int) -> set[str]:
    """The kinds somebody has turned off."""
    return set(MutedKind.objects.filter(user=user_id).values_list("kind", flat=True))
