"""One question as a form: the input that fits the fact, and what was typed read generously."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _

from policies.forms.records import RecordsField, RecordsInput
from policies.forms.widgets import NONE_OF_THESE, as_typed, widget_for
from policies.presentation.words import in_language, unit_words
from policies.rules.entry import EntryError, parse_choices, parse_text
from policies.rules.facts import FactType, Value


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
            widget=widget_for(fact),
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
        records = fact.type == "records"
        self.fact = fact
        self.fields["answer"] = RecordsField(fact) if records else FactField(fact)

    @property
    def value(self) -> Value:
        """The answer of a valid form."""
        answer: Value = self.cleaned_data["answer"]
        return answer

    def typed(self) -> Any:
        """What is in the field as it was sent, right or wrong."""
        return self.fields["answer"].widget.value_from_datadict(self.data, {}, "answer")

    def rearranged(self) -> QuestionForm | None:
        """The form with an entry more or less, where that was asked for instead of an answer."""
        widget = self.fields["answer"].widget
        rows = widget.rearranged(self.data, "answer") if isinstance(widget, RecordsInput) else None
        return None if rows is None else QuestionForm(fact=self.fact, initial={"answer": rows})


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
