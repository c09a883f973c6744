"""The rule of a draft in sentences, in both languages, however unfinished it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from policies.admin.builder.conditions import GROUPS, RECORDS, kind_of
from policies.admin.builder.fields import text_of
from policies.admin.builder.keys import key_words
from policies.admin.builder.options import option_words
from policies.admin.builder.surroundings import Surroundings, said_of
from policies.rules.conditions import Group
from policies.rules.errors import ProblemsError
from policies.rules.reading import Plain
from policies.rules.sentences import phrase, sentence
from policies.rules.shapes import words
from policies.rules.wording import value_words

LANGUAGES = (("zh-hans", "zh-Hans"), ("en", "en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One sentence.

    Attributes:
        path: of what it says.
        complete: false where something is still missing.
    """

    path: str
    text: str
    depth: int
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A draft in one language."""

    mark: str
    title: str
    parts: tuple[tuple[str, tuple[Said, ...]], ...]


def readings(around: Surroundings) -> list[Reading]:
    """The draft in both languages, that of the reader first."""
    found = [_reading(around, name, mark) for name, mark in LANGUAGES]
    first = translation.get_language() or ""
    return found[::-1] if first.startswith("en") else found


def _reading(around: Surroundings, name: str, mark: str) -> Reading:
    plain = around.plain
    with translation.override(name):
        parts = [
            (key_words("", "eligibility")[0], tuple(_condition_at("eligibility", around, name))),
            (key_words("", "scoring")[0], tuple(_scores(plain.get("scoring"), around, name))),
            (key_words("", "outcomes")[0], tuple(_classes(plain.get("outcomes"), around, name))),
            (key_words("", "awards")[0], tuple(_awards(plain.get("awards"), around, name))),
        ]
        title = said_of(plain.get("title"))
        return Reading(
            mark=mark,
            title=title,
            parts=tuple((head, said) for head, said in parts if said),
        )


def _condition_at(key: str, around: Surroundings, name: str) -> Iterator[Said]:
    raw = around.plain.get(key)
    if isinstance(raw, dict):
        yield from spoken(raw, key, around, name)


def spoken(
    raw: Plain, path: str, around: Surroundings, name: str, depth: int = 0
) -> Iterator[Said]:
    """A condition and all below it, each on its own."""
    if not isinstance(raw, dict):
        yield Said(path=path, text=_("not complete yet"), depth=depth, complete=False)
        return
    kind = kind_of(raw)
    if kind == "group":
        yield from _group(raw, path, around, name, depth)
        return
    text, complete = _not_yet(raw, kind, around, name), False
    try:
        node = around.builder().condition(raw, path)
        text, complete = sentence(node, around.facts, name, around.fields), True
    except ProblemsError:
        pass
    yield Said(path=path, text=text, depth=depth, complete=complete)


def _group(
    raw: dict[str, Any], path: str, around: Surroundings, name: str, depth: int
) -> Iterator[Said]:
    key = next(key for key in GROUPS if key in raw)
    count = raw.get("at_least")
    given = raw.get("label")
    texts = given.values() if isinstance(given, dict) else [given]
    label = words(given) if all(isinstance(text, str) for text in texts) else ()
    group = Group(
        kind="at_least" if key == "of" else key,
        parts=(),
        count=count if isinstance(count, int) else 1,
        clause=None,
        label=label,
        path=path,
    )
    yield Said(path=path, text=sentence(group, around.facts, name), depth=depth)
    listed = raw[key] if isinstance(raw[key], list) else []
    for index, part in enumerate(listed):
        yield from spoken(part, f"{path}.{key}[{index}]", around, name, depth + 1)


def _not_yet(raw: dict[str, Any], kind: str, around: Surroundings, name: str) -> str:
    """What can be said of a criterion that lacks something."""
    keys = RECORDS if kind == "records" else ("fact", "field", "formula")
    subject = next((raw[key] for key in keys if raw.get(key)), "")
    fact = around.fact(subject)
    begin = fact.label_in(name) if fact else text_of(subject)
    return f"{begin} …" if begin else _("not complete yet")


def _scores(raw: Plain, around: Surroundings, name: str) -> Iterator[Said]:
    if not isinstance(raw, dict):
        return
    if raw.get("pass_mark") is not None:
        text = _("At least %(points)s points") % {"points": text_of(raw["pass_mark"])}
        yield Said(path="scoring.pass_mark", text=text, depth=0)
    for index, item in enumerate(raw.get("items") or []):
        if isinstance(item, dict):
            label = said_of(item.get("label")) or _subject(item, around, name)
            text = _("%(item)s: up to %(points)s points") % {
                "item": label or text_of(item.get("item")),
                "points": text_of(item.get("max")),
            }
            yield Said(path=f"scoring.items[{index}]", text=text, depth=0)


def _classes(raw: Plain, around: Surroundings, name: str) -> Iterator[Said]:
    for index, each in enumerate(raw if isinstance(raw, list) else []):
        if not isinstance(each, dict):
            continue
        path = f"outcomes[{index}]"
        label = said_of(each.get("label")) or text_of(each.get("name"))
        if "when" not in each:
            yield Said(path=path, text=_("%(name)s: all others") % {"name": label}, depth=0)
            continue
        yield Said(path=path, text=label, depth=0)
        yield from spoken(each["when"], f"{path}.when", around, name, 1)


def _awards(raw: Plain, around: Surroundings, name: str) -> Iterator[Said]:
    for index, each in enumerate(raw if isinstance(raw, list) else []):
        if not isinstance(each, dict):
            continue
        path = f"awards[{index}]"
        amount = said_of(each.get("label")) or _amount(each, around, name)
        kind = option_words("kind", text_of(each.get("kind")))
        yield Said(path=path, text=_("%(kind)s: %(amount)s") % {"kind": kind, "amount": amount}
                   if amount else kind, depth=0)  # fmt: skip
        if "when" in each:
            yield from spoken(each["when"], f"{path}.when", around, name, 1)


def _amount(raw: dict[str, Any], around: Surroundings, name: str) -> str:
    amount, unit = raw.get("amount"), text_of(raw.get("unit"))
    if "formula" in raw:
        return _subject(raw, around, name)
    if amount is None or isinstance(amount, str | bool | list | dict):
        return text_of(amount)
    if unit.partition("/")[0] in ("", "CNY"):
        return value_words(amount, None, name, measure="money")
    return value_words(amount, None, name, measure=unit)


def _subject(raw: dict[str, Any], around: Surroundings, name: str) -> str:
    fact = around.fact(raw.get("fact"))
    if fact is not None:
        return fact.label_in(name)
    try:
        return phrase(around.builder().formula(raw.get("formula"), ""), around.facts, name)
    except (ProblemsError, TypeError):
        return text_of(raw.get("formula"))
