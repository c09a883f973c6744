"""What differs between two scores: items, their points and the marks to reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from policies.rules.differences.difference import (
    Difference,
    added,
    both,
    changed,
    paired,
    plain_words,
    removed,
)
from policies.rules.facts import Vocabulary, Words
from policies.rules.quantities import Number, decimal_text
from policies.rules.scoring import Bands, ByChoice, Item, Linear, PerUnit, Ratio, Scoring
from policies.rules.sentences import phrase
from policies.rules.wording import EN, ZH, count_words, fact_of, measure_of, value_words

AREA = "scoring"
_SCORE = {ZH: "评分", EN: "Scoring"}
_MARK = {ZH: "及格线", EN: "Points needed"}
_STAGE = {ZH: "评分在什么时候算", EN: "When the score counts"}
_STAGES = {
    "application": {ZH: "申报时就算", EN: "when one applies"},
    "review": {ZH: "评审时打分", EN: "reviewers give it"},
}
_ABOVE = {ZH: "超过 {}", EN: "more than {}"}
_FLOOR = {ZH: "{}的最低分", EN: "Least points of {}"}
_MAXIMUM = {ZH: "{}的满分", EN: "Most points of {}"}
_WORTH = {ZH: "{}（满分 {}）", EN: "{} (at most {})"}
_METHOD = {ZH: "{}怎么打分", EN: "How {} is scored"}
_BAND = {ZH: "{}起 {}", EN: "from {}: {}"}
_CHOICE = {ZH: "{} {}", EN: "{}: {}"}
_LINEAR = {ZH: "从 {} 到 {} 按比例", EN: "evenly from {} to {}"}
_RATIO = {ZH: "与 {} 相比，最多算 {} 倍", EN: "measured against {}, at most {} times"}
_EACH = {ZH: "每项 {}", EN: "{} each"}
_JUDGED = {ZH: "由评审打分", EN: "reviewers give it"}
_BEST = {ZH: "取最高的一项", EN: "the best part counts"}
_SUM = {ZH: "各部分相加", EN: "the parts are added"}
_BY = {ZH: "看{}：{}", EN: "{}: {}"}


def compare_scores(
    before: Scoring | None, after: Scoring | None, old: Vocabulary, new: Vocabulary
) -> Iterator[Difference]:
    """The differences of two scores, either of which may be absent."""
    if before is None or after is None:
        if after is not None:
            yield added(AREA, _SCORE)
        elif before is not None:
            yield removed(AREA, _SCORE)
        return
    yield from _marks(before, after)
    yield from _items(before.items, after.items, old, new)


def _marks(before: Scoring, after: Scoring) -> Iterator[Difference]:
    if (before.pass_mark, before.strict) != (after.pass_mark, after.strict):
        yield changed(AREA, _MARK, _mark(before), _mark(after))
    if before.stage != after.stage:
        yield changed(AREA, _STAGE, _STAGES[before.stage], _STAGES[after.stage])
    old, new = dict(before.floors), dict(after.floors)
    names = {item.name: _name(item) for item in (*before.items, *after.items)}
    for name in dict.fromkeys([*new, *old]):
        if old.get(name) != new.get(name):
            what = _format(_FLOOR, names[name])
            yield changed(AREA, what, _floor(old, name), _floor(new, name))


def _mark(scoring: Scoring) -> Words:
    if scoring.pass_mark is None:
        return {}
    points = _points(scoring.pass_mark)
    return _format(_ABOVE, points) if scoring.strict else points


def _floor(floors: Mapping[str, Number], name: str) -> Words:
    return _points(floors[name]) if name in floors else {}


def _items(
    before: tuple[Item, ...], after: tuple[Item, ...], old: Vocabulary, new: Vocabulary
) -> Iterator[Difference]:
    for was, now in paired(before, after, lambda item: item.name or None, lambda item: item.label):
        if was is None and now is not None:
            yield added(AREA, _format(_WORTH, _name(now), _points(now.maximum)))
        elif now is None and was is not None:
            yield removed(AREA, _format(_WORTH, _name(was), _points(was.maximum)))
        elif was is not None and now is not None:
            yield from _item(was, now, old, new)


def _item(was: Item, now: Item, old: Vocabulary, new: Vocabulary) -> Iterator[Difference]:
    name = _name(now)
    if was.maximum != now.maximum:
        yield changed(AREA, _format(_MAXIMUM, name), _points(was.maximum), _points(now.maximum))
    if was.parts and now.parts and was.best == now.best:
        for each in _items(was.parts, now.parts, old, new):
            yield each.inside(name)
    elif _measures(was) != _measures(now):
        what = _format(_METHOD, name)
        yield changed(AREA, what, _method(was, old), _method(now, new))


def _measures(item: Item) -> tuple[Any, ...]:
    """How an item gives points, whatever it is called."""
    parts = tuple((part.maximum, _measures(part)) for part in item.parts)
    return item.subject, item.method, item.missing, item.judged, item.best, item.digits, parts


def _name(item: Item) -> Words:
    return plain_words(item.label, item.name)


def _points(value: Number) -> Words:
    return both(lambda language: count_words(value, "point", language))


def _format(template: Words, *parts: Words) -> Words:
    return both(lambda language: template[language].format(*(part[language] for part in parts)))


def _method(item: Item, vocabulary: Vocabulary) -> Words:
    if item.judged:
        return _JUDGED
    if item.parts:
        return _BEST if item.best else _SUM
    return both(lambda language: _method_in(item, vocabulary, language))


def _method_in(item: Item, vocabulary: Vocabulary, language: str) -> str:
    subject, method = item.subject, item.method
    if subject is None or method is None:
        return ""
    fact, measure = fact_of(subject, vocabulary), measure_of(subject, vocabulary)

    def value(number: Any) -> str:
        return value_words(number, fact, language, measure=measure)

    def points(number: Number) -> str:
        return count_words(number, "point", language)

    match method:
        case Bands():
            rows = [_BAND[language].format(value(at), points(n)) for at, n in method.bands]
        case ByChoice():
            rows = [_CHOICE[language].format(value(slug), points(n)) for slug, n in method.rows]
        case Linear():
            rows = [_LINEAR[language].format(value(method.start), value(method.end))]
        case Ratio():
            cap = decimal_text(method.cap, 2)
            rows = [_RATIO[language].format(value(method.benchmark), cap)]
        case PerUnit():
            rows = [_EACH[language].format(points(method.each))]
    listed = ("，" if language == ZH else ", ").join(rows)
    return _BY[language].format(phrase(subject, vocabulary, language), listed)
