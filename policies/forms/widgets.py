"""The input that fits a fact, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from policies.presentation.words import in_language
from policies.rules.facts import FactType, Value
from policies.rules.quantities import decimal_text

NONE_OF_THESE = "none-of-these"  # no choice bears this name: slugs of facts have underscores
MOST_RADIOS = 12
_INPUT_MODES = {"integer": "numeric", "decimal": "decimal", "percent": "decimal", "money": "text"}
_YES_NO = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))]


def widget_for(fact: FactType) -> forms.Widget:
    """The input of a question; lists of records have one of their own."""
    if fact.type == "boolean":
        return forms.RadioSelect(choices=_YES_NO)
    choices = _choices(fact)
    if fact.type == "choices":
        choices = [*choices, (NONE_OF_THESE, gettext_lazy("None of these"))]
        return forms.CheckboxSelectMultiple(choices=choices)
    if fact.type == "choice" and len(choices) <= MOST_RADIOS:
        return forms.RadioSelect(choices=choices)
    return compact_widget_for(fact)


def compact_widget_for(fact: FactType) -> forms.Widget:
    """An input of one line, where several stand together."""
    if fact.type == "boolean":
        return forms.Select(choices=[("", gettext_lazy("Choose from the list")), *_YES_NO])
    if fact.type == "choice":
        first = [("", gettext_lazy("Choose from the list"))]
        return forms.Select(choices=[*first, *_choices(fact)])
    born = fact.name.endswith("born_on")  # the only one that a browser may know
    attributes = {"autocomplete": "bday" if born else "off", "spellcheck": "false"}
    if fact.type in _INPUT_MODES:
        attributes["inputmode"] = _INPUT_MODES[fact.type]
    return forms.TextInput(attrs=attributes)


Typed = str | list[str] | list[dict[str, Any]]


def as_typed(fact: FactType, value: Value) -> Typed:
    """A value as a person would type it into its input."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return sorted(value) or [NONE_OF_THESE]
    if isinstance(value, int | Fraction):
        return decimal_text(value * 100 if fact.type == "percent" else value, 12)
    if isinstance(value, tuple):
        return [{n: as_typed(fact.fields[n], part) for n, part in row.items()} for row in value]
    return str(value)


def _choices(fact: FactType) -> Sequence[tuple[str, Any]]:
    return [(slug, in_language(words) or slug) for slug, words in fact.choices.items()]
