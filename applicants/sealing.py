"""Texts that nobody reads in the database alone: their key is not in it.

One-time codes, the secrets of authenticator apps, what sessions hold and the words of mails are
sealed with ``DATA_KEY``. A copy of the database without the key, a dump or a backup, gives none of
them away, and who can only write to it cannot make one up. Keys that were in use before are still
tried, so that a key can be changed while the site runs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

MARK = "sealed:"
_PURPOSE = b"leqing.mark:"  # so that no mark is a digest that something else is keyed with


class SealError(Exception):
    """A sealed text that none of our keys opens."""


def seal(text: str) -> str:
    """The text, unreadable and unchangeable without the key; nothing stays nothing."""
    return MARK + _keys().encrypt(text.encode()).decode() if text else text


def unseal(stored: str) -> str:
    """What was sealed; what was stored before there was a seal is given as it is.

    Raises:
        SealError: it was sealed with a key that we do not have, or was changed.
    """
    if not stored.startswith(MARK):
        return stored
    try:
        return _keys().decrypt(stored.removeprefix(MARK)).decode()
    except InvalidToken:
        raise SealError("Neither DATA_KEY nor one of DATA_KEY_FALLBACKS opens this.") from None


def marks_of(text: str) -> list[str]:
    """By which a sealed text is found, with each of our keys, the present one first.

    A mark tells nothing of the text without the key, and cannot be made without it.
    """
    keys = (settings.DATA_KEY, *settings.DATA_KEY_FALLBACKS)
    return [hmac.new(_PURPOSE + key.encode(), text.encode(), "sha256").hexdigest() for key in keys]


class SealedTextField(models.TextField[str, str]):
    """A text that is sealed in the database and plain to the program; it cannot be searched."""

    def get_prep_value(self, value: Any) -> Any:
        """See :class:`~django.db.models.Field`."""
        text = super().get_prep_value(value)
        return seal(text) if isinstance(text, str) else text

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """See :class:`~django.db.models.Field`."""
        return value if value is None else unseal(value)

    def deconstruct(self) -> Any:
        """To a migration it is a text: what is stored is one."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.TextField", arguments, options


def _keys() -> MultiFernet:
    return _fernet(settings.DATA_KEY, *settings.DATA_KEY_FALLBACKS)


@lru_cache(maxsize=8)
def _fernet(*keys: str) -> MultiFernet:
    """The first seals, all are tried to open."""
    digests = (hashlib.sha256(key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
