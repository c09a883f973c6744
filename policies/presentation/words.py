"""Texts of the catalogue and values of facts in the active language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from policies.rules.facts import FactType
from policies.rules.wording import EN, UNITS, ZH, day_words, value_words

_LOOSE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")


def language() -> str:
    """The language of the catalogue's texts that the reader reads."""
    return EN if (get_language() or "").startswith("en") else ZH


def in_language(words: object) -> str:
    """A text of the catalogue, given as plain text, by language, or as pairs of both."""
    if not words:
        return ""
    if isinstance(words, str):
        return words
    table: Mapping[str, str] = dict(words)  # type: ignore[call-overload]  # a mapping or pairs
    return table.get(language()) or next(iter(table.values()), "")


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


def tight(text: str) -> str:
    """Without the spaces that putting parts together leaves between two Chinese characters."""
    return _LOOSE.sub("", text)


def language_of(text: str) -> str:
    """The language a text is marked with where it may not be the reader's."""
    return "zh-Hans" if any("\u3400" <= sign <= "\u9fff" for sign in text) else "en"
