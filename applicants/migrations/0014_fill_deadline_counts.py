"""Start and number of working days of the deadlines that run, as far as the rows say them.

The start of a department's clock is the last step that set it; the number of days is counted
between start and day by the calendar of today, which gives the number back that was meant unless
the calendar was changed after the day was given. What is filled here bears no calendar, so that the
next count looks at all of it.
"""

from collections.abc import Callable
from datetime import date, timedelta, timezone
from typing import Any

from django.db import migrations

BATCH = 500
Count = Callable[[date, date], int]
SHANGHAI = timezone(timedelta(hours=8))
STARTING = ("submit", "supplement", "propose", "return")
OPEN = ("submitted", "supplement_requested", "proposed")
WAITING = "supplement_requested"


def fill(apps: Any, schema_editor: Any) -> None:
    Application = apps.get_model("applicants", "Application")
    days = _count(apps)
    last = 0
    rows = Application.objects.filter(status__in=OPEN, due_from=None)
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        starts, asked = _starts(apps, batch), _asked(apps, batch)
        for row in batch:
            _fill_one(row, starts.get(row.pk), asked.get(row.pk), days)
        fields = ["due_from", "due_days"]
        Application.objects.bulk_update(batch, fields)
        apps.get_model("applicants", "Supplement").objects.bulk_update(asked.values(), fields)


def _fill_one(row: Any, start: date | None, supplement: Any, days: Count) -> None:
    if supplement is not None:
        asked_on = supplement.asked_at.astimezone(SHANGHAI).date()
        if asked_on <= supplement.due_on:  # else it was dated back, and nothing can be said
            supplement.due_from, supplement.due_days = asked_on, days(asked_on, supplement.due_on)
        if start is not None and row.days_left is not None and start <= asked_on:
            row.due_from, row.due_days = start, max(days(start, asked_on) + row.days_left, 0)
    elif start is not None and row.due_on is not None and start <= row.due_on:
        row.due_from, row.due_days = start, days(start, row.due_on)


def _starts(apps: Any, batch: list[Any]) -> dict[int, date]:
    """The day of the last step that set the clock of each."""
    steps = apps.get_model("applicants", "Step").objects
    found = steps.filter(application__in=[row.pk for row in batch], action__in=STARTING)
    pairs = found.order_by("pk").values_list("application", "taken_at")
    return {pk: at.astimezone(SHANGHAI).date() for pk, at in pairs}


def _asked(apps: Any, batch: list[Any]) -> dict[int, Any]:
    waiting = [row.pk for row in batch if row.status == WAITING]
    found = apps.get_model("applicants", "Supplement").objects.filter(application__in=waiting)
    return {each.application_id: each for each in found}


def _count(apps: Any) -> Count:
    """How many working days lie after a day, up to and with another."""
    special = apps.get_model("policies", "SpecialDay").objects
    works = dict(special.values_list("on", "working"))

    def between(first: date, last: date) -> int:
        span = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        return sum(works.get(day, day.weekday() < 5) for day in span)

    return between


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0013_deadline_counts"),
        ("policies", "0011_intake_places"),
    ]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
