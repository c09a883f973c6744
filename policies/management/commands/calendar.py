"""The working-day calendar as a file: load it."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from policies.services import CatalogueError, load_calendar


class Command(BaseCommand):
    help = "load: write the years of the shipped calendar that the database does not have."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["load"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the calendar.

        Raises:
            CommandError: with code 1 where the database refuses it.
        """
        try:
            loaded = load_calendar()
        except CatalogueError as error:
            for problem in error.problems:
                self.stderr.write(str(problem))
            sys.exit(1)
        except DatabaseError as error:
            raise CommandError(f"The database: {error}", returncode=1) from error
        for year in loaded.awaiting:
            self.stderr.write(f"{year} is announced: enter its swapped days in the admin.")
        if options["verbosity"]:
            years = ", ".join(map(str, loaded.written))
            self.stdout.write(f"Wrote {years}." if years else "Nothing to do: it has all years.")
