"""What a query finds: programmes, what surrounds them, or what comes nearest."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from policies.presentation.searchable import Searchable
from policies.search.index import Found, Hit
from policies.search.likeness import SURE

MOST_SYSTEMS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What to show for a query.

    Attributes:
        programmes: the programmes that fit, or those that were probably meant.
        systems: plans, platforms and places that bear the name; a guess is none.
        systems_first: whether one of these is what was asked for, rather than a programme.
        nearest: slugs of programmes to show where none fits.
    """

    programmes: Found = field(default_factory=Found)
    systems: Found = field(default_factory=Found)
    systems_first: bool = False
    nearest: tuple[str, ...] = ()


def find(known: Searchable, query: str) -> Finding:
    """Search all that can be found.

    Guesses are left out beside something else that bears the very name.
    """
    programmes, systems = known.index.search(query), _named(known, query)
    if not programmes.sure and systems.hits:
        return Finding(programmes=replace(programmes, hits=()), systems=systems, systems_first=True)
    nearest = known.nearest(query, programmes)
    if nearest:
        programmes = replace(programmes, hits=())
    return Finding(
        programmes=programmes,
        systems=systems,
        systems_first=_score(systems) > _score(programmes),
        nearest=nearest,
    )


def _named(known: Searchable, query: str) -> Found:
    found = known.systems.search(query)
    with_figure = any(character.isdigit() for character in query)
    hits = [hit for hit in found.hits if found.whole and _is_named(hit, with_figure=with_figure)]
    return replace(found, hits=tuple(hits[:MOST_SYSTEMS]))


def _is_named(hit: Hit, *, with_figure: bool) -> bool:
    """Whether it was found by its name, or by a figure that was asked for."""
    return hit.quality >= SURE and (bool(hit.name) or with_figure)


def _score(found: Found) -> float:
    return found.hits[0].score if found.hits else 0.0
