"""Fields of plain forms that read what is typed by the rules of founders' questions.

Django alone takes 2_040 and digits of any script for a number, and keeps signs that nobody sees.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError

from policies.presentation.words import in_language
from policies.rules.entry import EntryError, parse_text
from policies.rules.facts import FactType, Value
from policies.rules.signs import SignError, drop_unseen, plain_text

_WHOLE = FactType(name="number", type="integer")
_DAY = FactType(name="day", type="date")


class PlainSigns:
    """Mixed into a field of text: what every device shows, as :mod:`policies.rules.signs` says."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]  # a mixin
        if not isinstance(text, str):
            return text
        try:
            return plain_text(text).strip()
        except SignError as error:
            raise ValidationError(in_language(error.words), code=error.code) from None


class PlainTextField(PlainSigns, forms.CharField):
    """Text."""


class PlainLinkField(PlainSigns, forms.URLField):
    """An address of a page."""


class PlainAddressField(PlainSigns, forms.EmailField):
    """An address of mail."""


class PlainSlugField(PlainSigns, forms.SlugField):
    """A key."""


class PlainUsernameField(PlainSigns, UsernameField):
    """The name by which an account is told from others."""


class WholeNumberField(forms.IntegerField):
    """A whole number."""

    def to_python(self, value: Any) -> int | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not drop_unseen(value).strip():
            return None
        return int(str(_read(_WHOLE, value)))


class DayField(forms.DateField):
    """A day, with its year in full."""

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        if not drop_unseen(value).strip():
            return None
        return date.fromisoformat(str(_read(_DAY, value)))


# Django's fields, and what stands in their place.
PLAIN: dict[type[forms.Field], type[forms.Field]] = {
    forms.CharField: PlainTextField,
    forms.URLField: PlainLinkField,
    forms.EmailField: PlainAddressField,
    forms.SlugField: PlainSlugField,
    UsernameField: PlainUsernameField,
    forms.IntegerField: WholeNumberField,
    forms.DateField: DayField,
}


def read_plainly(field: forms.Field) -> forms.Field:
    """The same field, reading by our rules; one of a kind without such a rule stays as it is."""
    field.__class__ = PLAIN.get(type(field), type(field))  # adds no state, so that it may change
    return field


def _read(fact: FactType, typed: str) -> Value:
    try:
        return parse_text(fact, typed)
    except EntryError as error:
        raise ValidationError(in_language(error.words), code="invalid") from None
