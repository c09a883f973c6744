"""The address at which a calendar program reads somebody's days."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models.profile import Profile
from applicants.sealing import SealedTextField, marks_of


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def at(self, token: str) -> CalendarFeedQuerySet:
        """The one whose address holds a token, if there is any."""
        return self.filter(mark__in=marks_of(token))


class CalendarFeed(models.Model):
    """One address for a profile; whoever knows it reads the days, so it can be taken back.

    Attributes:
        token: cannot be guessed; a new one makes the old address a 404. Its owner sees the address
            again, so it is sealed.
        mark: what it is found by; whoever has it has no address.
    """

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="calendar_feed")
    token = SealedTextField()
    mark = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
