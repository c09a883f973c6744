"""Facts in, verdicts out, as the command and the API say it. Needs no database by itself."""

from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from policies.rules.budgets import Budget
from policies.rules.changes import eligible_days
from policies.rules.documents import read_documents
from policies.rules.errors import FactError, Problem, RuleError
from policies.rules.facts import Facts, Vocabulary
from policies.rules.intake import intake_json
from policies.rules.library import Library
from policies.rules.plausibility import days_ahead
from policies.rules.reading import FILE_LIMITS, read_json_text
from policies.rules.rulebook import Result, Rulebook
from policies.services.errors import CatalogueError
from policies.services.files import SHIPPED, read_folder

MOST_PROBLEMS = 50


def shipped_library() -> Library:
    """The shared vocabulary of the files that come with this software."""
    return Library.read(read_folder(SHIPPED).shared)


def read_document_file(text: str) -> tuple[Rulebook, Vocabulary]:
    """A rulebook of one file alone, with the vocabulary its facts are read by.

    Its own facts win over the shipped ones.

    Raises:
        CatalogueError: the file was refused; every problem has its path.
    """
    try:
        documents = read_documents(text, library=shipped_library())
        book = Rulebook(documents)
    except RuleError as error:
        raise CatalogueError(error.problems) from None
    return book, book.vocabulary


def read_facts(plain: object, vocabulary: Vocabulary, *, on: date) -> Facts:
    """One set of facts as they may be on a day.

    Raises:
        FactError: a value was refused, or a day that can only lie in the past lies after it.
    """
    facts = vocabulary.read(plain)
    ahead = days_ahead(facts, vocabulary, on=on)
    if ahead:
        raise FactError(ahead)
    return facts


def read_facts_file(text: str, vocabulary: Vocabulary, *, on: date) -> Facts | list[Facts]:
    """One set of facts, or a list of them, as a JSON file has them.

    Raises:
        RuleError: the text is not JSON as we read it.
        FactError: a value was refused; in a list the path begins with its place.
    """
    plain = read_json_text(text, limits=FILE_LIMITS)
    if isinstance(plain, dict):
        return read_facts(plain, vocabulary, on=on)
    if not isinstance(plain, list):
        expected = "expected an object of facts, or a list of such objects."
        raise FactError([Problem("", expected)])
    sets, problems = list[Facts](), list[Problem]()
    for index, item in enumerate(plain):
        try:
            sets.append(read_facts(item, vocabulary, on=on))
        except FactError as error:
            for problem in error.problems:
                place = f"[{index}].{problem.path}" if problem.path else f"[{index}]"
                problems.append(Problem(place, problem.message))
        if len(problems) > MOST_PROBLEMS:
            break
    if problems:
        raise FactError(problems)
    return sets


def check_programmes(slugs: Iterable[str], book: Rulebook) -> list[Problem]:
    """A problem for each slug that no programme has, with a guess at what was meant."""
    problems = []
    for index, slug in enumerate(slugs):
        if slug not in book.editions:
            near = get_close_matches(slug, book.editions, n=1)
            guess = f" Did you mean {near[0]}?" if near else ""
            message = f"there is no programme {slug[:80]}.{guess}"
            problems.append(Problem(f"programmes[{index}]", message))
    return problems


def evaluation_json(
    book: Rulebook, facts: Facts, *, on: date, programmes: Sequence[str] | None = None
) -> dict[str, Any]:
    """Every verdict with its reasons, its intake, and the days that time alone brings, as JSON."""
    results = book.explain(facts, on=on, programmes=programmes)
    return {
        "on": on.isoformat(),
        "results": [result_json(book, result, facts, on=on) for result in results],
    }


def result_json(book: Rulebook, result: Result, facts: Facts, *, on: date) -> dict[str, Any]:
    """One verdict as JSON has it."""
    budget = Budget()
    earliest, last = eligible_days(book, result.programme, facts, on=on, budget=budget)
    return {
        **result.as_json(),
        "intake": result.intake.state,
        "intake_days": intake_json(result.intake),
        "earliest_on": earliest.isoformat() if earliest else None,
        "ends_on": last.isoformat() if last else None,
        "days_complete": not budget.ended,
    }
