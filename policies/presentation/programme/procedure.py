"""Papers, steps, and the days on which they would be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.presentation.criteria import Citation, citation
from policies.presentation.windows import condition_words
from policies.presentation.words import day, days_between, in_language, listed
from policies.rules.comparisons import Truth
from policies.rules.conditions import Clause
from policies.rules.documents import Document
from policies.rules.intake import OPENS, UNKNOWN, Intake
from policies.rules.papers import accepted_formats
from policies.rules.projections import Projected, project
from policies.rules.shapes import words
from policies.rules.working_days import WorkingDays

STAGES: dict[str, str | Promise] = {
    "apply": gettext_lazy("Application"),
    "completeness": gettext_lazy("Check for completeness"),
    "first_review": gettext_lazy("First review"),
    "second_review": gettext_lazy("Second review"),
    "experts": gettext_lazy("Expert review"),
    "visit": gettext_lazy("Visit"),
    "decision": gettext_lazy("Decision"),
    "publicity": gettext_lazy("Public notice"),
    "objection": gettext_lazy("Objections"),
    "agreement": gettext_lazy("Agreement"),
    "payment": gettext_lazy("Payment"),
    "yearly_review": gettext_lazy("Yearly review"),
    "listing": gettext_lazy("Public listing"),
    "match": gettext_lazy("Matching"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document to hand in.

    Attributes:
        required: whether it must be handed in; where ``when`` says who must, as far as it is known.
        when: who must hand it in, in words; empty where it is the same for everybody.
    """

    name: str
    required: Truth
    when: str
    issuer: str
    formats: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stage of the procedure.

    Attributes:
        time: its limit in words; empty where none is published.
        days: when it would be, for whoever applies on the day of the schedule; empty as ``time``.
        earliest: whether these days may be later, because a step before has no limit.
        provisional: whether the calendar of a year they go through is not announced.
    """

    label: str
    by: str
    time: str
    days: str = ""
    earliest: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """The steps for whoever applies on a day.

    Attributes:
        day: that day in words.
        value: the same as its field takes it.
        trouble: why one cannot apply on that day; empty where one can.
        error: what was wrong with the day that was typed, so that another one is shown.
        provisional, open_ended: whether some step is ``provisional``, or ``earliest``.
    """

    steps: list[Step]
    day: str
    value: str
    trouble: str
    error: str
    provisional: bool
    open_ended: bool


def papers(document: Document, required: Iterable[Truth]) -> list[Paper]:
    """What to hand in.

    Args:
        required: for each paper whether it must be handed in.
    """
    parts = zip(document.documents, document.paper_rules, required, strict=True)
    return [
        Paper(
            name=in_language(raw["name"]),
            required=needed,
            when=condition_words(rule.when, document) if rule.when else "",
            issuer=in_language(raw.get("from")),
            formats=listed([each.upper() for each in accepted_formats(raw)]),
        )
        for raw, rule, needed in parts
    ]


def steps(document: Document) -> list[Step]:
    """The stages with their limits."""
    return [_step(raw, Projected()) for raw in document.process]


def basis_of(parts: Iterable[Mapping[str, Any]], document: Document) -> list[Citation]:
    """Where the lines of a list stand, each place once."""
    return [each for each in dict.fromkeys(_cited(raw, document) for raw in parts) if each]


def _cited(raw: Mapping[str, Any], document: Document) -> Citation | None:
    if "source" not in raw or "basis" not in raw:
        return None
    note = tuple(words(raw.get("note")))
    return citation(Clause(raw["source"], raw["basis"], raw.get("clause", ""), note), document)


# --- the schedule -------------------------------------------------------------------------------


def default_day(intake: Intake, *, on: date) -> date:
    """Today, or the first day of the next window while none is open."""
    return intake.opens_on if intake.state == OPENS and intake.opens_on else on


def schedule(
    document: Document,
    intake: Intake,
    calendar: WorkingDays,
    *,
    applied_on: date,
    error: str = "",
) -> Schedule:
    """Every step with its days for whoever applies on a day.

    Args:
        intake: as it stands on that day.
        error: what was wrong with the day that was asked for.
    """
    projected = project(document.process, applied_on=applied_on, calendar=calendar)
    lines = [_step(raw, each) for raw, each in zip(document.process, projected, strict=True)]
    return Schedule(
        steps=lines,
        day=day(applied_on),
        value=applied_on.isoformat(),
        trouble=_trouble(intake),
        error=error,
        provisional=any(line.provisional for line in lines),
        open_ended=any(line.earliest for line in lines),
    )


def _trouble(intake: Intake) -> str:
    if intake.can_apply:
        return ""
    if intake.state == UNKNOWN:
        return _("Whether one can apply on this day depends on answers still missing.")
    return _("No application is taken on this day: see when to apply.")


def _step(raw: Mapping[str, Any], projected: Projected) -> Step:
    label = in_language(raw.get("label") or raw.get("name"))
    stage = raw.get("stage", "")
    return Step(
        label=label or str(STAGES.get(stage, stage)),
        by=in_language(raw.get("by")),
        time=_time(raw),
        days=_days(projected),
        earliest=projected.earliest,
        provisional=projected.provisional,
    )


def _time(raw: Mapping[str, Any]) -> str:
    if raw.get("working_days"):
        count = raw["working_days"]
        text = ngettext("%(count)d working day", "%(count)d working days", count)
        return text % {"count": count}
    if raw.get("days"):
        count = raw["days"]
        text = ngettext("%(count)d calendar day", "%(count)d calendar days", count)
        return text % {"count": count}
    return ""


def _days(projected: Projected) -> str:
    first, last = projected.first, projected.last
    if first is None or last is None:
        return ""
    if first == last:
        return day(first)
    return days_between(first, last)
