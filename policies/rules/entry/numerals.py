"""Numerals as people write them: 1,200 · 30万 · 1.5亿 · 1万5 · 九千六百万 · 三点五.

Nothing is joined that does not belong together: what follows a scale must reach it without a gap
(1万5 is 15,000, 1万500 is 10,500), or say 零; 1万50 may be either and is no numeral.
"""

from __future__ import annotations

import re

from policies.rules.quantities import Number, exact, tidy

_SCALES = (("亿", 8), ("万", 4), ("千", 3), ("百", 2), ("十", 1))
_TENS: tuple[int, ...] = (1, 10, 100, 1_000, 10_000, 10**5, 10**6, 10**7, 10**8)
_HAN_DIGITS = {sign: str(digit) for digit, sign in enumerate("零一二三四五六七八九")}
_HAN_DIGITS |= {"〇": "0", "两": "2"}
HAN_DIGIT = "[" + "".join(_HAN_DIGITS) + "]"
_COMMON = str.maketrans(
    "萬億兩壹贰貳叁參肆伍陆陸柒捌玖拾佰仟點",
    "万亿两一二二三三四五六六七八九十百千点",
)
_ARABIC = re.compile(
    r"(?:[0-9]{1,20}|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+)(?:\.[0-9]{1,12})?"
    r"|\.[0-9]{1,12}"
)
_HAN = re.compile(rf"({HAN_DIGIT})(?:点({HAN_DIGIT}+))?")


def with_common_signs(text: str) -> str:
    """Traditional and banker's numerals (萬, 億, 壹) as the common ones."""
    return text.translate(_COMMON)


def read_numeral(text: str) -> Number | None:
    """The number that a numeral without spaces, sign and unit stands for; ``None`` if it is none.

    Raises:
        NumberRangeError: it has more digits than are kept.
    """
    found = _read(text, 0)
    return None if found is None else tidy(found)


def digits_of(text: str) -> str:
    """Chinese digits that stand for themselves (二〇二四) as Arabic ones."""
    return "".join(_HAN_DIGITS.get(sign, sign) for sign in text)


def _read(text: str, first: int) -> Number | None:
    for place, (sign, power) in enumerate(_SCALES[first:], first):
        before, found, after = text.partition(sign)
        if found:
            count = 1 if power == 1 and not before else _read(before, place + 1)
            rest = _rest(after, place, power) if after else 0
            if count is None or rest is None or (after and count.denominator != 1):
                return None
            return count * _TENS[power] + rest
    return _plain(text)


def _plain(text: str) -> Number | None:
    """A number without a scale; Chinese digits only one by one, since 三五 means three to five."""
    if _ARABIC.fullmatch(text):
        return exact(text.replace(",", ""))
    match = _HAN.fullmatch(text)
    if match is None:
        return None
    return exact(digits_of(match[1]) + (f".{digits_of(match[2])}" if match[2] else ""))


def _rest(text: str, place: int, power: int) -> Number | None:
    """What follows a scale; ``None`` where it does not fit below it, or could mean two things."""
    spoken_gap = text[0] in "零〇"
    text = text[1:] if spoken_gap else text
    if any(sign in text for sign, _ in _SCALES):
        value = _read(text, place + 1)
        low, high = (
            (0, _TENS[power - 1]) if spoken_gap else (_TENS[max(power - 2, 0)], _TENS[power])
        )
        return value if value is not None and low <= value < high else None
    value = _plain(text)
    if value is None:
        return None
    if spoken_gap:
        return value if value < _TENS[power - 1] else None
    if power == 1:
        return value if value < 10 else None
    digits = len(text.replace(",", "").partition(".")[0])
    if value.denominator == 1 and 1 <= value < 10 and digits == 1:
        return value * _TENS[power - 1]
    return value if digits == power or (power >= 4 and digits == power - 1) else None
