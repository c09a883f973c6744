"""Who the applicant was, sealed inside of a record that nobody can change.

A snapshot is kept by value under its digest, for good. Name, credit code, and answers that the
verdict does not rest on are encrypted in it with a key that the application has for itself. Whoever
throws the key away has erased them, in every copy, and not one byte of the record is another: its
digest still fits, and the verdict can be worked out again.
"""

from __future__ import annotations

from typing import Any

from cryptography.fernet import Fernet

from applicants.models import Application, Seal
from policies.rules.reading import FILE_LIMITS, read_json_text


def seal_of(application: Application) -> Seal:
    """The seal of an application, made where there is none."""
    seal, _made = Seal.objects.get_or_create(
        application=application, defaults={"key": Fernet.generate_key().decode()}
    )
    return seal


def closed(seal: Seal, text: str) -> dict[str, str]:
    """A text as a record holds it: which seal, and what only that opens."""
    return {"seal": str(seal.pk), "text": Fernet(seal.key).encrypt(text.encode()).decode()}


def opened(part: dict[str, str]) -> dict[str, Any] | None:
    """What is sealed, as JSON with exact numbers; ``None`` where the seal was thrown away."""
    seal = Seal.objects.filter(pk=part["seal"]).first()
    if seal is None:
        return None
    plain: dict[str, Any] = read_json_text(
        Fernet(seal.key).decrypt(part["text"]).decode(), limits=FILE_LIMITS
    )
    return plain


def throw_away(application: Application) -> None:
    """Make what is sealed unreadable for good."""
    Seal.objects.filter(application=application).delete()
