"""Numbers of identity cards (GB 11643), to be recognised and never kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import Any

# What stands for a number that was taken out of a name or a text; no system refuses it in a name.
MASK = "×××"
# Whatever may stand between two digits and is no letter: spaces, marks, line breaks, unseen signs.
_APART = r"[\W_]{0,4}"
# Looked ahead for at every place, since what is no number may begin inside of one that is.
_NUMBER = re.compile(rf"(?<![0-9])(?=((?:[0-9]{_APART}){{17}}[0-9Xx])(?![0-9]))")
# Those of before 1999 have no check sign: only their parts stand apart, and no letter beside them.
_OLD_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?=("
    + _APART.join(["[0-9]{6}", "[0-9]{2}", "[0-9]{2}", "[0-9]{2}", "[0-9]{3}"])
    + r")(?![0-9A-Za-z]))"
)
_PROVINCES = "1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]"
_FORM = re.compile(rf"(?:{_PROVINCES}|9[0-9])[0-9]{{15}}[0-9X]")  # 9 is of foreigners
_OLD_FORM = re.compile(rf"(?:{_PROVINCES})[0-9]{{13}}")
_CHECKS = "10X98765432"
_FIRST_YEAR, _LAST_YEAR = 1870, 2100


def is_identity_number(number: str) -> bool:
    """Whether 18 signs are the number of an identity card: a day of birth, and the check sign."""
    if not _FORM.fullmatch(number) or not _is_day(number[6:14]):
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return _FIRST_YEAR <= int(number[6:10]) <= _LAST_YEAR and number[17] == _CHECKS[total % 11]


def is_old_identity_number(number: str) -> bool:
    """Whether 15 digits are a number as cards had it before 1999: a day of birth in a province."""
    return _OLD_FORM.fullmatch(number) is not None and _is_day(f"19{number[6:12]}")


def holds_identity_number(text: str) -> bool:
    """Whether such a number stands anywhere in a text."""
    return next(_spans(text), None) is not None


def masked_parts(typed: Any) -> Any:
    """What was typed into several fields, with a mask for each such number in any of them."""
    if isinstance(typed, str):
        return masked(typed)
    if isinstance(typed, list):
        return [masked_parts(each) for each in typed]
    if isinstance(typed, dict):
        return {name: masked_parts(each) for name, each in typed.items()}
    return typed


def masked(text: str) -> str:
    """A text with a mask for each such number."""
    kept, end = [], 0
    for start, stop in sorted(_spans(text)):
        if start >= end:
            kept += [text[end:start], MASK]
        end = max(end, stop)
    return "".join([*kept, text[end:]])


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each number begins and ends in a text."""
    plain, places = "", []
    for place, sign in enumerate(text):
        narrow = unicodedata.normalize("NFKC", sign)
        plain += narrow
        places += [place] * len(narrow)
    for pattern, is_one in ((_NUMBER, is_identity_number), (_OLD_NUMBER, is_old_identity_number)):
        for found in pattern.finditer(plain):
            if is_one(re.sub(r"[\W_]", "", found[1]).upper()):
                yield places[found.start(1)], places[found.end(1) - 1] + 1


def _is_day(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
