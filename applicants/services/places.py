"""Places of an intake that applications hold: until decided or given up, and once approved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from applicants.models import Application
from applicants.services.errors import RefusedError
from applicants.workflow import OPEN, Status
from policies.models import IntakePlaces
from policies.rules.documents import Document
from policies.rules.intake import Intake
from policies.services.places import locked_places

HOLDING = frozenset({*OPEN, Status.APPROVED})  # states in which a place is held


def take_place(application: Application, document: Document, intake: Intake) -> None:
    """Take a place of the window that is open; the caller saves the application.

    Raises:
        RefusedError: the places are gone.
    """
    if intake.window is None:
        return
    places = locked_places(document, intake.window.window)
    if places is None:
        return
    if places.taken >= places.capacity:
        raise RefusedError([_("No places left: the places of this round are gone.")])
    application.places = places
    places.taken += 1
    places.save(update_fields=["taken"])


def give_back(application: Application) -> None:
    """Free the place of an application that has come to its end without an approval."""
    if application.places_id is None or Status(application.status) in HOLDING:
        return
    places = IntakePlaces.objects.select_for_update(of=("self",)).get(pk=application.places_id)
    places.taken -= 1
    places.save(update_fields=["taken"])
    application.places = None
