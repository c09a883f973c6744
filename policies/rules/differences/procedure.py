"""How one applies, with which papers, by which steps and when, in two documents side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from policies.rules.application import Application, Repetition
from policies.rules.conditions import Condition
from policies.rules.differences.criteria import RuleComparison
from policies.rules.differences.difference import (
    Difference,
    added,
    both,
    changed,
    paired,
    plain_words,
    removed,
)
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary, Words
from policies.rules.shapes import words
from policies.rules.windows import Window
from policies.rules.wording import EN, ZH, count_words, day_words, grouped

_REQUIRED = {True: {ZH: "必须提交", EN: "required"}, False: {ZH: "有就提交", EN: "if you have it"}}
_NO_LIMIT = {ZH: "没有规定时限", EN: "no limit"}
_LIMITS = {
    "working_days": ("{} 个工作日", "{} working day", "{} working days"),
    "days": ("{} 天", "{} day", "{} days"),
}
_WINDOW = {ZH: "申报时间", EN: "When to apply"}
_ROLLING = {ZH: "常年受理", EN: "all year"}
_CLOCK = {ZH: "从“{}”起算", EN: "counted from “{}”"}
_SINCE = {ZH: "从{}起算", EN: "counted from when {}"}
_WAIT = {ZH: "{}后开始", EN: "opens after {}"}
_OPEN_FOR = {ZH: "{}内有效", EN: "for {}"}
_PLACES = {ZH: "{} 个名额", EN: "places: {}"}
_FORECAST = {ZH: "（往年日期，仅供预计）", EN: " (days of an earlier round, to be expected)"}
_FOR_SOME = {ZH: "谁适用{}", EN: "Who it is for: {}"}
_HOW = {ZH: "怎样申报", EN: "How to apply"}
_WAYS = {
    "here": {ZH: "在本站申报", EN: "here"},
    "none": {ZH: "不用申请", EN: "without an application"},
}
_AT = {ZH: "在{}申报", EN: "at {}"}
_OFTEN = {ZH: "能享受几次", EN: "How often"}
_AGAIN = {
    "never": {ZH: "一次", EN: "once"},
    "yearly": {ZH: "每年一次", EN: "once a year"},
    "always": {ZH: "不限次数", EN: "as often as one applies"},
}
_TIMES_IN_ALL = {ZH: "一共 {} 次", EN: "{} times in all"}
_AFTER_MONTHS = {ZH: "满 {} 个月可以再次享受", EN: "again after {} months"}
_NEEDED_BY = {ZH: "谁必须提交{}", EN: "Who must hand in {}"}
_SOME = {ZH: "符合条件的必须提交", EN: "required of some"}


def compare_procedures(before: Document, after: Document) -> Iterator[Difference]:
    """What of papers, steps and windows is said otherwise."""
    yield from _papers(before, after)
    yield from _listed("process", before.process, after.process, name=_step_name, said=_limit)
    yield from _windows(before, after)


def compare_ways(before: Document, after: Document) -> Iterator[Difference]:
    """Where one applies now, and how often: what the head of the page says."""
    if before.application != after.application:
        yield changed("head", _HOW, _way(before.application), _way(after.application))
    if before.again != after.again:
        yield changed("head", _OFTEN, _often(before.again), _often(after.again))


def _way(application: Application) -> Words:
    if application.way in _WAYS:
        return _WAYS[application.way]
    name = plain_words(application.name.items(), application.url)
    return both(lambda language: _AT[language].format(name[language]))


def _often(again: Repetition) -> Words:
    if again.kind in _AGAIN:
        return _AGAIN[again.kind]
    template = _TIMES_IN_ALL if again.kind == "times" else _AFTER_MONTHS
    return {language: text.format(again.count) for language, text in template.items()}


def _papers(before: Document, after: Document) -> Iterator[Difference]:
    yield from _listed(
        "papers", before.documents, after.documents, name=_paper_name, said=_requirement
    )
    rules = [
        {_key(raw): rule.when for raw, rule in zip(each.documents, each.paper_rules, strict=True)}
        for each in (before, after)
    ]
    for raw in after.documents:
        old, new = (each.get(_key(raw)) for each in rules)
        if old is not None and new is not None:
            what = _format(_NEEDED_BY, _paper_name(raw))
            yield from _of_condition("papers", what, old, new, before, after)


def _format(template: Words, part: Words) -> Words:
    return both(lambda language: template[language].format(part[language]))


def _key(raw: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(_paper_name(raw).items())


def _requirement(raw: Mapping[str, Any]) -> Words:
    return _SOME if "required_when" in raw else _REQUIRED[raw.get("required", True)]


def _windows(before: Document, after: Document) -> Iterator[Difference]:
    names = (_same_window, lambda each: (each.kind, each.after), lambda each: each.kind)
    for was, now in paired(before.windows, after.windows, *names):
        old = _window(was, before.vocabulary) if was else {}
        new = _window(now, after.vocabulary) if now else {}
        if was is None:
            yield added("windows", new)
        elif now is None:
            yield removed("windows", old)
        else:
            if _same_window(was) != _same_window(now):
                yield changed("windows", _WINDOW, old, new)
            what = _format(_FOR_SOME, new)
            yield from _of_condition("windows", what, was.when, now.when, before, after)


def _of_condition(
    area: str,
    what: Words,
    old: Condition | None,
    new: Condition | None,
    before: Document,
    after: Document,
) -> Iterator[Difference]:
    """What is said otherwise about whom a part is for."""
    if (old and old.key()) == (new and new.key()):
        return
    for each in RuleComparison(area, before.vocabulary, after.vocabulary).compare(old, new):
        yield each.inside(what)


def _listed(
    area: str,
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    *,
    name: Callable[[Mapping[str, Any]], Words],
    said: Callable[[Mapping[str, Any]], Words],
) -> Iterator[Difference]:
    """The differences of two lists of plain parts, which are known by their names.

    Args:
        said: what is worth telling of a part besides its name.
    """

    def whole(raw: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(name(raw).items())

    def stage(raw: Mapping[str, Any]) -> object:
        return raw.get("stage")

    for was, now in paired(tuple(before), tuple(after), whole, stage):
        if was is None and now is not None:
            yield added(area, name(now))
        elif now is None and was is not None:
            yield removed(area, name(was))
        elif was is not None and now is not None:
            if name(was) != name(now):
                yield changed(area, {}, name(was), name(now))
            if said(was) != said(now):
                yield changed(area, name(now), said(was), said(now))


def _paper_name(raw: Mapping[str, Any]) -> Words:
    return plain_words(words(raw["name"]), "")


def _step_name(raw: Mapping[str, Any]) -> Words:
    label = words(raw.get("label") or raw.get("name"))
    return plain_words(label, raw.get("stage", ""))


def _limit(raw: Mapping[str, Any]) -> Words:
    for key, (zh, one, many) in _LIMITS.items():
        days = raw.get(key)
        if days is not None:
            return {ZH: zh.format(days), EN: (one if days == 1 else many).format(days)}
    return _NO_LIMIT


def _same_window(window: Window) -> Window:
    """It without what does not show: its place, its words, its source, and whom it is for."""
    return replace(window, when=None, number=0, clause=None, label=())


def _window(window: Window, vocabulary: Vocabulary) -> Words:
    return both(lambda language: _window_in(window, vocabulary, language))


def _window_in(window: Window, vocabulary: Vocabulary, language: str) -> str:
    parts = []
    if window.kind == "rolling":
        parts.append(dict(window.label).get(language) or _ROLLING[language])
    elif window.kind == "personal":
        parts += _clock(window, vocabulary, language)
    else:
        ends = [day_words(end, language) if end else "…" for end in (window.first, window.last)]
        days = (" 至 " if language == ZH else " to ").join(ends)
        parts.append(days + (_FORECAST[language] if window.expected else ""))
    if window.capacity is not None:
        parts.append(_PLACES[language].format(grouped(window.capacity, 0, language)))
    return ("，" if language == ZH else ", ").join(parts)


def _clock(window: Window, vocabulary: Vocabulary, language: str) -> Iterator[str]:
    fact = vocabulary.get(window.after)
    event = fact.event.get(language) if fact else ""
    if event:
        yield _SINCE[language].format(event)
    else:
        yield _CLOCK[language].format(fact.label_in(language) if fact else window.after)
    waited = _length(window.from_months, window.from_days, language)
    if waited:
        yield _WAIT[language].format(waited)
    open_for = _length(window.within_months or 0, window.within_days or 0, language)
    if open_for:
        yield _OPEN_FOR[language].format(open_for)


def _length(months: int, days: int, language: str) -> str:
    parts = [(months, "month"), (days, "day")]
    return " ".join(count_words(number, unit, language) for number, unit in parts if number)
