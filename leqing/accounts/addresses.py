"""One spelling for an e-mail address, so that look-alikes are either the same or refused.

Django accepts four letters beyond ASCII in front of the ``@``, the dotless ``ı`` among them, and a
database may find ``mıke@…`` where it was asked for ``mike@…``. Here an address is folded to its
plain form (full-width letters of a Chinese keyboard included) and must then be ASCII.
"""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NOT_PLAIN = _(
    "This address has letters that no mailbox has. Type it with plain letters, such as "
    "name@example.com."
)
NOT_AN_ADDRESS = _("This is not an e-mail address. Type it in full, such as name@example.com.")

MOBILE = re.compile(r"(?:\+?86|0086)?1[3-9][0-9]{9}")
BETWEEN_DIGITS = re.compile(r"[\s().-]")


def normalised(address: str) -> str:
    """The one spelling under which an address is compared and stored."""
    folded = unicodedata.normalize("NFKC", address).replace("。", ".")
    return folded.strip().lower()


def mailbox_of(address: str) -> str:
    """The mailbox that an address ends in, for counting alone: most servers drop ``+tag``."""
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def is_mobile_number(text: str) -> bool:
    """Whether somebody typed the number of a mobile phone in this country."""
    return MOBILE.fullmatch(BETWEEN_DIGITS.sub("", text)) is not None


LONGEST = 254  # signs: RFC 5321, and as many as an account holds


class AddressField(forms.EmailField):
    """An e-mail address in its one spelling."""

    default_error_messages = {"invalid": NOT_AN_ADDRESS}

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        kwargs.setdefault("label", _("E-mail address"))
        kwargs.setdefault("widget", forms.EmailInput(attrs=attributes))
        kwargs.setdefault("max_length", LONGEST)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return normalised(super().to_python(value) or "")

    def run_validators(self, value: Any) -> None:
        if value and not value.isascii():
            raise ValidationError(NOT_PLAIN, code="not_plain")
        try:
            super().run_validators(value)
        except ValidationError:
            raise ValidationError(NOT_AN_ADDRESS, code="invalid") from None
