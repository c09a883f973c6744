"""A copy of one's own data: asked for, made by a worker, downloaded, gone after a day."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.profile import Profile


class ExportQuerySet(models.QuerySet["Export"]):
    """Which exports to read."""

    def waiting(self) -> ExportQuerySet:
        """Those that are still to be made."""
        return self.filter(made_at=None)


class Export(models.Model):
    """One copy.

    Attributes:
        made_at: absent while it is waited for.
        stored: where the archive lies, as uploads do.
        failed: how often making it failed; it is tried again.
    """

    profile = models.OneToOneField(Profile, on_delete=models.CASCADE, related_name="export")
    asked_at = models.DateTimeField(_("asked for at"), db_default=Now())
    made_at = models.DateTimeField(_("made at"), null=True)
    stored = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    failed = models.PositiveSmallIntegerField(default=0)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("copy of one's own data")
        verbose_name_plural = _("copies of one's own data")

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def is_ready(self) -> bool:
        """Whether it can be downloaded."""
        return self.made_at is not None
