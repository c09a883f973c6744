"""From text to plain values, refusing everything that could surprise.

YAML is read by the core schema of YAML 1.2 (``on``, ``yes``, ``no`` are text; keys are always
text), JSON strictly. Numbers come out exact (:mod:`policies.rules.quantities`). Nothing here builds
objects: what is not text, a number, true, false, null, a list or a mapping is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from policies.rules.errors import RuleError, shorten
from policies.rules.quantities import Number, NumberRangeError, exact

# Plain data as read: nested, so it cannot be spelled without Any.
Plain = Any

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_NUMERAL = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_A_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_WORDS = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a text may be before it is refused unread.

    Attributes:
        nodes: how many values there may be, each list and mapping among them; keys are none.
    """

    octets: int
    depth: int
    nodes: int


# Rules are written by officers alone and need more than facts do: the longest edition shipped has
# nearly 2,000 values, and groups within groups are deep.
DOCUMENT_LIMITS = Limits(octets=64 * 1024, depth=40, nodes=4_000)
SHARED_LIMITS = Limits(octets=1024 * 1024, depth=12, nodes=60_000)  # all facts, all sources
# From anybody: the facts, which the interface holds to 500, and as many slugs of programmes.
BODY_LIMITS = Limits(octets=64 * 1024, depth=8, nodes=1_010)
# Files of whoever runs the site, and what we wrote ourselves.
FILE_LIMITS = Limits(octets=64 * 1024 * 1024, depth=8, nodes=10_000_000)


def read_document_text(text: str, *, limits: Limits = DOCUMENT_LIMITS) -> Plain:
    """Read YAML, or JSON of the same shape.

    Raises:
        RuleError: the text is too large, or not what was promised; the message has the place.
    """
    _check_text(text, limits)
    if text.lstrip().startswith("{"):
        try:
            return read_json(text, limits=limits)
        except json.JSONDecodeError:
            pass  # a YAML flow mapping also begins with a brace
    return _read_yaml(text, limits)


def read_json_text(text: str, *, limits: Limits = BODY_LIMITS) -> Plain:
    """Read JSON strictly.

    Raises:
        RuleError: the text is too large, not JSON, or has what JSON readers disagree about.
    """
    _check_text(text, limits)
    try:
        return read_json(text, limits=limits)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise RuleError.at("", f"This is not JSON: {error.msg.lower()} at {place}.") from None


def read_json(text: str, *, limits: Limits) -> Plain:
    """Parse JSON whose size was looked at already; a syntax error is the caller's to tell."""
    try:
        value = json.loads(
            text,
            object_pairs_hook=_mapping_without_duplicates,
            parse_int=_numeral,
            parse_float=_numeral,
            parse_constant=_no_constant,
        )
    except RecursionError:
        raise RuleError.at("", f"Nested deeper than {limits.depth} levels.") from None
    _check_tree(value, limits)
    return value


def octets_of(text: str) -> int:
    """How long a text is as :class:`Limits` counts it."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def nodes_of(value: Plain) -> int:
    """How many values plain data have, as :class:`Limits` counts them."""
    nodes, pending = 0, [value]
    while pending:
        node = pending.pop()
        nodes += 1
        if isinstance(node, dict):
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return nodes


def _check_text(text: str, limits: Limits) -> None:
    octets = octets_of(text)
    if octets > limits.octets:
        raise RuleError.at("", f"{octets} bytes; at most {limits.octets} are read.")
    found = CONTROL.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise RuleError.at("", f"Line {line} has the character U+{ord(found[0]):04X}.")


def path_text(steps: Sequence[str | int]) -> str:
    """The place as a message names it: ``eligibility.all[1].between``."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{shorten(step)[1:-1]}" for step in steps)
    return "".join(parts).lstrip(".")


def _mapping_without_duplicates(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    mapping = dict(pairs)
    if len(mapping) < len(pairs):
        seen: set[str] = set()
        double = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # add() gives None, which is the point
        raise RuleError.at("", f"The key {shorten(double)} stands twice.")
    return mapping


def _numeral(text: str) -> Number:
    try:
        return exact(text)
    except NumberRangeError as error:
        raise RuleError.at("", f"{error}.") from None


def _no_constant(name: str) -> Plain:
    raise RuleError.at("", f"{name} is not a number that can be used here.")


def _check_tree(value: Plain, limits: Limits) -> None:
    """Depth, size and characters of parsed JSON, without recursion."""
    nodes, pending = 0, [(value, 1)]
    while pending:
        node, depth = pending.pop()
        nodes += 1
        if depth > limits.depth:
            raise RuleError.at("", f"Nested deeper than {limits.depth} levels.")
        if nodes > limits.nodes:
            raise RuleError.at("", f"More than {limits.nodes} values.")
        if isinstance(node, str):
            _check_signs(node)
        elif isinstance(node, dict):
            for key in node:
                _check_signs(key)
            pending.extend((part, depth + 1) for part in node.values())
        elif isinstance(node, list):
            pending.extend((part, depth + 1) for part in node)


def _check_signs(text: str) -> None:
    found = CONTROL.search(text)
    if found:
        raise RuleError.at("", f"A text has the character U+{ord(found[0]):04X}.")


def _read_yaml(text: str, limits: Limits) -> Plain:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _YamlTree(yaml.parse(text, Loader=loader), limits).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f"Line {mark.line + 1}: " if mark else ""
        raise RuleError.at("", f"{line}{error.problem or 'this is not YAML'}.") from None
    except yaml.YAMLError as error:
        raise RuleError.at("", f"This is not YAML: {shorten(str(error))}.") from None


class _YamlTree:
    """Builds plain values from parser events, so that a bomb is refused before it is built."""

    def __init__(self, events: Iterator[yaml.Event], limits: Limits) -> None:
        self.events, self.limits, self.nodes = events, limits, 0
        self.path: list[str | int] = []

    def read(self) -> Plain:
        next(self.events)  # the stream begins
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise RuleError.at("", "The text is empty.")
        if getattr(start, "tags", None):
            self._refuse("YAML tags are not allowed here.")
        value = self._node(next(self.events))
        next(self.events)  # the document ends
        if not isinstance(next(self.events), yaml.StreamEndEvent):
            raise RuleError.at("", "One document is expected; '---' begins a second one.")
        return value

    def _refuse(self, message: str) -> NoReturn:
        raise RuleError.at(path_text(self.path), message)

    def _node(self, event: yaml.Event) -> Plain:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise RuleError.at("", f"More than {self.limits.nodes} values.")
        if len(self.path) >= self.limits.depth:
            raise RuleError.at("", f"Nested deeper than {self.limits.depth} levels.")
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._refuse("YAML anchors and aliases are not allowed here: write the value out.")
        if getattr(event, "tag", None):
            self._refuse("YAML tags are not allowed here.")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping()
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence()
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        raise RuleError.at("", "The text is empty.")

    def _mapping(self) -> dict[str, Plain]:
        mapping: dict[str, Plain] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent) or event.anchor or event.tag:
                self._refuse("A key is expected to be plain text.")
            key = self._text(event)
            if key in mapping:
                self._refuse(f"The key {shorten(key)} stands twice.")
            self.path.append(key)
            mapping[key] = self._node(next(self.events))
            self.path.pop()
        return mapping

    def _sequence(self) -> list[Plain]:
        items: list[Plain] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            self.path.append(len(items))
            items.append(self._node(event))
            self.path.pop()
        return items

    def _text(self, event: yaml.ScalarEvent) -> str:
        """The text of a scalar, in which an escape may have put what the file may not hold."""
        found = CONTROL.search(event.value)
        if found:
            self._refuse(f"A text has the character U+{ord(found[0]):04X}.")
        return str(event.value)

    def _scalar(self, event: yaml.ScalarEvent) -> Plain:
        text = self._text(event)
        if event.style:  # quoted or a block: text as it is
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _NUMERAL.fullmatch(text):
            try:
                return exact(text)
            except NumberRangeError as error:
                self._refuse(f"{error}.")
        if _NOT_A_NUMBER.fullmatch(text):
            self._refuse(f"{text} is not a number that can be used here.")
        return text
