"""Exact numbers: whole numbers and fractions, ranges of them, rounding and printing.

Every number of a fact or a document is a decimal of at most 15 significant digits, so that it has
exactly one nearest double and the population screen can hold it without loss. Arithmetic is exact.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

Number = int | Fraction

MAX_DIGITS = 15
MAX_PLACES = 12
_DECIMAL = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3}))?")


class Interval(NamedTuple):
    """A number that is not known exactly but lies between two known ones, both included."""

    low: Number
    high: Number


class NumberRangeError(ValueError):
    """A numeral that is too long, too large or not a numeral at all."""


def exact(text: str) -> Number:
    """Read a decimal numeral without any loss.

    Raises:
        NumberRangeError: more than 15 significant digits, more than 12 places, or no numeral.
    """
    if len(text) < MAX_DIGITS and text.isdecimal() and text.isascii():
        return int(text)
    if len(text) > 64:
        raise NumberRangeError(f"the number has {len(text)} characters; at most 15 digits are kept")
    match = _DECIMAL.fullmatch(text)
    if match is None or not (match[2] or match[3]):
        raise NumberRangeError(f"{text!r} is not a number")
    sign, whole, places, power = match[1], match[2] or "", match[3] or "", int(match[4] or 0)
    if len((whole + places).strip("0")) > MAX_DIGITS:
        raise NumberRangeError(f"{text} has more than {MAX_DIGITS} significant digits")
    if abs(power) > MAX_DIGITS:
        raise NumberRangeError(f"{text} is outside of what a figure here can be")
    power -= len(places)
    scale = Fraction(10**power) if power >= 0 else Fraction(1, 10**-power)
    value = int(sign + (whole + places or "0")) * scale
    return bounded(tidy(value), text)


def bounded(value: Number, text: str | None = None) -> Number:
    """The number itself if it has at most 15 digits before and 12 after the point.

    Raises:
        NumberRangeError: it has more.
    """
    if abs(value) >= 10**MAX_DIGITS or (10**MAX_PLACES) % Fraction(value).denominator:
        raise NumberRangeError(f"{text or value} is outside of what a figure here can be")
    return value


def tidy(value: Number) -> Number:
    """A whole number as int, anything else as it is."""
    return value.numerator if value.denominator == 1 else value


def sign(value: Number, other: Number) -> int:
    """Positive where a number is above another, 0 where they are equal, by cross-multiplication."""
    return value.numerator * other.denominator - other.numerator * value.denominator


def half_up(value: Number, digits: int = 0) -> Number:
    """Round to so many digits after the point, halves away from zero (四舍五入)."""
    scale = Fraction(10**digits) if digits >= 0 else Fraction(1, 10**-digits)
    scaled = (value if value >= 0 else -value) * scale
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return tidy(Fraction(rounded if value >= 0 else -rounded) / scale)


def decimal_text(value: Number, digits: int = 6) -> str:
    """Print in plain decimals: exactly where so many digits suffice, else rounded half up."""
    rounded = Fraction(half_up(value, digits))
    sign, rounded = ("-" if rounded < 0 else ""), abs(rounded)
    whole, rest = divmod(rounded.numerator * 10**digits // rounded.denominator, 10**digits)
    places = f"{rest:0{digits}d}".rstrip("0") if digits else ""
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def json_number(value: Number, digits: int = 6) -> int | float:
    """The number as JSON has it, rounded half up to so many digits where it has no end."""
    if isinstance(value, int):
        return value
    text = decimal_text(value, digits)
    return float(text) if "." in text else int(text)
