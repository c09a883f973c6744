"""A list that somebody shares: which programmes stood in which group on a day, and nothing else.

The link holds it all, signed, and nothing is stored. It names no answer; but that a programme
stands in a group may hint at one, so whoever shares chooses the groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from policies.presentation.board import Board
from policies.presentation.cards import Card, department_short, latest
from policies.presentation.words import in_language
from policies.rules.documents import Document
from policies.rules.rulebook import Rulebook

VALID = timedelta(days=30)
SALT = "policies.shared"
NOW, WAITING, ANSWERS, LATER = "now", "waiting", "answers", "later"
GROUPS: dict[str, str | Promise] = {
    NOW: gettext_lazy("You can apply today"),
    WAITING: gettext_lazy("Fits, but not today"),
    ANSWERS: gettext_lazy("Some answers away"),
    LATER: gettext_lazy("Not yet, but this can change"),
}
# said of somebody else
TITLES: dict[str, str | Promise] = {
    NOW: gettext_lazy("Could be applied for"),
    WAITING: gettext_lazy("Fitted, but there was no intake that day"),
    ANSWERS: gettext_lazy("Some answers were missing"),
    LATER: gettext_lazy("Not yet, but this could change"),
}
USUAL = (NOW, WAITING, LATER)


class ExpiredError(Exception):
    """The link is ours, but too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedList:
    """What a link holds.

    Attributes:
        groups: slugs by group.
    """

    on: date
    groups: Mapping[str, tuple[str, ...]]


def shared_list(board: Board, groups: Iterable[str], *, on: date) -> SharedList:
    """The programmes of the chosen groups; an empty group is left away."""
    cards = {
        NOW: board.now,
        WAITING: [*board.waiting, *board.ask, *board.automatic],
        ANSWERS: [*board.one_answer, *board.more_answers],
        LATER: board.not_yet,
    }
    chosen = {name: tuple(card.slug for card in cards[name]) for name in GROUPS if name in groups}
    return SharedList(on=on, groups={name: slugs for name, slugs in chosen.items() if slugs})


def token_of(shared: SharedList) -> str:
    """What stands in the address."""
    plain = {name: list(slugs) for name, slugs in shared.groups.items()}
    return signing.dumps([shared.on.isoformat(), plain], salt=SALT, compress=True)


def read_token(token: str) -> SharedList | None:
    """What a link holds; ``None`` where we did not make it.

    Raises:
        ExpiredError: it is older than thirty days.
    """
    try:
        on, plain = signing.loads(token, salt=SALT, max_age=VALID)
    except signing.SignatureExpired:
        raise ExpiredError from None
    except signing.BadSignature:
        return None
    groups = {name: tuple(slugs) for name, slugs in plain.items()}
    return SharedList(on=date.fromisoformat(on), groups=groups)


def shared_cards(
    shared: SharedList,
    book: Rulebook,
    departments: Mapping[str, Mapping[str, Any]],
    *,
    on: date,
) -> list[tuple[str, list[Card]]]:
    """The groups by title, of programmes that there still are, without any verdict."""
    found = []
    for name, title in TITLES.items():
        documents = [latest(book, slug, on=on) for slug in shared.groups.get(name, ())]
        cards = [_card(each, departments) for each in documents if each is not None]
        if cards:
            found.append((str(title), cards))
    return found


def _card(document: Document, departments: Mapping[str, Mapping[str, Any]]) -> Card:
    return Card(
        slug=document.programme,
        title=in_language(document.title),
        department=department_short(document, departments),
        summary=in_language(document.summary),
    )
