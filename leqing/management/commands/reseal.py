"""Seals with the present key what an earlier one sealed and nothing else renews."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from applicants.models import CalendarFeed
from applicants.sealing import SealError, marks_of, seal, unseal

SEALED = ("secret", "seed")


class Command(BaseCommand):
    help = (
        "Seal the secrets of authenticator apps and the addresses of calendars with DATA_KEY, so "
        "that the earlier key can leave "
        "DATA_KEY_FALLBACKS a week later: by then sessions and mails that it sealed have ended."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            rows = list(Authenticator.objects.select_for_update().order_by("pk"))
            for row in rows:
                self._reseal(row)
            feeds = list(CalendarFeed.objects.select_for_update().order_by("pk"))
            for feed in feeds:
                feed.mark = marks_of(feed.token)[0]
                feed.save(update_fields=["token", "mark"])
        rows += feeds
        self.stdout.write(f"{len(rows)} sealed with the present key")

    def _reseal(self, row: Any) -> None:
        try:
            for name in SEALED:
                if name in row.data:
                    row.data[name] = seal(unseal(row.data[name]))
        except SealError as error:
            raise CommandError(f"Authenticator {row.pk}: {error}") from None
        row.save(update_fields=["data"])
