"""Sums and shares written one way: 30 万元, 300,000 yuan, 三十万 and 30w all become 300000.

So a sum is found however it is typed and however a text states it, and 10 万 not within 110 万.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

_SIZES = {
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "萬": 10_000,
    "w": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "億": 100_000_000,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
}
_DIGITS = {character: digit for digit, character in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_FIGURE = re.compile(
    r"(?<![0-9.,a-zA-Z+])(?P<number>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.(?P<part>[0-9]{1,6}))?"
    r"(?:\s*(?P<percent>%)"
    r"|\s*(?P<size>[百千]?[万萬]|[亿億百千]|thousand\b|million\b|billion\b|w(?![a-z]))?"
    r"\s*(?P<money>元|块钱?|人民币|yuan\b|rmb\b|cny\b)?)"
    r"(?![0-9,]*[0-9])",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"[0-9]+(p[0-9]+)?(pct)?")
_SPELT = re.compile("(?P<number>[一二两三四五六七八九十百千]{1,7})(?P<size>[万亿])元?")


def normalise(text: str) -> str:
    """A text with its sums as plain digits and its shares as digits with ``pct``."""
    parts, place = [], 0
    for value, first, behind in figures(text):
        parts += [text[place:first], value]
        place = behind
    return "".join([*parts, text[place:]])


def figures(text: str) -> Iterator[tuple[str, int, int]]:
    """Each figure of a text in one way of writing, and where it stands, from left to right."""
    wide = _narrow(text)
    found = [(match.start(), match.end(), _value(match)) for match in _FIGURE.finditer(wide)]
    found += [(match.start(), match.end(), _spelt(match)) for match in _SPELT.finditer(wide)]
    behind = 0
    for first, end, value in sorted(found):
        if value and first >= behind:
            while end > first and wide[end - 1].isspace():
                end -= 1
            yield value, first, end
            behind = end


def is_figure(word: str) -> bool:
    """Whether a word is a figure as :func:`normalise` writes it: found exactly or not at all."""
    return _WRITTEN.fullmatch(word) is not None


def _narrow(text: str) -> str:
    """Full-width signs as plain ones, each in its place."""
    return "".join(
        unicodedata.normalize("NFKC", c) if "\uff01" <= c <= "\uff5e" else c for c in text
    )


def _value(match: re.Match[str]) -> str:
    digits = match["number"].replace(",", "")
    number = Decimal(f"{digits}.{match['part'] or 0}")
    if match["percent"]:
        return f"{number.normalize():f}pct".replace(".", "p")
    size = (match["size"] or "").lower()
    if size in _SIZES:
        number *= _SIZES[size]
    elif size:  # 百万 with the traditional character
        number *= _SIZES[size.replace("萬", "万")]
    if number != number.to_integral_value():
        return ""
    return f"{number.to_integral_value():f}"


def _spelt(match: re.Match[str]) -> str:
    """A number in Chinese characters, such as 三十万."""
    total, digit = 0, 0
    for character in match["number"]:
        if character in _TENS:
            total += max(digit, 1) * _TENS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return str((total + digit) * _SIZES[match["size"]])
