"""What a department says of an application: a supplement, an opinion, the determination."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from applicants.models.deadline import WorkingDeadline
from applicants.models.record import Snapshot


class Supplement(WorkingDeadline):
    """The one request for what is missing: everything at once, and once only.

    Attributes:
        due_on: last working day to answer; after it the application lapses.
    """

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="supplement"
    )
    wanted = models.TextField(_("what is missing"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"))
    due_on = models.DateField(_("due on"))
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("supplement")
        verbose_name_plural = _("supplements")

    def __str__(self) -> str:
        return f"{self.application} {self.due_on}"


class Review(models.Model):
    """The opinion of a reviewer, with a recommendation; it decides nothing."""

    class Recommendation(models.TextChoices):
        """What the reviewer would do."""

        APPROVE = "approve", _("Approve")
        REJECT = "reject", _("Reject")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name=_("reviewer"),
    )
    recommendation = models.CharField(_("recommendation"), max_length=10, choices=Recommendation)
    opinion = models.TextField(_("opinion"))
    reviewed_at = models.DateTimeField(_("reviewed at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def __str__(self) -> str:
        return f"{self.application} {self.recommendation}"


class Determination(models.Model):
    """The decision, with everything it rests on by value; nothing changes or deletes it.

    Attributes:
        snapshot: facts, edition document with its digest, verdict tree and engine version.
        reviewer: of the review it rests on; another person than the author, who may not have
            reviewed the file in an earlier round either (a trigger sees to it).
    """

    class Decision(models.TextChoices):
        """What was decided."""

        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="determination"
    )
    decision = models.CharField(_("decision"), max_length=10, choices=Decision)
    reason = models.TextField(_("reason"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="determinations",
        verbose_name=_("decided by"),
    )
    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="determination")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    snapshot = models.OneToOneField(
        Snapshot, on_delete=models.PROTECT, related_name="determination"
    )
    determined_at = models.DateTimeField(_("decided at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("determination")
        verbose_name_plural = _("determinations")
        constraints = [
            models.CheckConstraint(
                name="determination_two_persons",
                condition=~models.Q(author=models.F("reviewer")),
                violation_error_message=_("Whoever reviewed cannot decide."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.decision}"
