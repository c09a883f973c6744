"""One difference, and the words for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from policies.rules.facts import Words
from policies.rules.wording import EN, ZH

Part = TypeVar("Part")
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
# what a document is made of, in the order of its page
AREAS = (
    "head",
    "eligibility",
    "direct_routes",
    "scoring",
    "outcomes",
    "awards",
    "papers",
    "process",
    "windows",
    "excludes",
    "basis",
)
_QUOTED = {ZH: "“{}”", EN: "“{}”"}
_PLAIN = {
    ADDED: {ZH: "新增：{}", EN: "Added: {}"},
    REMOVED: {ZH: "取消：{}", EN: "Removed: {}"},
}
_CHANGED = {ZH: "{}：由“{}”改为“{}”", EN: "{}: “{}” becomes “{}”"}
_REPLACED = {ZH: "“{}”改为“{}”", EN: "“{}” becomes “{}”"}
_REWORKED = {ZH: "{}：算法或数值有变化", EN: "{}: how it is worked out has changed"}
_NOW_SAID = {ZH: "{}：新规定为“{}”", EN: "{}: now “{}”"}
_NO_LONGER = {ZH: "{}：不再规定，原为“{}”", EN: "{}: no longer said, was “{}”"}
_WITHIN = {ZH: "“{}”之中，{}", EN: "Within “{}”: {}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is not as it was.

    Attributes:
        area: one of :data:`AREAS`.
        kind: ``added``, ``removed`` or ``changed``.
        what: the part, by language; empty where ``before`` and ``after`` say it all.
        before, after: what was and is said of it; both are empty where only the arithmetic behind
            the same words is another.
        within: the groups that it stands in, the outermost first.
    """

    area: str
    kind: str
    what: Words
    before: Words
    after: Words
    within: tuple[Words, ...] = ()

    def sentence(self, language: str) -> str:
        """The difference in one sentence."""
        text = self._plain(language)
        for group in reversed(self.within):
            text = _WITHIN[language].format(group[language], text)
        return text

    def _plain(self, language: str) -> str:
        what = self.what.get(language, "")
        before, after = self.before.get(language, ""), self.after.get(language, "")
        if self.kind in _PLAIN:
            return _PLAIN[self.kind][language].format(what)
        if not what:
            return _REPLACED[language].format(before, after)
        if before == after:
            return _REWORKED[language].format(what)
        if not before:
            return _NOW_SAID[language].format(what, after)
        if not after:
            return _NO_LONGER[language].format(what, before)
        return _CHANGED[language].format(what, before, after)

    def inside(self, group: Words) -> Difference:
        """The same within one more group around it."""
        return replace(self, within=(group, *self.within))


def added(area: str, what: Words) -> Difference:
    """Something that was not there before."""
    return Difference(area=area, kind=ADDED, what=what, before={}, after={})


def removed(area: str, what: Words) -> Difference:
    """Something that is no longer there."""
    return Difference(area=area, kind=REMOVED, what=what, before={}, after={})


def changed(area: str, what: Words, before: Words, after: Words) -> Difference:
    """Something that is said otherwise."""
    return Difference(area=area, kind=CHANGED, what=what, before=before, after=after)


def both(make: Callable[[str], str]) -> Words:
    """A text in both languages."""
    return {language: make(language) for language in (ZH, EN)}


def plain_words(label: Iterable[tuple[str, str]], otherwise: str) -> Words:
    """A label in both languages; a name of ours where there is none."""
    known = dict(label)
    return both(lambda language: known.get(language) or otherwise)


def paired(
    before: Sequence[Part], after: Sequence[Part], *names: Callable[[Part], Hashable]
) -> Iterator[tuple[Part | None, Part | None]]:
    """Each part with its partner, in the order of ``after``; those removed come last.

    Args:
        names: what partners have in common, the surest first. A part that one of them pairs is
            out of the way for the next; ``None`` is no name.
    """
    partners: dict[int, int] = {}
    taken: set[int] = set()
    for name in names:
        for here, part in enumerate(after):
            if here in partners or name(part) is None:
                continue
            for there, other in enumerate(before):
                if there not in taken and name(other) == name(part):
                    partners[here] = there
                    taken.add(there)
                    break
    for here, part in enumerate(after):
        yield (before[partners[here]] if here in partners else None), part
    for there, other in enumerate(before):
        if there not in taken:
            yield other, None
