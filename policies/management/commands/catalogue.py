"""The catalogue as files: check it, load it, write it back."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from policies.services import CatalogueError, check_catalogue, dump_catalogue, load_catalogue
from policies.services.files import SHIPPED


class Command(BaseCommand):
    help = (
        "check: validate the documents and run their examples, without a database; "
        "load: bring the database to what the files say; dump: write the files."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["check", "load", "dump"])
        parser.add_argument(
            "path",
            nargs="?",
            type=Path,
            default=SHIPPED,
            metavar="PATH",
            help="the folder with facts.yaml and programmes/; the shipped one where not given",
        )
        parser.add_argument(
            "--skip-changed",
            action="store_true",
            help="load: leave published editions whose text differs as they are, and go on",
        )

    def handle(self, *args: Any, action: str, path: Path, **options: Any) -> None:
        """Do one of the three.

        Raises:
            CommandError: with code 2 where the folder cannot be used, 1 where something is wrong
                with what is in it.
        """
        path = Path(path)
        if action != "dump" and not path.is_dir():
            raise CommandError(f"{path}: there is no such folder.", returncode=2)
        if action == "dump" and path.exists() and not path.is_dir():
            raise CommandError(f"{path} is not a folder.", returncode=2)
        verbosity = options["verbosity"]
        try:
            if action == "check":
                self._check(path, verbosity)
            elif action == "load":
                self._load(path, verbosity, skip_changed=options["skip_changed"])
            else:
                self._dump(path, verbosity)
        except CatalogueError as error:
            self._refuse(list(map(str, error.problems)))
        except DatabaseError as error:
            raise CommandError(f"The database: {error}", returncode=1) from error

    def _check(self, path: Path, verbosity: int) -> None:
        report = check_catalogue(path)
        if report.problems:
            self._refuse(list(map(str, report.problems)))
        if verbosity:
            self.stdout.write(
                f"{len(report.documents)} programmes with {report.editions} editions, "
                f"{len(report.library.facts)} facts, {report.examples} examples: "
                f"all in order ({report.seconds:.1f} s)."
            )

    def _load(self, path: Path, verbosity: int, *, skip_changed: bool) -> None:
        loaded = load_catalogue(path, skip_changed=skip_changed)
        for name in loaded.skipped:
            self.stderr.write(f"{name} is published and its text differs: left as it is.")
        if not verbosity:
            return
        written = [f"{count} in {name}" for name, count in loaded.entries.items() if count]
        if not loaded.changed:
            self.stdout.write("Nothing to do: the database has all of it.")
        else:
            self.stdout.write(
                f"Published {loaded.published} editions, closed {loaded.closed}; "
                f"wrote {', '.join(written) or 'no shared entries'}."
            )
        if loaded.kept:
            self.stdout.write(f"Kept, though the files have not got it: {', '.join(loaded.kept)}.")

    def _dump(self, path: Path, verbosity: int) -> None:
        texts = dump_catalogue(path)
        if verbosity:
            self.stdout.write(
                f"{len(texts.shared)} shared files and {len(texts.programmes)} programmes "
                f"are in {path}."
            )

    def _refuse(self, problems: list[str]) -> None:
        for problem in problems:
            self.stderr.write(problem)
        self.stderr.write(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}.")
        sys.exit(1)
