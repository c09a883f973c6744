"""How well a word fits an entry: its names, which are short, and its other texts.

An :class:`Entry` is a programme with its texts, each of a :class:`Kind`. Of every word of a query
the best of these counts, as weight of the kind × quality of the match:

=========  ======  =============================================================================
kind       weight  is
=========  ======  =============================================================================
title          10  titles in both languages, also without what stands in brackets
alias           8  what people call it, the words of its slug
topic           5  what people speak of when they need it
department      4  long and short names of the department
label           3  category, audience, kinds, sums and labels of awards, systems it stands in
text            2  summary, criteria, papers, steps, notes, editions
=========  ======  =============================================================================

=======  ==========================================================================================
quality  means
=======  ==========================================================================================
1.0      the very characters or the very word; in a short text more, the more of it they are
0.85     the beginning of a Latin word, its plural; pinyin in full
0.8      another word of the same meaning
0.7      initials, alone or mixed with the others (names alone)
0.6      a slip: a letter or character wrong, missing, too many or swapped, characters of the same
         sound, a name cut short (names alone for Chinese)
to 0.5   a share of the pairs of neighbouring characters, wherever they stand: another order
=======  ==========================================================================================
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from policies.search.figures import is_figure, normalise
from policies.search.folding import Folded, fold, is_han
from policies.search.pinyin import read_along, readings, spelling
from policies.search.slips import nearest_part


class Kind(StrEnum):
    """What a text is to its programme."""

    TITLE = "title"
    ALIAS = "alias"
    TOPIC = "topic"
    DEPARTMENT = "department"
    LABEL = "label"
    TEXT = "text"


WEIGHTS = {
    Kind.TITLE: 10.0,
    Kind.ALIAS: 8.0,
    Kind.TOPIC: 5.0,
    Kind.DEPARTMENT: 4.0,
    Kind.LABEL: 3.0,
    Kind.TEXT: 2.0,
}
NAMES = (Kind.TITLE, Kind.ALIAS, Kind.TOPIC, Kind.DEPARTMENT)  # short texts, read also as pinyin
OWN_NAMES = (Kind.TITLE, Kind.ALIAS)
SURE = 0.65  # below this quality a hit is a guess
EXACT = 1.5  # what a whole name counts beside a part of it
_SLIP = 0.6
_LONGEST_SLIP = 16  # a longer Chinese word is looked up by its pairs alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to be found.

    Attributes:
        key: what a hit names.
        texts: kind and text, of any language.
    """

    key: str
    texts: tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    score: float = 0.0
    quality: float = 0.0
    name: str = ""

    def better(self, other: Match) -> Match:
        return other if other.score > self.score else self

    def less(self, factor: float) -> Match:
        return Match(self.score * factor, self.quality * factor, self.name)


NONE = Match()


@dataclass(frozen=True, slots=True)
class Name:
    kind: Kind
    folded: Folded


@dataclass(frozen=True, slots=True)
class Indexed:
    key: str
    names: tuple[Name, ...]
    bodies: tuple[tuple[float, str, str], ...]  # weight, folded text, its pinyin
    pairs: Mapping[str, float]  # Chinese neighbours in its texts, with the most they weigh
    sounds: frozenset[tuple[str, str]]  # readings of neighbours in its names

    @classmethod
    def of(cls, entry: Entry, known: dict[tuple[Kind, str], Name]) -> Indexed:
        names = tuple(
            known.setdefault((kind, text), Name(kind, fold(text)))
            for kind, text in entry.texts
            if kind in NAMES
        )
        bodies: dict[Kind, list[str]] = defaultdict(list)
        for kind, text in entry.texts:
            if kind not in NAMES:
                bodies[kind].append(fold(normalise(text)).text)
        joined = {kind: "\n".join(texts) for kind, texts in bodies.items()}
        pairs: dict[str, float] = {}
        parts = [(name.kind, name.folded.text) for name in names] + list(joined.items())
        for kind, text in sorted(parts, key=lambda part: WEIGHTS[part[0]]):
            pairs.update(dict.fromkeys(_pairs_of(text), WEIGHTS[kind]))
        return cls(
            key=entry.key,
            names=names,
            bodies=tuple((WEIGHTS[kind], text, spelling(text)) for kind, text in joined.items()),
            pairs=pairs,
            sounds=frozenset(pair for name in names for pair in _sound_pairs(name.folded.text)),
        )


def match_name(asked: str, name: Name) -> Match:
    text, weight = name.folded.text, WEIGHTS[name.kind]
    known = "" if name.kind is Kind.DEPARTMENT else name.folded.original
    if asked in text:
        if asked.isascii() and len(asked) < 2:
            return NONE
        if asked.isascii() and text.isascii() and asked != text and not _whole_words(asked, name):
            return NONE  # words are looked up by themselves
        share = len(asked) / len(text)
        whole = EXACT if asked == text else 1.0
        return Match(weight * (0.85 + 0.15 * share) * whole, 1.0, known)
    if text.isascii() or len(asked) < 2:
        return NONE
    wrong = _is_chinese(asked)  # characters of the same sound, if any: 快递 is not 块地
    if wrong and not _has_half(text, asked):
        return NONE
    read = read_along(asked, text, name.folded.starts)
    if read is None or (wrong and not _has_half(text[read.first : read.behind], asked)):
        return NONE
    quality = _SLIP if wrong else 0.7 if read.initials else 0.85
    share = (read.behind - read.first) / len(text)
    score = weight * quality * (0.85 + 0.15 * share) * (1.3 if share == 1 else 1.0)
    return Match(score - read.cost * 0.1, quality, known)


def _whole_words(asked: str, name: Name) -> bool:
    """Whether it stands at the beginning of a word of the name."""
    place = name.folded.text.find(asked)
    return place in name.folded.starts


def match_bodies(asked: str, one: Indexed, *, exactly: bool = False) -> Match:
    best = NONE
    for weight, text, sound in one.bodies:
        if asked.isascii():
            if len(asked) >= 6 and asked in sound and not is_figure(asked):
                best = best.better(Match(weight * 0.6, 0.7))
        elif _stands_in(asked, text):
            best = best.better(Match(weight, 1.0))
        elif not exactly and len(asked) > 2 and spelling(asked) in sound:
            best = best.better(Match(weight * _SLIP, _SLIP))
    return best


def _stands_in(asked: str, text: str) -> bool:
    """Whether it stands there, and not within a longer number."""
    place = text.find(asked)
    while place >= 0:
        behind = place + len(asked)
        before = asked[0].isdigit() and text[place - 1 : place].isdigit()
        if not before and not (asked[-1].isdigit() and text[behind : behind + 1].isdigit()):
            return True
        place = text.find(asked, place + 1)
    return False


def match_with_slips(asked: str, one: Indexed) -> Match:
    """A Chinese name of which a character is wrong, missing or too many."""
    if not 3 <= len(asked) <= _LONGEST_SLIP:
        return NONE
    most, best = 1 if len(asked) < 6 else 2, NONE
    for name in one.names:
        if name.kind not in OWN_NAMES or not _has_half(name.folded.text, asked):
            continue
        part = nearest_part(asked, name.folded.text, most)
        if part is not None and _has_half(name.folded.text[part[1] : part[2]], asked):
            quality = 0.65 - 0.1 * part[0]
            share = (part[2] - part[1]) / len(name.folded.text)
            score = WEIGHTS[name.kind] * quality * (0.85 + 0.15 * share)
            best = best.better(Match(score, quality, name.folded.original))
    return best


def _has_half(part: str, asked: str) -> bool:
    """Whether a part has half of the very characters, not only their sounds."""
    return 2 * sum(one in part for one in asked) >= len(asked)


def match_cut_short(asked: str, one: Indexed) -> Match:
    """A Chinese name of which some characters were left out, as people do: 房补 for 租房补贴."""
    if not 2 <= len(asked) <= 4 or not _is_chinese(asked):
        return NONE
    best = NONE
    for name in one.names:
        text, place = name.folded.text, -1
        if name.kind not in OWN_NAMES or len(text) > 4 * len(asked):
            continue
        for character in asked:
            place = text.find(character, place + 1)
            if place < 0:
                break
        if place >= 0:
            share = len(asked) / len(text)
            score = WEIGHTS[name.kind] * _SLIP * (0.85 + 0.15 * share)
            best = best.better(Match(score, _SLIP, name.folded.original))
    return best


def match_by_pairs(asked: str, one: Indexed) -> Match:
    """A Chinese word of which the parts stand in another order or in several texts."""
    pairs = _pairs_asked(asked)
    if len(pairs) < 2:
        return NONE
    weights = [one.pairs.get(pair) or _weight_of_sound(pair, one) for pair in pairs]
    total, share = sum(weights), sum(weight > 0 for weight in weights) / len(pairs)
    named = any(one.pairs.get(pair, 0.0) >= WEIGHTS[Kind.TOPIC] for pair in pairs)
    if share < 0.5 or (not named and share < 1):
        return NONE
    quality = 0.5 * share
    return Match(0.5 * total / len(pairs), quality, "")


def _weight_of_sound(pair: str, one: Indexed) -> float:
    sounds = _sound_pairs(pair)
    return 0.0 if one.sounds.isdisjoint(sounds) else WEIGHTS[Kind.ALIAS] * 0.8


@lru_cache(maxsize=4_096)
def _pairs_asked(asked: str) -> tuple[str, ...]:
    return tuple(_pairs_of(asked))


def _pairs_of(text: str) -> dict[str, None]:
    """Each two neighbouring Chinese characters, once."""
    return dict.fromkeys(a + b for a, b in pairwise(text) if is_han(a) and is_han(b))


@lru_cache(maxsize=4_096)
def _is_chinese(asked: str) -> bool:
    return all(map(is_han, asked))


@lru_cache(maxsize=16_384)
def _sound_pairs(text: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (one, other) for a, b in pairwise(text) for one in readings(a) for other in readings(b)
    )
