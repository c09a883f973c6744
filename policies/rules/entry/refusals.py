"""Why something typed was not taken, in both languages: what is wrong, and what to do next."""

from __future__ import annotations

from datetime import date

from policies.rules.facts import FactType, Words
from policies.rules.wording import EN, UNITS, ZH, day_words, month_words

_EXAMPLE = date(2024, 6, 15)


class EntryError(ValueError):
    """What was typed is not understood, or cannot be.

    Attributes:
        words: the message by language.
    """

    def __init__(self, zh: str, en: str) -> None:
        self.words: Words = {ZH: zh, EN: en}
        super().__init__(en)


class DayNeededError(EntryError):
    """A month stands where a day is needed.

    Attributes:
        days: the days of that month that it may be, in order; never empty.
    """

    def __init__(self, days: tuple[date, ...]) -> None:
        self.days = days
        year, month = days[0].year, days[0].month
        super().__init__(
            f"{month_words(year, month, ZH)}的哪一天？差一天，结果就可能不同。"
            f"请写到日，例如 {year}-{month:02}-15。",
            f"Which day of {month_words(year, month, EN)}? One day can change the result. "
            f"Add the day, such as {day_words(date(year, month, 15), EN)}.",
        )


def too_long(most: int) -> EntryError:
    """More characters than anybody needs for a number or a day."""
    return EntryError(
        f"输入太长了：最多 {most} 个字符。",
        f"That is too long: at most {most} characters.",
    )


def empty() -> EntryError:
    """Nothing was typed."""
    return EntryError(
        "这里还空着：请填写，或者选择“不清楚，先跳过”。",
        "This is empty: fill it in, or choose “Not sure, skip for now”.",
    )


def not_a_code(example: str) -> EntryError:
    """A text that stands in no list of codes."""
    return EntryError(
        f"这不是有效的代码：请照登记材料填写，例如 {example}，或者选择“不清楚，先跳过”。",
        f"This is not a valid code: write it as registered, such as {example}, "
        "or choose “Not sure, skip for now”.",
    )


def not_offered() -> EntryError:
    """No such choice."""
    return EntryError(
        "没有这个选项：请从列出的选项中选。", "No such option: choose one of those listed."
    )


# --- numbers --------------------------------------------------------------------------------------


def no_number(fact: FactType) -> EntryError:
    """Not a number that fits the fact, with examples of what is."""
    if fact.type == "money":
        return EntryError(
            "看不懂这个金额：可以写 300000、30万 或 1.2亿（单位：元）。请重填。",
            "We cannot read this amount: write 300,000 or 1.2 million (in yuan). Enter it again.",
        )
    if fact.type == "percent":
        return EntryError(
            "看不懂这个比例：可以写 6.5 或 6.5%。请重填。",
            "We cannot read this share: write 6.5 or 6.5%. Enter it again.",
        )
    zh, _one, en = UNITS.get(fact.unit, ("", "", ""))
    return EntryError(
        f"看不懂这个数：可以写 12、1,200 或 3.5{f'（单位：{zh}）' if zh else ''}。请重填。",
        "We cannot read this number: write 12, 1,200 or 3.5"
        f"{f' (in {en})' if en else ''}. Enter it again.",
    )


def digits_apart() -> EntryError:
    """A space between two digits: one number or two, nobody knows."""
    return EntryError(
        "数字中间有空格，看不出是一个数还是两个。请连着写，例如 1050 或 1,050。",
        "There is a space between the digits, so this may be one number or two. "
        "Write it without, such as 1050 or 1,050.",
    )


def not_one_number() -> EntryError:
    """A range, or "more than": not one number."""
    return EntryError(
        "这里要一个确定的数，不能是范围或“多少以上”。请填一个数，例如 25。",
        "One number is needed here, not a range or “more than”. Enter a single number, such as 25.",
    )


def too_many_digits() -> EntryError:
    """A number beyond what is kept exactly."""
    return EntryError(
        "这个数超出了能处理的范围：最多 15 位数字。请检查后重填。",
        "That number has too many digits: at most 15. Check and enter it again.",
    )


def no_percentage() -> EntryError:
    """A share where a number is asked for."""
    return EntryError("这里要填数值，不是百分比。", "A number is needed here, not a percentage.")


def not_whole() -> EntryError:
    """A part of something that is counted."""
    return EntryError("这里要填整数，例如 12。", "A whole number is needed here, such as 12.")


def too_small(least: str) -> EntryError:
    """Below the least that the fact can be."""
    return EntryError(
        f"这个数太小：应不小于 {least}。请检查后重填。",
        f"That is too small: it should be at least {least}. Check and enter it again.",
    )


def too_large(most: str) -> EntryError:
    """Above the most that the fact can be."""
    return EntryError(
        f"这个数太大：应不大于 {most}。请检查单位后重填。",
        f"That is too large: it should be at most {most}. Check the unit and try again.",
    )


# --- days -----------------------------------------------------------------------------------------


def no_date() -> EntryError:
    """Not a day, with examples of what is."""
    return EntryError(
        f"看不懂这个日期：可以写 {_EXAMPLE} 或 2024年6月15日。请重填。",
        f"We cannot read this date: write {_EXAMPLE} or {day_words(_EXAMPLE, EN)}. Enter it again.",
    )


def month_needed(year: int) -> EntryError:
    """A year stands alone."""
    return EntryError(
        f"只有年份还不够：请写年、月、日，例如 {year}年6月15日。",
        f"The year alone is not enough: add month and day, such as 15 June {year}.",
    )


def year_needed() -> EntryError:
    """A year of two digits that may be of either century."""
    return EntryError(
        "年份请写四位，例如 2024年6月15日。",
        f"Write the year with four digits, such as {day_words(_EXAMPLE, EN)}.",
    )


def two_days(one: date, other: date) -> EntryError:
    """Day and month may stand either way round."""
    return EntryError(
        f"这可以是 {day_words(one, ZH)}，也可以是 {day_words(other, ZH)}。"
        f"请按年、月、日写，例如 {one}。",
        f"This may be {day_words(one, EN)} or {day_words(other, EN)}. "
        f"Write the month as a word, such as {day_words(one, EN)}.",
    )


def no_such_day() -> EntryError:
    """A day that no calendar has, or far beyond the years that are kept."""
    return EntryError(
        "没有这一天：请检查年月日，年份在 1900 到 2100 之间。",
        "There is no such day: check year, month and day; years run from 1900 to 2100.",
    )


def day_ahead(day: date) -> EntryError:
    """A day that can only lie in the past has not come yet."""
    return EntryError(
        f"{day_words(day, ZH)}这一天还没有到。请检查年份后重填。",
        f"{day_words(day, EN)} has not come yet. Check the year and enter it again.",
    )


def too_recent(day: date, years: int) -> EntryError:
    """A day that lies so many years back at least."""
    return EntryError(
        f"{day_words(day, ZH)}到今天不满 {years} 年，不会是这一天。请检查年份后重填。",
        f"{day_words(day, EN)} is less than {years} years ago, so it cannot be this day. "
        "Check the year and enter it again.",
    )
