"""Texts in two columns, read in the reader's language."""

from django.utils.translation import get_language


def in_language(zh: str | None, en: str | None) -> str:
    """The text of the active language; the other one where it is empty."""
    english = (get_language() or "").startswith("en")
    return (en or zh or "") if english else (zh or en or "")
