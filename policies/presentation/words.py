"""Texts of the catalogue and values of facts in the active language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.rules.facts import FactType, Vocabulary
from policies.rules.placeholders import name_years
from policies.rules.wording import EN, UNITS, ZH, day_words, value_words

_read_on: ContextVar[date | None] = ContextVar("read_on", default=None)


def language() -> str:
    """The language of the catalogue's texts that the reader reads."""
    return EN if (get_language() or "").startswith("en") else ZH


@contextmanager
def reading_on(day: date) -> Iterator[None]:
    """Name years as they were called on a day, for what was said then."""
    before = _read_on.set(day)
    try:
        yield
    finally:
        _read_on.reset(before)


def _this_year() -> int:
    return (_read_on.get() or timezone.localdate()).year


def dated(vocabulary: Vocabulary) -> Vocabulary:
    """Facts whose words call years by their number: 2025, not last year."""
    return vocabulary.in_year(_this_year())


def in_language(words: object) -> str:
    """A text of the catalogue, given as plain text, by language, or as pairs of both."""
    if not words:
        return ""
    if isinstance(words, str):
        return words
    table: Mapping[str, str] = dict(words)  # type: ignore[call-overload]  # a mapping or pairs
    text = table.get(language()) or next(iter(table.values()), "")
    return name_years(text, language(), _this_year()) if "{year" in text else text


def day(on: date) -> str:
    """A day in the reader's manner."""
    return day_words(on, language())


def days_between(first: date, last: date) -> str:
    """A span of days, both included, the year only once where it is the same."""
    if first == last:
        return day(first)
    begins, ends = day(first), day(last)
    if first.year == last.year:
        if language() == EN:
            begins = begins.removesuffix(f" {first.year}")
        else:
            ends = ends.removeprefix(f"{last.year} 年 ")
    return _("%(first)s to %(last)s") % {"first": begins, "last": ends}


def shown(value: Any, fact: FactType | None, *, measure: str = "") -> str:
    """A value in words."""
    return value_words(value, fact, language(), measure=measure)


def unit_words(fact: FactType) -> str:
    """The unit that stands behind an input."""
    if fact.type == "money":
        return _("yuan")
    if fact.type == "percent":
        return "%"
    if fact.unit not in UNITS:
        return ""
    zh, _one, many = UNITS[fact.unit]
    return many if language() == EN else zh


def listed(parts: list[str]) -> str:
    """Several words with commas between them."""
    return (", " if language() == EN else "、").join(parts)


def language_of(text: str) -> str:
    """The language a text is marked with where it may not be the reader's."""
    return "zh-Hans" if any("\u3400" <= sign <= "\u9fff" for sign in text) else "en"
