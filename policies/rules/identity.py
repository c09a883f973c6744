"""Numbers of identity cards (GB 11643), to be recognised and never kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

# 17 digits and a digit or X, as people write them: with spaces, hyphens, or in full width.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:[0-9][ \-]?){17}[0-9Xx](?![0-9A-Za-z])")
_CHECKS = "10X98765432"
_FIRST_YEAR, _LAST_YEAR = 1870, 2100


def is_identity_number(number: str) -> bool:
    """Whether 18 signs are the number of an identity card: a day of birth, and the check sign."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(number[:17]))
    return _FIRST_YEAR <= born.year <= _LAST_YEAR and number[17] == _CHECKS[total % 11]


def holds_identity_number(text: str) -> bool:
    """Whether such a number stands anywhere in a text."""
    return any(map(is_identity_number, _candidates(text)))


def _candidates(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        yield re.sub(r"[ \-]", "", found[0]).upper()
