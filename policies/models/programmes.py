"""Programmes and their editions."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.bilingual import in_language
from policies.models.digests import sha256_of
from policies.models.shared import Department


class Category(models.TextChoices):
    """What a programme is about."""

    SPACE = "space", _("Space")
    LAND = "land", _("Land")
    TALENT = "talent", _("Talent")
    SUBSIDY = "subsidy", _("Subsidy")
    RECOGNITION = "recognition", _("Recognition")
    RESEARCH = "research", _("Research")
    FINANCE = "finance", _("Finance")
    HOUSING = "housing", _("Housing")
    EVENT = "event", _("Event")


class Audience(models.TextChoices):
    """Whom a programme is for."""

    PERSON = "person", _("Person")
    TEAM = "team", _("Team")
    ENTERPRISE = "enterprise", _("Enterprise")
    EXPERT = "expert", _("Expert")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Which programmes to read."""

    def in_force(self, on: date) -> "ProgrammeQuerySet":
        """Those with a published edition that holds on a day."""
        return self.filter(pk__in=Edition.objects.in_force(on).values("programme"))


class Programme(models.Model):
    """A support measure founders can apply to; its slug is for ever.

    All but the slug are copies from its latest edition, for lists.
    """

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=2000)
    title_en = models.CharField(_("English title"), max_length=2000)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    audience = ArrayField(
        models.CharField(max_length=20, choices=Audience), verbose_name=_("audience")
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        related_name="programmes",
        verbose_name=_("department"),
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self.title_zh, self.title_en)


class EditionQuerySet(models.QuerySet["Edition"]):
    """Which editions to read."""

    def published(self) -> "EditionQuerySet":
        """Those that count: no drafts, and none that was repealed before its first day."""
        return self.filter(published_at__isnull=False, annulled_at__isnull=True)

    def drafts(self) -> "EditionQuerySet":
        """Those still being written."""
        return self.filter(published_at__isnull=True)

    def in_force(self, on: date) -> "EditionQuerySet":
        """The published ones that hold on a day, at most one for each programme."""
        still = models.Q(in_force_to__isnull=True) | models.Q(in_force_to__gte=on)
        return self.published().filter(still, in_force_from__lte=on)


class Edition(models.Model):
    """The rules of a programme as one published text states them.

    Once published nothing of it changes but its last day, and of that only what has not gone by:
    a trigger sees to it. The dates here win over those in the document.

    Attributes:
        document: the rule document, to the byte.
        position: its place in the file of its programme.
        published_at: absent for a draft.
        annulled_at: when it was repealed or replaced before its first day, so that it never held.
        proposed_by, approved_by: two people; absent where it came with the catalogue's files.
    """

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="editions", verbose_name=_("programme")
    )
    name = models.CharField(_("edition"), max_length=80)
    in_force_from = models.DateField(_("in force from"))
    in_force_to = models.DateField(_("in force to"), null=True, blank=True)
    document = models.TextField(_("document"))
    sha256 = models.CharField("SHA-256", max_length=64)
    position = models.PositiveIntegerField(_("position"), default=0)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    annulled_at = models.DateTimeField(_("repealed before its first day at"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("approved by"),
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["programme__slug", "position", "in_force_from"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        permissions = [
            ("approve_edition", _("Can approve, return and withdraw editions")),
        ]
        constraints = [
            models.CheckConstraint(
                name="edition_two_people",
                condition=models.Q(approved_by=None)
                | models.Q(proposed_by__isnull=False)
                & ~models.Q(approved_by=models.F("proposed_by")),
                violation_error_message=_("Another person approves an edition."),
            ),
            models.UniqueConstraint(
                name="edition_name",
                fields=["programme", "name"],
                violation_error_message=_("This programme already has an edition of that name."),
            ),
            models.CheckConstraint(
                name="edition_days",
                condition=models.Q(in_force_to=None)
                | models.Q(in_force_to__gte=models.F("in_force_from")),
                violation_error_message=_("The last day in force is before the first."),
            ),
            models.CheckConstraint(
                name="edition_year",
                condition=models.Q(in_force_from__range=("1900-01-01", "2100-12-31"))
                & (
                    models.Q(in_force_to=None)
                    | models.Q(in_force_to__range=("1900-01-01", "2100-12-31"))
                ),
                violation_error_message=_("The year must lie between 1900 and 2100."),
            ),
            models.CheckConstraint(
                name="edition_digest",
                condition=models.Q(sha256=sha256_of("document")),
                violation_error_message=_("The digest is not that of the document."),
            ),
            ExclusionConstraint(
                name="edition_overlap",
                expressions=[
                    ("programme", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "in_force_from",
                            "in_force_to",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=models.Q(published_at__isnull=False, annulled_at__isnull=True),
                violation_error_message=_("Another published edition is in force on one day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.title} ({self.name})"

    @property
    def published(self) -> bool:
        """Whether its text is settled; a draft can still be changed."""
        return self.published_at is not None

    @property
    def counts(self) -> bool:
        """Whether it is published and was not repealed before its first day."""
        return self.published and self.annulled_at is None
