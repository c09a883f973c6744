"""The key under which a record holds who the applicant was; without it nobody reads that again."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application


class Seal(models.Model):
    """The key of one application: what is sealed in its snapshot goes with this row.

    Attributes:
        id: stands in the snapshot beside what is sealed.
        key: for :class:`cryptography.fernet.Fernet`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="seal")
    key = models.CharField(max_length=44)

    class Meta:
        verbose_name = _("seal of a record")
        verbose_name_plural = _("seals of records")

    def __str__(self) -> str:
        return str(self.pk)
