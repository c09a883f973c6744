"""``manage.py retention [--dry-run]``: end what was kept for as long as the table says."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from applicants.retention import RETENTION
from applicants.services.expiry import expire, warn_of_drafts


class Command(BaseCommand):
    """Runs at night by itself; by hand it shows what would go."""

    help = "Ends what was kept for long enough, and prints the table with how many rows went."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count, touch nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        dry_run = bool(options["dry_run"])
        if not dry_run:
            warn_of_drafts()
        found = expire(dry_run=dry_run)
        for line in RETENTION:
            count = found.get(line.key)
            self.stdout.write(f"{'–' if count is None else count:>8}  {line.key}: {line.period}")
        word = "would go" if dry_run else "went"
        self.stdout.write(f"{sum(found.values())} {word}")
