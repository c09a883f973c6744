"""The words for how sure we are, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from policies.presentation.words import in_language
from policies.rules.bases import ASSUMED, ASSUMED_BY, GRADES, NUMBERED, TERMS, is_known_by_number


def mark_of(standing: str) -> str:
    """The mark that stands beside a line."""
    return in_language(TERMS[standing].mark)


def word_of(standing: str) -> str:
    """The same in one word."""
    return in_language(TERMS[standing].word)


def mark_with(standing: str, whom: str) -> str:
    """The mark, with who has to confirm what is merely assumed.

    Args:
        whom: the department in charge; empty where it is not known.
    """
    if standing == ASSUMED and whom:
        return in_language(ASSUMED_BY).format(whom)
    return mark_of(standing)


def grade_of(source: Mapping[str, Any]) -> str:
    """How good a witness a source is; empty where nobody said."""
    if is_known_by_number(source):
        return mark_of(NUMBERED)
    return in_language(GRADES.get(str(source.get("grade", "")), ""))
