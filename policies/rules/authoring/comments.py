"""Comments of a text that is edited in parts: each stays with the place it speaks of.

Comments are no part of the plain data, so they are found in the text, by the places that the parser
gives, carried to where the edit moves what they stand by, and written again. Only what stands
inside a part that is taken out goes with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import yaml

from policies.rules.authoring.edits import (
    GROUPS,
    Edit,
    Insert,
    Move,
    Remove,
    Rename,
    Unwrap,
    Wrap,
    apply,
)
from policies.rules.authoring.paths import Steps, steps_of, steps_to_new, value_at
from policies.rules.authoring.writing import ABOVE, BELOW, BESIDE, Comment, document_text
from policies.rules.errors import RuleError
from policies.rules.reading import DOCUMENT_LIMITS, Plain, octets_of, read_document_text

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile("[\r\n\x85\u2028\u2029]")
_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")
_SCALAR_HEAD = re.compile("[|>][-+0-9]*[ \t]+(?=#)")


def edited_text(text: str, edit: Edit) -> str:
    """The text of a document after an edit, with the comments it had.

    Raises:
        RuleError: the text is no YAML, so that it has no places.
        EditError: the edit names a place that is not there, or has no meaning there.
    """
    plain = read_document_text(text)
    edited = apply(plain, edit)
    comments = list(_carried(comments_in(text), plain, edit, edited))
    written = document_text(edited, comments)
    if not comments or octets_of(written) > DOCUMENT_LIMITS.octets or _reads_as(written, edited):
        return written
    return document_text(edited)  # better without its comments than another document


def _reads_as(text: str, plain: Plain) -> bool:
    try:
        return bool(read_document_text(text) == plain)
    except RuleError:
        return False


# --- finding them -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    """A key with its value, or one of a list: where it stands in the text."""

    start: int
    end: int
    column: int
    steps: Steps
    flows: bool  # lies in braces or brackets, where columns mean nothing


def comments_in(text: str) -> list[Comment]:
    """The comments of a document in their order; none in a text that is no YAML."""
    if "#" not in text:
        return []
    try:
        tokens = list(yaml.scan(text, Loader=_LOADER))
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError:
        return []
    dashes = [t.start_mark.index for t in tokens if isinstance(t, yaml.BlockEntryToken)]
    entries = list(_Entries(text, dashes).below(root, ())) if root is not None else []
    places = _Places(text, entries)
    return [places.comment(at, words) for at, words in _comments(text, tokens)]


def _comments(text: str, tokens: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """Each comment with where it begins: what stands between two tokens and is no space."""
    end = 0
    for token in tokens:
        yield from _between(text, end, token.start_mark.index)
        first, end = token.start_mark.index, max(end, token.end_mark.index)
        if isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
            head = _SCALAR_HEAD.match(text, first)
            found = head and _COMMENT.match(text, head.end())
            if found:
                yield found.start(), found[0].rstrip()
    yield from _between(text, end, len(text))


def _between(text: str, first: int, last: int) -> Iterator[tuple[int, str]]:
    for found in _COMMENT.finditer(text, first, max(first, last)):
        yield found.start(), found[0].rstrip()


class _Entries:
    """The entries below a node, each before those inside it."""

    def __init__(self, text: str, dashes: list[int]) -> None:
        self.text, self.dashes = text, dashes

    def below(self, node: Any, steps: Steps) -> Iterator[_Entry]:
        """Every entry, deep ones too."""
        flows = bool(getattr(node, "flow_style", False))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                start = key.start_mark
                place = (*steps, str(key.value))
                yield _Entry(start.index, self._end(value), start.column, place, flows)
                yield from self.below(value, place)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                start = value.start_mark.index
                if not flows:  # from its dash on
                    start = self.dashes[bisect_left(self.dashes, start) - 1]
                place = (*steps, index)
                column = node.start_mark.column
                yield _Entry(start, self._end(value), column, place, flows)
                yield from self.below(value, place)

    def _end(self, node: Any) -> int:
        """Where it ends; of a block the parser says where the next thing begins."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        kept = self.text[node.start_mark.index : end]
        return end - (len(kept) - len(kept.rstrip()))


class _Places:
    """Which entry a comment speaks of."""

    def __init__(self, text: str, entries: list[_Entry]) -> None:
        self.text = text
        self.entries = sorted(entries, key=lambda each: (each.start, len(each.steps)))
        self.starts = [each.start for each in self.entries]
        self.by_steps = {each.steps: each for each in entries}

    @cached_property
    def ended(self) -> list[_Entry]:
        """By where they end, the innermost last."""
        return sorted(self.entries, key=lambda each: (each.end, len(each.steps)))

    @cached_property
    def ends(self) -> list[int]:
        return [each.end for each in self.ended]

    def comment(self, at: int, words: str) -> Comment:
        """A comment with its place."""
        line = max((found.end() for found in _BREAK.finditer(self.text, 0, at)), default=0)
        if self.text[line:at].strip():
            return Comment(words, self._on_line(line, at), BESIDE)
        return self._alone(at, at - line, words)

    def _alone(self, at: int, column: int, words: str) -> Comment:
        """One that has its line: of what follows, unless it stands deeper than that."""
        index = bisect_right(self.starts, at)
        following = self.entries[index] if index < len(self.entries) else None
        before = self.entries[index - 1] if index else None
        if before is None or (following and (following.flows or following.column >= column)):
            return Comment(words, following.steps if following else (), ABOVE)
        if following is None and column == 0:
            return Comment(words, (), BELOW)
        steps = before.steps
        while len(steps) > 1 and self.by_steps[steps].column > column:
            steps = steps[:-1]
        return Comment(words, steps, BELOW)

    def _on_line(self, line: int, at: int) -> Steps:
        """Of the entries on a line the largest that is whole; else the innermost that begins."""
        last = bisect_left(self.starts, at)
        begun = self.entries[bisect_left(self.starts, line) : last]
        whole = [each for each in begun if each.end <= at]
        if whole:
            least = min(len(each.steps) for each in whole)
            return [each for each in whole if len(each.steps) == least][-1].steps
        if begun:
            return max(begun, key=lambda each: len(each.steps)).steps
        index = bisect_right(self.ends, at) - 1
        if index >= 0 and self.ends[index] >= line:
            return self.ended[index].steps
        return self.entries[last - 1].steps if last else ()


# --- carrying them ------------------------------------------------------------------------------


def _carried(
    comments: Iterable[Comment], plain: Plain, edit: Edit, edited: Plain
) -> Iterator[Comment]:
    """The comments as they stand once an edit is made."""
    for comment in comments:
        moved = _kept(comment, plain, edit) if isinstance(edit, Remove) else None
        if moved is None and isinstance(edit, Remove):
            continue
        moved = moved or replace(comment, steps=_moved(comment.steps, plain, edit))
        there = _reached(edited, moved.steps)
        yield moved if there == moved.steps else Comment(moved.text, there, ABOVE)


def _reached(plain: Plain, steps: Steps) -> Steps:
    """As much of a way as there is."""
    for count, step in enumerate(steps):
        is_there = (
            isinstance(step, int) and step < len(plain)
            if isinstance(plain, list)
            else isinstance(plain, dict) and step in plain
        )
        if not is_there:
            return steps[:count]
        plain = plain[step]
    return steps


def _kept(comment: Comment, plain: Plain, edit: Remove) -> Comment | None:
    """Where a comment stands once a part is taken out; none that stood inside it."""
    *above, last = steps = steps_of(plain, edit.path)
    if comment.steps[: len(steps)] != steps:
        return replace(comment, steps=_shifted(comment.steps, steps, -1))
    if comment.steps != steps or comment.place == BESIDE:
        return None
    holder = value_at(plain, tuple(above))
    names = list(range(len(holder))) if isinstance(holder, list) else list(holder)
    index = names.index(last)
    if index + 1 < len(names):  # above what comes up in its place
        following = last if isinstance(last, int) else names[index + 1]
        return Comment(comment.text, (*above, following), ABOVE)
    if index:
        return Comment(comment.text, (*above, names[index - 1]), BELOW)
    return Comment(comment.text, tuple(above), ABOVE)


def _shifted(steps: Steps, place: Steps, by: int) -> Steps:
    """A way through a list of which an entry came or went at a place."""
    depth = len(place) - 1
    if len(steps) <= depth or steps[:depth] != place[:depth]:
        return steps
    index, first = steps[depth], place[depth]
    if not isinstance(index, int) or not isinstance(first, int) or index < first:
        return steps
    return (*steps[:depth], index + by, *steps[depth + 1 :])


def _moved(steps: Steps, plain: Plain, edit: Edit) -> Steps:
    """Where what stood at a place stands after an edit that takes nothing out."""
    if isinstance(edit, Insert):
        return _shifted(steps, (*steps_to_new(plain, edit.path), edit.index), 1)
    if not isinstance(edit, Move | Rename | Wrap | Unwrap):
        return steps
    place = steps_of(plain, edit.path)
    depth = len(place)
    if isinstance(edit, Move):
        return _after_move(steps, place, edit.to_index)
    if isinstance(edit, Unwrap):
        return _after_unwrap(steps, place, plain)
    if steps[:depth] != place:
        return steps
    if isinstance(edit, Rename):
        return (*place[:-1], edit.key, *steps[depth:])
    inside = ("of" if edit.kind == "at_least" else edit.kind, 0)
    return (*place, *inside, *steps[depth:]) if len(steps) > depth else steps


def _after_move(steps: Steps, place: Steps, to: int) -> Steps:
    depth, origin = len(place) - 1, place[-1]
    if not isinstance(origin, int) or len(steps) <= depth or steps[:depth] != place[:depth]:
        return steps  # keys of a mapping keep their names
    index = steps[depth]
    if not isinstance(index, int):
        return steps
    if index == origin:
        index = to
    elif origin < index <= to:
        index -= 1
    elif to <= index < origin:
        index += 1
    return (*steps[:depth], index, *steps[depth + 1 :])


def _after_unwrap(steps: Steps, place: Steps, plain: Plain) -> Steps:
    group, depth = value_at(plain, place), len(place)
    kind = "of" if "of" in group else next(each for each in GROUPS if each in group)
    *above, last = place
    inside = steps[:depth] == place
    part = 0
    inner: Steps = ()
    if inside and steps[depth : depth + 1] == (kind,):
        found = steps[depth + 1 : depth + 2]
        part, inner = int(found[0]) if found else 0, steps[depth + 2 :]
    if not isinstance(last, int):
        return (*place, *inner) if inside else steps
    if not inside:
        return _shifted(steps, (*above, last + 1), len(group[kind]) - 1)
    return (*above, last + part, *inner)
