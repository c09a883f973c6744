"""Signed addresses that turn a kind of mail off, without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.urls import reverse

from applicants.models import Notification
from applicants.notifications.messages import absolute

SALT = "applicants.unsubscribe"
Kind = Notification.Kind
# all others are legal notices, or were asked for
OPTIONAL = (Kind.WINDOW_CLOSES, Kind.FIRST_DAY, Kind.NEW_MATCH)


@dataclass(frozen=True, slots=True)
class Wish:
    """Who no longer wants which kind."""

    user_id: int
    kind: Notification.Kind


def unsubscribe_address(user_id: int, kind: Notification.Kind) -> str:
    """The address for a mail; it says nothing of the person and never expires."""
    token = signing.dumps([user_id, kind.value], salt=SALT)
    return absolute(reverse("applicants:unsubscribe", kwargs={"token": token}))


def read_token(token: str) -> Wish | None:
    """What an address asks for; ``None`` where we did not make it."""
    try:
        user_id, kind = signing.loads(token, salt=SALT)
        wish = Wish(user_id, Kind(kind))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return wish if wish.kind in OPTIONAL else None
