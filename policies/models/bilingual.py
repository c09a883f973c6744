"""Texts in two columns, read in the reader's language."""

from django.utils.translation import get_language


def in_language(zh: str, en: str) -> str:
    """The text of the active language; the other one where it is empty."""
    english = (get_language() or "").startswith("en")
    return (en or zh) if english else (zh or en)
