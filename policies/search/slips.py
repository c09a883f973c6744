"""Slips of the finger: edit distance of words, and of what is asked within a text."""

from __future__ import annotations

from policies.search.pinyin import same_sound


def slips_allowed(word: str) -> int:
    """How many letters of a Latin word may be wrong."""
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def distance(one: str, other: str, most: int) -> int | None:
    """Letters wrong, missing, too many or swapped with their neighbour; ``None`` above ``most``."""
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        following = [place]
        for at, against in enumerate(other, start=1):
            cost = min(row[at] + 1, following[-1] + 1, row[at - 1] + (letter != against))
            swapped = place > 1 and at > 1 and letter == other[at - 2] and one[place - 2] == against
            if swapped:
                cost = min(cost, before[at - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return None
        before, row = row, following
    return row[-1] if row[-1] <= most else None


def nearest_part(asked: str, text: str, most: int) -> tuple[int, int, int] | None:
    """The part of a Chinese text that differs least from what is asked.

    Characters of the same sound count as equal.

    Returns:
        Characters wrong, missing or too many, and the part; ``None`` above ``most``.
    """
    row = [(0, place) for place in range(len(text) + 1)]  # cost, where the part begins
    for place, character in enumerate(asked, start=1):
        following = [(place, 0)]
        for at, against in enumerate(text, start=1):
            cost, begin = row[at - 1]
            ways = (
                (cost + (not same_sound(character, against)), begin),
                (row[at][0] + 1, row[at][1]),
                (following[-1][0] + 1, following[-1][1]),
            )
            following.append(min(ways, key=lambda way: way[0]))
        row = following
    best = min(range(len(row)), key=lambda at: row[at][0])
    cost, begin = row[best]
    return (cost, begin, best) if cost <= most and begin < best else None
