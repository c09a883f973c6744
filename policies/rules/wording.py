"""Values in words, in each language's manner: money, shares, days, choices, yes and no."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from policies.rules.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Constant,
    Expression,
    FactReference,
    FieldReference,
    If,
)
from policies.rules.facts import FactType, Vocabulary
from policies.rules.quantities import Interval, decimal_text, half_up
from policies.rules.spans import SPANS

ZH, EN = "zh-hans", "en"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_YES_NO = {ZH: {True: "是", False: "否"}, EN: {True: "yes", False: "no"}}
# unit -> words; English as singular and plural
UNITS: dict[str, tuple[str, str, str]] = {
    "year": ("年", "year", "years"),
    "month": ("个月", "month", "months"),
    "day": ("天", "day", "days"),
    "people": ("人", "person", "people"),
    "mu": ("亩", "mu", "mu"),
    "m2": ("平方米", "m²", "m²"),
    "minute": ("分钟", "minute", "minutes"),
    "hour": ("小时", "hour", "hours"),
    "tce": ("吨标准煤", "tce", "tce"),
    "t": ("吨", "t", "t"),
    "kWh": ("千瓦时", "kWh", "kWh"),
    "age": ("周岁", "year", "years"),
    "item": ("项", "item", "items"),
    "piece": ("件", "item", "items"),
    "firm": ("家", "firm", "firms"),
    "point": ("分", "point", "points"),
    "level": ("级", "level", "levels"),
    "times": ("次", "time", "times"),
    "person": ("人", "person", "people"),
}
# places beyond the usual ones, until a value and its bound read differently
_EXTRA_PLACES = (0, 2, 4, 8)
_RANK = {ZH: "第 {} 名", EN: "no. {}"}
_LAST = {ZH: (" 或 ", " 和 "), EN: (" or ", " and ")}
_LOOSE = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
NOTHING = {ZH: "无", EN: "none"}


def value_words(
    value: Any, fact: FactType | None, language: str, *, measure: str = "", extra: int = 0
) -> str:
    """A value as a page shows it.

    Args:
        value: a fact's value or a range of numbers; not ``None``.
        fact: whose value it is, for units and choices.
        measure: what a number without a fact counts, see :func:`measure_of`.
        extra: how many more places a number is rounded to than is usual.
    """
    if isinstance(value, Interval):
        ends = [value_words(end, fact, language, measure=measure, extra=extra) for end in value]
        return "–".join(ends)
    if isinstance(value, bool):
        return _YES_NO[language][value]
    if isinstance(value, int | Fraction):
        return _number_words(value, fact, language, measure, extra)
    if isinstance(value, date):
        return day_words(value, language)
    if isinstance(value, frozenset):
        listed = [_choice_words(slug, fact, language) for slug in _in_order(value, fact)]
        return _join(listed, language) or NOTHING[language]
    if isinstance(value, tuple):
        return count_words(len(value), "item", language)
    return _choice_words(str(value), fact, language)


def _in_order(value: frozenset[str], fact: FactType | None) -> list[str]:
    known = list(fact.choices) if fact else []
    return sorted(value, key=lambda slug: known.index(slug) if slug in known else len(known))


def _choice_words(slug: str, fact: FactType | None, language: str) -> str:
    return (fact.choices.get(slug, {}).get(language) if fact else None) or slug


def listed_choices(words: list[str], language: str, *, every: bool = False) -> str:
    """Several choices, the last behind "or", or behind "and" where every one is wanted."""
    head = ("、" if language == ZH else ", ").join(words[:-1])
    return f"{head}{_LAST[language][every]}{words[-1]}" if head else words[-1]


def without_unit(low: str, high: str) -> str:
    """The lower end of a range without a unit that the upper end has as well."""
    number, _, unit = low.partition(" ")
    return number if unit and unit == high.partition(" ")[2] else low


def tight(text: str) -> str:
    """Without the spaces that putting parts together leaves between two Chinese characters."""
    return _LOOSE.sub("", text)


def _join(parts: list[str], language: str) -> str:
    return ("、" if language == ZH else ", ").join(parts)


def words_beside(
    value: Any, others: Sequence[Any], fact: FactType | None, language: str, *, measure: str = ""
) -> str:
    """A value in as many places as set it apart from those that it is held against."""
    words = ""
    for extra in _EXTRA_PLACES:
        words = value_words(value, fact, language, measure=measure, extra=extra)
        theirs = {
            value_words(other, fact, language, measure=measure, extra=extra)
            for other in others
            if other != value
        }
        if words not in theirs:
            break
    return words


def _number_words(
    value: Any, fact: FactType | None, language: str, measure: str, extra: int
) -> str:
    kind = (fact.type if fact and fact.type in ("money", "percent") else "") or measure
    if kind == "money":
        per = per_words(fact.unit if fact else "", language)
        return (_rate_words if per else money_words)(value, language, extra) + per
    if kind == "percent":
        return f"{grouped(value * 100, 2 + extra, language)}%"
    unit = (fact.unit if fact else "") or measure
    return count_words(value, unit, language, extra)


def per_words(unit: str, language: str) -> str:
    """What follows an amount that is given per something: ``CNY/mu`` gives /亩, per mu."""
    _, slash, each = unit.partition("/")
    if not slash:
        return ""
    zh, one, _ = UNITS.get(each, (each, each, each))
    return f"/{zh.removeprefix('个')}" if language == ZH else f" per {one}"


def count_words(value: Any, unit: str, language: str, extra: int = 0) -> str:
    """A number with its unit."""
    number = grouped(value, 4 + extra, language)
    if not unit:
        return number
    if unit == "rank":
        return _RANK[language].format(number)
    if "/" in unit:
        counted = count_words(value, unit.partition("/")[0], language, extra)
        return counted + per_words(unit, language)
    zh, one, many = UNITS.get(unit, (unit, unit, unit))
    if language == ZH:
        return f"{number} {zh}"
    if unit == "level":
        return f"{one} {number}"
    return f"{number} {one if value == 1 else many}"


def grouped(value: Any, digits: int, language: str) -> str:
    """A number with thousands apart; Chinese leaves four digits together."""
    text = decimal_text(value, digits)
    sign, text = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, _, places = text.partition(".")
    if len(whole) > (4 if language == ZH else 3):
        whole = f"{int(whole):,}"
    return f"{sign}{whole}.{places}" if places else f"{sign}{whole}"


def money_words(value: Any, language: str, extra: int = 0) -> str:
    """Yuan: 30 万元, 1.2 亿元; ¥300,000."""
    if language == EN:
        sign, amount = ("-", -value) if value < 0 else ("", value)
        return f"{sign}¥{grouped(amount, 2 + extra, EN)}"
    for size, name in ((10**8, "亿元"), (10**4, "万元")):
        if abs(value) >= size and (Fraction(value) * 10_000 / size).denominator == 1:
            return f"{grouped(Fraction(value) / size, 4, ZH)} {name}"
    return f"{grouped(value, 2 + extra, ZH)} 元"


def _rate_words(value: Any, language: str, extra: int) -> str:
    """Yuan for each of something, a quotient: 46.67 万元, ¥466,667; not 466,666.67 元."""
    if abs(value) < 10**4:
        return money_words(value, language, extra)
    if language == EN:
        return money_words(half_up(value, extra), EN, extra)
    size, name = (10**8, "亿元") if abs(value) >= 10**8 else (10**4, "万元")
    places = 4 if (Fraction(value) * 10_000 / size).denominator == 1 else 2 + extra
    return f"{grouped(Fraction(value) / size, places, ZH)} {name}"


def day_words(day: date, language: str) -> str:
    """2026年3月2日; 2 March 2026."""
    if language == ZH:
        return f"{day.year} 年 {day.month} 月 {day.day} 日"
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_words(year: int, month: int, language: str) -> str:
    """2026 年 3 月; March 2026."""
    return f"{year} 年 {month} 月" if language == ZH else f"{MONTHS[month - 1]} {year}"


def measure_of(expression: Expression, vocabulary: Vocabulary) -> str:
    """What a formula counts: ``money``, ``percent``, a unit, or nothing that has a name."""
    if isinstance(expression, FactReference):
        fact = vocabulary.get(expression.name)
        if fact is None:
            return "point" if expression.name == "score" else ""
        return fact.type if fact.type in ("money", "percent") else fact.unit
    if isinstance(expression, Aggregate) and expression.function == "count":
        return "item"
    if isinstance(expression, Call):
        if expression.function in SPANS:
            return {"years_between": "year", "months_between": "month"}.get(
                expression.function, "day"
            )
        return _shared(expression.arguments, vocabulary)
    if isinstance(expression, If):
        return _shared((expression.then, expression.otherwise), vocabulary)
    if isinstance(expression, Arithmetic):
        return _measure_of_arithmetic(expression, vocabulary)
    return ""


def _shared(parts: tuple[Expression, ...], vocabulary: Vocabulary) -> str:
    measures = {measure_of(part, vocabulary) for part in parts if not isinstance(part, Constant)}
    return measures.pop() if len(measures) == 1 else ""


def _measure_of_arithmetic(node: Arithmetic, vocabulary: Vocabulary) -> str:
    if node.symbol in "+-":  # each side is looked at once: a long sum is a deep one
        return _shared((node.left, node.right), vocabulary)
    left, right = measure_of(node.left, vocabulary), measure_of(node.right, vocabulary)
    if node.symbol == "/":
        if left and left == right:
            return "percent"
        return left if isinstance(node.right, Constant) else ""
    return (
        left
        if isinstance(node.right, Constant)
        else right
        if isinstance(node.left, Constant)
        else ""
    )


def fact_of(expression: Expression, vocabulary: Vocabulary, fields: Any = None) -> FactType | None:
    """The fact or field that an expression simply is."""
    if isinstance(expression, FactReference):
        return vocabulary.get(expression.name)
    if isinstance(expression, FieldReference) and fields:
        found: FactType | None = fields.get(expression.name)
        return found
    return None
