"""Places of intake windows: how many there are, and how many are gone."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.programmes import Edition


class IntakePlaces(models.Model):
    """The places of one window of an edition; the row is locked while one is taken or given back.

    Attributes:
        window: its number in the document.
        capacity: as the document states it.
        taken: how many are gone; the database lets it neither pass the capacity nor fall below 0.
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="places")
    window = models.PositiveSmallIntegerField()
    capacity = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("taken"), default=0)

    class Meta:
        ordering = ["edition", "window"]
        verbose_name = _("places of an intake")
        verbose_name_plural = _("places of intakes")
        constraints = [
            models.UniqueConstraint(name="places_of_window", fields=["edition", "window"]),
            models.CheckConstraint(
                name="places_not_exceeded",
                condition=models.Q(taken__lte=models.F("capacity")),
                violation_error_message=_("No places left."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.taken}/{self.capacity}"
