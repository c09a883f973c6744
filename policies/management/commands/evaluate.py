"""Verdicts with their reasons for facts from a file."""

import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from policies.rules.errors import FactError, ProblemsError
from policies.rules.facts import Facts, Vocabulary, read_day
from policies.rules.reading import FILE_LIMITS
from policies.rules.rulebook import Rulebook
from policies.services import CatalogueError, current_catalogue
from policies.services.evaluating import (
    MOST_PROBLEMS,
    check_programmes,
    evaluation_json,
    read_document_file,
    read_facts_file,
)
from policies.services.report import report
from policies.services.screened import screened_json

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Evaluate facts: one object, or a list of them, against what is published or one file."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--facts",
            required=True,
            metavar="F.json",
            help="JSON object of facts, or a list of such objects; - reads standard input",
        )
        parser.add_argument("--on", metavar="YYYY-MM-DD", help="the day; today where not given")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--programme", metavar="SLUG", help="only this programme")
        which.add_argument(
            "--document", metavar="F.yaml", help="this document alone, without a database"
        )
        parser.add_argument(
            "--engine",
            choices=["explain", "screen"],
            default="explain",
            help="explain gives reasons; screen is what judges whole populations",
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer on standard output.

        Raises:
            CommandError: with code 2 where something given is wrong, 1 where the database is away.
        """
        on = _day(options["on"])
        text = _read(options["facts"], FILE_LIMITS.octets)
        try:
            book, vocabulary = _rules(options["document"])
        except DatabaseError as error:
            raise CommandError(f"The database: {error}", returncode=1) from error
        slug = options["programme"]
        if slug is not None:
            _refuse_if(problem.message for problem in check_programmes([slug], book))
        facts = _facts(options["facts"], text, vocabulary, on=on)
        answer = self._json if options["json"] else self._text
        if options["engine"] == "screen":
            answer = self._screened_json if options["json"] else self._screened_text
        answer(book, facts, on, None if slug is None else [slug])

    def _json(
        self, book: Rulebook, facts: Facts | list[Facts], on: date, programmes: list[str] | None
    ) -> None:
        sets = facts if isinstance(facts, list) else [facts]
        found = [evaluation_json(book, each, on=on, programmes=programmes) for each in sets]
        plain = found if isinstance(facts, list) else found[0]
        self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2))

    def _screened_json(
        self, book: Rulebook, facts: Facts | list[Facts], on: date, programmes: list[str] | None
    ) -> None:
        sets = facts if isinstance(facts, list) else [facts]
        found = screened_json(book, sets, on=on, programmes=programmes)
        plain = found if isinstance(facts, list) else found[0]
        self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2))

    def _screened_text(
        self, book: Rulebook, facts: Facts | list[Facts], on: date, programmes: list[str] | None
    ) -> None:
        sets = facts if isinstance(facts, list) else [facts]
        for index, each in enumerate(screened_json(book, sets, on=on, programmes=programmes)):
            head = f"[{index}] " if isinstance(facts, list) else ""
            for result in each["results"]:
                self.stdout.write(f"{head}{result['verdict']:<13} {result['programme']}")

    def _text(
        self, book: Rulebook, facts: Facts | list[Facts], on: date, programmes: list[str] | None
    ) -> None:
        for index, each in enumerate(facts if isinstance(facts, list) else [facts]):
            results = book.explain(each, on=on, programmes=programmes)
            head = f"[{index}] " if isinstance(facts, list) else ""
            self.stdout.write(f"{head}{report(book, results, each, on=on)}\n")


def _rules(document: str | None) -> tuple[Rulebook, Vocabulary]:
    if document is None:
        catalogue = current_catalogue()
        return catalogue.rulebook, catalogue.vocabulary
    text = _read(document, FILE_LIMITS.octets)
    try:
        return read_document_file(text)
    except CatalogueError as error:
        _refuse_if(f"{document}: {problem}" for problem in error.problems)
        raise


def _facts(name: str, text: str, vocabulary: Vocabulary, *, on: date) -> Facts | list[Facts]:
    try:
        return read_facts_file(text, vocabulary, on=on)
    except ProblemsError as error:
        _refuse_if(f"{name}: {problem}" for problem in error.problems)
        raise


def _day(text: str | None) -> date:
    if text is None:
        return timezone.localdate()
    try:
        return read_day(text, "--on")
    except FactError as error:
        raise CommandError(str(error), returncode=BAD_INPUT) from None


def _read(name: str, most: int) -> str:
    """The text of a file, or of standard input.

    Raises:
        CommandError: it cannot be read, or is too large.
    """
    try:
        if name == "-":
            octets = sys.stdin.buffer.read(most + 1)
        else:
            with Path(name).open("rb") as file:
                octets = file.read(most + 1)
    except (OSError, ValueError) as error:  # ValueError: U+0000 in a name
        why = getattr(error, "strerror", None) or error
        raise CommandError(f"{name}: {why}.", returncode=BAD_INPUT) from None
    if len(octets) > most:
        raise CommandError(f"{name}: more than {most} bytes.", returncode=BAD_INPUT)
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{name}: not UTF-8 at byte {error.start}."
        raise CommandError(message, returncode=BAD_INPUT) from None


def _refuse_if(messages: Any) -> None:
    """Stop if there are messages; an iterable of texts.

    Raises:
        CommandError: with all of them, or the first ones of very many.
    """
    found = list(messages)
    if len(found) > MOST_PROBLEMS:
        found[MOST_PROBLEMS:] = [f"… and {len(found) - MOST_PROBLEMS} more."]
    if found:
        raise CommandError("\n".join(found), returncode=BAD_INPUT)
