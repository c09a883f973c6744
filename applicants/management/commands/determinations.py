"""``determinations replay``: every decision can still be worked out from what was kept."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applicants.services.replaying import replay_determinations


class Command(BaseCommand):
    help = "Judge every determination again; ends with 1 on any difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["replay"])

    def handle(self, *args: Any, **options: Any) -> None:
        start, count, differences = time.monotonic(), 0, 0
        for replayed in replay_determinations():
            count += 1
            if replayed.problem:
                differences += 1
                self.stderr.write(f"{replayed.reference}: {replayed.problem}")
        seconds = time.monotonic() - start
        self.stdout.write(
            f"{count} determinations judged again in {seconds:.1f} s, {differences} differences"
        )
        if differences:
            raise CommandError("Not every determination could be reproduced.", returncode=1)
