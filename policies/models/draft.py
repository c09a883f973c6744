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
        day: the first day in force of one that was proposed or approved, the last of one withdrawn.
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


class DraftPresence(models.Model):
    """Who has a draft open, and when that was last heard of."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="presences")
    user: Any = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="draft_presence_once", fields=["draft", "user"]),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.user_id}"
