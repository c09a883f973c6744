"""The words for what the grammar offers to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.models.programmes import Audience, Category
from policies.presentation.awards import KINDS, MODES
from policies.presentation.programme.procedure import STAGES as PROCEDURE
from policies.presentation.terms import mark_of
from policies.rules import bases
from policies.rules.stages import DECISION_STAGES, REVIEW_STAGES
from policies.rules.stages import STAGES as STAGE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

BASES: Mapping[str, str | Promise] = {basis: lazy(mark_of, str)(basis) for basis in bases.BASES}
VERDICTS: Mapping[str, str | Promise] = {
    "eligible": _("Eligible"),
    "ineligible": _("Not eligible"),
    "undetermined": _("Cannot tell yet"),
    "not_in_force": _("Not in force on that day"),
}
TYPES: Mapping[str, str | Promise] = {
    "boolean": _("Yes or no"),
    "integer": _("Whole number"),
    "decimal": _("Number with decimals"),
    "money": _("Money, in yuan"),
    "percent": _("Percentage"),
    "date": _("Day"),
    "choice": _("One choice"),
    "choices": _("Several choices"),
    "text": _("Text"),
    "records": _("List of records"),
}
KNOWN: Mapping[str, str | Promise] = {
    "by_heart": _("By heart"),
    "from_papers": _("In papers"),
    "from_accounts": _("In the accounts"),
}
CODE_LISTS: Mapping[str, str | Promise] = {"gb_t_4754": _("Industries (GB/T 4754)")}
MISSING: Mapping[str, str | Promise] = {
    "unknown": _("Points stay open"),
    "zero": _("0 points"),
    "benchmark": _("As for the benchmark"),
}
STAGES: Mapping[str, str | Promise] = {
    "application": _("On application"),
    "review": _("By reviewers"),
}
INTAKES: Mapping[str, str | Promise] = {
    "open": _("Open now"),
    "opens": _("Not open yet"),
    "expected": _("Expected by an earlier round"),
    "unannounced": _("Not announced"),
    "no_application": _("No application needed"),
    "elsewhere": _("Open elsewhere"),
    "unknown": _("Depends on your answers"),
    "over_for_you": _("Over for the applicant"),
    "full": _("No places left"),
    "closed": _("Closed"),
}
APPLICATION: Mapping[str, str | Promise] = {
    "here": _("Here"),
    "none": _("Not at all: graded or paid without asking"),
}
AGAIN: Mapping[str, str | Promise] = {
    "never": _("Once only"),
    "yearly": _("Once a year"),
    "always": _("As often as one applies"),
}
CHANGEABLE: Mapping[str, str | Promise] = {
    "up": _("Only upwards"),
    "down": _("Only downwards"),
}
_OTHERS: Mapping[str, str | Promise] = {
    "highest": _("The highest one"),
    "rolling": _("All year"),
    "today": _("The day of approval"),
}
TABLES: dict[str, Mapping[str, str | Promise]] = {
    "basis": BASES,
    "verdict": VERDICTS,
    "type": TYPES,
    "known": KNOWN,
    "code": CODE_LISTS,
    "missing": MISSING,
    "stage": STAGES,
    "audience": dict(Audience.choices),
    "category": dict(Category.choices),
    "kind": KINDS,
    "mode": MODES,
    "intake": INTAKES,
    "application": APPLICATION,
    "again": AGAIN,
    "changeable": CHANGEABLE,
}


def stage_options(value: str) -> tuple[tuple[str, str], ...]:
    """The stages of a procedure with the clock they count for, and one of another name."""
    clocks = {
        **dict.fromkeys(REVIEW_STAGES, gettext("counts for the review")),
        **dict.fromkeys(DECISION_STAGES, gettext("counts for the decision")),
    }
    plain = gettext("counts for no clock")
    listed = [(each, str(PROCEDURE[each]), clocks.get(each, plain)) for each in STAGE_NAMES]
    if value and value not in STAGE_NAMES:
        listed.append((value, value, plain))
    return (("", gettext("another one, by its name")), *((k, f"{w} · {c}") for k, w, c in listed))


def option_words(key: str, value: str) -> str:
    """How a choice of the grammar reads; file formats and grades stand for themselves."""
    words = TABLES.get(key, {}).get(value) or _OTHERS.get(value)
    return str(words or value)
