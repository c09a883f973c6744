"""Which parts of a text to highlight for what was searched."""

from __future__ import annotations

from typing import NamedTuple

from policies.search.figures import figures
from policies.search.folding import Folded, fold, latin_words
from policies.search.index import Found
from policies.search.pinyin import read_along

_LONGEST_READ = 120  # a longer text is not read as pinyin


class Piece(NamedTuple):
    """A part of a text."""

    text: str
    hit: bool


def pieces(text: str, found: Found) -> tuple[Piece, ...]:
    """A text in parts, those that were searched marked as hits; joined they give it back."""
    if not found.words or not text:
        return (Piece(text, False),)
    hits = [False] * len(text)
    folded = fold(text)
    for first, behind in _spans(folded, found):
        hits[first:behind] = [True] * (behind - first)
    return tuple(_cut(text, hits))


def _cut(text: str, hits: list[bool]) -> list[Piece]:
    found: list[Piece] = []
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or hits[place] != hits[begin]:
            found.append(Piece(text[begin:place], hits[begin]))
            begin = place
    return found


def _spans(folded: Folded, found: Found) -> list[tuple[int, int]]:
    spans = [(first, behind) for word, first, behind in folded.words if word in found.likely]
    spans += _sums(folded.original, found)
    for asked in found.words:
        if not asked.isascii():
            spans += _places(asked, folded)
    if not spans:
        spans = [span for asked in found.words for span in _read(asked, folded)]
    if not spans:
        pairs = {w[n : n + 2] for w in found.words if not w.isascii() for n in range(len(w) - 1)}
        spans = [span for pair in pairs for span in _places(pair, folded)]
    return spans


def _sums(text: str, found: Found) -> list[tuple[int, int]]:
    """Sums that are written in another way than they were asked for."""
    return [(first, behind) for value, first, behind in figures(text) if value in found.likely]


def _places(asked: str, folded: Folded) -> list[tuple[int, int]]:
    spans, place = [], folded.text.find(asked)
    while place >= 0:
        spans.append(folded.span(place, place + len(asked)))
        place = folded.text.find(asked, place + len(asked))
    return spans


def _read(asked: str, folded: Folded) -> list[tuple[int, int]]:
    if len(asked) < 2 or len(folded.text) > _LONGEST_READ or folded.text.isascii():
        return []
    read = read_along(asked, folded.text, folded.starts)
    return [] if read is None else [folded.span(read.first, read.behind)]


def has_hit(text: str, found: Found) -> bool:
    """Whether any part of a text would be highlighted by the very words."""
    folded = fold(text)
    words = set(latin_words(folded)) | {value for value, _first, _behind in figures(text)}
    return any(word in found.likely for word in words) or any(
        asked in folded.text for asked in found.words if not asked.isascii()
    )
