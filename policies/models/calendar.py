"""The working-day calendar: what each year's announcement changes of Monday to Friday."""

from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.bilingual import in_language


class CalendarYear(models.Model):
    """A year whose holidays are known, at least those of the national regulation.

    Attributes:
        announced: whether the whole arrangement is known, swapped days included; a date counted
            through another year is provisional.
    """

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    announced = models.BooleanField(
        _("announced"),
        default=False,
        help_text=_(
            "Tick it when the notice with the swapped days is out and all its days stand below. "
            "Until then dates counted through this year are shown as provisional."
        ),
    )
    source_zh = models.CharField(_("Chinese source"), max_length=2000)
    source_en = models.CharField(_("English source"), max_length=2000)
    url = models.CharField(
        _("web address"),
        max_length=500,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )

    class Meta:
        ordering = ["-year"]
        verbose_name = _("calendar year")
        verbose_name_plural = _("calendar years")
        constraints = [
            models.CheckConstraint(
                name="calendar_year",
                condition=models.Q(year__range=(1900, 2100)),
                violation_error_message=_("The year must lie between 1900 and 2100."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def source(self) -> str:
        """In the reader's language."""
        return in_language(self.source_zh, self.source_en)


class SpecialDay(models.Model):
    """A day off, or a Saturday or Sunday worked in exchange (调休)."""

    year = models.ForeignKey(
        CalendarYear, on_delete=models.CASCADE, related_name="days", verbose_name=_("year")
    )
    on = models.DateField(_("day"), unique=True)
    working = models.BooleanField(_("worked"), default=False)
    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)

    class Meta:
        ordering = ["on"]
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        constraints = [
            # the key of a year is its number
            models.CheckConstraint(
                name="special_day_year",
                condition=models.Q(on__year=models.F("year")),
                violation_error_message=_("This day lies in another year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.name_zh, self.name_en)
