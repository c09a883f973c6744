"""Editions being written: the text as it stands, every text before it, and who has it open."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.models.bilingual import in_language
from policies.models.programmes import Edition, Programme


class DraftQuerySet(models.QuerySet["Draft"]):
    """Which drafts to read."""

    def open(self) -> "DraftQuerySet":
        """Those that are still written or wait for a second person."""
        return self.filter(state__in=(Draft.State.WRITING, Draft.State.PROPOSED))

    def titled(self) -> "DraftQuerySet":
        """With the titles of their programmes, where there are such programmes already."""
        found = Programme.objects.filter(slug=models.OuterRef("programme"))
        return self.annotate(
            title_zh=models.Subquery(found.values("title_zh")[:1]),
            title_en=models.Subquery(found.values("title_en")[:1]),
        )


class Draft(models.Model):
    """An edition on its way: any text may be kept, also one that is no document yet.

    Attributes:
        text: as it stands now.
        version: of the text; one more with every change of it, whoever makes it.
        programme, edition: as the text states them, empty where it does not.
        based_on: the edition it began as; absent for one from nothing.
        edited_by, edited_at: of the last change.
        replaces: the published edition whose days it takes, from its own first day on.
        replacing_reason: why it does; empty where it replaces none.
        proposed: the edition as which it waits for a second person, or was published.
    """

    class State(models.TextChoices):
        """How far it is."""

        WRITING = "writing", _("being written")
        PROPOSED = "proposed", _("waiting for approval")
        PUBLISHED = "published", _("published")
        DISCARDED = "discarded", _("discarded")

    text = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    programme = models.CharField(_("programme"), max_length=80, blank=True)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    based_on = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("based on"),
    )
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.WRITING)
    proposed = models.OneToOneField(
        Edition,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="draft",
        verbose_name=_("proposed edition"),
    )
    replaces = models.ForeignKey(
        Edition,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replaces"),
    )
    replacing_reason = models.TextField(_("why it replaces it"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("begun by"),
    )
    created_at = models.DateTimeField(_("begun at"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("last changed by"),
    )
    edited_at = models.DateTimeField(_("last changed at"))

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-edited_at"]
        verbose_name = _("draft of an edition")
        verbose_name_plural = _("drafts of editions")
        constraints = [
            models.CheckConstraint(
                name="draft_state",
                condition=models.Q(state__in=["writing", "proposed", "published", "discarded"]),
                violation_error_message=_("There is no such state."),
            ),
            models.CheckConstraint(
                name="draft_proposed",
                condition=models.Q(state__in=["writing", "discarded"], proposed=None)
                | models.Q(state__in=["proposed", "published"], proposed__isnull=False),
                violation_error_message=_("What is proposed has an edition."),
            ),
            models.CheckConstraint(
                name="draft_replacing_reason",
                condition=models.Q(replaces=None, replacing_reason="")
                | models.Q(replaces__isnull=False) & ~models.Q(replacing_reason=""),
                violation_error_message=_("Say why the edition is replaced."),
            ),
        ]

    def __str__(self) -> str:
        if not (self.programme or self.edition):
            return gettext("Draft without a name")
        of = in_language(getattr(self, "title_zh", None), getattr(self, "title_en", None))
        return f"{of or self.programme or '…'} {self.edition or '…'}"

    @property
    def is_open(self) -> bool:
        """Whether its text can be changed."""
        return self.state == self.State.WRITING


class DraftVersion(models.Model):
    """One text of a draft, kept for ever: what was changed, by whom, and what one can go back to.

    Attributes:
        number: the version of the draft that it was.
        kind: what was done.
        path: where in the document, where one place was changed.
        origin: the version whose text it is; its own number where the text was new.
        parent: the origin that a new text was made from; absent for the first.
    """

    class Kind(models.TextChoices):
        """What was done to a draft."""

        START = "start", _("begun")
        EDIT = "edit", _("changed")
        WRITE = "write", _("text written")
        UNDO = "undo", _("undone")
        REDO = "redo", _("done again")

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    kind = models.CharField(_("change"), max_length=20, choices=Kind)
    path = models.CharField(_("place"), max_length=400, blank=True)
    origin = models.PositiveIntegerField()
    parent = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["draft", "number"]
        verbose_name = _("version of a draft")
        verbose_name_plural = _("versions of drafts")
        constraints = [
            models.UniqueConstraint(name="draft_version_once", fields=["draft", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}/{self.number}"


class EditionStep(models.Model):
    """Who did what with an edition and when, from its first draft on; a record for ever.

    Names and digest are kept by value: a proposed edition that is returned goes.

    Attributes:
        draft: absent for an edition that came with the catalogue's files.
        day: the first day in force of one that was proposed or approved; the last day that was
            asked for or given to one that ends, is shortened, repealed or replaced.
        sha256: of the text that was proposed, returned or approved.
    """

    class Kind(models.TextChoices):
        """What somebody did."""

        BEGUN = "begun", _("begun")
        PROPOSED = "proposed", _("proposed")
        RETURNED = "returned", _("returned")
        APPROVED = "approved", _("approved and published")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DISCARDED = "discarded", _("discarded")
        ASKED = "asked", _("change of its days asked for")
        DECLINED = "declined", _("change of its days declined")
        DROPPED = "dropped", _("request to change its days taken back")
        MOVED = "moved", _("last day changed")
        REPEALED = "repealed", _("repealed")
        REPLACED = "replaced", _("replaced by another edition")

    kind = models.CharField(_("step"), max_length=20, choices=Kind)
    draft = models.ForeignKey(
        Draft, on_delete=models.PROTECT, null=True, related_name="steps", verbose_name=_("draft")
    )
    programme = models.CharField(_("programme"), max_length=80, blank=True)
    edition = models.CharField(_("edition"), max_length=80, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    day = models.DateField(_("day"), null=True)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of an edition")
        verbose_name_plural = _("steps of editions")

    def __str__(self) -> str:
        return f"{self.programme} {self.edition}: {self.kind}"


class EditionChange(models.Model):
    """What one person asks for a published edition, and another decides: until when it holds.

    Attributes:
        last: the last day that is asked for; only for an end on a day.
        reason: why, in the words of whoever asks.
        decided_by: for one that was taken back, whoever asked.
    """

    class Kind(models.TextChoices):
        """What is asked for."""

        REPEAL = "repeal", _("repealed as soon as somebody approves")
        END = "end", _("in force until a day")
        OPEN = "open", _("in force until further notice")

    class State(models.TextChoices):
        """What became of it."""

        ASKED = "asked", _("waiting for approval")
        APPROVED = "approved", _("approved")
        DECLINED = "declined", _("declined")
        DROPPED = "dropped", _("taken back")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="changes", verbose_name=_("edition")
    )
    kind = models.CharField(_("change"), max_length=20, choices=Kind)
    last = models.DateField(_("last day in force"), null=True, blank=True)
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked for by"),
    )
    asked_at = models.DateTimeField(_("asked for at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of an edition's days")
        verbose_name_plural = _("changes of editions' days")
        constraints = [
            models.UniqueConstraint(
                name="edition_change_waiting",
                fields=["edition"],
                condition=models.Q(state="asked"),
                violation_error_message=_("A change of this edition waits for approval already."),
            ),
            models.CheckConstraint(
                name="edition_change_day",
                condition=models.Q(kind="end", last__isnull=False)
                | models.Q(kind__in=["repeal", "open"], last=None),
                violation_error_message=_("Only an end has a last day."),
            ),
            models.CheckConstraint(
                name="edition_change_reason",
                condition=~models.Q(reason=""),
                violation_error_message=_("Say why."),
            ),
            models.CheckConstraint(
                name="edition_change_decided",
                condition=models.Q(state="asked", decided_by=None, decided_at=None)
                | models.Q(state="dropped", decided_by=models.F("asked_by"))
                | models.Q(state__in=["approved", "declined"], decided_by__isnull=False)
                & ~models.Q(decided_by=models.F("asked_by")),
                violation_error_message=_("Another person decides."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.kind}"


class DraftPresence(models.Model):
    """Who has a draft open, and when that was last heard of."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    user: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("open draft of a person")
        verbose_name_plural = _("open drafts of a person")
        constraints = [
            models.UniqueConstraint(name="draft_presence_once", fields=["draft", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.user_id}"
