"""Texts that make a regular expression slow if anything does, read off the expression itself.

For each of its repetitions: what leads up to it, then what it repeats, 5,000 characters of it, and
then a sign that spoils the match. That is where an engine that goes back tries everything again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, product
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # no public way to read one

LENGTH = 5_000
SPOILERS = ("\x00", "!", "a", "A", "0", "。", "")
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_SIGNS = ("0", "9", "a", "m", "Z", "的", "万", " ", "-", ".", ",", "_", "\t", "\x01", "\u200d", "·")


def hostile_texts(pattern: str | bytes, flags: int = 0, *, at_most: int = 60) -> list[str]:
    """Texts of 5,000 characters for one expression, none of them twice."""
    source = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    tree = _parser.parse(source, flags & ~re.UNICODE)
    found = dict.fromkeys(_texts(tree))
    return list(islice(found, at_most))


def _texts(tree: _parser.SubPattern) -> Iterator[str]:
    pumps = list(dict.fromkeys(_pumps(tree, "")))
    for (before, pump), spoiler in product(pumps, SPOILERS):
        yield _long(before, pump, spoiler)
    for (before, pump), (_before, other) in product(pumps, pumps):
        if pump != other:
            yield _long(before, pump + other, "\x00")
            yield before + pump * (LENGTH // 2 // len(pump)) + _long("", other, "\x00", LENGTH // 2)
    whole = _sample(tree) or "a"
    for spoiler in SPOILERS:
        yield _long("", whole, spoiler)
    for sign in dict.fromkeys(whole):
        yield _long("", sign, "")
        yield _long("", sign, "\x00")


def _long(before: str, pump: str, spoiler: str, length: int = LENGTH) -> str:
    room = length - len(before) - len(spoiler)
    return before + (pump * (room // len(pump) + 1))[:room] + spoiler


def _pumps(tree: _parser.SubPattern, before: str) -> Iterator[tuple[str, str]]:
    """Each repetition without a bound below ten: what leads up to it, and what it repeats."""
    for op, value in tree:
        if op in _REPEATS:
            _low, high, body = value
            for each in _choices(body):
                if high > 10 and each:
                    yield before, each
            yield from _pumps(body, before)
        else:
            for part in _parts(op, value):
                yield from _pumps(part, before)
        before += _sample_of(tree, op, value)


def _parts(op: object, value: object) -> list[_parser.SubPattern]:
    if op is _constants.SUBPATTERN:
        return [value[-1]]
    if op is _constants.BRANCH:
        return list(value[1])
    if op in (_constants.ASSERT, _constants.ASSERT_NOT):
        return [value[1]]
    return [value] if op is _constants.ATOMIC_GROUP else []


def _choices(tree: _parser.SubPattern) -> list[str]:
    """What one turn of a repetition may be: a sample, and each sign where it is one sign."""
    if len(tree) == 1 and not _parts(*tree[0]) and tree[0][0] not in _REPEATS:
        return _signs(tree, *tree[0])[:4]
    return [_sample(tree)]


def _sample(tree: _parser.SubPattern) -> str:
    """A short text that the expression takes, or nearly."""
    return "".join(_sample_of(tree, op, value) for op, value in tree)


def _sample_of(tree: _parser.SubPattern, op: object, value: object) -> str:
    if op in _REPEATS:
        low, _high, body = value
        return _sample(body) * min(max(low, 1), 30)
    if op in (_constants.ASSERT, _constants.ASSERT_NOT, _constants.AT, _constants.GROUPREF):
        return ""
    parts = _parts(op, value)
    return _sample(parts[0]) if parts else next(iter(_signs(tree, op, value)), "")


def _signs(tree: _parser.SubPattern, op: object, value: object) -> list[str]:
    """Signs that one place takes."""
    if op is _constants.LITERAL:
        return [chr(value)]
    one = _compiler.compile(_parser.SubPattern(tree.state, [(op, value)]))
    first = (
        [chr(n) for kind, n in value if kind is _constants.LITERAL] if op is _constants.IN else []
    )
    ranges = (
        [chr(n[0]) for kind, n in value if kind is _constants.RANGE] if op is _constants.IN else []
    )
    return [sign for sign in dict.fromkeys((*first, *ranges, *_SIGNS)) if one.fullmatch(sign)]
