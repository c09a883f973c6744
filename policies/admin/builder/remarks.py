"""What the checks and the reader of documents say, in the words of the reader's language."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.admin.builder.keys import KEYS, key_words
from policies.presentation.words import day, listed
from policies.rules.authoring.finding import Finding
from policies.rules.operators import OPERATORS
from policies.rules.quantities import decimal_text

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

FINDINGS: dict[str, StrPromise] = {
    "no_source": gettext_lazy("No text is named that says so."),
    "missing_translation": gettext_lazy("One of the two languages is missing."),
    "no_help": gettext_lazy("Nothing helps applicants to answer this."),
    "no_limits": gettext_lazy("There is no smallest or no largest answer."),
    "field_without_label": gettext_lazy("The field has no name in both languages."),
    "lookup_without_row": gettext_lazy("The table %(table)s has no row for: %(keys)s."),
    "unused": gettext_lazy("Nothing uses %(name)s."),
    "no_examples": gettext_lazy("There are no examples yet."),
    "bound_without_example": gettext_lazy("No example shows this %(lacks)s."),
    "no_example_of_unknown": gettext_lazy("No example shows what happens without an answer."),
    "class_without_example": gettext_lazy("No example comes to the class %(name)s."),
    "name_taken": gettext_lazy("There is already an edition %(edition)s of this programme."),
    "dates_overlap": gettext_lazy("The edition %(edition)s is in force on some of these days."),
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
    "mark_out_of_reach": gettext_lazy(
        "From %(low)s to %(high)s points can be had, so nothing shows the mark %(mark)s %(lacks)s."
    ),
    "both_apply": gettext_lazy("At %(value)s two steps apply, this one and %(by)s."),
}
# what a message of the reader of documents looks like, and how one says it to a person
_PROBLEMS: list[tuple[str, StrPromise]] = [
    (r"expected .*, found (?:the text ''|nothing)\.", gettext_lazy("This is still empty.")),
    (r"expected at least \d+ in the list, .*", gettext_lazy("Choose or add at least one.")),
    (r"expected a list of at least one condition, .*", gettext_lazy("The group is still empty.")),
    (
        r"expected at least \d+ entries.*|expected \d+ to \d+ entries, .*",
        gettext_lazy("Add at least one line."),
    ),
    (r"(?P<a>[\w-]+) is missing\.", gettext_lazy("Missing: %(a)s.")),
    (
        r"(?P<a>source|basis) is missing: every clause says where it stands\.",
        gettext_lazy("Say where it stands: %(a)s is missing."),
    ),
    (r"where is missing\.", gettext_lazy("Say what each record must fulfil.")),
    (
        r"(?:'?(?P<a>.*?)'?: )?there is no such (?P<b>[\w ,]+)\.(?: Did you mean (?P<c>.+)\?)?",
        gettext_lazy("“%(a)s” is not known. %(c)s"),
    ),
    (
        r"there is no (?P<b>\w+) (?P<a>\S*)\.(?: Did you mean (?P<c>.+)\?)?",
        gettext_lazy("“%(a)s” is not known. %(c)s"),
    ),
    (r"expected exactly one operator .*", gettext_lazy("Choose how it is compared.")),
    (r"expected exactly one of all, .*", gettext_lazy("Choose what is looked at.")),
    (
        r"expected one of (?P<a>.*?)(?: \(did you mean .*\))?, found .*",
        gettext_lazy("Choose one of: %(a)s."),
    ),
    (
        r"expected a number.*, found (?P<a>.*)\.",
        gettext_lazy("A number is needed here, not %(a)s."),
    ),
    (
        r"expected a whole number.*, found (?P<a>.*)\.",
        gettext_lazy("A whole number is needed here, not %(a)s."),
    ),
    (
        r"expected a day such as (?P<a>\S+), found (?P<b>.*)\.",
        gettext_lazy("A day such as %(a)s is needed here, not %(b)s."),
    ),
    (r"expected true or false, found (?P<a>.*)\.", gettext_lazy("Choose yes or no.")),
    (
        r"expected a name such as (?P<a>\S+), found (?P<b>.*)\.",
        gettext_lazy("Write a key such as %(a)s: lower case, digits and hyphens."),
    ),
    (r"expected text.*, found .*", gettext_lazy("Write a text here.")),
    (
        r"low (?P<a>\S+) is above high (?P<b>\S+)\.",
        gettext_lazy("From %(a)s is above up to %(b)s."),
    ),
    (r"both zh-hans and en are needed\.", gettext_lazy("Write it in Chinese and in English.")),
    (
        r".* is (?P<a>.*); what fits is .*",
        gettext_lazy("This comparison does not fit: choose another."),
    ),
    (r"the formula is empty\.", gettext_lazy("The formula is still empty.")),
    (
        r"expected '(?P<a>.*)', found (?P<b>.*?)(?: \(character (?P<c>\d+)\))?\.",
        gettext_lazy("In the formula “%(a)s” is missing before %(b)s."),
    ),
    (
        r"expected a value, found (?P<a>.*?)(?: \(character (?P<c>\d+)\))?\.",
        gettext_lazy("In the formula a value is missing before %(a)s."),
    ),
    (
        r"did not expect '(?P<a>.*)' here.*",
        gettext_lazy("In the formula “%(a)s” cannot stand here."),
    ),
    (r"cannot read '(?P<a>.*)'.*", gettext_lazy("In the formula “%(a)s” cannot be read.")),
    (
        r"cannot compare (?P<a>.*) with (?P<b>.*?)(?: \(.*)?\.",
        gettext_lazy("In the formula two different kinds are compared: %(a)s and %(b)s."),
    ),
    (
        r"(?P<a>.*) is expected to be (?P<b>.*), not (?P<c>.*?)(?: \(.*)?\.",
        gettext_lazy("In the formula %(a)s must be %(b)s, not %(c)s."),
    ),
    (
        r"another person approves what you have proposed\.",
        gettext_lazy("Another person has to approve what you have proposed."),
    ),
    (r"this account may not .*", gettext_lazy("This account may not do this.")),
    (r"say what is to be changed\.", gettext_lazy("Say what is to be changed.")),
    (r"say the last day it holds\.", gettext_lazy("Say the last day it holds.")),
    (
        r"the draft is .*: it can no longer be changed\.",
        gettext_lazy("It can no longer be changed in this state."),
    ),
    (r"a choice needs choices.*|.*choices.*missing.*", gettext_lazy("Write down the choices.")),
]
_COMPILED = [(re.compile(pattern, re.DOTALL), words) for pattern, words in _PROBLEMS]


def problem_words(message: str) -> str:
    """A message of the reader of documents as one would say it; else as it is."""
    for pattern, words in _COMPILED:
        if match := pattern.fullmatch(message):
            found = {key: value or "" for key, value in match.groupdict().items()}
            if found.get("c") and "there is no" in pattern.pattern:
                found["c"] = _("Did you mean %(name)s?") % {"name": found["c"]}
            if found.get("a") in KEYS:
                found["a"] = key_words("", found["a"])[0]
            return (str(words) % found).strip()
    return message


def finding_words(finding: Finding) -> str:
    """A remark of the checks in words."""
    arguments = {key: _shown(key, value) for key, value in finding.arguments.items()}
    return str(FINDINGS[finding.kind]) % arguments


def _shown(key: str, value: Any) -> str:
    if key == "lacks":
        sides = {True: _("as met"), False: _("as not met")}
        return listed([sides[bool(side)] for side in value])
    if key == "by":
        places = value if isinstance(value, tuple | list) else [value]
        return listed([f"“{place_words(str(place))}”" for place in places])
    if isinstance(value, date):
        return day(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Fraction):
        return decimal_text(value)
    if isinstance(value, tuple | list | set | frozenset):
        return listed([_shown("", each) for each in value])
    return str(value)


def place_words(path: str) -> str:
    """A place of the document as its headings name it: Conditions 2, Awards 1."""
    first = path.partition(".")[0].partition("[")[0]
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
