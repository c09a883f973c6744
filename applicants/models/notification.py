"""The outbox: rows that become e-mails, written with the change they announce."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.application import Application
from applicants.sealing import SealedTextField
from applicants.tracing import NUMBER_HEADER


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Which notifications to read."""

    def waiting(self) -> NotificationQuerySet:
        """Those that are not at an end."""
        return self.filter(state=Notification.State.WAITING)

    def due(self) -> NotificationQuerySet:
        """Those to be sent now and held by nobody, by the clock of the database."""
        free = models.Q(lease_until=None) | models.Q(lease_until__lt=Now())
        return self.waiting().filter(free, not_before__lte=Now())


class Notification(models.Model):
    """One e-mail to one person; its text is that of the moment it announces.

    Attributes:
        dedupe_key: made of business facts, so that the same thing is told once, however often it
            is planned.
        message_id: made once; a mail sent again bears the same.
        not_before, expires_at: the time in which it is of use.
        lease_until: a sender holds it until then, by the clock of the database.
        lease_owner: which sender.
        attempts: how often it was handed to a mail server.
        about: what it says, as data, so that it can be asked whether that is still true.
        reason: why it was cancelled; empty where it was not.
    """

    class Kind(models.TextChoices):
        """What it tells."""

        ACCOUNT = "account", _("Sign-in and account")
        RECEIVED = "received", _("Application received")
        SUPPLEMENT_ASKED = "supplement_asked", _("Papers asked for")
        SUPPLEMENT_DUE = "supplement_due", _("Papers due soon")
        DEADLINE_MOVED = "deadline_moved", _("A day of an application moved")
        LAPSED = "lapsed", _("Application lapsed")
        DETERMINED = "determined", _("Application decided")
        DRAFT_EXPIRES = "draft_expires", _("A draft is deleted soon")
        WINDOW_CLOSES = "window_closes", _("A programme that fits me closes soon")
        FIRST_DAY = "first_day", _("A programme begins to fit me")
        NEW_MATCH = "new_match", _("A programme newly fits me")

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        BOUNCED = "bounced", _("refused by the mail server")
        EXPIRED = "expired", _("not sent in time")
        CANCELLED = "cancelled", _("no longer needed")

    class Reason(models.TextChoices):
        """Why it was cancelled."""

        MUTED = "muted", _("this kind was turned off")
        CONSENT = "consent", _("reminders are no longer agreed to")
        ACCOUNT = "account", _("the account or profile is closed")
        APPLIED = "applied", _("was applied for meanwhile")
        PAST = "past", _("the application has gone on")
        MOVED = "moved", _("the day is another")
        RULES = "rules", _("edition or intake is another")
        UNFIT = "unfit", _("no longer fits")

    dedupe_key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="notifications",
        verbose_name=_("account"),
    )
    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, null=True, related_name="notifications"
    )
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    text = SealedTextField(_("text"))
    html = SealedTextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WAITING.value)
    not_before = models.DateTimeField(_("not before"), db_default=Now())
    expires_at = models.DateTimeField(_("until"), null=True)
    lease_until = models.DateTimeField(null=True)
    lease_owner = models.CharField(max_length=80, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    about = models.JSONField(default=dict)
    reason = models.CharField(_("cancelled because"), max_length=20, choices=Reason, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("created at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="notification_waiting",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def request_number(self) -> str:
        """Of the request, or task, that wrote it."""
        return str(self.headers.get(NUMBER_HEADER, ""))


class MutedKind(models.Model):
    """A kind of mail that somebody does not want."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="muted_kinds"
    )
    kind = models.CharField(max_length=30, choices=Notification.Kind)
    muted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("muted kind of mail")
        verbose_name_plural = _("muted kinds of mail")
        constraints = [models.UniqueConstraint(name="muted_once", fields=["user", "kind"])]

    def __str__(self) -> str:
        return str(self.get_kind_display())
