"""What is searched, and how hits are ranked.

An :class:`Entry` is a programme with its texts, each of a :class:`Kind`. Of every word of a query
the best of these counts, as weight of the kind × quality of the match:

=========  ======  =============================================================================
kind       weight  is
=========  ======  =============================================================================
title          10  titles in both languages, also without what stands in brackets
alias           8  what people call it, the words of its slug
department      4  long and short names of the department
label           3  category, audience, kinds and labels of awards, systems it stands in
text            2  summary, criteria, papers, steps, editions
=========  ======  =============================================================================

=======  ==========================================================================================
quality  means
=======  ==========================================================================================
1.0      the very characters or the very word; in a short text more, the more of it they are
0.85     the beginning of a Latin word; pinyin in full; characters of the same sound
0.7      initials, alone or mixed with the others (names alone)
0.6      a slip: a letter or character wrong, missing, too many or swapped (names alone for Chinese)
to 0.5   a share of the pairs of neighbouring characters, wherever they stand: another order
=======  ==========================================================================================

A query is read in three ways, as one word, as its words, and as its words cut where Chinese meets
Latin letters; the best way counts. A hit must have every word, unless none has; then those with at
least half. Hits far below the first are left out, and guesses where the first is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from policies.search.folding import Folded, fold, is_han, tokens_of
from policies.search.pinyin import read_along, readings, spelling
from policies.search.slips import distance, nearest_part, slips_allowed


class Kind(StrEnum):
    """What a text is to its programme."""

    TITLE = "title"
    ALIAS = "alias"
    DEPARTMENT = "department"
    LABEL = "label"
    TEXT = "text"


WEIGHTS = {Kind.TITLE: 10.0, Kind.ALIAS: 8.0, Kind.DEPARTMENT: 4.0, Kind.LABEL: 3.0, Kind.TEXT: 2.0}
NAMES = (Kind.TITLE, Kind.ALIAS, Kind.DEPARTMENT)  # short texts, read also as pinyin
SURE = 0.65  # below this quality a hit is a guess
_LEAST_SHARE = 0.15  # of the best score, to be shown beside it
_LONGEST_SLIP = 16  # a longer Chinese word is looked up by its pairs alone
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at by can do does for from get how i in is it my of on or the there to we "
        "what where which who with you",
    )
)
_FILLERS = re.compile(
    "怎么样|怎么|如何|有没有|有哪些|哪些|什么|可以|申请|申报|办理|我想|我要|想要|请问|能不能|[吗呢的了啊]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something to be found.

    Attributes:
        key: what a hit names.
        texts: kind and text, of any language.
    """

    key: str
    texts: tuple[tuple[Kind, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that was found.

    Attributes:
        quality: of the least certain of its words.
        name: the title or alias that matched best; empty where it was another text.
    """

    key: str
    score: float
    quality: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query brought, the best first.

    Attributes:
        words: the words of the query as they were read, to highlight them.
        likely: Latin words of the catalogue that were meant by them, with the quality.
    """

    hits: tuple[Hit, ...] = ()
    words: tuple[str, ...] = ()
    likely: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Match:
    score: float = 0.0
    quality: float = 0.0
    name: str = ""

    def better(self, other: _Match) -> _Match:
        return other if other.score > self.score else self


_NONE = _Match()


@dataclass(frozen=True, slots=True)
class _Name:
    kind: Kind
    folded: Folded


@dataclass(frozen=True, slots=True)
class _Indexed:
    key: str
    names: tuple[_Name, ...]
    bodies: tuple[tuple[float, str, str], ...]  # weight, folded text, its pinyin
    sounds: frozenset[tuple[str, str]]  # readings of neighbours in its names

    @classmethod
    def of(cls, entry: Entry) -> _Indexed:
        names = tuple(_Name(kind, fold(text)) for kind, text in entry.texts if kind in NAMES)
        bodies: dict[Kind, list[str]] = defaultdict(list)
        for kind, text in entry.texts:
            if kind not in NAMES:
                bodies[kind].append(fold(text).text)
        joined = {kind: "\n".join(texts) for kind, texts in bodies.items()}
        return cls(
            key=entry.key,
            names=names,
            bodies=tuple((WEIGHTS[kind], text, spelling(text)) for kind, text in joined.items()),
            sounds=frozenset(pair for name in names for pair in _sound_pairs(name.folded.text)),
        )


class Index:
    """Entries made ready to be searched. Immutable, so that threads may share it."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = tuple(entries)
        self._indexed = tuple(map(_Indexed.of, entries))
        self._words: dict[str, dict[str, float]] = defaultdict(dict)  # word -> key -> weight
        self._names: dict[tuple[str, str], str] = {}  # key and word -> the name that has it
        for entry in entries:
            for kind, text in entry.texts:
                for word in latin_words(fold(text)):
                    self._keep(entry.key, word, kind, text)

    def _keep(self, key: str, word: str, kind: Kind, text: str) -> None:
        weights = self._words[word]
        if WEIGHTS[kind] > weights.get(key, 0):
            weights[key] = WEIGHTS[kind]
            if kind in (Kind.TITLE, Kind.ALIAS):
                self._names[key, word] = text

    def search(self, query: str) -> Found:
        """Everything that fits, the best first. Takes bounded time, whatever is asked."""
        tokens = _without_fillers(tokens_of(query))
        if not tokens:
            return Found()
        ways = _ways_to_read(tokens)
        words = tuple(dict.fromkeys(word for way in ways for word in way))
        likely = {word: self._likely(word) for word in words if word.isascii()}
        matches = {
            word: {one.key: self._match(word, one, likely.get(word, {})) for one in self._indexed}
            for word in words
        }
        hits = [hit for one in self._indexed if (hit := _best(one.key, ways, matches)) is not None]
        complete = [hit for hit, whole in hits if whole]
        kept = complete or [hit for hit, _whole in hits]
        kept.sort(key=lambda hit: (-hit.score, hit.key))
        meant = {w: q for found in likely.values() for w, q in found.items()}
        return Found(hits=_worth_showing(kept), words=words, likely=meant)

    def _likely(self, asked: str) -> dict[str, float]:
        """The Latin words of the catalogue that may be meant by one, with the quality."""
        most, letters = slips_allowed(asked), frozenset(asked)
        found = {}
        for word in self._words:
            if word in _COMMON and word != asked:
                continue
            if word == asked:
                found[word] = 1.0
            elif len(asked) > 1 and word.startswith(asked):
                found[word] = 0.85
            elif most and abs(len(word) - len(asked)) <= most:
                if len(letters ^ frozenset(word)) > 2 * most:
                    continue
                slips = distance(asked, word, most)
                if slips is not None:
                    found[word] = 0.7 - 0.1 * slips
        return found

    def _match(self, asked: str, one: _Indexed, likely: Mapping[str, float]) -> _Match:
        """How well a word fits an entry."""
        best = _NONE
        for word, quality in likely.items():
            weight = self._words[word].get(one.key)
            if weight is not None:
                name = self._names.get((one.key, word), "")
                best = best.better(_Match(weight * quality * 0.9, quality, name))
        for named in one.names:
            best = best.better(_in_name(asked, named))
        if best.quality < 1:
            best = best.better(_in_bodies(asked, one))
        if best.quality < SURE and not asked.isascii():
            best = best.better(_with_slips(asked, one)).better(_by_pairs(asked, one))
        return best


def _worth_showing(hits: list[Hit]) -> tuple[Hit, ...]:
    """Without those far below the first, and without guesses where the first is none."""
    if not hits:
        return ()
    least, sure = hits[0].score * _LEAST_SHARE, hits[0].quality >= SURE
    return tuple(h for h in hits if h.score >= least and (h.quality >= SURE or not sure))


def latin_words(folded: Folded) -> list[str]:
    """The Latin words of a text; those that a hyphen joins also as one."""
    words = folded.words
    joined = [
        one[0] + other[0]
        for one, other in pairwise(words)
        if folded.original[one[2] : other[1]] == "-"
    ]
    return [*(word for word, _first, _behind in words), *joined]


def _without_fillers(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Without words that say nothing of what is sought, where others remain."""
    kept = [_FILLERS.sub("", token) for token in tokens if token not in _COMMON]
    return tuple(token for token in kept if token) or tokens


def _ways_to_read(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    cut = tuple(
        part for token in tokens for part in re.findall("[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+", token)
    )
    return list(dict.fromkeys([("".join(tokens),), tokens, cut]))


def _best(
    key: str, ways: Sequence[tuple[str, ...]], matches: Mapping[str, Mapping[str, _Match]]
) -> tuple[Hit, bool] | None:
    """The best way to read the query for one entry, and whether each of its words was found."""
    best: tuple[bool, float] | None = None
    hit = None
    for way in ways:
        found = [(len(word), matches[word][key]) for word in way]
        whole = all(match.score for _length, match in found)
        length = sum(length for length, _match in found)
        met = sum(length for length, match in found if match.score)
        if 2 * met < length or not met:
            continue
        score = sum(length * match.score for length, match in found) / length
        if best is None or (whole, score) > best:
            best = whole, score
            name = max((match for _length, match in found), key=lambda match: match.score).name
            quality = min(match.quality for _length, match in found if match.score)
            hit = Hit(key=key, score=score, quality=quality, name=name)
    return None if hit is None or best is None else (hit, best[0])


def _in_name(asked: str, name: _Name) -> _Match:
    text, weight = name.folded.text, WEIGHTS[name.kind]
    known = name.folded.original if name.kind in (Kind.TITLE, Kind.ALIAS) else ""
    if asked in text:
        if asked.isascii() and len(asked) < 2:
            return _NONE
        if asked.isascii() and text.isascii() and asked != text and not _whole_words(asked, name):
            return _NONE  # words are looked up by themselves
        share = len(asked) / len(text)
        whole = 1.5 if asked == text else 1.0
        return _Match(weight * (0.85 + 0.15 * share) * whole, 1.0, known)
    if text.isascii() or len(asked) < 2:
        return _NONE
    read = read_along(asked, text, name.folded.starts)
    if read is None:
        return _NONE
    quality = 0.7 if read.initials else 0.85
    share = (read.behind - read.first) / len(text)
    score = weight * quality * (0.85 + 0.15 * share) * (1.3 if share == 1 else 1.0)
    return _Match(score - read.cost * 0.1, quality, known)


def _whole_words(asked: str, name: _Name) -> bool:
    """Whether it stands at the beginning of a word of the name."""
    place = name.folded.text.find(asked)
    return place in name.folded.starts


def _in_bodies(asked: str, one: _Indexed) -> _Match:
    best = _NONE
    for weight, text, sound in one.bodies:
        if asked.isascii():
            if len(asked) >= 6 and asked in sound:
                best = best.better(_Match(weight * 0.6, 0.7))
        elif asked in text and (len(asked) > 1 or weight > WEIGHTS[Kind.TEXT]):
            best = best.better(_Match(weight, 1.0))
        elif len(asked) > 1 and spelling(asked) in sound:
            best = best.better(_Match(weight * 0.7, 0.7))
    return best


def _with_slips(asked: str, one: _Indexed) -> _Match:
    """A Chinese name of which a character is wrong, missing or too many."""
    if not 3 <= len(asked) <= _LONGEST_SLIP:
        return _NONE
    most, best = 1 if len(asked) < 6 else 2, _NONE
    for name in one.names:
        if name.kind not in (Kind.TITLE, Kind.ALIAS) or name.folded.text.isascii():
            continue
        part = nearest_part(asked, name.folded.text, most)
        if part is not None:
            quality = 0.65 - 0.1 * part[0]
            share = (part[2] - part[1]) / len(name.folded.text)
            score = WEIGHTS[name.kind] * quality * (0.85 + 0.15 * share)
            best = best.better(_Match(score, quality, name.folded.original))
    return best


def _by_pairs(asked: str, one: _Indexed) -> _Match:
    """A Chinese word of which the parts stand in another order or in several texts."""
    pairs = [a + b for a, b in pairwise(asked) if is_han(a) and is_han(b)]
    if len(pairs) < 2:
        return _NONE
    total, met, named = 0.0, 0, 0
    for pair in pairs:
        weight = _weight_of_pair(pair, one)
        total += weight
        met += weight > 0
        named += weight >= WEIGHTS[Kind.ALIAS] * 0.8
    share = met / len(pairs)
    if share < 0.5 or (named == 0 and share < 1):
        return _NONE
    quality = 0.5 * share
    return _Match(0.5 * total / len(pairs), quality, "")


def _weight_of_pair(pair: str, one: _Indexed) -> float:
    for name in one.names:
        if pair in name.folded.text:
            return WEIGHTS[name.kind]
    if any(sound in one.sounds for sound in _sound_pairs(pair)):
        return WEIGHTS[Kind.ALIAS] * 0.8
    return max((weight for weight, text, _sound in one.bodies if pair in text), default=0.0)


def _sound_pairs(text: str) -> list[tuple[str, str]]:
    return [(one, other) for a, b in pairwise(text) for one in readings(a) for other in readings(b)]
