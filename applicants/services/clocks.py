"""How many working days somebody has, and the day on which they end."""

from __future__ import annotations

from datetime import date

from applicants.models import Application, Supplement
from policies.rules.documents import Document
from policies.rules.stages import DECISION_STAGES, REVIEW_STAGES
from policies.rules.working_days import Day, WorkingDays
from policies.services.calendar import working_days

# Where an edition names no days of its own; DOMAIN 2.9 has them as assumed.
REVIEW_DAYS, DECISION_DAYS, SUPPLEMENT_DAYS = 10, 10, 15


def review_days(document: Document) -> int:
    """Working days for the check of completeness and the first review."""
    return _days_of(document, REVIEW_STAGES) or REVIEW_DAYS


def decision_days(document: Document) -> int:
    """Working days from the first review to the decision."""
    return _days_of(document, DECISION_STAGES) or DECISION_DAYS


def due_after(start: date, days: int) -> Day:
    """The last day of a period of working days; provisional where holidays are not announced."""
    return working_days().after(start, days)


def set_due(row: Application | Supplement, start: date, days: int) -> None:
    """Give so many working days from a start; the caller saves the row."""
    row.due_from, row.due_days = start, days
    count_due(row, working_days())


def count_due(row: Application | Supplement, calendar: WorkingDays) -> None:
    """Count the day of a row from its start and its number; the caller saves the row."""
    if row.due_from is None or row.due_days is None:
        raise AssertionError(f"{row} has no working days to count")
    row.due_on, row.due_provisional = calendar.after(row.due_from, row.due_days)
    row.due_calendar = calendar.fingerprint()


def stop(application: Application, on: date) -> None:
    """Let the clock of the department stand still; the caller saves the row."""
    if application.due_on is not None:
        application.days_left = days_until(on, application.due_on)
    application.due_on, application.due_provisional = None, False


def end(application: Application) -> None:
    """There is nothing left to be done in time; the caller saves the row."""
    application.due_on = application.days_left = None
    application.due_from = application.due_days = None
    application.due_provisional, application.due_calendar = False, ""


def days_until(start: date, end: date) -> int:
    """Working days that are left on ``start``; negative once the day has passed."""
    return working_days().between(start, end).days


def _days_of(document: Document, stages: tuple[str, ...]) -> int:
    named = (step for step in document.process if step["stage"] in stages)
    return sum(int(step.get("working_days") or 0) for step in named)
