"""Sentences that facts bring themselves: what a yes says, what is wanted, how long ago it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from policies.rules.conditions import Condition, Group, Leaf
from policies.rules.expressions import (
    Call,
    Constant,
    Expression,
    FactReference,
    FieldReference,
    Today,
)
from policies.rules.facts import FactType, Sort, Vocabulary, Words
from policies.rules.placeholders import WANTED, WANTED_LOW, name_years
from policies.rules.spans import SPANS
from policies.rules.wording import (
    EN,
    ZH,
    count_words,
    fact_of,
    listed_choices,
    measure_of,
    tight,
    value_words,
    without_unit,
)

_NOT = {ZH: "没有这种情况：{}", EN: "Not the case: {}"}
_NEGATIONS = {"is_not": "is", "not_in": "in"}
_CHOOSING = frozenset({"is", "in", "includes", "includes_any", "includes_all"})
# operator -> how much is wanted; a range stands in the unit of its upper end
_AMOUNTS: dict[str, dict[str, str]] = {
    "at_least": {ZH: "{} 以上", EN: "at least {}"},
    "at_most": {ZH: "不超过 {}", EN: "at most {}"},
    "more_than": {ZH: "超过 {}", EN: "more than {}"},
    "less_than": {ZH: "不到 {}", EN: "less than {}"},
    "between": {ZH: "{} 至 {}", EN: "between {} and {}"},
    "is": {ZH: "{}", EN: "{}"},
}
# the first is the best
_RANKS: dict[str, dict[str, str]] = {
    "at_most": {ZH: "前 {} 名", EN: "in the top {}"},
    "is": {ZH: "第 {} 名", EN: "no. {}"},
}
_SINCE: dict[str, dict[str, str]] = {
    "at_least": {ZH: "{}满 {}", EN: "At least {1} since {0}"},
    "at_most": {ZH: "{}不超过 {}", EN: "At most {1} since {0}"},
    "more_than": {ZH: "{}超过 {}", EN: "More than {1} since {0}"},
    "less_than": {ZH: "{}不满 {}", EN: "Less than {1} since {0}"},
    "between": {ZH: "{}满 {}、不超过 {}", EN: "Between {1} and {2} since {0}"},
}
_COMPARING = frozenset(_SINCE) - {"between"}


def claim_of(leaf: Leaf) -> bool | None:
    """Whether a yes/no is to be so; ``None`` for a leaf of another kind."""
    if leaf.subject.sort is Sort.BOOLEAN and leaf.operator == "is":
        operand = leaf.operands[0]
        if isinstance(operand, Constant):
            return bool(operand.value)
    return None


def claim_words(claim: bool, fact: FactType | None, named: str, language: str) -> str:
    """That something is so, or is not, in the words of its fact.

    Args:
        named: what it is called where the fact has no sentence for it.
    """
    own = (fact.statement if claim else fact.negative) if fact else {}
    text = name_years(own.get(language, ""), language)
    return text or (named if claim else _NOT[language].format(named))


def statement(
    leaf: Leaf, vocabulary: Vocabulary, language: str, fields: Mapping[str, FactType] | None = None
) -> str:
    """What a leaf wants in the words of its fact; empty where the fact has none."""
    fact = fact_of(leaf.subject, vocabulary, fields)
    ago = _time_since(leaf, vocabulary)
    if ago is not None:
        return ago.words(language)
    if fact is None or not leaf.is_constant():
        return ""
    if fact.sort is Sort.NUMBER:
        amount = _amount(leaf, fact, vocabulary, language)
        return _filled(fact.statement, [amount] if amount else [], language)
    if fact.sort in (Sort.TEXT, Sort.CHOICES):
        negative = leaf.operator in _NEGATIONS
        operator = _NEGATIONS.get(leaf.operator, leaf.operator)
        own = fact.negative if negative else fact.statement
        return _chosen(own, leaf, operator, fact, language)
    return ""


def denial(node: Condition, vocabulary: Vocabulary, language: str) -> str:
    """The sentence that a condition must not be so; empty where nothing can say it plainly."""
    if not isinstance(node, Leaf) or node.label:
        return ""
    fact = fact_of(node.subject, vocabulary)
    claim = claim_of(node)
    if fact is None:
        return ""
    if claim is not None:
        own = fact.negative if claim else fact.statement
        return name_years(own.get(language, ""), language)
    if fact.sort in (Sort.TEXT, Sort.CHOICES) and node.operator in _CHOOSING - {"includes_all"}:
        return _chosen(fact.negative, node, node.operator, fact, language)
    return ""


def denies_plainly(node: Condition, vocabulary: Vocabulary, language: str) -> bool:
    """Whether each part of a ``none`` can be said as what is not so."""
    return (
        isinstance(node, Group)
        and node.kind == "none"
        and all(denial(part, vocabulary, language) for part in node.parts)
    )


def _filled(own: Words, wanted: list[str], language: str, *, every: bool = False) -> str:
    """The fact's sentence with what is wanted of it; empty where there is nothing to say."""
    pattern = name_years(own.get(language, ""), language)
    if not pattern or not wanted:
        return ""
    if WANTED_LOW in pattern:
        wanted = [words[:1].lower() + words[1:] for words in wanted]
    listed = listed_choices(wanted, language, every=every)
    return tight(pattern.replace(WANTED_LOW, WANTED).replace(WANTED, listed))


def _chosen(own: Words, leaf: Leaf, operator: str, fact: FactType, language: str) -> str:
    values = [side.value for side in leaf.operands if isinstance(side, Constant)]
    if operator not in _CHOOSING or "none" in values:
        return ""
    words = [value_words(value, fact, language) for value in values]
    return _filled(own, words, language, every=operator == "includes_all")


def _amount(leaf: Leaf, fact: FactType, vocabulary: Vocabulary, language: str) -> str:
    measure = measure_of(leaf.subject, vocabulary)
    pattern = (_RANKS if measure == "rank" else _AMOUNTS).get(leaf.operator)
    if pattern is None:
        return ""
    values = [side.value for side in leaf.operands if isinstance(side, Constant)]
    if measure == "rank":
        return pattern[language].format(values[0])
    words = [value_words(value, fact, language, measure=measure) for value in values]
    if len(words) == 2:
        words[0] = without_unit(*words)
    return pattern[language].format(*words)


class _TimeSince(NamedTuple):
    """How long ago something was, as a leaf wants it.

    Attributes:
        lengths: numbers, or expressions of which nothing can be said here.
    """

    event: Words
    operator: str
    lengths: tuple[int, ...]
    unit: str

    def words(self, language: str) -> str:
        lengths = [_length(length, self.unit, language) for length in self.lengths]
        if len(lengths) == 2:
            lengths[0] = without_unit(*lengths) if language == EN else lengths[0]
        pattern = _SINCE[self.operator][language]
        return tight(pattern.format(self.event.get(language, ""), *lengths))


def _length(length: int, unit: str, language: str) -> str:
    """A span of time; two years and more by years where they are whole."""
    if unit == "month" and length >= 24 and length % 12 == 0:
        length, unit = length // 12, "year"
    return count_words(length, unit, language)


def _time_since(leaf: Leaf, vocabulary: Vocabulary) -> _TimeSince | None:
    if isinstance(leaf.subject, Today):
        return _until_today(leaf, vocabulary)
    event, unit = _event_of(leaf.subject, vocabulary)
    lengths = [side.value for side in leaf.operands if isinstance(side, Constant)]
    if not event or leaf.operator not in _SINCE or len(lengths) < len(leaf.operands):
        return None
    return _TimeSince(event, leaf.operator, tuple(lengths), unit)


def _event_of(subject: Expression, vocabulary: Vocabulary) -> tuple[Words, str]:
    """The event that a count of time begins with, and its unit."""
    if isinstance(subject, FactReference):
        fact = vocabulary.get(subject.name)
        counts = fact is not None and fact.sort is Sort.NUMBER
        return (fact.event, fact.unit) if fact and counts else ({}, "")
    if isinstance(subject, Call) and subject.function in SPANS:
        start, end = subject.arguments
        if isinstance(end, Today):
            return _event(start, vocabulary), subject.function.partition("s_")[0]
    return {}, ""


def _event(day: Expression, vocabulary: Vocabulary) -> Words:
    fact = fact_of(day, vocabulary) if not isinstance(day, FieldReference) else None
    return fact.event if fact else {}


def _until_today(leaf: Leaf, vocabulary: Vocabulary) -> _TimeSince | None:
    """Today held against a day some months after an event, which may have to be past itself."""
    *first, last = leaf.operands
    if not (isinstance(last, Call) and last.function == "months_after"):
        return None
    start, months = last.arguments
    event = _event(start, vocabulary)
    operator = "at_most" if leaf.operator == "between" and first == [start] else leaf.operator
    if not event or operator not in _COMPARING or not isinstance(months, Constant):
        return None
    return _TimeSince(event, operator, (months.value,), "month")
