"""What a release needs before it answers: migrations, data, a group, static files; repeatable."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand

from policies.services.officers import officers_group

# Versions and sources of scripts that packages bring and no page loads: most of the time it takes.
NEVER_ASKED_FOR = [
    *("htmax-*", "htmx-4*", "htmx-2.js", "ext"),
    *("jquery.js", "xregexp.js", "select2.full.js", "select2.css"),
]


class Command(BaseCommand):
    help = (
        "Migrate, load the catalogue and the calendar, make the group of policy officers, collect "
        "static files; "
        "each is skipped where it is done."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._step("migrated", "migrate", interactive=False, verbosity=0)
        if "catalogue" in get_commands():
            # a file that differs from what is published is told, but does not stop the release
            options = {"skip_changed": True, "verbosity": 0}
            self._step("catalogue loaded", "catalogue", "load", **options)
        if "calendar" in get_commands():
            self._step("calendar loaded", "calendar", "load", verbosity=0)
        officers_group()
        if settings.STATIC_IS_COLLECTED:
            self._step(
                "static files collected",
                "collectstatic",
                interactive=False,
                verbosity=0,
                ignore_patterns=NEVER_ASKED_FOR,
            )

    def _step(self, done: str, command: str, *arguments: str, **options: Any) -> None:
        start = time.monotonic()
        call_command(command, *arguments, **options)
        self.stdout.write(f"{done} ({time.monotonic() - start:.1f} s)")
