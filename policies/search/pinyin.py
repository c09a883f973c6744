"""How Chinese characters are read, and reading along a text in characters, pinyin or initials.

Traditional characters and wrong ones of the same sound need no table of their own: 樂清 and 月清
are read like 乐清.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from policies.search.folding import is_han

_TABLE = Path(__file__).with_name("pinyin.txt")
_HOMOPHONE, _FULL, _INITIAL = 0.3, 0.2, 1.0  # what reading one character that way costs


@cache
def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[int, str]] = {}
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        syllable, rank, characters = line.split(" ")
        for character in characters:
            found.setdefault(character, {})[int(rank)] = syllable
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    table = {}
    for character, ranked in found.items():
        readings = tuple(syllable for _rank, syllable in sorted(ranked.items()))
        table[character] = known.setdefault(readings, _spelt(readings))
    return table


def _spelt(readings: tuple[str, ...]) -> tuple[str, ...]:
    """With the ways in which people type ü: v as input methods want it, and u."""
    typed = [reading.replace("v", "u") for reading in readings if "v" in reading]
    return tuple(dict.fromkeys([*readings, *typed]))


def readings(character: str) -> tuple[str, ...]:
    """Its readings without tones, the usual one first; none of what is no Chinese character."""
    return _table().get(character, ())


@lru_cache(maxsize=65_536)
def same_sound(one: str, other: str) -> bool:
    """Whether two characters are equal or may be read alike."""
    if one == other:
        return True
    table = _table()
    return not frozenset(table.get(one, ())).isdisjoint(table.get(other, ()))


def spelling(text: str) -> str:
    """A text in pinyin without spaces, each character by its usual reading."""
    return "".join((readings(c) or (c,))[0] for c in text)


@dataclass(frozen=True, slots=True)
class Read:
    """A place of a text that reads as asked.

    Attributes:
        first, behind: in the text.
        cost: 0 for the very characters; more the more had to be guessed.
        initials: whether characters were given by their first letters alone.
    """

    first: int
    behind: int
    cost: float
    initials: bool


def read_along(asked: str, text: str, starts: frozenset[int]) -> Read | None:
    """The best place of a text that reads as asked, in characters, pinyin, initials or a mixture.

    Args:
        asked, text: folded, without spaces.
        starts: where words of the text begin; two initials alone are looked for only there.
    """
    best: Read | None = None
    for first, character in enumerate(text):
        if not _may_begin(asked[0], character):
            continue
        found = _from(asked, text, first)
        if found is None or (found.initials and len(asked) < 3 and first not in starts):
            continue
        if best is None or found.cost < best.cost:
            best = found
    return best


@lru_cache(maxsize=65_536)
def _may_begin(asked: str, character: str) -> bool:
    """Whether reading a character may begin with what is asked first."""
    initials = (syllable[0] for syllable in readings(character))
    return asked in initials or same_sound(asked, character)


def _from(asked: str, text: str, first: int) -> Read | None:
    states: dict[int, tuple[float, bool]] = {0: (0.0, False)}  # letters used -> cost, initials
    for place in range(first, min(len(text), first + len(asked))):
        states = _step(asked, text[place], states)
        if not states:
            return None
        if len(asked) in states:
            cost, initials = states[len(asked)]
            return Read(first, place + 1, cost, initials)
    return None


def _step(
    asked: str, character: str, states: dict[int, tuple[float, bool]]
) -> dict[int, tuple[float, bool]]:
    """All ways of going on by one character of the text."""
    following: dict[int, tuple[float, bool]] = {}
    for used, (cost, initials) in states.items():
        if used >= len(asked):
            continue
        for length, extra, initial in _ways(asked, used, character):
            state = (cost + extra, initials or initial)
            kept = following.get(used + length)
            if kept is None or state < kept:
                following[used + length] = state
    return following


def _ways(asked: str, used: int, character: str) -> list[tuple[int, float, bool]]:
    here = asked[used]
    if here == character:
        return [(1, 0.0, False)]
    if not is_han(character):
        return []
    if is_han(here):
        return [(1, _HOMOPHONE, False)] if same_sound(here, character) else []
    ways = []
    left = len(asked) - used
    for syllable in readings(character):
        if here != syllable[0]:
            continue
        if asked.startswith(syllable, used):
            ways.append((len(syllable), _FULL, False))
        elif 1 < left < len(syllable) and syllable.startswith(asked[used:]):
            ways.append((left, _FULL * 2, False))  # still being typed
        if syllable[1:2] == "h" and asked[used + 1 : used + 2] == "h":
            ways.append((2, _INITIAL * 0.9, True))
        ways.append((1, _INITIAL, True))
    return ways
