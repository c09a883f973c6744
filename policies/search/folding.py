"""Texts and queries made comparable, with the way back.

Width, case, marks and traditional characters are folded: 補貼 is looked up as 补贴.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

MAX_QUERY = 64  # characters that are looked at; whoever types more has pasted a text
MAX_TOKENS = 8
_WORD = re.compile(r"[a-z0-9]+")
_TABLE = Path(__file__).with_name("traditional.txt")


def is_han(character: str) -> bool:
    """Whether it is a Chinese character of the common block."""
    return "\u4e00" <= character <= "\u9fff"


@cache
def _simplified() -> dict[str, str]:
    """The simplified character of each traditional one."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" ") for line in lines if not line.startswith("#"))
    return {other: simplified for simplified, others in pairs for other in others}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in small letters of plain width, marks and spaces left out.

    Attributes:
        places: for each character of ``text`` its place in ``original``.
        words: Latin words and numbers as (word, first, behind) in ``original``.
        starts: places in ``text`` that follow a mark or a space, or begin it.
    """

    original: str
    text: str
    places: tuple[int, ...]
    words: tuple[tuple[str, int, int], ...]
    starts: frozenset[int]

    def span(self, first: int, behind: int) -> tuple[int, int]:
        """A part of ``text`` as a part of ``original``."""
        return self.places[first], self.places[behind - 1] + 1


def fold(original: str) -> Folded:
    """Fold a text."""
    kept: list[str] = []
    places: list[int] = []
    starts: set[int] = set()
    gap = True
    for place, character in _plain(original):
        if not character.isalnum():
            gap = True
            continue
        if gap:
            starts.add(len(kept))
            gap = False
        kept.append(character)
        places.append(place)
    words = tuple(_words("".join(kept), places, starts))
    return Folded(original, "".join(kept), tuple(places), words, frozenset(starts))


def _plain(original: str) -> Iterator[tuple[int, str]]:
    simplified = _simplified()
    for place, character in enumerate(original):
        if character.isascii():
            yield place, character.lower()
            continue
        for part in unicodedata.normalize("NFKD", character).casefold():
            if not unicodedata.combining(part):
                yield place, simplified.get(part, part)


def _words(text: str, places: list[int], starts: set[int]) -> Iterator[tuple[str, int, int]]:
    for match in _WORD.finditer(text):
        cuts = [n for n in range(match.start(), match.end()) if n in starts] or [match.start()]
        bounds = sorted({match.start(), *cuts, match.end()})
        for first, behind in pairwise(bounds):
            yield text[first:behind], places[first], places[behind - 1] + 1


def tokens_of(query: str) -> tuple[str, ...]:
    """The words of a query, folded: cut at spaces and marks, of what is looked at."""
    found: list[str] = []
    pairs = _plain(query[:MAX_QUERY])
    for good, group in groupby((c for _place, c in pairs), key=str.isalnum):
        if good:
            found.append("".join(group))
    return tuple(found[:MAX_TOKENS])


def latin_words(folded: Folded) -> list[str]:
    """The Latin words of a text; those that a hyphen joins also as one."""
    words = folded.words
    joined = [
        one[0] + other[0]
        for one, other in pairwise(words)
        if folded.original[one[2] : other[1]] == "-"
    ]
    return [*(word for word, _first, _behind in words), *joined]
