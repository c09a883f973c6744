"""One question as a form: the input that fits the fact, and what was typed read generously."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _

from policies.forms.background import Background, Reading, offered, words_of_doubt
from policies.forms.records import RecordsField, RecordsInput
from policies.forms.widgets import NONE_OF_THESE, as_typed, widget_for
from policies.presentation.words import in_language, unit_words
from policies.rules.entry import DayNeededError, EntryError, parse_choices, parse_text
from policies.rules.facts import FactType, Value
from policies.rules.plausibility import Disorder

MEANT = "meant"  # the button with what was meant by a value far from the usual


class FactField(forms.Field):
    """A field for one fact; its clean value is what the rules take.

    Args:
        background: what the answer is held against; without it a month is no day, and nothing is
            asked back.

    Attributes:
        heading: the label is the page's heading.
        suffix: the unit shown behind the input.
        confirmed: what is in the field was asked back and is meant.
        readings: what may be meant by a value far from the usual, once the field was cleaned.
    """

    heading = True

    def __init__(
        self, fact: FactType, *, background: Background | None = None, **options: Any
    ) -> None:
        self.fact, self.background = fact, background
        self.suffix = unit_words(fact)
        self.confirmed = False
        self.readings: tuple[Value, ...] = ()
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
            return typed if typed in self.fact.choices else self._typed(typed)
        except EntryError as error:
            raise ValidationError(in_language(error.words)) from None

    def _typed(self, typed: str) -> Value:
        around = self.background
        if around is None:
            return parse_text(self.fact, typed)
        try:
            value = parse_text(self.fact, typed, on=around.on)
        except DayNeededError as error:
            if around.day_matters(self.fact, error.days):
                raise
            value = error.days[0]
        if not self.confirmed:
            self.readings = around.readings(self.fact, value)
        if self.readings:
            raise ValidationError(words_of_doubt())
        return value

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


def permission_field() -> forms.BooleanField:
    """The tick without which no sensitive answer is kept."""
    return forms.BooleanField(
        label=_("I agree that my answers to sensitive questions are kept and checked."),
        error_messages={
            "required": _("This is sensitive: tick that it may be kept, or skip the question.")
        },
    )


class QuestionForm(forms.Form):
    """Asks one fact, in the field ``answer``.

    Args:
        background: what the answer is held against, where it is to be kept.
        permitted: whether such an answer may be kept; else the form asks for the permission.

    Attributes:
        disorders: the days that this one would be in a wrong order with.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        fact: FactType,
        value: Value | None = None,
        background: Background | None = None,
        permitted: bool = True,
        **options: Any,
    ):
        if value is not None:
            options["initial"] = {"answer": as_typed(fact, value)}
        meant = data.get(MEANT) if data else None
        super().__init__(data if meant is None else _replaced(data, meant), **options)
        self.fact, self.background = fact, background
        self.disorders: list[Disorder] = []
        field = RecordsField if fact.type == "records" else FactField
        self.fields["answer"] = made = field(fact, background=background)
        if isinstance(made, FactField):
            made.confirmed = meant is not None
        if not permitted:
            self.fields["sensitive"] = permission_field()

    def clean(self) -> None:
        """Hold the answer against those given before."""
        if self.background is None or "answer" not in self.cleaned_data:
            return
        self.disorders = self.background.disorders(self.fact, self.value)
        for found in self.disorders:
            self.add_error("answer", self.background.words_of(found, self.fact, self.value))

    def readings(self) -> list[Reading]:
        """What may be meant by a value far from the usual, each for a button."""
        found = getattr(self.fields["answer"], "readings", ())
        return offered(self.fact, found)

    @property
    def permits(self) -> bool:
        """Whether the permission to keep sensitive answers was given with this one."""
        return bool(self.is_bound and self.cleaned_data.get("sensitive"))

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
        if rows is None:
            return None
        initial = {"answer": rows, "sensitive": "sensitive" in self.data}
        return QuestionForm(
            fact=self.fact, initial=initial, permitted="sensitive" not in self.fields
        )


def _replaced(data: Any, meant: str) -> Any:
    """What was sent, with what was meant in the place of what was typed."""
    made = data.copy()
    made["answer"] = meant
    return made


def _help(fact: FactType) -> str:
    """The help of the catalogue, then how the input may be written."""
    ways = {
        "money": _("In yuan. 300,000 and 1.2 million are both understood."),
        "percent": _("In per cent: 6.5 means 6.5 %."),
        "date": _("For example 15 June 2024. You are asked for the day only where it matters."),
    }
    own, way = in_language(fact.help), ways.get(fact.type, "")
    if "万" in own and fact.type == "money":
        return own  # it says so itself
    return format_html("{} {}", own, way) if own and way else own or way
