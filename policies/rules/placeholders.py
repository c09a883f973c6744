"""What stands in braces in the words of a fact: years counted from today's, and what is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping

WANTED, WANTED_LOW = "{}", "{lower}"  # as it stands among the choices; without its capital
_YEAR = re.compile(r"(?P<han>[\u4e00-\u9fff])?\{year-(?P<back>[1-4])\}")
_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_YEAR_OF = {"zh-hans": "{} 年", "en": "{}"}
# for a reader without a day: editions, the builder, the index of the search
_YEARS_BACK = {
    "zh-hans": ("", "上年", "前年", "大前年", "四年前"),
    "en": (
        "",
        "the last full year",
        "the year before last",
        "the third year back",
        "the fourth year back",
    ),
}


def name_years(text: str, language: str, year: int | None = None) -> str:
    """Put last year for ``{year-1}`` and so on: by its number, or in words where no day is known.

    Args:
        year: that of the reader's day.
    """
    if "{year" not in text:
        return text

    def named(match: re.Match[str]) -> str:
        back, before = int(match["back"]), match["han"] or ""
        if year is None:
            return before + _YEARS_BACK[language][back]
        space = " " if before else ""
        return before + space + _YEAR_OF[language].format(year - back)

    return _YEAR.sub(named, text)


def year_named(text: str) -> int:
    """How many years back the latest year lies that a text names; 0 where it names none."""
    return min((int(back) for _han, back in _YEAR.findall(text)), default=0)


def placeholders(text: str) -> list[str]:
    """Whatever stands in braces besides years, and each brace that has no partner."""
    found: list[str] = _BRACES.findall(_YEAR.sub("", text))
    return found


def without_years(words: Mapping[str, str]) -> dict[str, str]:
    """Texts by language for readers without a day."""
    return {language: name_years(text, language) for language, text in words.items()}
