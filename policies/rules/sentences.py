"""Rules in sentences: a condition, a formula and a threshold as a person would say them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from policies.rules import expressions as nodes
from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.expressions import Constant, Expression
from policies.rules.facts import FactType, Sort, Vocabulary
from policies.rules.statements import claim_of, claim_words, denial, denies_plainly, statement
from policies.rules.wording import (
    EN,
    ZH,
    fact_of,
    listed_choices,
    measure_of,
    value_words,
    words_beside,
)

Fields = Mapping[str, FactType]

# operator -> the words behind the subject; {} is the operand. English puts a colon between, so that
# labels in the plural and choices with capitals stand right
OPERATOR_WORDS: dict[str, dict[str, str]] = {
    "is": {ZH: "是 {}", EN: "{}"},
    "is_not": {ZH: "不是 {}", EN: "not {}"},
    "in": {ZH: "是 {}", EN: "{}"},
    "not_in": {ZH: "不是 {}", EN: "not {}"},
    "at_least": {ZH: "不少于 {}", EN: "at least {}"},
    "at_most": {ZH: "不超过 {}", EN: "at most {}"},
    "more_than": {ZH: "超过 {}", EN: "more than {}"},
    "less_than": {ZH: "不满 {}", EN: "less than {}"},
    "between": {ZH: "在 {} 之间（含两端）", EN: "between {} (both included)"},
    "starts_with": {ZH: "以 {} 开头", EN: "begins with {}"},
    "contains": {ZH: "包含 {}", EN: "contains {}"},
    "includes": {ZH: "包括 {}", EN: "includes {}"},
    "includes_any": {ZH: "包括 {}", EN: "includes {}"},
    "includes_all": {ZH: "包括 {}", EN: "includes {}"},
    "is_known": {ZH: "{}", EN: "{}"},
}
_VERBS = frozenset({"starts_with", "contains", "includes", "includes_any", "includes_all"})
DAY_WORDS: dict[str, dict[str, str]] = {
    "at_least": {ZH: "不早于 {}", EN: "{} or later"},
    "at_most": {ZH: "不晚于 {}", EN: "{} or earlier"},
    "more_than": {ZH: "晚于 {}", EN: "after {}"},
    "less_than": {ZH: "早于 {}", EN: "before {}"},
}
# the first is the best
_RANK_WORDS: dict[str, dict[str, str]] = {
    "at_most": {ZH: "在 {} 以内", EN: "{} or better"},
    "less_than": {ZH: "在 {} 之前", EN: "better than {}"},
}
# what is measured is low or high; only what is counted is few or many
_LEVEL_WORDS: dict[str, dict[str, str]] = {
    "at_least": {ZH: "不低于 {}", EN: "at least {}"},
    "less_than": {ZH: "低于 {}", EN: "less than {}"},
}
# "is none" is no answer that anybody would give in a sentence
_NOTHING_WORDS: dict[str, dict[str, str]] = {
    "is": {ZH: "：{}", EN: "{}"},
    "in": {ZH: "：{}", EN: "{}"},
}
_KNOWN = {
    True: {ZH: "已经填写", EN: "has been stated"},
    False: {ZH: "没有填写", EN: "has not been stated"},
}
_GROUPS = {
    "all": {ZH: "以下都要满足", EN: "All of the following"},
    "any": {ZH: "以下满足一项即可", EN: "Any one of the following"},
    "none": {ZH: "以下一项都不能有", EN: "None of the following"},
    "at_least": {ZH: "以下至少满足 {} 项", EN: "At least {} of the following"},
}
_QUANTIFIERS = {
    "some": {ZH: "{}中至少有一项：{}", EN: "At least one of {}: {}"},
    "every": {ZH: "{}中的每一项：{}", EN: "Every one of {}: {}"},
}
_FUNCTIONS = {
    "years_between": {ZH: "从{}到{}的整年数", EN: "completed years from {} to {}"},
    "months_between": {ZH: "从{}到{}的整月数", EN: "completed months from {} to {}"},
    "days_between": {ZH: "从{}到{}的天数", EN: "days from {} to {}"},
    "months_after": {ZH: "{}之后 {} 个月的那一天", EN: "the day {1} months after {0}"},
    "min": {ZH: "{}中较小的", EN: "the smaller of {}"},
    "max": {ZH: "{}中较大的", EN: "the larger of {}"},
    "count": {ZH: "{}的数量", EN: "the number of {}"},
    "sum": {ZH: "{}之和", EN: "the sum of {}"},
    "average": {ZH: "{}的平均", EN: "the average of {}"},
    "lowest": {ZH: "{}中最低的", EN: "the lowest of {}"},
    "highest": {ZH: "{}中最高的", EN: "the highest of {}"},
}
_TODAY = {ZH: "当天", EN: "the day in question"}
_WHERE = {ZH: "（{}）", EN: " ({})"}
_AND = {ZH: ("且", "或"), EN: (" and ", " or ")}
_LEVELS = ("", "percent", "age", "point", "level")
_SYMBOLS = {"*": "×", "/": "÷", "+": "+", "-": "−", "=": "=", "!=": "≠", "<=": "≤", ">=": "≥"}
_OPPOSITES = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def sentence(
    node: Condition, vocabulary: Vocabulary, language: str, fields: Fields | None = None
) -> str:
    """A condition in words; a group only by its heading, since its parts are listed below it."""
    label = node.words().get(language)
    if label:
        return label
    if isinstance(node, Group):
        kind = "all" if denies_plainly(node, vocabulary, language) else node.kind
        return _GROUPS[kind][language].format(node.count)
    if isinstance(node, Quantifier):
        fact = vocabulary.get(node.fact.name)
        inner = inline(node.where, vocabulary, language, fact.fields if fact else {})
        name = fact.label_in(language) if fact else node.fact.name
        return _QUANTIFIERS[node.kind][language].format(name, inner)
    if isinstance(node, Leaf):
        return _leaf(node, vocabulary, language, fields)
    raise TypeError(type(node).__name__)


def inline(node: Condition, vocabulary: Vocabulary, language: str, fields: Fields) -> str:
    """A condition with all its parts on one line, for what is said of one record."""
    if not isinstance(node, Group):
        return sentence(node, vocabulary, language, fields)
    if denies_plainly(node, vocabulary, language):
        return _AND[language][False].join(denial(p, vocabulary, language) for p in node.parts)
    parts = [inline(part, vocabulary, language, fields) for part in node.parts]
    if node.kind in ("all", "any"):
        return _AND[language][node.kind == "any"].join(parts)
    listed = ("；" if language == ZH else "; ").join(parts)
    return f"{_GROUPS[node.kind][language].format(node.count)}{_WHERE[language].format(listed)}"


def _leaf(leaf: Leaf, vocabulary: Vocabulary, language: str, fields: Fields | None) -> str:
    own = statement(leaf, vocabulary, language, fields)
    if own:
        return own
    subject = phrase(leaf.subject, vocabulary, language, fields)
    claim = claim_of(leaf)
    if claim is not None:
        fact = fact_of(leaf.subject, vocabulary, fields)
        return claim_words(claim, fact, subject, language)
    said = predicate(leaf, vocabulary, language, fields)
    return f"{subject}{_link(leaf, language, fields)}{said}"


def predicate(
    leaf: Leaf, vocabulary: Vocabulary, language: str, fields: Fields | None = None
) -> str:
    """What a leaf says of its subject, without naming it: "at least 3 people"."""
    if leaf.operator == "is_known":
        return _KNOWN[leaf.constant_operand()][language]
    claim = claim_of(leaf)
    if claim is not None:
        return value_words(claim, None, language)
    words = _special_words(leaf, vocabulary).get(leaf.operator) or OPERATOR_WORDS[leaf.operator]
    return words[language].format(threshold(leaf, vocabulary, language, fields))


def _special_words(leaf: Leaf, vocabulary: Vocabulary) -> Mapping[str, dict[str, str]]:
    """The words that differ for what this leaf looks at."""
    if leaf.subject.sort is Sort.DATE:
        return DAY_WORDS
    if leaf.subject.sort is Sort.NUMBER:
        measure = measure_of(leaf.subject, vocabulary)
        if measure == "rank":
            return _RANK_WORDS
        return _LEVEL_WORDS if measure in _LEVELS else {}
    nothing = any(isinstance(side, Constant) and side.value == "none" for side in leaf.operands)
    return _NOTHING_WORDS if nothing else {}


def _link(leaf: Leaf, language: str, fields: Fields | None) -> str:
    """What stands between subject and words: within a sentence about a record a verb."""
    if language == ZH:
        return ""
    if leaf.operator == "is_known":
        return " "
    if fields is None:
        return ": "
    return " " if leaf.operator in _VERBS else " is "


def threshold(
    leaf: Leaf, vocabulary: Vocabulary, language: str, fields: Fields | None = None
) -> str:
    """What a leaf is held against, in words."""
    fact = fact_of(leaf.subject, vocabulary, fields)
    measure = measure_of(leaf.subject, vocabulary)
    sides = []
    for side in leaf.operands:
        if isinstance(side, Constant):
            sides.append(value_words(side.value, fact, language, measure=measure))
        else:
            sides.append(phrase(side, vocabulary, language, fields))
    if leaf.operator == "between":
        return (" 至 " if language == ZH else " and ").join(sides)
    return listed_choices(sides, language, every=leaf.operator == "includes_all")


def own_value(
    leaf: Leaf, value: Any, vocabulary: Vocabulary, language: str, *, bounds: Sequence[Any] = ()
) -> str:
    """The applicant's own value of a leaf's subject, in the unit of its threshold.

    Args:
        bounds: what it is held against; a value just beside one is not rounded to it.
    """
    fact = fact_of(leaf.subject, vocabulary)
    measure = measure_of(leaf.subject, vocabulary)
    return words_beside(value, bounds, fact, language, measure=measure)


def phrase(
    node: Expression, vocabulary: Vocabulary, language: str, fields: Fields | None = None
) -> str:
    """An expression as a noun phrase."""

    def below(part: Expression) -> str:
        return phrase(part, vocabulary, language, fields)

    if isinstance(node, nodes.FactReference | nodes.FieldReference):
        fact = fact_of(node, vocabulary, fields)
        return fact.label_in(language) if fact else node.name
    if isinstance(node, Constant):
        return value_words(node.value, None, language)
    if isinstance(node, nodes.Today):
        return _TODAY[language]
    if isinstance(node, nodes.Aggregate):
        return _aggregate(node, vocabulary, language)
    if isinstance(node, nodes.Call) and node.function in _FUNCTIONS:
        parts = [below(part) for part in node.arguments]
        if node.function in ("min", "max"):
            parts = [("、" if language == ZH else ", ").join(parts)]
        return _FUNCTIONS[node.function][language].format(*parts)
    if isinstance(node, nodes.Call):  # round: the rounding is not worth a word
        return below(node.arguments[0])
    if isinstance(node, nodes.Arithmetic | nodes.Comparison):
        symbol = _SYMBOLS.get(node.symbol, node.symbol)
        return f"{_bracketed(node.left, below)} {symbol} {_bracketed(node.right, below)}"
    if isinstance(node, nodes.Junction):
        return _AND[language][node.settling].join(below(part) for part in node.operands)
    if isinstance(node, nodes.Not):
        return _denied(node.operand, below, vocabulary, language, fields)
    return _other(node, below, language)


def _denied(
    node: Expression, below: Any, vocabulary: Vocabulary, language: str, fields: Fields | None
) -> str:
    """That something is not so: a comparison by its opposite, a yes or no by its own words."""
    if isinstance(node, nodes.Comparison):
        opposite = replace(node, symbol=_OPPOSITES[node.symbol])
        return str(below(opposite))
    return claim_words(False, fact_of(node, vocabulary, fields), below(node), language)


def _bracketed(node: Expression, below: Any) -> str:
    text = below(node)
    return f"({text})" if isinstance(node, nodes.Arithmetic) else text


def _other(node: Expression, below: Any, language: str) -> str:
    if isinstance(node, nodes.If):
        words = {ZH: "如果{}则 {}，否则 {}", EN: "{1} if {0}, else {2}"}[language]
        return words.format(below(node.condition), below(node.then), below(node.otherwise))
    if isinstance(node, nodes.Coalesce):
        return str(below(node.arguments[0]))
    if isinstance(node, nodes.Lookup | nodes.DatedLookup):
        words = {ZH: "按{}查表的数值", EN: "the figure of the table for {}"}[language]
        return words.format(below(node.key))
    raise TypeError(type(node).__name__)


def _aggregate(node: nodes.Aggregate, vocabulary: Vocabulary, language: str) -> str:
    fact = vocabulary.get(node.fact)
    name = fact.label_in(language) if fact else node.fact
    fields = fact.fields if fact else {}
    if node.field and node.field in fields:
        name = f"{name}{'：' if language == ZH else ': '}{fields[node.field].label_in(language)}"
    text = _FUNCTIONS[node.function][language].format(name)
    if node.where is not None:
        text += _WHERE[language].format(phrase(node.where, vocabulary, language, fields))
    return text
