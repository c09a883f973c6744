"""Who did what, and who looked: a log that only grows, each entry holding the hash of the last."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    """Which entries to read."""

    def about(self, subject: models.Model) -> AuditEventQuerySet:
        """Those whose object is one row."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))


class AuditEvent(models.Model):
    """One entry; the database numbers and chains it as its transaction commits.

    Everything is kept by value, so that it stays readable when what it speaks of is gone.

    Attributes:
        number: place in the chain, without a gap; absent until the transaction commits.
        at: the database's clock, whatever the program says.
        action: a dotted word, such as ``sign_in.failed`` or ``file.opened``.
        actor_id: the account; absent for the system and for strangers.
        actor_name: of staff; empty for founders, whose name is nobody's here.
        subject_type: ``app.model`` of the object.
        subject_label: what staff call the object, never a person's name or answer.
        address: of whoever asked.
        request_number: as in the log lines of the same request.
        details: names of fields, counts, ids; never answers, search words or keys.
        previous: the hash of the entry before.
        hash: of ``previous`` and this entry, see :mod:`applicants.services.audit`.
    """

    number = models.BigIntegerField(_("number"), unique=True, null=True, editable=False)
    at = models.DateTimeField(_("at"), db_default=Now(), editable=False)
    action = models.CharField(_("action"), max_length=60)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("actor"), max_length=200, blank=True)
    subject_type = models.CharField(_("kind of object"), max_length=100, blank=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject_label = models.CharField(_("object"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    request_number = models.CharField(_("number of the request"), max_length=32, blank=True)
    details: models.JSONField[dict[str, Any]] = models.JSONField(_("details"), default=dict)
    previous = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("entry of the audit log")
        verbose_name_plural = _("audit log")
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["actor_id"], name="audit_actor"),
            models.Index(fields=["action"], name="audit_action"),
            GinIndex(fields=["details"], name="audit_details", opclasses=["jsonb_path_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_label}".rstrip()
