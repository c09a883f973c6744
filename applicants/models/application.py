"""An application: one profile applying to one programme, its papers, and every step it took."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applicants import workflow
from applicants.models.deadline import WorkingDeadline
from applicants.models.profile import Profile
from applicants.models.record import Snapshot
from applicants.models.staff import Membership


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Which applications to read."""

    def owned_by(self, user: Any) -> ApplicationQuerySet:
        """Those of one founder."""
        return self.filter(profile__owner=user.pk)

    def handed_in(self) -> ApplicationQuerySet:
        """Those that a department knows of: no drafts."""
        return self.exclude(status=workflow.Status.DRAFT)

    def seen_by(self, user: Any) -> ApplicationQuerySet:
        """Those that a member of staff may see: of the own departments, a superuser all."""
        found = self.handed_in()
        if user.is_active and user.is_superuser:
            return found
        departments = Membership.objects.of(user).values("department")
        return found.filter(programme__department__in=departments)

    def open(self) -> ApplicationQuerySet:
        """Those still to be decided."""
        return self.filter(status__in=sorted(workflow.OPEN))


class Application(WorkingDeadline):
    """One profile applying to one programme.

    Attributes:
        reference: what the founder and the department call it; random, on the receipt.
        submission_key: from the form; the same key gives the same application.
        submission_digest: of what was sent with that key.
        snapshot: facts, edition and verdict as they were handed in.
        due_on: the working day by which the department must have acted; absent while the clock
            stands still, though what it was counted from stays.
        days_left: working days left when the clock was stopped.
        version: rises with every step; a form that shows an older one is refused.
    """

    class Status(models.TextChoices):
        """Where it stands."""

        DRAFT = workflow.Status.DRAFT.value, _("Draft")
        SUBMITTED = workflow.Status.SUBMITTED.value, _("In review")
        SUPPLEMENT_REQUESTED = workflow.Status.SUPPLEMENT_REQUESTED.value, _("Papers asked for")
        PROPOSED = workflow.Status.PROPOSED.value, _("To be decided")
        APPROVED = workflow.Status.APPROVED.value, _("Approved")
        REJECTED = workflow.Status.REJECTED.value, _("Rejected")
        WITHDRAWN = workflow.Status.WITHDRAWN.value, _("Withdrawn")
        LAPSED = workflow.Status.LAPSED.value, _("Lapsed")

    reference = models.CharField(_("receipt number"), max_length=24, unique=True)
    profile = models.ForeignKey(
        Profile,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("applicant"),
    )
    programme = models.ForeignKey(
        "policies.Programme",
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=_("programme"),
    )
    status = models.CharField(
        _("status"), max_length=30, choices=Status, default=Status.DRAFT.value
    )
    submission_key = models.UUIDField(null=True)
    submission_digest = models.CharField(max_length=64, blank=True)
    snapshot = models.OneToOneField(
        Snapshot, on_delete=models.PROTECT, null=True, related_name="application"
    )
    submitted_at = models.DateTimeField(_("handed in at"), null=True)
    places = models.ForeignKey(
        "policies.IntakePlaces", on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(_("due on"), null=True)
    days_left = models.IntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        indexes = [
            models.Index(fields=["programme", "status"], name="application_queue"),
            models.Index(fields=["status", "due_on"], name="application_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="application_key",
                fields=["profile", "submission_key"],
                violation_error_message=_("This form was sent already."),
            ),
            models.UniqueConstraint(
                name="application_draft",
                fields=["profile", "programme"],
                condition=models.Q(status=workflow.Status.DRAFT.value),
                violation_error_message=_("There is a draft for this programme already."),
            ),
            models.UniqueConstraint(
                name="application_open",
                fields=["profile", "programme"],
                condition=models.Q(status__in=sorted(s.value for s in workflow.OPEN)),
                violation_error_message=_("You have applied for this programme already."),
            ),
            models.CheckConstraint(
                name="application_status",
                condition=models.Q(status__in=[s.value for s in workflow.Status]),
                violation_error_message=_("There is no such status."),
            ),
            models.CheckConstraint(
                name="application_handed_in",
                condition=models.Q(status=workflow.Status.DRAFT.value)
                | models.Q(
                    snapshot__isnull=False,
                    submitted_at__isnull=False,
                    submission_key__isnull=False,
                ),
                violation_error_message=_("What is handed in has a snapshot."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_draft(self) -> bool:
        """Whether the department does not know of it yet."""
        return self.status == workflow.Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.status in workflow.OPEN


class Attachment(models.Model):
    """One file handed in for one paper that the edition lists, or for a supplement.

    Attributes:
        id: random, for its address.
        paper: the Chinese name of the paper in the edition; empty for what a supplement brings.
        name: as the founder's machine had it, cleaned; never used as a path. Empty where the file
            was erased; its digest still says which one it was.
        stored: where it lies below ``MEDIA_ROOT``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="attachments"
    )
    paper = models.CharField(_("paper"), max_length=300, blank=True)
    name = models.CharField(_("file name"), max_length=200)
    stored = models.CharField(max_length=100, unique=True)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    supplement = models.BooleanField(_("handed in later"), default=False)
    uploaded_at = models.DateTimeField(_("handed in at"), auto_now_add=True)

    class Meta:
        ordering = ["uploaded_at", "pk"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [
            models.UniqueConstraint(
                name="attachment_once", fields=["application", "paper", "sha256"]
            ),
        ]

    def __str__(self) -> str:
        return self.name or gettext("erased")


class Step(models.Model):
    """One step of an application from one status to another; nothing changes or deletes it."""

    class Actor(models.TextChoices):
        """In which role somebody acted."""

        APPLICANT = workflow.Role.APPLICANT.value, _("Applicant")
        REVIEWER = workflow.Role.REVIEWER.value, _("Reviewer")
        DECIDER = workflow.Role.DECIDER.value, _("Decider")
        SYSTEM = workflow.Role.SYSTEM.value, _("System")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(_("step"), max_length=30)
    origin = models.CharField(_("from"), max_length=30, choices=Application.Status)
    target = models.CharField(_("to"), max_length=30, choices=Application.Status)
    role = models.CharField(_("role"), max_length=20, choices=Actor)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)
    taken_at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")

    def __str__(self) -> str:
        return f"{self.origin} → {self.target}"
