"""What a release needs before it answers: migrations, rights, data, a group, static files.

Repeatable.
"""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from leqing.database_roles import as_owner, grant_rights, tables_owned_by
from leqing.environment import database_from_url
from policies.services.officers import officers_group

# Versions and sources of scripts that packages bring and no page loads: most of the time it takes.
NEVER_ASKED_FOR = [
    *("htmax-*", "htmx-4*", "htmx-2.js", "ext"),
    *("jquery.js", "xregexp.js", "select2.full.js", "select2.css"),
]


class Command(BaseCommand):
    help = (
        "Migrate and give the program's role its rights, load the catalogue and the calendar, make "
        "the group of policy officers, collect static files; "
        "each is skipped where it is done."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        self._refuse_one_role()
        self._step("migrated", "migrate", interactive=False, verbosity=0)
        self._give_rights()
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

    def _refuse_one_role(self) -> None:
        if not settings.LOCAL and not settings.DATABASE_OWNER_URL:
            raise CommandError(
                "DATABASE_OWNER_URL is not set: on a real server the tables belong to a role of "
                "their own, and DATABASE_URL names another."
            )

    def _give_rights(self) -> None:
        """To the role of DATABASE_URL, where another one owns the tables."""
        role = connection.settings_dict["USER"]
        if (
            not settings.DATABASE_OWNER_URL
            or database_from_url(settings.DATABASE_OWNER_URL)["USER"] == role
        ):
            return
        with as_owner():
            if owned := tables_owned_by(role):
                raise CommandError(
                    f"{len(owned)} tables belong to {role}, which the program runs as, such as "
                    f"{owned[0]}: REASSIGN OWNED BY it TO the role of DATABASE_OWNER_URL."
                )
            grant_rights(role)
        self.stdout.write(f"rights given to {role}")

    def _step(self, done: str, command: str, *arguments: str, **options: Any) -> None:
        start = time.monotonic()
        call_command(command, *arguments, **options)
        self.stdout.write(f"{done} ({time.monotonic() - start:.1f} s)")
