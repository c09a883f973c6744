"""The words of the catalogue: where a Chinese query is cut, and what means the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from policies.search.folding import fold, is_han

_LONGEST = 8  # characters of a word that is kept
_KNOWN, _PAIR, _SINGLE = 1.0, 1.6, 2.0  # what a part of each sort costs a cut


class Lexicon:
    """Words in Chinese characters and sets of words that mean the same. Immutable."""

    def __init__(
        self,
        *,
        words: Iterable[str] = (),
        texts: Iterable[str] = (),
        synonyms: Iterable[Sequence[str]] = (),
    ) -> None:
        """Collect the words.

        Args:
            words: names and what people call things.
            texts: folded, whose neighbouring characters are taken for words where nothing better
                is known.
            synonyms: words of one meaning, in any language.
        """
        others: dict[str, dict[str, None]] = {}
        for group in synonyms:
            folded = list(dict.fromkeys(fold(word).text for word in group))
            for word in folded:
                others.setdefault(word, {}).update(dict.fromkeys(w for w in folded if w != word))
        self._others: Mapping[str, tuple[str, ...]] = {w: tuple(o) for w, o in others.items()}
        folded_words = {fold(word).text for word in words} | self._others.keys()
        self._known = frozenset(
            word for word in folded_words if 2 <= len(word) <= _LONGEST and all(map(is_han, word))
        )
        self._pairs = frozenset(
            a + b for text in texts for a, b in pairwise(text) if is_han(a) and is_han(b)
        )

    def others(self, word: str) -> tuple[str, ...]:
        """Other words of the same meaning."""
        return self._others.get(word, ())

    def cut(self, token: str) -> tuple[str, ...]:
        """A run of Chinese characters in the fewest known words; single characters are the rest.

        A run that is a word itself is cut all the same: 创业补贴 is one name and two words.
        """
        best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
        for behind in range(1, len(token) + 1):
            ways = []
            for length in range(1, min(_LONGEST, behind) + 1):
                part = token[behind - length : behind]
                if length == len(token):
                    continue
                cost = self._cost(part)
                if cost:
                    before, parts = best[behind - length]
                    ways.append((before + cost, (*parts, part)))
            best.append(min(ways, key=lambda way: way[0]) if ways else (0.0, (token,)))
        return best[-1][1]

    def _cost(self, part: str) -> float:
        if len(part) == 1:
            return _SINGLE
        if part in self._known:
            return _KNOWN
        return _PAIR if part in self._pairs else 0.0
