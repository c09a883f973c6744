"""Moving the examples of an edition to the days of the next one, which began as its copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import ngettext

from policies.admin.builder.judging import Judged
from policies.admin.builder.remarks import finding_words
from policies.models import Draft
from policies.presentation.words import day, in_language, listed
from policies.rules.authoring.edits import Edit, SetValue, apply
from policies.rules.authoring.findings import examine
from policies.rules.authoring.paths import EditError
from policies.rules.authoring.shifts import Shift, moved_examples, shift_of
from policies.rules.authoring.writing import document_text
from policies.services.approving import draft_context
from policies.services.current import library


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """Examples that could be moved.

    Attributes:
        by: how far, in words.
        first, moved: a day of the first example as it is and as it would be.
        differences: name and words of each that comes out differently then.
    """

    count: int
    by: str
    first: str
    moved: str
    differences: tuple[tuple[str, str], ...]


def moving(draft: Draft, state: Judged) -> Moving | None:
    """What moving the examples would do; nothing where there is nothing to move."""
    shift = _shift(draft, state)
    if shift is None or state.plain is None:
        return None
    examples = state.plain["examples"]
    on = next((date.fromisoformat(each["on"]) for each in examples if "on" in each), None)
    return Moving(
        count=len(examples),
        by=_words(shift),
        first=day(on) if on else "",
        moved=day(shift.moved(on)) if on else "",
        differences=tuple(_differences(draft, state, shift)),
    )


def moved(draft: Draft, state: Judged) -> Edit:
    """The edit that moves them.

    Raises:
        EditError: they lie on the days of the draft already.
    """
    shift = _shift(draft, state)
    if shift is None:
        raise EditError.at("examples", "the examples lie on its days already.")
    return SetValue("examples", moved_examples(state.plain, shift))


def _shift(draft: Draft, state: Judged) -> Shift | None:
    if draft.based_on is None or state.document is None:
        return None
    force = state.document.in_force
    return shift_of(state.plain, draft.based_on.in_force_from, force.first, force.last)


def _differences(draft: Draft, state: Judged, shift: Shift) -> list[tuple[str, str]]:
    """What would not come out as the examples say."""
    plain = apply(state.plain, SetValue("examples", moved_examples(state.plain, shift)))
    found = examine(document_text(plain), library=library(), context=draft_context(draft))
    if found.document is None:
        return []
    differences = []
    for each in found.findings:
        if each.kind == "example_fails":
            index = int(each.path.removeprefix("examples[").removesuffix("]"))
            name = in_language(found.document.examples[index].name)
            differences.append((name, finding_words(each)))
    return differences


def _words(shift: Shift) -> str:
    years, months = divmod(shift.months, 12)
    parts = [
        (years, ngettext("%(count)d year", "%(count)d years", years)),
        (months, ngettext("%(count)d month", "%(count)d months", months)),
        (shift.days, ngettext("%(count)d day", "%(count)d days", shift.days)),
    ]
    return listed([words % {"count": count} for count, words in parts if count])
