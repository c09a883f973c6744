"""The groups of the results as sections of a page: titles, and how much of a card they show."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from policies.presentation.board import Board
from policies.presentation.cards import Card
from policies.presentation.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a group looks.

    Attributes:
        id: of its heading, for links.
        aside: a sentence below the title, or beside it where it is folded.
        brief: whether its cards are a line or two.
        folded: whether it is closed at first.
        changes: whether its refusals offer what would change them.
    """

    id: str
    title: str | Promise
    aside: str | Promise = ""
    brief: bool = False
    folded: bool = False
    changes: bool = False


LOOKS = {
    Place.NOW: Look(id="now", title=gettext_lazy("You can apply today")),
    Place.WAITING: Look(id="waiting", title=gettext_lazy("Fits; wait for the round")),
    Place.ASK: Look(
        id="ask",
        title=gettext_lazy("Fits; the round is not announced"),
        aside=gettext_lazy("When one can apply is not published: ask before you prepare anything."),
    ),
    Place.AUTOMATIC: Look(
        id="automatic",
        title=gettext_lazy("Nothing to do: decided without an application"),
    ),
    Place.ONE_ANSWER: Look(id="one", title=gettext_lazy("One answer away")),
    Place.MORE_ANSWERS: Look(id="more", title=gettext_lazy("A few answers away"), brief=True),
    Place.UNDER_WAY: Look(id="under-way", title=gettext_lazy("Under way")),
    Place.YOURS: Look(id="yours", title=gettext_lazy("Yours already")),
    Place.NOT_YET: Look(
        id="later", title=gettext_lazy("Not yet, but this can change"), changes=True
    ),
    Place.NOT_FOR_YOU: Look(
        id="no",
        title=gettext_lazy("Not for you"),
        aside=gettext_lazy("and why"),
        brief=True,
        folded=True,
    ),
    Place.INFORMATION: Look(
        id="information",
        title=gettext_lazy("Conditions are not public: ask"),
        aside=gettext_lazy("Their criteria are not public, so nothing can be checked here."),
    ),
}
# Without any answers everything is a few answers away, and nobody reads fifty lines of that.
_FOLDED_AT_FIRST = Place.MORE_ANSWERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One group with its cards.

    Attributes:
        lower: cards of what one has outgrown, which are shown on demand.
    """

    id: str
    title: str
    aside: str
    brief: bool
    folded: bool
    changes: bool
    cards: list[Card]
    lower: list[Card]

    @property
    def count(self) -> int:
        """How many programmes stand in it."""
        return len(self.cards) + len(self.lower)


def sections(board: Board, *, answered: bool) -> list[Section]:
    """The groups that hold something, in the order of the page."""
    found = []
    for place, look in LOOKS.items():
        cards = board.of(place)
        if cards:
            found.append(_section(place, look, cards, answered=answered))
    return found


def _section(place: Place, look: Look, cards: list[Card], *, answered: bool) -> Section:
    return Section(
        id=look.id,
        title=str(look.title),
        aside=str(look.aside),
        brief=look.brief,
        folded=look.folded or (place is _FOLDED_AT_FIRST and not answered),
        changes=look.changes and answered,
        cards=[card for card in cards if not card.outgrown],
        lower=[card for card in cards if card.outgrown],
    )
