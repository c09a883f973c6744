"""``population``: a city of invented applicants to try things with, on one's own machine alone."""

import sys
import time
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from applicants.population import (
    Made,
    PopulationError,
    make_population,
    population,
    remove_population,
)
from applicants.population.making import ON
from applicants.progress import ProgressBar

SIZE, SEED = 250_000, 1


class Command(BaseCommand):
    help = (
        "make: draw a city of invented applicants from a seed; remove: take it away and nothing "
        "else; alone: say what there is."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", title="actions")
        make = actions.add_parser("make", help="draw a city of invented applicants")
        make.add_argument("--size", type=int, default=SIZE, help=f"how many, {SIZE} by default")
        make.add_argument("--seed", type=int, default=SEED, help="another seed, another city")
        make.add_argument(
            "--on", type=date.fromisoformat, default=ON, metavar="DATE",
            help=f"the day that all other days are told from, {ON} by default",
        )  # fmt: skip
        make.add_argument("--replace", action="store_true", help="in the place of the last one")
        actions.add_parser("remove", help="take the city away, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._act(options)
        except PopulationError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped: nothing was changed.", returncode=130) from None

    def _act(self, options: dict[str, Any]) -> None:
        if options["action"] is None:
            self.stdout.write(_told(population()))
            return
        if not settings.LOCAL:
            raise CommandError(
                "Invented applicants among real ones would be counted with them, so they are made "
                "and removed on one's own machine alone: not with DJANGO_DEBUG=0."
            )
        start = time.monotonic()
        if options["action"] == "remove":
            said = f"{remove_population():,} profiles removed"
        else:
            said = _told(self._make(options))
        self.stdout.write(f"{said} ({time.monotonic() - start:.1f} s)")

    def _make(self, options: dict[str, Any]) -> Made:
        bar = ProgressBar(sys.stderr, options["size"], what="profiles")
        return make_population(
            options["size"],
            seed=options["seed"],
            on=options["on"],
            replace=options["replace"],
            progress=bar,
        )


def _told(made: Made | None) -> str:
    if made is None:
        return "no population; `population make` draws one"
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in made.kinds.items())
    return f"population of {made.size:,}: {kinds} ({made.what})"
