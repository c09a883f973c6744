"""What people type into a field, read generously: full-width digits, 万 and 亿, 2024年6月, 3 %.

A value comes out that :meth:`FactType.read` would take as well, or an :class:`EntryError` that says
in both languages what is wrong, what would be understood, and what to do next.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date
from fractions import Fraction

from policies.rules.errors import FactError
from policies.rules.facts import FactType, Value, Words
from policies.rules.quantities import Number, NumberRangeError, bounded, decimal_text, exact, tidy
from policies.rules.signs import SignError, plain_text
from policies.rules.spans import FIRST_DAY, LAST_DAY
from policies.rules.wording import EN, UNITS, ZH

MAX_TYPED = 500
_SCALES = {"万亿": 10**12, "亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4}
_SCALES |= {"千": 10**3, "k": 10**3, "m": 10**6}
_MONEY_MARKS = re.compile(r"(?:人民币|rmb|cny|¥|元整?|圆|块钱?)", re.IGNORECASE)
_NUMBER = re.compile(
    r"([-+]?)([0-9]{1,20}(?:\.[0-9]{1,12})?|\.[0-9]{1,12})(万亿|千万|百万|十万|亿|万|千|k|m)?(%)?"
)
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?:[^0-9]|$))|(?<=[0-9]),(?=[0-9]{4}(?:[^0-9]|$))")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?")
_PACKED_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"([0-9]{4})年?")
_TRUE = {"是", "对", "有", "yes", "y", "true", "1", "on"}
_FALSE = {"否", "不是", "没有", "无", "no", "n", "false", "0", "off"}


class EntryError(ValueError):
    """What was typed is not understood.

    Attributes:
        words: the message by language.
    """

    def __init__(self, zh: str, en: str) -> None:
        self.words: Words = {ZH: zh, EN: en}
        super().__init__(en)


def parse_text(fact: FactType, text: str) -> Value:
    """Read what was typed for a fact that has one input field.

    Raises:
        EntryError: it is empty, not understood or outside the fact's limits.
    """
    if len(text) > MAX_TYPED and fact.type != "text":
        raise EntryError(
            f"输入太长了：最多 {MAX_TYPED} 个字符。",
            f"That is too long: at most {MAX_TYPED} characters.",
        )
    typed = _normal(text) if fact.type != "text" else unicodedata.normalize("NFC", text).strip()
    if not typed:
        raise EntryError(
            "这里还空着：请填写，或者选择“不清楚，先跳过”。",
            "This is empty: fill it in, or choose “Not sure, skip for now”.",
        )
    return _checked(fact, _READERS[fact.type](fact, typed))


def parse_choices(fact: FactType, chosen: list[str]) -> Value:
    """Read the ticked boxes of a fact of choices; an empty list is the answer "none of these".

    Raises:
        EntryError: one of them is not offered.
    """
    for slug in chosen:
        if slug not in fact.choices:
            raise _not_offered()
    return frozenset(chosen)


def _normal(text: str) -> str:
    """Full-width signs as narrow ones, no spaces, no marks that only please the eye."""
    text = unicodedata.normalize("NFKC", text).strip().lower()
    text = text.replace("，", ",").replace("。", ".").replace("−", "-").replace("–", "-")
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e\ufeff_]", "", text)


def _checked(fact: FactType, value: Value) -> Value:
    """The limits of the fact, in words a person understands."""
    low, high = fact.minimum, fact.maximum
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        if low is not None and value < low:
            shown = decimal_text(low)
            raise EntryError(
                f"这个数太小：应不小于 {shown}。请检查后重填。",
                f"That is too small: it should be at least {shown}. Check and enter it again.",
            )
        if high is not None and value > high:
            shown = decimal_text(high)
            raise EntryError(
                f"这个数太大：应不大于 {shown}。请检查单位后重填。",
                f"That is too large: it should be at most {shown}. Check the unit and try again.",
            )
    if isinstance(value, frozenset | tuple):
        return value
    try:
        return fact.read(value.isoformat() if isinstance(value, date) else value)
    except FactError:
        raise EntryError(
            "这个内容无法保存：请检查后重填。",
            "This cannot be stored: check it and enter it again.",
        ) from None


def _not_offered() -> EntryError:
    return EntryError(
        "没有这个选项：请从列出的选项中选。", "No such option: choose one of those listed."
    )


def _boolean(fact: FactType, typed: str) -> Value:
    if typed in _TRUE:
        return True
    if typed in _FALSE:
        return False
    raise EntryError("请选择“是”或“否”。", "Choose yes or no.")


def _number(fact: FactType, typed: str) -> Value:
    plain = _MONEY_MARKS.sub("", typed)
    plain = _without_unit(plain, fact.unit)
    plain = _GROUPED.sub("", plain)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        raise _no_number(fact)
    try:
        value: Number = exact(match[1] + match[2])
        value = value * _SCALES.get(match[3] or "", 1)
        if match[4]:
            value = Fraction(value) / 100
        value = bounded(tidy(value))
    except NumberRangeError:
        raise EntryError(
            "这个数超出了能处理的范围：最多 15 位数字。",
            "That number has too many digits: at most 15.",
        ) from None
    return _fitting(fact, value, percent=bool(match[4]))


def _fitting(fact: FactType, value: Number, *, percent: bool) -> Number:
    """A number as the fact counts: shares as fractions, people as whole ones."""
    if percent and fact.type != "percent":
        raise EntryError("这里要填数值，不是百分比。", "A number is needed here, not a percentage.")
    if fact.type == "percent" and not percent:
        # people type 5 for 5 %, since the field shows the sign
        value = tidy(Fraction(value) / 100)
    if fact.type == "integer" and value.denominator != 1:
        raise EntryError("这里要填整数，例如 12。", "A whole number is needed here, such as 12.")
    return value


def _without_unit(text: str, unit: str) -> str:
    names = [name.replace(" ", "").lower() for name in UNITS.get(unit, ())]
    names += [unit.lower()] if unit else []
    if unit == "people":
        names += ["个人", "名", "位", "个"]
    for name in sorted(filter(None, names), key=len, reverse=True):
        if text.endswith(name) and len(text) > len(name):
            return text[: -len(name)]
    return text


def _no_number(fact: FactType) -> EntryError:
    if fact.type == "money":
        return EntryError(
            "看不懂这个金额：可以写 300000、30万 或 1.2亿（单位：元）。请重填。",
            "We cannot read this amount: write 300000, 30万 or 1.2亿 (in yuan). Enter it again.",
        )
    if fact.type == "percent":
        return EntryError(
            "看不懂这个比例：可以写 6.5 或 6.5%。请重填。",
            "We cannot read this share: write 6.5 or 6.5%. Enter it again.",
        )
    return EntryError(
        "看不懂这个数：可以写 12、1,200 或 3.5。请重填。",
        "We cannot read this number: write 12, 1,200 or 3.5. Enter it again.",
    )


def _day(fact: FactType, typed: str) -> Value:
    match = _DAY.fullmatch(typed) or _PACKED_DAY.fullmatch(typed) or _YEAR.fullmatch(typed)
    if match is None:
        raise EntryError(
            "看不懂这个日期：可以写 2024-06-15 或 2024年6月15日。请重填。",
            "We cannot read this date: write 2024-06-15 or 2024年6月15日. Enter it again.",
        )
    parts = [int(part) for part in match.groups() if part is not None]
    if len(parts) == 1:
        raise EntryError(
            "只有年份还不够：请写到月或日，例如 2024年6月。",
            "The year alone is not enough: add month and day, such as 2024-06-15.",
        )
    year, month, day = parts[0], parts[1], parts[2] if len(parts) == 3 else 1
    if not 1 <= month <= 12 or not 1900 <= year <= 2100:
        raise _no_such_day()
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise _no_such_day()
    found = date(year, month, day)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise _no_such_day()
    return found


def _no_such_day() -> EntryError:
    return EntryError(
        "没有这一天：请检查年月日，年份在 1900 到 2100 之间。",
        "There is no such day: check year, month and day; years run from 1900 to 2100.",
    )


def _text(fact: FactType, typed: str) -> Value:
    if len(typed) > 2_000 or any(unicodedata.category(sign) in ("Cc", "Cs") for sign in typed):
        raise EntryError(
            "这段文字有无法保存的字符，或者太长（最多 2000 字）。",
            "This text is too long (2,000 characters at most) or has signs that cannot be stored.",
        )
    try:
        return plain_text(typed)
    except SignError as error:
        raise EntryError(error.words[ZH], error.words[EN]) from None


def _choice(fact: FactType, typed: str) -> Value:
    for slug, words in fact.choices.items():
        if typed in (_normal(word) for word in (slug, *words.values())):
            return slug
    raise _not_offered()


def _several(fact: FactType, typed: str) -> Value:
    return frozenset(str(_choice(fact, part)) for part in re.split("[,、;]", typed) if part)


def _records(fact: FactType, typed: str) -> Value:
    raise EntryError("这一项不能直接填写。", "This cannot be typed into one field.")


_READERS = {
    "boolean": _boolean,
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "percent": _number,
    "date": _day,
    "choice": _choice,
    "choices": _several,
    "text": _text,
    "records": _records,
}
