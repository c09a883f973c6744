"""What the checks say, in the words of the reader's language."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.admin.builder.keys import KEYS, key_words
from policies.admin.builder.options import VERDICTS
from policies.admin.builder.problems import problem_words
from policies.presentation.words import day, listed
from policies.rules.authoring.finding import Finding, FindingProblem
from policies.rules.errors import Problem
from policies.rules.operators import OPERATORS
from policies.rules.quantities import decimal_text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# the names of the buttons that remarks speak of
REPLACE = gettext_lazy("Replace it")
CHANGE_DAYS = gettext_lazy("Change its last day or repeal it…")
FINDINGS: dict[str, StrPromise] = {
    "no_source": gettext_lazy("No text is named that says so."),
    "missing_translation": gettext_lazy("One of the two languages is missing."),
    "no_help": gettext_lazy("Nothing helps applicants to answer this."),
    "no_limits": gettext_lazy("There is no smallest or no largest answer."),
    "stage_without_clock": gettext_lazy(
        "These working days count for no clock: choose a stage of the list."
    ),
    "no_clock": gettext_lazy(
        "No stage has working days that count: 10 working days are taken for the review and 10 for"
        " the decision."
    ),
    "odd_sign": gettext_lazy(
        "There is a sign that not everybody sees (%(sign)s): delete this text and type it again."
    ),
    "format_not_taken": gettext_lazy("No form takes %(format)s: ask for PDF instead."),
    "field_without_label": gettext_lazy("The field has no name in both languages."),
    "lookup_without_row": gettext_lazy("The table %(table)s has no row for: %(keys)s."),
    "too_costly": gettext_lazy(
        "Judging this takes %(steps)s steps, and at most %(most)s are allowed. Use fewer counts and "
        "sums here, or name one as a derived fact."
    ),
    "too_costly_to_search": gettext_lazy(
        "What would change this cannot be found within %(most)s steps. Use fewer counts and sums "
        "here, or name one as a derived fact."
    ),
    "too_costly_to_screen": gettext_lazy(
        "Judging everybody by this takes %(steps)s steps for each, and at most %(most)s are allowed. "
        "Use fewer counts, sums and products here, or name one as a derived fact."
    ),
    "not_searched_further": gettext_lazy(
        "Not searched further: there may be more criteria that decide nothing."
    ),
    "unknown_row": gettext_lazy("“%(key)s” is no choice of the fact that is looked up."),
    "unused": gettext_lazy("Nothing uses %(name)s."),
    "to_translate": gettext_lazy("It is still to be written in English."),
    "no_written_example": gettext_lazy(
        "No example that is eligible has a result that a person wrote: write one, or confirm one"
        " that was proposed."
    ),
    "no_written_sum": gettext_lazy(
        "No example that is eligible says what is given: write the amounts into one."
    ),
    "no_examples": gettext_lazy("There are no examples yet."),
    "bound_without_example": gettext_lazy("No example shows this %(lacks)s."),
    "no_example_of_unknown": gettext_lazy("No example shows what happens without an answer."),
    "class_without_example": gettext_lazy("No example comes to the class %(name)s."),
    "name_taken": gettext_lazy("There is already an edition %(edition)s of this programme."),
    "dates_overlap": gettext_lazy(
        "The edition %(edition)s is in force on some of these days. Press “%(replace)s” to let this "
        "draft take them, or “%(change)s” to end that edition otherwise."
    ),
    "replaces": gettext_lazy(
        "Once this is published, the edition %(edition)s ends on %(last)s instead of on %(to)s."
    ),
    "replaces_whole": gettext_lazy(
        "Once this is published, the edition %(edition)s never comes into force."
    ),
    "replaces_the_past": gettext_lazy(
        "The first day, %(first)s, has gone by: days that have gone by cannot be taken from the "
        "edition %(edition)s."
    ),
    "begins_in_the_past": gettext_lazy("The first day, %(from)s, has gone by."),
    "example_fails": gettext_lazy("The example does not come out: %(failures)s."),
    "stands_twice": gettext_lazy("The same stands at %(by)s."),
    "covered": gettext_lazy("This can never decide anything, because of %(by)s."),
    "never_met": gettext_lazy("Nobody can ever meet this."),
    "always_met": gettext_lazy("Everybody always meets this."),
    "contradicts": gettext_lazy("This cannot be met together with %(by)s."),
    "implied": gettext_lazy("Whoever meets %(by)s meets this too."),
    "whole_range": gettext_lazy("Together with %(by)s everybody meets this."),
    "band_out_of_reach": gettext_lazy("Nobody can come into the band from %(at_least)s."),
    "band_changes_nothing": gettext_lazy("The band before it gives %(points)s points as well."),
    "gap": gettext_lazy("Between the steps, at %(value)s, none applies."),
    "no_facts_found": gettext_lazy("No facts were found that show this %(lacks)s."),
    "no_room": gettext_lazy("The document is too long for more examples: %(count)s are left out."),
    "mark_out_of_reach": gettext_lazy(
        "From %(low)s to %(high)s points can be had, so nothing shows the mark %(mark)s %(lacks)s."
    ),
    "both_apply": gettext_lazy("At %(value)s two steps apply, this one and %(by)s."),
}


_FAILURE = re.compile(r"(?P<key>\w+) is (?P<found>.*), expected (?P<wanted>.*)", re.DOTALL)
_NUMBERS = re.compile(r"\[-?[0-9.]+(?:, -?[0-9.]+)*\]|-?[0-9]+\.0")
_NO_EDITION = re.compile(r"on (?P<day>\S+) the edition in force is (?P<edition>.*)")


def said(problem: Problem) -> str:
    """What was refused, in words."""
    if isinstance(problem, FindingProblem):
        return finding_words(problem.finding)
    return problem_words(problem.message)


def finding_words(finding: Finding) -> str:
    """A remark of the checks in words."""
    arguments = {key: _shown(key, value) for key, value in finding.arguments.items()}
    arguments |= {"replace": str(REPLACE), "change": str(CHANGE_DAYS)}
    return str(FINDINGS[finding.kind]) % arguments


def _shown(key: str, value: Any) -> str:
    if key == "lacks":
        sides = {True: _("as met"), False: _("as not met")}
        return listed([sides[bool(side)] for side in value])
    if key == "by":
        places = value if isinstance(value, tuple | list) else [value]
        return listed([f"“{place_words(str(place))}”" for place in places])
    if key == "failures":
        return listed([_failure(str(each)) for each in value])
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Fraction):
        return decimal_text(value)
    if isinstance(value, tuple | list | set | frozenset):
        return listed([_shown("", each) for each in value])
    return str(value)


def _failure(text: str) -> str:
    """What of an example did not come out."""
    if match := _FAILURE.fullmatch(text):
        key, found, wanted = match.groups()
        shown = {"found": _value(found), "wanted": _value(wanted)}
        return _("%(key)s: %(found)s, expected %(wanted)s") % {
            "key": key_words("examples", key)[0],
            **shown,
        }
    if match := _NO_EDITION.fullmatch(text):
        return _("on %(day)s the edition in force is %(edition)s") % {
            "day": match["day"],
            "edition": _value(match["edition"]),
        }
    return text


def _value(text: str) -> str:
    if text in ("None", "none", "[]"):
        return _("(nothing)")
    if _NUMBERS.fullmatch(text):
        return listed([_amount(each) for each in text.strip("[]").split(", ")])
    return str(VERDICTS.get(text, text.removesuffix(".0")))


def _amount(text: str) -> str:
    """A number as the rest of the site writes it."""
    return f"{Fraction(text).numerator:,}" if text.endswith(".0") else text


def place_words(path: str) -> str:
    """A place of the document as its headings name it: Conditions 2, Awards 1."""
    first = path.partition(".")[0].partition("[")[0]
    if first in ("tables", "parameters") and "." in path:  # names of the author's
        own = path.removeprefix(f"{first}.")
        return f"{key_words('', first)[0]} › {own}"
    names = [key_words("", first)[0]] if first in KEYS else []
    numbers = [int(number) + 1 for number in re.findall(r"\[(\d+)\]", path)]
    last = re.sub(r"\[\d+\]", "", path).rpartition(".")[2]
    place = "".join(names) + (f" {'.'.join(map(str, numbers))}" if numbers else "")
    known = f"{first}.{last}" in KEYS or last in KEYS
    if (
        last != first
        and known
        and last not in OPERATORS
        and last not in ("all", "any", "none", "of")
    ):
        return f"{place} › {key_words(first, last)[0]}" if place else key_words(first, last)[0]
    return place or path
