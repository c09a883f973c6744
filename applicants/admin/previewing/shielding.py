"""Small counts are not shown to those who may not see names: three firms of a town are known.

What could be worked out from the total is not shown either: those hidden of a column are always
several, and together they are no small number, or all of the column is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence

LEAST = 5  # the smallest number that tells on nobody
ROUNDED_TO = 10


def shielded(counts: Sequence[int]) -> list[int | None]:
    """A column whose total is known; ``None`` for what is not shown. Nobody at all is no secret."""
    hidden = {place for place, count in enumerate(counts) if is_small(count)}
    others = sorted(
        (place for place, count in enumerate(counts) if count and place not in hidden),
        key=lambda place: counts[place],
    )
    for place in others:
        if not hidden or (len(hidden) > 1 and not is_small(sum(counts[n] for n in hidden))):
            break
        hidden.add(place)
    return [None if place in hidden else count for place, count in enumerate(counts)]


def is_small(count: int) -> bool:
    """Whether a number of people is so small that it tells on them."""
    return 0 < count < LEAST


def rounded(count: int) -> int:
    """A total of which another would be taken away to find a small difference."""
    return (count + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
