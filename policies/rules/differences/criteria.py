"""What differs between two rules: criteria added, removed, and bounds that moved."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from policies.rules.conditions import Condition, Group, Leaf, Quantifier
from policies.rules.differences.difference import (
    Difference,
    added,
    both,
    changed,
    paired,
    removed,
)
from policies.rules.facts import Vocabulary, Words
from policies.rules.sentences import inline, phrase, predicate, sentence
from policies.rules.wording import EN


class RuleComparison:
    """Two rules with the vocabularies that their words come from.

    Args:
        area: what the differences belong to.
    """

    def __init__(self, area: str, before: Vocabulary, after: Vocabulary) -> None:
        self.area, self.before, self.after = area, before, after

    def compare(self, old: Condition | None, new: Condition | None) -> Iterator[Difference]:
        """The differences of two rules, either of which may be absent."""
        if old is not None and new is not None and old.key() == new.key():
            return
        yield from self._parts(_top(old), _top(new))

    def _parts(
        self, old: tuple[Condition, ...], new: tuple[Condition, ...]
    ) -> Iterator[Difference]:
        for was, now in paired(old, new, *_NAMES, self._said):
            if was is None and now is not None:
                yield added(self.area, _words(now, self.after))
            elif now is None and was is not None:
                yield removed(self.area, _words(was, self.before))
            elif was is not None and now is not None and was.key() != now.key():
                yield from self._changed(was, now)

    def _said(self, node: Condition) -> Hashable:
        """Its words: another figure may stand behind the same ones."""
        return inline(node, self.after, EN, {})

    def _changed(self, was: Condition, now: Condition) -> Iterator[Difference]:
        if isinstance(was, Group) and isinstance(now, Group):
            if (was.kind, was.count) != (now.kind, now.count):
                old, new = _heading(was, self.before), _heading(now, self.after)
                yield changed(self.area, {} if old != new else new, old, new)
            heading = _heading(now, self.after)
            for each in self._parts(was.parts, now.parts):
                yield each.inside(heading)
            return
        yield self._replaced(was, now)

    def _replaced(self, was: Condition, now: Condition) -> Difference:
        """One criterion that took the place of another."""
        old, new = _words(was, self.before), _words(now, self.after)
        if isinstance(was, Leaf) and isinstance(now, Leaf) and _called_the_same(was, now):
            return self._moved(was, now)
        return changed(self.area, new if old == new else {}, old, new)

    def _moved(self, was: Leaf, now: Leaf) -> Difference:
        """A bound that is another one, of something that is called the same."""
        named = _words(now, self.after) if now.label else None
        return changed(
            self.area,
            named or both(lambda language: phrase(now.subject, self.after, language)),
            both(lambda language: predicate(was, self.before, language)),
            both(lambda language: predicate(now, self.after, language)),
        )


def paired_criteria(
    old: Condition | None, new: Condition | None
) -> Iterator[tuple[Condition | None, Condition | None]]:
    """The criteria at the top of two rules, each with the one that it took the place of."""
    return paired(_top(old), _top(new), *_NAMES)


def _called_the_same(was: Leaf, now: Leaf) -> bool:
    """Whether only the bound has to be told; the day alone is no name for a criterion."""
    named = bool(now.label) or any(now.subject.fact_names())
    return was.subject == now.subject and was.label == now.label and named


def _top(rule: Condition | None) -> tuple[Condition, ...]:
    """The criteria that stand beside each other at the top of a rule."""
    if rule is None:
        return ()
    if isinstance(rule, Group) and rule.kind == "all" and not rule.label:
        return rule.parts
    return (rule,)


def _same_bound(node: Condition) -> Hashable:
    """A leaf that looks at the same in the same way, whatever its bound."""
    return ("leaf", node.operator, _looked_at(node)) if isinstance(node, Leaf) else None


def _same_subject(node: Condition) -> Hashable:
    """What a criterion is about."""
    if isinstance(node, Leaf):
        return ("leaf", _looked_at(node))
    if isinstance(node, Quantifier):
        return ("records", node.kind, node.fact.name)
    return ("group", frozenset(_about(node)))


def _same_lead(node: Condition) -> Hashable:
    """A group of one kind that begins with the same: the parts behind it may have changed."""
    return (node.kind, next(_about(node), None)) if isinstance(node, Group) else None


def _looked_at(leaf: Leaf) -> Hashable:
    """The subject; where it is the day alone, what the day is held against."""
    return leaf.subject if any(leaf.subject.fact_names()) else frozenset(_about(leaf))


def _same_words(node: Condition) -> Hashable:
    """What people call a criterion: its name stays while its arithmetic changes."""
    return node.label or None


def _about(node: Condition) -> Iterator[str]:
    for part in node.walk():
        for expression in part.expressions():
            yield from expression.fact_names()


def _same(node: Condition) -> Hashable:
    return node.key()


_NAMES = (_same, _same_bound, _same_subject, _same_words, _same_lead)


def _heading(group: Group, vocabulary: Vocabulary) -> Words:
    return both(lambda language: sentence(group, vocabulary, language))


def _words(node: Condition, vocabulary: Vocabulary) -> Words:
    """A criterion in words, a group with its parts unless it has a name of its own."""
    if isinstance(node, Group) and node.label:
        return _heading(node, vocabulary)
    return both(lambda language: inline(node, vocabulary, language, {}))
