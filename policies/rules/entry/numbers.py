"""Numbers and amounts of money: every mark inside one is understood, or it is refused.

Digits on both sides of a mark are never joined: 12元50 is 12.5, and 10 50 is not a number.
"""

from __future__ import annotations

import re
from fractions import Fraction

from policies.rules.entry import refusals
from policies.rules.entry.numerals import HAN_DIGIT, digits_of, read_numeral, with_common_signs
from policies.rules.entry.units import per_names, split_unit
from policies.rules.facts import FactType
from policies.rules.quantities import Number, NumberRangeError, bounded, exact, tidy

_APART = re.compile(
    rf"(?:[0-9.,]|{HAN_DIGIT})\s+(?:[0-9.,]|{HAN_DIGIT})"
    # 12万 3 may be 123,000 or 120,003; 12万 3000 and 1亿 5000万 are one number
    rf"|[十百千万亿]\s+(?:[0-9.,]|{HAN_DIGIT}){{1,3}}(?![0-9.,十百千万亿]|{HAN_DIGIT})"
)
# 约9600万 is 9600万: whoever says so means that figure. 100多万 and 20到30 are no figure.
_ABOUT = re.compile(
    r"(?:大约|大概|大致|约为|约|差不多|估计|共计|一共|总共|共|about|around|approximately"
    r"|approx\.?|roughly|circa|ca\.|~|≈)?(.*?)(?:左右|上下)?"
)
_VAGUE = re.compile(
    rf"(?:[0-9十百千万亿%人元kmw]|{HAN_DIGIT})(?:-|~|〜|—|到|至|to)(?:[0-9十]|{HAN_DIGIT})"
    r"|[0-9十百千万亿]\+|[多余几数]|以[上下内]|超过|不到|不足|至少|最多|近|[<>≤≥]"
)
_SOME_DIGIT = re.compile(rf"[0-9十百千万亿]|{HAN_DIGIT}")
_PERCENT = re.compile(r"百分之(.+)|(.+?)(?:%|percent|pct)")
_WORDS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "bn": 10**9}
_LETTERS = {"k": 10**3, "w": 10**4, "m": 10**6}  # 50w is 50万; for money alone
_SCALED = re.compile(r"([0-9][0-9.,]*|\.[0-9]+)(thousand|million|billion|bn|k|w|m)")
_CURRENCY = re.compile(
    r"(?:人民币|rmb|cny|¥|yuan)?(.*?)(?:(元|圆|块)整?钱?)?(?:人民币|rmb|cny|yuan)?"
)
_DIGIT = rf"(?:[0-9]|{HAN_DIGIT})"
_COINS = re.compile(
    rf"(.+)[元圆块](?:({_DIGIT}{{1,2}})|({_DIGIT})[角毛](?:零?({_DIGIT})分)?|零?({_DIGIT}{{1,2}})分)"
)
_YEARS_AND_MONTHS = re.compile(r"(.+)年零?(.+?)个?月")  # 1年6个月
_COUNTED_SCALE = re.compile(r"个(?=[亿万千百])")  # 1.5个亿


def read_number(fact: FactType, typed: str) -> Number:
    """The number that was typed for a fact.

    Args:
        typed: narrow signs, lower case.

    Raises:
        EntryError: it is none, or not of the fact's unit.
    """
    typed = with_common_signs(typed)
    if _APART.search(typed):
        raise refusals.digits_apart()
    text = re.sub(r"\s", "", typed).rstrip(".,;")
    about = _ABOUT.fullmatch(text)
    text = about[1] if about else text
    if _SOME_DIGIT.search(text) and _VAGUE.search(text):
        raise refusals.not_one_number()
    negative = text[:1] in ("-", "负")
    text = text[1:] if text[:1] in ("-", "+", "负") else text
    try:
        value, percent = _value(fact, text)
        value = None if value is None else bounded(tidy(value))
    except NumberRangeError:
        raise refusals.too_many_digits() from None
    if value is None:
        raise refusals.no_number(fact)
    return _fitting(fact, -value if negative else value, percent=percent)


def _value(fact: FactType, text: str) -> tuple[Number | None, bool]:
    """The number without its sign, and whether it was said to be a percentage."""
    match = _PERCENT.fullmatch(text)
    if match is not None:
        value = _scaled(match[1] or match[2])
        return (None if value is None else Fraction(value) / 100), True
    if fact.type == "money" or fact.unit.startswith("CNY"):
        return _amount(fact, text), False
    both = _YEARS_AND_MONTHS.fullmatch(text) if fact.unit == "month" else None
    if both is not None:
        years, months = read_numeral(both[1]), read_numeral(both[2])
        if years is None or months is None or months >= 12:
            return None, False
        return years * 12 + months, False
    before, more, size = split_unit(text, fact.unit)
    value = _scaled(before)
    return (None if value is None else (value + more) * size), False


def _amount(fact: FactType, text: str) -> Number | None:
    """Yuan, with what they are counted by: 30万元/亩."""
    for name in per_names(fact.unit):
        if text.endswith(name) or (name.startswith("每") and text.startswith(name)):
            text = text.removesuffix(name) if text.endswith(name) else text.removeprefix(name)
            break
    match = _CURRENCY.fullmatch(text)
    if match is None:
        return None
    coins = _COINS.fullmatch(match[1]) if match[2] is None else None
    if coins is None:
        return _scaled(match[1], letters=True)
    yuan, tail, jiao, fen, cents = coins.groups()
    whole = read_numeral(yuan)
    if whole is None or whole.denominator != 1 or (tail and re.search("[百千万亿]", yuan)):
        return None  # 3千块5 may be 3000.5 or 3500
    if cents:
        return whole + Fraction(int(digits_of(cents)), 100)
    return whole + exact(f"0.{digits_of(tail or jiao + (fen or ''))}")


def _scaled(text: str, *, letters: bool = False) -> Number | None:
    """A numeral, or one with an English word for its scale; k, m and w only where they belong."""
    match = _SCALED.fullmatch(text)
    if match is None:
        return read_numeral(_COUNTED_SCALE.sub("", text))
    scale = _WORDS.get(match[2]) or (_LETTERS[match[2]] if letters else None)
    value = read_numeral(match[1])
    return None if value is None or scale is None else value * scale


def _fitting(fact: FactType, value: Number, *, percent: bool) -> Number:
    """A number as the fact counts: shares as fractions, people as whole ones."""
    if percent and fact.type != "percent":
        raise refusals.no_percentage()
    if fact.type == "percent" and not percent:
        # people type 5 for 5 %, since the field shows the sign
        value = tidy(Fraction(value) / 100)
    if fact.type == "integer" and value.denominator != 1:
        raise refusals.not_whole()
    return value
