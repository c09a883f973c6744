"""Facts: what is knowable about an applicant, and reading values of them strictly.

A value is ``bool``, ``int | Fraction``, ``date``, ``str``, ``frozenset[str]`` (choices) or a tuple
of mappings (records). An absent fact is unknown; there is no null.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise
from typing import Any

from policies.rules.codes import CODES
from policies.rules.errors import MOST_PROBLEMS, FactError, Problem, clip, shorten
from policies.rules.placeholders import name_years
from policies.rules.quantities import Number, NumberRangeError, bounded, decimal_text, json_number
from policies.rules.spans import FIRST_DAY, LAST_DAY

Record = Mapping[str, Any]
Value = bool | int | Fraction | date | str | frozenset[str] | tuple[Record, ...]
# What one set of answers says: fact name -> value. An absent name is unknown.
Facts = Mapping[str, Value]

MAX_TEXT = 2_000
_LONGEST_GUESS = 120
MAX_RECORDS = 500
FACT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Sort(StrEnum):
    """How a value behaves in a formula or a condition."""

    NUMBER = "number"
    BOOLEAN = "yes/no"
    DATE = "date"
    TEXT = "text"
    CHOICES = "choices"
    RECORDS = "records"


SORTS: dict[str, Sort] = {
    "boolean": Sort.BOOLEAN,
    "integer": Sort.NUMBER,
    "decimal": Sort.NUMBER,
    "money": Sort.NUMBER,
    "percent": Sort.NUMBER,
    "date": Sort.DATE,
    "choice": Sort.TEXT,
    "choices": Sort.CHOICES,
    "text": Sort.TEXT,
    "records": Sort.RECORDS,
}
Words = Mapping[str, str]  # language -> text
UP, DOWN = "up", "down"
DIRECTIONS = (UP, DOWN)
_WORDED = ("label", "question", "help", "statement", "negative", "event")
BY_HEART = "by_heart"
# How likely somebody has the answer at hand, by where one looks for it. Assumed, not measured.
KNOWN = {BY_HEART: 0.99, "from_papers": 0.94, "from_accounts": 0.85}
_WHERE = {
    "money": "from_accounts",
    "percent": "from_accounts",
    "decimal": "from_papers",
    "integer": "from_papers",
    "records": "from_papers",
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FactType:
    """What one fact is: its type, its limits and the words for it.

    Attributes:
        name: ``subject.snake_case``, stored for ever; or the bare name of a record's field.
        type: a key of :data:`SORTS`; money is in yuan, percent a fraction.
        unit: for people to read, such as ``month`` or ``m2``.
        choices: slug to words, for ``choice`` and ``choices``.
        fields: for ``records``.
        changeable: whether an applicant can change it by acting; never a figure of a closed year.
        direction: ``up`` or ``down`` for what acting brings one way only; choices rise as they
            are listed. Empty for either way.
        years_back: of a figure of a closed year, how many years ago that was; 0 for any other.
        derived: the formula that gives it when it is not stated.
        usual: the answer that nearly everybody gives, where there is one; asking then settles
            little, so it is asked late.
        topic: questions of one topic are asked together.
        known: where one looks for the answer, a key of :data:`KNOWN`; empty for what the type
            suggests: shares and money stand in accounts, counts in papers.
        detail_of: the fact that says whether this one concerns somebody at all; while that one is
            skipped, this one is not asked for the same programme. Empty for none.
        statement: a whole sentence by language: of a yes or no what a yes says, of a number or a
            choice what is wanted of it, which stands for ``{}``.
        negative: the same for a no, and for what must not be chosen.
        event: what happened on a date, or what a count of time begins with: a clause without its
            time, as in "you graduated".
        past: a day that can only lie in the past.
        min_years_ago: how many completed years ago a day is at least.
        after: the fact, or the field beside it in a record, whose day this one cannot come before.
        ask_below, ask_above: beyond these a value is asked back before it is kept, whatever its
            sign; for a day, ask_above counts the completed years since then.
        code: of a text, the public list it is a code of, a key of :data:`CODES`.
    """

    name: str
    type: str
    unit: str = ""
    minimum: Number | None = None
    maximum: Number | None = None
    choices: Mapping[str, Words] = field(default_factory=dict)
    fields: Mapping[str, FactType] = field(default_factory=dict)
    label: Words = field(default_factory=dict)
    question: Words = field(default_factory=dict)
    help: Words = field(default_factory=dict)
    changeable: bool = False
    direction: str = ""
    years_back: int = 0
    sensitive: bool = False
    derived: str | None = None
    usual: Value | None = None
    topic: str = ""
    known: str = ""
    detail_of: str = ""
    statement: Words = field(default_factory=dict)
    negative: Words = field(default_factory=dict)
    event: Words = field(default_factory=dict)
    past: bool = False
    min_years_ago: int = 0
    after: str = ""
    ask_below: Number | None = None
    ask_above: Number | None = None
    code: str = ""

    @property
    def likely_known(self) -> float:
        """How likely somebody who is asked knows the answer."""
        return KNOWN[self.known or _WHERE.get(self.type, BY_HEART)]

    @property
    def sort(self) -> Sort:
        """How it behaves in conditions."""
        return SORTS[self.type]

    @property
    def texts(self) -> tuple[str, ...]:
        """Texts that stand for all that no rule names."""
        return CODES[self.code].sections if self.code else ("",)

    @property
    def counts_next_year(self) -> bool:
        """Whether acting moves the figure of the running year, which takes its place next year."""
        return self.years_back == 1 and bool(self.direction)

    def may_become(self, now: Value, to: Value) -> bool:
        """Whether an applicant can get from one known value to another by acting."""
        return self.changeable and self._is_the_way(now, to)

    def may_become_later(self, now: Value, to: Value) -> bool:
        """The same where a year may pass, so that the running one is the last one closed."""
        able = self.changeable or self.counts_next_year
        return able and self._is_the_way(now, to)

    def _is_the_way(self, now: Value, to: Value) -> bool:
        if not self.direction:
            return True
        before, after = self._rank(now), self._rank(to)
        return bool(after > before if self.direction == UP else after < before)

    def _rank(self, value: Value) -> Any:
        """Where a value stands in the order of its type: choices as listed, lists by length."""
        if isinstance(value, str) and value in self.choices:
            return list(self.choices).index(value)
        return len(value) if isinstance(value, frozenset | tuple) else value

    def label_in(self, language: str) -> str:
        """The short noun for it; its name where nobody gave one."""
        text = self.label.get(language) or self.label.get("zh-hans") or self.name
        return name_years(text, language)

    def in_year(self, year: int) -> FactType:
        """It with years by their number, as somebody reads its words on a day of this year."""
        dated: dict[str, Any] = {}
        for name in _WORDED:
            words: Words = getattr(self, name)
            if any("{year" in text for text in words.values()):
                dated[name] = {each: name_years(text, each, year) for each, text in words.items()}
        fields = {name: part.in_year(year) for name, part in self.fields.items()}
        if any(fields[name] is not part for name, part in self.fields.items()):
            dated["fields"] = fields
        return replace(self, **dated) if dated else self

    def read(self, value: object, path: str = "") -> Value:
        """Take a value as a facts file or the API has it.

        Raises:
            FactError: the value is of another type or outside the limits; the path names the fact.
        """
        path = path or self.name
        reader = _READERS[self.type]
        return reader(self, value, path)


def _expected(path: str, what: str, found: object) -> FactError:
    if found is None:
        return FactError([Problem(path, "null is not an answer: leave out what is unknown.")])
    shown = f"the text {shorten(found)}" if isinstance(found, str) else clip(plain_text(found))
    return FactError([Problem(path, f"expected {what}, found {shown}.")])


def plain_text(value: object) -> str:
    """A value as JSON would spell it, for messages."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Fraction):
        return decimal_text(value)
    if isinstance(value, list):
        return "a list" if value else "an empty list"
    return "a mapping" if isinstance(value, dict) else str(value)


def _read_boolean(fact: FactType, value: object, path: str) -> Value:
    if not isinstance(value, bool):
        raise _expected(path, "true or false", value)
    return value


def _read_number(fact: FactType, value: object, path: str) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        raise _expected(path, "a number", value)
    if fact.type == "integer" and not isinstance(value, int):
        raise _expected(path, "a whole number", value)
    try:
        bounded(value)
    except NumberRangeError as error:
        raise FactError([Problem(path, f"{error}.")]) from None
    if fact.minimum is not None and value < fact.minimum:
        raise _expected(path, f"at least {decimal_text(fact.minimum)}", value)
    if fact.maximum is not None and value > fact.maximum:
        raise _expected(path, f"at most {decimal_text(fact.maximum)}", value)
    return value


def read_day(value: object, path: str) -> date:
    """Read a day as ``YYYY-MM-DD``.

    Raises:
        FactError: it is none, or outside of 1900 to 2100.
    """
    try:
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            raise ValueError
        day = date.fromisoformat(value)
    except ValueError:
        raise _expected(path, "a day such as 2026-03-02", value) from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise _expected(path, f"a day from {FIRST_DAY} to {LAST_DAY}", value)
    return day


def _read_date(fact: FactType, value: object, path: str) -> Value:
    return read_day(value, path)


def _read_text(fact: FactType, value: object, path: str) -> Value:
    if not isinstance(value, str):
        raise _expected(path, "text", value)
    if len(value) > MAX_TEXT:
        raise _expected(path, f"at most {MAX_TEXT} characters", f"{len(value)} characters")
    text = unicodedata.normalize("NFC", value)
    if not fact.code:
        return text
    spelt = CODES[fact.code].spell(text)
    if spelt is None:
        raise _expected(path, f"a code such as {CODES[fact.code].example}", value)
    return spelt


def _read_choice(fact: FactType, value: object, path: str) -> Value:
    if not isinstance(value, str) or value not in fact.choices:
        raise _expected(path, one_of(fact.choices, value), value)
    return value


def _read_choices(fact: FactType, value: object, path: str) -> Value:
    if not isinstance(value, list):
        raise _expected(path, "a list of choices", value)
    return frozenset(str(_read_choice(fact, part, f"{path}[{i}]")) for i, part in enumerate(value))


def _read_records(fact: FactType, value: object, path: str) -> Value:
    if not isinstance(value, list):
        raise _expected(path, "a list of records", value)
    if len(value) > MAX_RECORDS:
        raise _expected(path, f"at most {MAX_RECORDS} records", f"{len(value)} records")
    return tuple(_read_record(fact, part, f"{path}[{i}]") for i, part in enumerate(value))


def _read_record(fact: FactType, value: object, path: str) -> Record:
    if not isinstance(value, dict):
        raise _expected(path, "a mapping of fields", value)
    for name in value:
        if name not in fact.fields:
            place = f"{path}.{shorten(name)[1:-1]}"
            raise FactError([Problem(place, unknown_name("field", name, fact.fields))])
    return {name: fact.fields[name].read(part, f"{path}.{name}") for name, part in value.items()}


def one_of(names: Mapping[str, object], found: object) -> str:
    """What a message says was expected, with a guess at what was meant."""
    near = nearest(found, names) if isinstance(found, str) else None
    listed = ", ".join(list(names)[:12]) + (", …" if len(names) > 12 else "")
    return f"one of {listed}" + (f" (did you mean {near}?)" if near else "")


def unknown_name(what: str, name: str, known: Mapping[str, object]) -> str:
    """The message for a name that nothing has."""
    near = nearest(name, known)
    return f"there is no such {what}." + (f" Did you mean {near}?" if near else "")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that was probably meant; quick, whatever is asked."""
    if len(name) > _LONGEST_GUESS:
        return None
    pairs = _pairs(name)
    likely = nlargest(3, known, key=lambda other: len(pairs & _pairs(other)))
    return next(iter(get_close_matches(name, likely, n=1)), None)


@lru_cache(maxsize=4_096)
def _pairs(name: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a name."""
    return frozenset(map("".join, pairwise(name)))


_READERS = {
    "boolean": _read_boolean,
    "integer": _read_number,
    "decimal": _read_number,
    "money": _read_number,
    "percent": _read_number,
    "date": _read_date,
    "choice": _read_choice,
    "choices": _read_choices,
    "text": _read_text,
    "records": _read_records,
}


class Vocabulary(Mapping[str, FactType]):
    """The facts that rules may name and profiles may hold."""

    def __init__(self, facts: Mapping[str, FactType]) -> None:
        self._facts = dict(facts)
        self._dated: tuple[int, Vocabulary | None] = (0, None)  # the last year that was asked for

    def __getitem__(self, name: str) -> FactType:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def extended(self, own: Mapping[str, FactType]) -> Vocabulary:
        """With the facts a document brings; its own win."""
        return Vocabulary({**self._facts, **own}) if own else self

    def in_year(self, year: int) -> Vocabulary:
        """With years by their number, as somebody reads the words on a day of this year."""
        if self._dated[0] != year:
            dated = {name: fact.in_year(year) for name, fact in self._facts.items()}
            self._dated = (year, Vocabulary(dated))
        return self._dated[1] or self

    def read(self, values: object) -> dict[str, Value]:
        """Take a whole set of facts strictly, as a file or the API has it.

        Raises:
            FactError: with every value that was refused.
        """
        if not isinstance(values, dict):
            raise _expected("facts", "a mapping of fact names to values", values)
        facts: dict[str, Value] = {}
        problems: list[Problem] = []
        for name, value in values.items():
            if len(problems) >= MOST_PROBLEMS:
                break
            if name not in self._facts:
                problems.append(Problem(shorten(name)[1:-1], unknown_name("fact", name, self)))
                continue
            try:
                facts[name] = self._facts[name].read(value)
            except FactError as error:
                problems.extend(error.problems)
        if problems:
            raise FactError(problems)
        return facts


def as_json(value: Value | None) -> Any:  # JSON is nested data of any kind
    """A value as JSON has it; reading it again gives the value back."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Fraction):
        return json_number(value, 12)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    return [{name: as_json(part) for name, part in record.items()} for record in value]
