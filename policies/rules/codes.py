"""Codes of a public list: however they are written, one spelling for the rules.

A rule asks whether a code begins so or so. Whoever writes the same code in another way must not
get another verdict, and what is no code at all is refused instead of silently missing the rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

# The sections of GB/T 4754-2017 with the last division of each; the divisions have no gaps.
_LAST_DIVISIONS = {
    "A": 5,
    "B": 12,
    "C": 43,
    "D": 46,
    "E": 50,
    "F": 52,
    "G": 60,
    "H": 62,
    "I": 65,
    "J": 69,
    "K": 70,
    "L": 72,
    "M": 75,
    "N": 79,
    "O": 82,
    "P": 83,
    "Q": 85,
    "R": 90,
    "S": 96,
    "T": 97,
}
_INDUSTRY = re.compile("([A-T])?([0-9]{2,4})?")


def spell_industry(text: str) -> str | None:
    """An industry code with the letter of its section, ``None`` for what is none.

    Registers write the digits with the letter or without it; the first two say the letter.
    """
    if any(unicodedata.category(sign) == "No" for sign in text):  # ² is no 2
        return None
    tight = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    found = _INDUSTRY.fullmatch(tight)
    if not tight or found is None:
        return None
    letter, digits = found.groups()
    if digits is None:
        return tight
    section = _section(int(digits[:2]))
    if section is None or letter not in (None, section):
        return None
    return section + digits


def _section(division: int) -> str | None:
    if division < 1:
        return None
    return next((each for each, last in _LAST_DIVISIONS.items() if division <= last), None)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A public list of codes.

    Attributes:
        spell: gives a code in the one spelling, ``None`` for what is none.
        example: what one looks like.
        sections: one code of each part of the list, to stand for all that is in it.
    """

    spell: Callable[[str], str | None]
    example: str
    sections: tuple[str, ...]


# The lists a fact's ``code`` may name.
CODES: Mapping[str, CodeList] = {
    "gb_t_4754": CodeList(spell_industry, "C3823", tuple(_LAST_DIVISIONS))
}
