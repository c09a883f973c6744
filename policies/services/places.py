"""Places of windows: which are gone, and the lock under which one is taken."""

from __future__ import annotations

from policies.models import Edition, IntakePlaces
from policies.rules.documents import Document
from policies.rules.intake import Taken
from policies.rules.windows import Window


def places_taken() -> Taken:
    """How many places of each window are gone."""
    rows = IntakePlaces.objects.filter(taken__gt=0).values_list(
        "edition__programme__slug", "edition__name", "window", "taken"
    )
    return {(slug, name, window): taken for slug, name, window, taken in rows}


def locked_places(document: Document, window: Window) -> IntakePlaces | None:
    """The places of a window, held until the transaction ends; ``None`` where there is no limit.

    Who asks first gets the row first, so places go in the order of commit.
    """
    if window.capacity is None:
        return None
    edition = Edition.objects.published().get(
        programme__slug=document.programme, name=document.edition
    )
    key = {"edition": edition, "window": window.number}
    row = IntakePlaces(**key, capacity=window.capacity)
    IntakePlaces.objects.bulk_create([row], ignore_conflicts=True)
    return IntakePlaces.objects.select_for_update(of=("self",)).get(**key)
