"""The figures of a score as a form: nothing is required, and what is doubtful is not kept."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from policies.forms.background import Background, Reading, offered, words_of_doubt
from policies.forms.typed import WholeNumberField
from policies.forms.widgets import as_typed, compact_widget_for
from policies.presentation.words import in_language, unit_words
from policies.rules.entry import EntryError, parse_text
from policies.rules.facts import Facts, FactType, Value

TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A figure that was not kept: as it was typed, why, and what may be meant by it."""

    name: str
    label: str
    typed: str
    why: tuple[str, ...]
    readings: tuple[Reading, ...]


class FigureField(forms.Field):
    """One fact on one line; left empty it is unknown.

    Args:
        on: today in Asia/Shanghai.

    Attributes:
        suffix: the unit shown behind the input.
    """

    def __init__(self, fact: FactType, *, on: date) -> None:
        self.fact, self.on, self.suffix = fact, on, unit_words(fact)
        super().__init__(
            label=in_language(fact.label) or fact.name,
            widget=compact_widget_for(fact),
            required=False,
        )

    def clean(self, value: Any) -> Value | None:
        typed = value.strip() if isinstance(value, str) else ""
        if not typed:
            return None
        try:
            return typed if typed in self.fact.choices else parse_text(self.fact, typed, on=self.on)
        except EntryError as error:
            raise ValidationError(in_language(error.words)) from None


class ScoreForm(forms.Form):
    """A target, and the facts that a score rests on; what is not sent stays as it was answered.

    Args:
        known: the answers.
        on: today in Asia/Shanghai.
    """

    def __init__(
        self,
        sent: Any,
        *,
        facts: Iterable[FactType],
        known: Facts,
        target: int,
        maximum: int,
        on: date,
    ) -> None:
        self.known = known
        self._readings: dict[str, list[Reading]] = {}
        offered = [fact for fact in facts if fact.type not in ("records", "choices", "text")]
        initial = {
            fact.name: as_typed(fact, known[fact.name]) for fact in offered if fact.name in known
        }
        data = {**initial, TARGET: str(target), **{name: sent[name] for name in sent}}
        super().__init__(data, auto_id="what-if-%s")
        self.fields[TARGET] = WholeNumberField(
            label=_("Target"),
            min_value=0,
            max_value=maximum,
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )
        for fact in offered:
            self.fields[fact.name] = FigureField(fact, on=on)
        self.is_valid()

    @property
    def figures(self) -> dict[str, Value | None]:
        """What the form says of each fact; what could not be read is left out."""
        return {name: self.cleaned_data[name] for name in self._facts if name in self.cleaned_data}

    @property
    def _facts(self) -> list[str]:
        return [name for name in self.fields if name != TARGET]

    @property
    def facts(self) -> dict[str, Value]:
        """The answers with what the form says in their place."""
        said = self.figures
        kept = {name: value for name, value in self.known.items() if name not in said}
        return kept | {name: value for name, value in said.items() if value is not None}

    @property
    def changed(self) -> dict[str, Value]:
        """What the form says otherwise than the answers do."""
        return {n: v for n, v in self.facts.items() if n not in self.known or self.known[n] != v}

    def hold(self, background: Background, *, confirmed: Container[str]) -> None:
        """Ask back about what would be kept, as the page of its question does.

        Args:
            confirmed: the figures that were asked back and are meant.
        """
        for name, value in self.changed.items():
            fact: FactType = self.fields[name].fact  # type: ignore[attr-defined]
            found = () if name in confirmed else background.readings(fact, value)
            if found:
                self._readings[name] = offered(fact, found)
                self.add_error(name, words_of_doubt())
            for disorder in background.disorders(fact, value):
                self.add_error(name, background.words_of(disorder, fact, value))

    @property
    def refused(self) -> list[Refused]:
        """What could not be read, or was asked back."""
        return [
            Refused(
                name=name,
                label=str(self.fields[name].label),
                typed=str(self.data.get(name, "")),
                why=tuple(map(str, errors)),
                readings=tuple(self._readings.get(name, ())),
            )
            for name, errors in self.errors.items()
        ]

    @property
    def sendable(self) -> list[tuple[str, str]]:
        """What is in the form and is no answer yet, right or wrong, as it was typed."""
        return [(n, self.data[n]) for n in self.fields if n in self.errors or n in self.changed]

    def shown(self, *, changeable: bool) -> list[forms.BoundField]:
        """The inputs of facts that one can change by acting, by next year too, or of the others."""
        facts = {name: self.fields[name].fact for name in self._facts}  # type: ignore[attr-defined]
        return [
            self[name]
            for name, fact in facts.items()
            if (fact.changeable or fact.counts_next_year) is changeable
        ]
