"""Headers whose first word stands on their first line.

Django encodes a subject without counting its name, and Python then breaks any header that is too
long before its first word: a line with the name alone, which strict readers take for a header that
is empty or begins with a space.
"""

from __future__ import annotations

from email.header import Header, decode_header, make_header
from typing import Any

from django.core.mail import EmailMultiAlternatives

LINE = 78  # characters that a line should have at most


class _Unbroken(Header):
    """One word, such as an address: it may be longer than a line but not be broken."""

    def encode(self, *_arguments: Any, **_options: Any) -> str:
        return str(self)


class StraightMail(EmailMultiAlternatives):
    """A mail with such headers."""

    def message(self, **options: Any) -> Any:
        """See :class:`django.core.mail.EmailMessage`."""
        message = super().message(**options)
        for name, value in message.items():
            words = str(value).split()
            if words and len(f"{name}: {words[0]}") > LINE:
                message.replace_header(name, _straight(name, str(value)))
        return message


def _straight(name: str, value: str) -> Header:
    pieces = decode_header(value)
    if any(charset for _text, charset in pieces):
        return make_header(pieces, header_name=name)
    return _Unbroken(value)
