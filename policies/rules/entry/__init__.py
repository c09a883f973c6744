"""What people type into a field, read as they mean it or refused with clear words.

A value comes out that :meth:`FactType.read` would take as well, or an :class:`EntryError` that says
in both languages what is wrong, what would be understood, and what to do next. Nothing is guessed
in silence: digits on both sides of a mark are never joined, and a month is no day.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from fractions import Fraction

from policies.rules.codes import CODES
from policies.rules.entry import refusals
from policies.rules.entry.dates import read_day
from policies.rules.entry.numbers import read_number
from policies.rules.entry.refusals import DayNeededError, EntryError
from policies.rules.errors import FactError
from policies.rules.facts import FactType, Value
from policies.rules.quantities import decimal_text
from policies.rules.signs import SignError, plain_text
from policies.rules.spans import years_between
from policies.rules.wording import EN, ZH

__all__ = ["DayNeededError", "EntryError", "parse_choices", "parse_text"]

MAX_TYPED = 500
_TRUE = {"是", "对", "有", "yes", "y", "true", "1", "on"}
_FALSE = {"否", "不是", "没有", "无", "no", "n", "false", "0", "off"}
_UNSEEN = re.compile(
    "[\u200b-\u200f\u202a-\u202e\ufeff]"
)  # as copied from pages; nobody typed them
_SIGNS = str.maketrans({"，": ",", "。": ".", "−": "-", "–": "-", "～": "~"})


def parse_text(fact: FactType, text: str, *, on: date | None = None) -> Value:
    """Read what was typed for a fact that has one input field.

    Args:
        on: today, where it is known: for years of two digits, and for days that can only lie in
            the past.

    Raises:
        DayNeededError: a month was typed where a day is needed.
        EntryError: it is empty, not understood or outside the fact's limits.
    """
    if len(text) > MAX_TYPED and fact.type != "text":
        raise refusals.too_long(MAX_TYPED)
    typed = unicodedata.normalize("NFC", text).strip() if fact.type == "text" else _normal(text)
    if not typed:
        raise refusals.empty()
    if fact.type == "date":
        return _read_possible_day(fact, typed, on)
    if fact.type in ("integer", "decimal", "money", "percent"):
        return _checked(fact, read_number(fact, typed))
    return _checked(fact, _READERS[fact.type](fact, typed))


def parse_choices(fact: FactType, chosen: list[str]) -> Value:
    """Read the ticked boxes of a fact of choices; an empty list is the answer "none of these".

    Raises:
        EntryError: one of them is not offered.
    """
    for slug in chosen:
        if slug not in fact.choices:
            raise refusals.not_offered()
    return frozenset(chosen)


def _normal(text: str) -> str:
    """Full-width signs as narrow ones, in lower case, without what nobody sees.

    Signs that would only become digits beside others (½, 10², ①) stay what they are.
    """
    text = _UNSEEN.sub("", text).replace("m²", "m2").translate(_SIGNS)
    kept = (
        s if unicodedata.category(s) == "No" else unicodedata.normalize("NFKC", s) for s in text
    )
    return "".join(kept).translate(_SIGNS).strip().lower()


def _read_possible_day(fact: FactType, typed: str, on: date | None) -> date:
    """The day that was typed, if the fact can have it; of a month, only its days that it can."""
    try:
        days: tuple[date, ...] = (read_day(fact, typed, on=on),)
    except DayNeededError as error:
        days = error.days
    refused = [refusal for day in days if (refusal := _refusal(fact, day, on))]
    if len(refused) == len(days):
        raise refused[0]
    possible = tuple(day for day in days if _refusal(fact, day, on) is None)
    if len(days) > 1:
        raise DayNeededError(possible)
    return days[0]


def _refusal(fact: FactType, day: date, on: date | None) -> EntryError | None:
    """Why the fact cannot have a day, as seen from today."""
    if on is None:
        return None
    if fact.past and day > on:
        return refusals.day_ahead(day)
    if fact.min_years_ago and years_between(day, on) < fact.min_years_ago:
        return refusals.too_recent(day, fact.min_years_ago)
    return None


def _checked(fact: FactType, value: Value) -> Value:
    """The limits of the fact, in words a person understands."""
    low, high = fact.minimum, fact.maximum
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        shift = 100 if fact.type == "percent" else 1
        unit = "%" if fact.type == "percent" else ""
        if low is not None and value < low:
            raise refusals.too_small(decimal_text(low * shift) + unit)
        if high is not None and value > high:
            raise refusals.too_large(decimal_text(high * shift) + unit)
    if isinstance(value, frozenset | tuple):
        return value
    try:
        return fact.read(value)
    except FactError:
        if fact.code:
            raise refusals.not_a_code(CODES[fact.code].example) from None
        raise EntryError(
            "这个内容无法保存：请检查后重填。",
            "This cannot be stored: check it and enter it again.",
        ) from None


def _boolean(fact: FactType, typed: str) -> Value:
    if typed in _TRUE:
        return True
    if typed in _FALSE:
        return False
    raise EntryError("请选择“是”或“否”。", "Choose yes or no.")


def _text(fact: FactType, typed: str) -> Value:
    try:
        plain = re.sub(r"[\t\r\n]+", " ", plain_text(typed)).strip()
    except SignError as error:
        raise EntryError(error.words[ZH], error.words[EN]) from None
    if len(plain) > 2_000:
        raise EntryError(
            "这段文字太长，最多 2000 字。", "This text is too long: 2,000 characters at most."
        )
    if not plain:
        raise refusals.empty()
    return plain


def _choice(fact: FactType, typed: str) -> Value:
    for slug, words in fact.choices.items():
        if _tight(typed) in (_tight(_normal(word)) for word in (slug, *words.values())):
            return slug
    raise refusals.not_offered()


def _tight(text: str) -> str:
    """Without spaces, so that they make no difference."""
    return re.sub(r"[\s_]", "", text)


def _several(fact: FactType, typed: str) -> Value:
    return frozenset(str(_choice(fact, part)) for part in re.split("[,、;]", typed) if part.strip())


def _records(fact: FactType, typed: str) -> Value:
    raise EntryError("这一项不能直接填写。", "This cannot be typed into one field.")


_READERS = {
    "boolean": _boolean,
    "choice": _choice,
    "choices": _several,
    "text": _text,
    "records": _records,
}
