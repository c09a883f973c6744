"""For whom one looks for programmes: asked first, so that nobody is asked what concerns others.

It is no fact of any rule, but asked, kept and shown like one.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from policies.presentation.words import language, listed
from policies.rules.documents import Document
from policies.rules.facts import FactType, Value

AUDIENCE = "audience"


def audience_fact() -> FactType:
    """The question, in the language of the reader."""
    choices = {
        "person": _("Myself (founding or about to)"),
        "team": _("A founding team"),
        "enterprise": _("A company or licensed business"),
        "expert": _("An expert for companies"),
    }
    here = language()
    return FactType(
        name=AUDIENCE,
        type="choices",
        label={here: _("Looking for")},
        question={here: _("For whom are you looking?")},
        help={here: _("Choose all that fit. You are then asked only what concerns them.")},
        choices={slug: {here: words} for slug, words in choices.items()},
        topic="person",
    )


def audiences(facts: Mapping[str, Value]) -> frozenset[str] | None:
    """Whom the answers name; ``None`` for everybody."""
    chosen = facts.get(AUDIENCE)
    return chosen if isinstance(chosen, frozenset) and chosen else None


def concerns(document: Document, chosen: frozenset[str] | None) -> bool:
    """Whether a programme is for one of those chosen."""
    return chosen is None or bool(chosen & {*document.audience})


def audience_words(document: Document) -> str:
    """Whom a programme is for."""
    names = {
        "person": _("persons"),
        "team": _("teams"),
        "enterprise": _("companies"),
        "expert": _("experts"),
    }
    return listed([names[each] for each in document.audience])
