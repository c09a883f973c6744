"""One question as a form: the input that fits the fact, and what was typed read generously."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.presentation.words import in_language, unit_words
from policies.rules.entry import EntryError, parse_choices, parse_text
from policies.rules.facts import FactType, Value
from policies.rules.quantities import decimal_text

NONE_OF_THESE = "none-of-these"  # no choice bears this name: slugs of facts have underscores
MOST_RADIOS = 12
_INPUT_MODES = {"integer": "numeric", "decimal": "decimal", "percent": "decimal", "money": "text"}


class FactField(forms.Field):
    """A field for one fact; its clean value is what the rules take.

    Attributes:
        heading: the label is the page's heading.
        suffix: the unit shown behind the input.
    """

    heading = True

    def __init__(self, fact: FactType, **options: Any) -> None:
        self.fact = fact
        self.suffix = unit_words(fact)
        super().__init__(
            label=in_language(fact.question) or in_language(fact.label) or fact.name,
            help_text=_help(fact),
            widget=_widget(fact),
            required=False,
            **options,
        )

    def clean(self, value: Any) -> Value:
        try:
            if self.fact.type == "choices":
                return self._several(value)
            typed = value if isinstance(value, str) else ""
            # an option as it was offered is the answer itself, not something to be understood
            return typed if typed in self.fact.choices else parse_text(self.fact, typed)
        except EntryError as error:
            raise ValidationError(in_language(error.words)) from None

    def _several(self, value: Any) -> Value:
        chosen = [each for each in value or () if isinstance(each, str)]
        if not chosen:
            raise ValidationError(
                _("Nothing is ticked: tick what fits, or “None of these”, or skip the question.")
            )
        if NONE_OF_THESE in chosen and len(chosen) > 1:
            raise ValidationError(
                _("“None of these” is ticked beside others: keep either it or the others.")
            )
        return parse_choices(self.fact, [each for each in chosen if each != NONE_OF_THESE])


class QuestionForm(forms.Form):
    """Asks one fact, in the field ``answer``."""

    def __init__(self, *args: Any, fact: FactType, value: Value | None = None, **options: Any):
        if value is not None:
            options["initial"] = {"answer": as_typed(fact, value)}
        super().__init__(*args, **options)
        self.fields["answer"] = FactField(fact)

    @property
    def value(self) -> Value:
        """The answer of a valid form."""
        answer: Value = self.cleaned_data["answer"]
        return answer


def as_typed(fact: FactType, value: Value) -> str | list[str]:
    """A value as a person would type it into its field."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset):
        return sorted(value) or [NONE_OF_THESE]
    if isinstance(value, int | Fraction):
        return decimal_text(value * 100 if fact.type == "percent" else value, 12)
    return str(value)


def _help(fact: FactType) -> str:
    """The help of the catalogue, then how the input may be written."""
    ways = {
        "money": _("In yuan. 300000, 30万 and 1.2亿 are all understood."),
        "percent": _("In per cent: 6.5 means 6.5 %."),
        "date": _("For example 2024-06-15. Without a day, the first of the month is taken."),
    }
    own, way = in_language(fact.help), ways.get(fact.type, "")
    if "万" in own and fact.type == "money":
        return own  # it says so itself
    return format_html("{} {}", own, way) if own and way else own or way


def _widget(fact: FactType) -> forms.Widget:
    if fact.type == "boolean":
        return forms.RadioSelect(choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))])
    choices: Sequence[tuple[str, Any]]
    choices = [(slug, in_language(words) or slug) for slug, words in fact.choices.items()]
    if fact.type == "choices":
        choices = [*choices, (NONE_OF_THESE, gettext_lazy("None of these"))]
        return forms.CheckboxSelectMultiple(choices=choices)
    if fact.type == "choice" and len(choices) <= MOST_RADIOS:
        return forms.RadioSelect(choices=choices)
    if fact.type == "choice":
        first = [("", gettext_lazy("Choose from the list"))]
        return forms.Select(choices=[*first, *choices])
    born = fact.name.endswith("born_on")  # the only one that a browser may know
    attributes = {"autocomplete": "bday" if born else "off", "spellcheck": "false"}
    if fact.type in _INPUT_MODES:
        attributes["inputmode"] = _INPUT_MODES[fact.type]
    return forms.TextInput(attrs=attributes)
