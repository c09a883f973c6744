"""The address at which a calendar program reads somebody's days: made, made anew, taken back."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from applicants.models import CalendarFeed
from applicants.sealing import marks_of


@transaction.atomic
def make_feed(*, profile_id: int) -> CalendarFeed:
    """Give a profile an address that cannot be guessed; an earlier one is no longer answered."""
    token = secrets.token_urlsafe(32)
    feed, _ = CalendarFeed.objects.update_or_create(
        profile_id=profile_id,
        defaults={"token": token, "mark": marks_of(token)[0], "made_at": timezone.now()},
    )
    return feed


def revoke_feed(*, profile_id: int) -> None:
    """Take the address back; twice equals once."""
    CalendarFeed.objects.filter(profile_id=profile_id).delete()
