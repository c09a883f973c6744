"""What is searched: how a query is read, and how hits are ranked.

How well one word fits one entry is the matter of :mod:`~policies.search.likeness`.

A query is read in four ways: as one word, as its words, as its words cut where Chinese meets Latin
letters, and as its Chinese cut into known words, which counts a little less; the best way counts. A
hit must have every word, unless none has; then those with at least half. Hits far below the first
are left out, and guesses where the first is none. Sums are found as numbers, whatever they are
written like.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policies.search.figures import is_figure, normalise
from policies.search.folding import MAX_QUERY, fold, is_han, latin_words, tokens_of
from policies.search.lexicon import Lexicon
from policies.search.likeness import (
    NAMES,
    NONE,
    SURE,
    WEIGHTS,
    Entry,
    Indexed,
    Kind,
    Match,
    Name,
    match_bodies,
    match_by_pairs,
    match_cut_short,
    match_name,
    match_with_slips,
)
from policies.search.slips import distance, slips_allowed

_LEAST_SHARE = 0.15  # of the best score, to be shown beside it
_SCRIPTS = re.compile("[\u4e00-\u9fff]+|[^\u4e00-\u9fff]+")
_SAME, _CUT = 0.8, 0.85  # what another word, and a query cut into words, count beside the very ones
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "a about am an and are as at be by can could do does find for from get give has have help "
        "how i in is it like looking me my need of on or please should some that the there to us "
        "want we what where which who will with would you your",
    )
)
_FILLERS = re.compile(
    "怎么样|怎么|怎样|咋|如何|有没有|有哪些|有什么|有啥|哪些|哪里|在哪|什么|多少|可以|申请|申报|办理|"
    "一家|一间|一个|一套|一下|一些|一点|我是|我想|我要|想要|想|需要|帮我|给我|请问|能不能|政策|^要(?!素)|[我们你吗呢的了啊吧嘛呀]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entry that was found.

    Attributes:
        quality: of the least certain of its words.
        name: the title, alias or topic that matched best; empty where it was another text.
    """

    key: str
    score: float
    quality: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a query brought, the best first.

    Attributes:
        words: the words of the query as they were read and those of the same meaning, to
            highlight them.
        likely: Latin words of the catalogue that were meant by them, with the quality.
        whole: whether the hits have every word of the query.
    """

    hits: tuple[Hit, ...] = ()
    words: tuple[str, ...] = ()
    likely: Mapping[str, float] = field(default_factory=dict)
    whole: bool = False

    @property
    def sure(self) -> bool:
        """Whether the first hit is none that was guessed or has but half of what was asked."""
        return bool(self.hits) and self.whole and self.hits[0].quality >= SURE


class _Word:
    """One word of a query, with what is worked out once for all entries."""

    def __init__(self, asked: str, likely: Mapping[str, float]) -> None:
        self.asked, self.likely = asked, likely
        self._names: dict[int, Match] = {}

    def in_name(self, name: Name) -> Match:
        """How well it fits a name, which several entries may share."""
        found = self._names.get(id(name))
        if found is None:
            found = self._names[id(name)] = match_name(self.asked, name)
        return found


class Index:
    """Entries made ready to be searched. Immutable, so that threads may share it."""

    def __init__(self, entries: Iterable[Entry], *, synonyms: Iterable[Sequence[str]] = ()) -> None:
        entries = tuple(entries)
        names: dict[tuple[Kind, str], Name] = {}
        self._indexed = tuple(Indexed.of(entry, names) for entry in entries)
        self._words: dict[str, dict[str, float]] = defaultdict(dict)  # word -> key -> weight
        self._names: dict[tuple[str, str], str] = {}  # key and word -> the name that has it
        for entry in entries:
            for kind, text in entry.texts:
                for word in latin_words(fold(normalise(text))):
                    self._keep(entry.key, word, kind, text)
        bodies = (text for one in self._indexed for _weight, text, _sound in one.bodies)
        self._lexicon = Lexicon(
            words=(text for kind, text in names if kind is not Kind.DEPARTMENT),
            texts=(*(name.folded.text for name in names.values()), *bodies),
            synonyms=synonyms,
        )

    def _keep(self, key: str, word: str, kind: Kind, text: str) -> None:
        weights = self._words[word]
        if WEIGHTS[kind] > weights.get(key, 0):
            weights[key] = WEIGHTS[kind]
            if kind in NAMES and kind is not Kind.DEPARTMENT:
                self._names[key, word] = text

    def search(self, query: str, *, share: float = 0.5, partly: bool = False) -> Found:
        """Everything that fits, the best first. Takes bounded time, whatever is asked.

        Args:
            query: what was typed.
            share: how much of it must be found where nothing has all of it.
            partly: whether its Chinese, cut into words, may be found in part.
        """
        typed = tokens_of(normalise(query[:MAX_QUERY]))
        tokens = _without_fillers(typed)
        if not tokens:
            return Found()
        ways = self._ways_to_read(typed, tokens, least=share, least_cut=share if partly else 1.0)
        words = tuple(dict.fromkeys(word for way in ways for word in way.words))
        likely = {word: self._likely(word) for word in words if word.isascii()}
        matches = {word: self._matches(word, likely.get(word, {}), tokens) for word in words}
        hits = [hit for one in self._indexed if (hit := _best(one.key, ways, matches)) is not None]
        complete = [hit for hit, whole in hits if whole]
        kept = complete or [hit for hit, _whole in hits]
        kept.sort(key=lambda hit: (-hit.score, hit.key))
        meant = {w: q for found in likely.values() for w, q in found.items()}
        said = [word for word in words if not _is_left_over(word, tokens)]
        same = (other for word in said for other in self._lexicon.others(word))
        return Found(
            hits=_worth_showing(kept),
            words=tuple(dict.fromkeys((*said, *same))),
            likely=meant,
            whole=bool(complete),
        )

    def _ways_to_read(
        self,
        typed: tuple[str, ...],
        tokens: tuple[str, ...],
        *,
        least: float,
        least_cut: float,
    ) -> tuple[_Way, ...]:
        parts = tuple(part for token in tokens for part in _SCRIPTS.findall(token))
        cut = tuple(
            word
            for part in parts
            for word in (self._lexicon.cut(part) if is_han(part[0]) and len(part) > 2 else (part,))
        )
        ways = {
            words: _Way(words, 1.0, least)
            for words in (("".join(typed),), ("".join(tokens),), tokens, parts)
        }
        ways.setdefault(cut, _Way(cut, _CUT, least_cut))
        return tuple(ways.values())

    def _matches(
        self, asked: str, likely: Mapping[str, float], tokens: tuple[str, ...]
    ) -> dict[str, Match]:
        """How well a word fits each entry, itself or by another word of the same meaning."""
        if _is_left_over(asked, tokens):
            return {}
        word = _Word(asked, likely)
        others = [
            _Word(other, {other: 1.0} if other in self._words else {})
            for other in self._lexicon.others(asked)
        ]
        found = {}
        for one in self._indexed:
            best = self._match(word, one)
            for other in others:
                best = best.better(self._exact(other, one).less(_SAME))
            if best.score:
                found[one.key] = best
        return found

    def _likely(self, asked: str) -> dict[str, float]:
        """The Latin words of the catalogue that may be meant by one, with the quality."""
        if is_figure(asked):
            return {asked: 1.0} if asked in self._words else {}
        most, letters, singular = slips_allowed(asked), frozenset(asked), _singular(asked)
        found = {}
        for word in self._words:
            if word in _COMMON and word != asked:
                continue
            if word == asked:
                found[word] = 1.0
            elif word == singular or (len(asked) > 1 and word.startswith(asked)):
                found[word] = 0.85
            elif most and abs(len(word) - len(asked)) <= most:
                if len(letters ^ frozenset(word)) > 2 * most:
                    continue
                slips = distance(asked, word, most)
                if slips is not None:
                    found[word] = 0.7 - 0.1 * slips
        return found

    def _exact(self, word: _Word, one: Indexed) -> Match:
        """How well an entry has the very word."""
        best = NONE
        for likely, quality in word.likely.items():
            weight = self._words[likely].get(one.key)
            if weight is not None:
                name = self._names.get((one.key, likely), "")
                best = best.better(Match(weight * quality * 0.9, quality, name))
        if not word.asked.isascii():
            for named in one.names:
                if word.asked in named.folded.text:
                    best = best.better(word.in_name(named))
            best = best.better(match_bodies(word.asked, one, exactly=True))
        return best

    def _match(self, word: _Word, one: Indexed) -> Match:
        """How well an entry has a word, or what may be meant by it."""
        asked, best = word.asked, self._exact(word, one)
        for named in one.names:
            best = best.better(word.in_name(named))
        if best.quality < 1:
            best = best.better(match_bodies(asked, one))
        if best.quality < SURE and not asked.isascii():
            best = best.better(match_with_slips(asked, one)).better(match_cut_short(asked, one))
            best = best.better(match_by_pairs(asked, one))
        return best


def _worth_showing(hits: list[Hit]) -> tuple[Hit, ...]:
    """Without those far below the first, and without guesses where the first is none."""
    if not hits:
        return ()
    least, sure = hits[0].score * _LEAST_SHARE, hits[0].quality >= SURE
    return tuple(h for h in hits if h.score >= least and (h.quality >= SURE or not sure))


def _without_fillers(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Without words that say nothing of what is sought, where others remain."""
    kept = [_FILLERS.sub("", token) for token in tokens if token not in _COMMON]
    return tuple(token for token in kept if token) or tokens


def _is_left_over(word: str, tokens: tuple[str, ...]) -> bool:
    """Whether it is a character that a cut left over, which says nothing."""
    return len(word) == 1 and is_han(word) and word not in tokens


def _singular(word: str) -> str:
    """An English word without the ending of its plural."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to read a query, how much it counts, and the least share that must be found."""

    words: tuple[str, ...]
    counts: float
    least: float


def _best(
    key: str, ways: Sequence[_Way], matches: Mapping[str, Mapping[str, Match]]
) -> tuple[Hit, bool] | None:
    """The best way to read the query for one entry, and whether each of its words was found."""
    best: tuple[bool, float] | None = None
    hit = None
    for way in ways:
        found = [(len(word), matches[word].get(key, NONE)) for word in way.words]
        whole = all(match.score for _length, match in found)
        length = sum(length for length, _match in found)
        met = sum(length for length, match in found if match.score)
        if met < way.least * length or not met:
            continue
        score = way.counts * sum(length * match.score for length, match in found) / length
        if best is None or (whole, score) > best:
            best = whole, score
            name = max((match for _length, match in found), key=lambda match: match.score).name
            quality = min(match.quality for _length, match in found if match.score)
            hit = Hit(key=key, score=score, quality=quality, name=name)
    return None if hit is None or best is None else (hit, best[0])
