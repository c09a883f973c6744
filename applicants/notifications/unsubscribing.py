"""Sealed addresses that turn a kind of mail off, without signing in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.urls import reverse

from applicants.models import Notification
from applicants.notifications.messages import absolute
from applicants.sealing import MARK, SealError, seal, unseal

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
    token = seal(json.dumps([SALT, user_id, kind.value])).removeprefix(MARK)
    return absolute(reverse("applicants:unsubscribe", kwargs={"token": token}))


def read_token(token: str) -> Wish | None:
    """What an address asks for; ``None`` where we did not make it."""
    try:
        user_id, kind = _opened(token)
        wish = Wish(user_id, Kind(kind))
    except (signing.BadSignature, SealError, ValueError, TypeError):
        return None
    return wish if wish.kind in OPTIONAL else None


def _opened(token: str) -> list[Any]:
    if ":" in token:  # of a mail from before addresses were sealed: signed, with the number in it
        found: list[Any] = signing.loads(token, salt=SALT)
        return found
    purpose, user_id, kind = json.loads(unseal(MARK + token))
    if purpose != SALT:
        raise ValueError(purpose)
    return [user_id, kind]
