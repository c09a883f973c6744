"""A day that was counted in working days, with what it was counted from."""

from __future__ import annotations

from django.db import models


class WorkingDeadline(models.Model):
    """Columns of a row that has such a day as ``due_on``.

    The days off of a year are announced late, so a day is never the last word: start and number
    are, and it is counted anew whenever the calendar is another.

    Attributes:
        due_from: the day after which counting begins; absent where nothing is to be counted.
        due_days: how many working days there are.
        due_calendar: the calendar by which ``due_on`` was counted, by its fingerprint.
        due_provisional: whether it lies in a year whose holidays are not announced.
    """

    due_from = models.DateField(null=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    due_calendar = models.CharField(max_length=16, blank=True)
    due_provisional = models.BooleanField(default=False)

    class Meta:
        abstract = True
