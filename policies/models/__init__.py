"""What the catalogue keeps in the database: programmes, their editions, and what they share.

Depends on nothing but Django. Reading goes through the QuerySets, every change through
:mod:`policies.services`; a published edition is guarded by the database itself.
"""

from policies.models.calendar import CalendarYear, SpecialDay
from policies.models.draft import Draft, DraftPresence, DraftVersion, EditionChange, EditionStep
from policies.models.places import IntakePlaces
from policies.models.programmes import Edition, Programme
from policies.models.shared import CatalogueStamp, Department, Fact, SharedTable, Source, System

__all__ = [
    "CalendarYear",
    "CatalogueStamp",
    "Department",
    "Draft",
    "DraftPresence",
    "DraftVersion",
    "Edition",
    "EditionChange",
    "EditionStep",
    "Fact",
    "IntakePlaces",
    "Programme",
    "SharedTable",
    "Source",
    "SpecialDay",
    "System",
]
