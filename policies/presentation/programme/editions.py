"""The editions of a programme, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.presentation.words import day, language
from policies.rules.differences import Difference, differences
from policies.rules.documents import Document
from policies.rules.facts import Words
from policies.rules.rulebook import Rulebook
from policies.rules.wording import tight

Departments = Mapping[str, Mapping[str, Any]]
AREA_NAMES: dict[str, str | Promise] = {
    "head": gettext_lazy("General"),
    "eligibility": gettext_lazy("Criteria"),
    "direct_routes": gettext_lazy("Direct routes"),
    "scoring": gettext_lazy("Score"),
    "outcomes": gettext_lazy("Classes"),
    "awards": gettext_lazy("What you may get"),
    "papers": gettext_lazy("Papers"),
    "process": gettext_lazy("Steps"),
    "windows": gettext_lazy("When to apply"),
    "excludes": gettext_lazy("Not together with"),
    "basis": gettext_lazy("How sure it is"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionLine:
    """One edition among others.

    Attributes:
        days: when it is in force, in words.
        shown: whether this page shows it.
        in_force: whether it is the one in force today.
        changes: what it says otherwise than the one before, under the name of each part; ``None``
            for the first one.
    """

    name: str
    days: str
    shown: bool
    in_force: bool
    changes: list[tuple[str, list[str]]] | None

    @property
    def count(self) -> int:
        """How many differences there are."""
        return sum(len(sentences) for _area, sentences in self.changes or ())


def edition_lines(
    book: Rulebook, document: Document, departments: Departments, *, on: date
) -> list[EditionLine]:
    """Every edition, the newest first."""
    editions = book.editions.get(document.programme, ())
    changed: dict[str, list[tuple[str, list[str]]]] = {}
    titles = _titles(book)
    for before, after in pairwise(editions):
        found = differences(before, after, departments=departments, titles=titles)
        changed[after.edition] = by_area(found)
    return [
        EditionLine(
            name=each.edition,
            days=force_words(each),
            shown=each.edition == document.edition,
            in_force=each.in_force.covers(on),
            changes=changed.get(each.edition),
        )
        for each in reversed(editions)
    ]


def by_area(found: tuple[Difference, ...]) -> list[tuple[str, list[str]]]:
    """Differences as sentences in the reader's language, under the name of each part."""
    areas: dict[str, list[str]] = {}
    for each in found:
        areas.setdefault(str(AREA_NAMES[each.area]), []).append(tight(each.sentence(language())))
    return list(areas.items())


def _titles(book: Rulebook) -> dict[str, Words]:
    return {slug: editions[-1].title for slug, editions in book.editions.items()}


def force_words(document: Document) -> str:
    """When an edition is in force."""
    force = document.in_force
    days = _("in force from %(first)s") % {"first": day(force.first)}
    if force.last is not None:
        shown = {"first": day(force.first), "last": day(force.last)}
        days = _("in force from %(first)s to %(last)s") % shown
    if force.basis == "assumed":
        return _("%(days)s (the first day is to be confirmed)") % {"days": days}
    return days
