"""Counting deadlines anew when the calendar of working days is another than it was.

The notice on a year's holidays comes late, and a year may be corrected. A row knows by which
calendar its day was counted, so that what is to be done is a query, running twice is running once,
and a run that was killed is gone on with.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from applicants.models import Application, Notification, Supplement
from applicants.models.application import ApplicationQuerySet
from applicants.notifications import kinds, outbox
from applicants.services.clocks import count_due
from applicants.workflow import Status
from policies.rules.working_days import WorkingDays
from policies.services.calendar import working_days

BATCH = 200  # applications of one transaction
_COLUMNS_OF = {
    Application: ("due_on", "due_provisional", "due_calendar", "days_left"),
    Supplement: ("due_on", "due_provisional", "due_calendar"),
}
Counted = tuple[tuple[Application | Supplement, ...], date | None, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """Deadlines that another calendar moves; each is told to its applicant.

    Attributes:
        later, sooner: how many.
        first, last: the earliest and the latest of the new days.
        least, most: by how many days of the calendar, the smallest and the largest move.
        people: how many are told.
    """

    later: int
    sooner: int
    first: date | None
    last: date | None
    least: int = 0
    most: int = 0
    people: int = 0

    def __bool__(self) -> bool:
        return bool(self.later or self.sooner)


def recount_deadlines(*, on: date) -> int:
    """Count every deadline that another calendar gave; of how many applications a day moved."""
    calendar, moved, last = working_days(), 0, 0
    while ids := list(_outdated(calendar, after=last).values_list("pk", flat=True)[:BATCH]):
        moved += _recount_batch(ids, calendar, on)
        last = ids[-1]
    return moved


def recount(application: Application, calendar: WorkingDays, *, on: date) -> bool:
    """Count the deadlines of a locked application, and tell who waits; whether a day moved."""
    rows, before, after = _count(application, calendar, on=on)
    for row in rows:
        row.save(update_fields=_COLUMNS_OF[type(row)])
    if before == after:
        return False
    _tell(application, before, after)
    return True


def foresee_moves(*, on: date) -> Moves:
    """What :func:`recount_deadlines` would move with the calendar as it is now; writes nothing."""
    calendar = working_days()
    rows = _with_what_counts(_outdated(calendar, after=0))
    found = [
        (row.profile.owner_id, *_count(row, calendar, on=on)[1:])
        for row in rows.iterator(chunk_size=BATCH)
    ]
    moved = [(who, was, new) for who, was, new in found if was and new and was != new]
    new_days, spans = [new for _, _, new in moved], [(new - was).days for _, was, new in moved]
    return Moves(
        later=sum(span > 0 for span in spans),
        sooner=sum(span < 0 for span in spans),
        first=min(new_days, default=None),
        last=max(new_days, default=None),
        least=min(map(abs, spans), default=0),
        most=max(map(abs, spans), default=0),
        people=len({who for who, _, _ in moved}),
    )


def _outdated(calendar: WorkingDays, *, after: int) -> ApplicationQuerySet:
    mark = calendar.fingerprint()
    running = Q(due_from__isnull=False) & ~Q(due_calendar=mark)
    asked = Q(status=Status.SUPPLEMENT_REQUESTED, supplement__due_from__isnull=False)
    waiting = asked & ~Q(supplement__due_calendar=mark)
    return Application.objects.open().filter(running | waiting, pk__gt=after).order_by("pk")


@transaction.atomic
def _recount_batch(ids: list[int], calendar: WorkingDays, on: date) -> int:
    """Lock what is still outdated, always in the same order, and count it."""
    rows = Application.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    outdated = [row for row in _with_what_counts(rows) if _is_outdated(row, calendar)]
    return sum(recount(row, calendar, on=on) for row in outdated)


def _with_what_counts(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    rows = rows.select_related("profile__owner", "programme", "supplement")
    return rows.defer("profile__facts")  # not needed, and one's may be unreadable


def _is_outdated(row: Application, calendar: WorkingDays) -> bool:
    """Whether it is still to be counted: somebody may have acted before the row was locked."""
    if not row.is_open:
        return False
    asked = row.status == Status.SUPPLEMENT_REQUESTED
    counted = [row, row.supplement] if asked else [row]
    mark = calendar.fingerprint()
    return any(each.due_from is not None and each.due_calendar != mark for each in counted)


def _count(application: Application, calendar: WorkingDays, *, on: date) -> Counted:
    """Count in memory: rows to be saved, and the day that somebody waits for, old and new."""
    supplement = getattr(application, "supplement", None)
    if application.status != Status.SUPPLEMENT_REQUESTED or supplement is None:
        before = application.due_on
        count_due(application, calendar)
        return (application,), before, application.due_on
    rows: list[Application | Supplement] = []
    if _count_stopped(application, supplement, calendar):
        rows.append(application)
    before = supplement.due_on
    if supplement.due_from is not None:  # None: asked for before starts were kept
        _count_supplement(supplement, calendar, on)
        rows.append(supplement)
    return tuple(rows), before, supplement.due_on


def _count_stopped(row: Application, asked: Supplement, calendar: WorkingDays) -> bool:
    """While the clock of the department stands, what it has left is a number; whether it does."""
    if row.due_from is None or row.due_days is None or asked.due_from is None:
        return False
    row.days_left = row.due_days - calendar.between(row.due_from, asked.due_from).days
    row.due_calendar = calendar.fingerprint()
    return True


def _count_supplement(asked: Supplement, calendar: WorkingDays, on: date) -> None:
    before, was_provisional = asked.due_on, asked.due_provisional
    count_due(asked, calendar)
    # A day that was given for certain is relied on: it can come later, never sooner. A provisional
    # one can, but nobody is left without the days of a reminder.
    least = min(before, on + kinds.SUPPLEMENT_NOTICE) if was_provisional else before
    asked.due_on = max(asked.due_on, least)


def _tell(row: Application, before: date | None, after: date | None) -> None:
    """Say the new day once, and take back what still names an older one."""
    if before is None or after is None:
        return
    overtaken = (Notification.Kind.SUPPLEMENT_DUE, Notification.Kind.DEADLINE_MOVED)
    outbox.cancel(application=row, kinds=overtaken, reason=Notification.Reason.MOVED)
    kinds.deadline_moved(row, before=before, after=after)
