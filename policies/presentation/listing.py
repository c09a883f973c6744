"""Sorting and filtering results: what the address asks for, and what comes of it.

What an address asks for that there is not is passed over, so that an old link still works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from policies.models.programmes import Category
from policies.presentation.awards import KINDS
from policies.presentation.board import Board
from policies.presentation.cards import Card
from policies.rules.bundles import KIND_ORDER

DEADLINE, AWARD, EFFORT = "deadline", "award", "effort"
SORTS: dict[str, str | Promise] = {
    DEADLINE: gettext_lazy("Deadline, the first to close first"),
    AWARD: gettext_lazy("Kind of award, cash first"),
    EFFORT: gettext_lazy("Effort, the least first"),
}
FACETS = ("category", "award", "department")
_DAYS_A_WEEK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One box to tick."""

    value: str
    label: str
    count: int
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked for; an empty facet stands for everything.

    Attributes:
        open: only what one can apply for on the day.
        official: only rules of which every clause was read in an official text.
    """

    sort: str = ""
    category: frozenset[str] = frozenset()
    award: frozenset[str] = frozenset()
    department: frozenset[str] = frozenset()
    open: bool = False
    official: bool = False

    @classmethod
    def read(cls, query: QueryDict) -> Wish:
        """From an address."""
        sort = query.get("sort", "")
        return cls(
            sort=sort if sort in SORTS else "",
            open=query.get("open") == "1",
            official=query.get("official") == "1",
            **{name: frozenset(query.getlist(name)) for name in FACETS},
        )

    @property
    def filters(self) -> bool:
        """Whether anything is filtered."""
        facets = (getattr(self, name) for name in FACETS)
        return self.open or self.official or any(facets)

    def admits(self, card: Card) -> bool:
        """Whether a card is among what is asked for."""
        return (
            (not self.category or card.category in self.category)
            and (not self.award or bool(self.award & {*card.kinds}))
            and (not self.department or card.authority in self.department)
            and (card.open or not self.open)
            and (card.official or not self.official)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Results as they are asked for.

    Attributes:
        shown, total: how many cards are left, of how many.
        facets: the boxes of each facet.
        sorts: as (value, words, whether it is chosen).
    """

    board: Board
    wish: Wish
    shown: int
    total: int
    facets: Mapping[str, list[Option]]
    sorts: list[tuple[str, str, bool]]


def listing(board: Board, query: QueryDict) -> Listing:
    """Filter and sort a board by an address."""
    cards = [card for group in board.groups for card in group]
    wish = _known(Wish.read(query), cards)
    found = Board(
        **{
            field.name: _arranged(getattr(board, field.name), wish, field.name)
            for field in fields(Board)
        }
    )
    return Listing(
        board=found,
        wish=wish,
        shown=found.size,
        total=board.size,
        facets={
            "category": _options([card.category for card in cards], _categories(), wish.category),
            "award": _options(
                [kind for card in cards for kind in {*card.kinds}],
                {kind: str(KINDS[kind]) for kind in KIND_ORDER},
                wish.award,
            ),
            "department": _options(
                [card.authority for card in cards],
                {card.authority: card.department for card in cards},
                wish.department,
            ),
        },
        sorts=[(name, str(words), name == wish.sort) for name, words in SORTS.items()],
    )


def address_of(wish: Wish) -> str:
    """The query of an address that asks for it, empty where it asks for nothing."""
    pairs: list[tuple[str, str]] = [("sort", wish.sort)] if wish.sort else []
    pairs += [(name, value) for name in FACETS for value in sorted(getattr(wish, name))]
    pairs += [(name, "1") for name in ("open", "official") if getattr(wish, name)]
    return urlencode(pairs)


def _categories() -> dict[str, str]:
    return {value: str(label) for value, label in Category.choices}


def _known(wish: Wish, cards: list[Card]) -> Wish:
    """Without values that no card has."""
    return replace(
        wish,
        category=wish.category & {card.category for card in cards},
        award=wish.award & {kind for card in cards for kind in card.kinds},
        department=wish.department & {card.authority for card in cards},
    )


def _options(
    values: Iterable[str], labels: Mapping[str, str], chosen: frozenset[str]
) -> list[Option]:
    counts = Counter(values)
    return [
        Option(value=value, label=label, count=counts[value], checked=value in chosen)
        for value, label in labels.items()
        if counts[value]
    ]


def _arranged(cards: list[Card], wish: Wish, group: str) -> list[Card]:
    kept = [card for card in cards if wish.admits(card)]
    if wish.sort == AWARD:
        kept.sort(key=lambda card: (_rank(card), _deadline(card)))
    elif wish.sort == EFFORT:
        kept.sort(key=_effort)
    elif wish.sort == DEADLINE or group in ("now", "waiting", "one_answer"):
        kept.sort(key=_deadline)
    return kept


def _rank(card: Card) -> int:
    return min((KIND_ORDER.index(kind) for kind in card.kinds), default=len(KIND_ORDER))


def _deadline(card: Card) -> tuple[Any, ...]:
    """What closes first, then what opens first, then what has no day."""
    if card.open and card.closes_on:
        return 0, card.closes_on
    return (1, card.opens_on) if card.opens_on else (2, date.max)


def _effort(card: Card) -> tuple[Any, ...]:
    """Papers that must be handed in, steps, and a point for each five working days they take."""
    if card.effort is None:
        return True, 0
    return False, card.effort.papers + card.effort.steps + card.effort.working_days / _DAYS_A_WEEK
