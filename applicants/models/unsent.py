"""What somebody has typed into a form and not sent yet, or sent too late."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class UnsentFormQuerySet(models.QuerySet["UnsentForm"]):
    """Which of them to read."""

    def live(self) -> UnsentFormQuerySet:
        """Those that come back when their page is opened."""
        return self.filter(ended_at=None, until__gt=Now())


class UnsentForm(models.Model):
    """The fields of one form of one person; nobody else is ever shown them.

    Attributes:
        path: where the form is sent to.
        name: which form of that address, made of the fields that tell them apart.
        page: the page on which it stands.
        sealed: the fields, unreadable without our key, see :mod:`applicants.sealing`.
        was_sent: it was sent when the sign-in had run out; otherwise it was kept while typing.
        had_files: it was sent with files, which are not kept.
        ended_at: it was sent or thrown away; what an older page says of it counts no more.
    """

    LONGEST_PATH = 500

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unsent_forms"
    )
    path = models.CharField(max_length=LONGEST_PATH)
    name = models.CharField(max_length=200, blank=True)
    page = models.CharField(max_length=LONGEST_PATH)
    sealed = models.TextField()
    was_sent = models.BooleanField(default=False)
    had_files = models.BooleanField(default=False)
    kept_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = UnsentFormQuerySet.as_manager()

    class Meta:
        ordering = ["kept_at"]
        verbose_name = _("unsent form")
        verbose_name_plural = _("unsent forms")
        indexes = [models.Index(fields=["until"], name="unsent_form_until")]
        constraints = [
            models.UniqueConstraint(name="unsent_form_once", fields=["user", "path", "name"]),
        ]

    def __str__(self) -> str:
        return self.path
