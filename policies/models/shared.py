"""Entries of the files that all programmes share: departments, facts, sources, systems, tables."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.bilingual import in_language


class SharedEntry(models.Model):
    """One entry of a shared file.

    ``definition`` is the truth: its lines in the file, to the byte, key and comments included, so
    that a dump gives the same file. The other columns are copies of parts of it, for lists.
    """

    position = models.PositiveIntegerField(_("position"), default=0)
    definition = models.TextField(_("definition"))

    class Meta:
        abstract = True


def web_address(name: str) -> models.CheckConstraint:
    """That ``url`` is empty or an address of the web: it is printed as a link for everybody."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(url="") | models.Q(url__regex=r"^https?://[^[:space:]<>\"]+$"),
        violation_error_message=_("A web address begins with https:// or http://."),
    )


class Department(SharedEntry):
    """A public body that is in charge of programmes."""

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=2000)
    name_en = models.CharField(_("English name"), max_length=2000)
    short_zh = models.CharField(_("Chinese short name"), max_length=2000, blank=True)
    short_en = models.CharField(_("English short name"), max_length=2000, blank=True)
    phone = models.CharField(_("telephone"), max_length=80, blank=True)
    url = models.CharField(_("web address"), max_length=500, blank=True)
    note_zh = models.TextField(_("Chinese note"), blank=True)
    note_en = models.TextField(_("English note"), blank=True)

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [web_address("department_url")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.name_zh, self.name_en)

    @property
    def short(self) -> str:
        """The short name, the long one where there is none."""
        return in_language(self.short_zh, self.short_en) or self.name

    @property
    def note(self) -> str:
        """In the reader's language; empty where there is none."""
        return in_language(self.note_zh, self.note_en)


class Fact(SharedEntry):
    """Something knowable about an applicant on a day; its name is stored for ever."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    type = models.CharField(_("type"), max_length=20)
    topic = models.CharField(_("topic"), max_length=80, blank=True)
    label_zh = models.CharField(_("Chinese label"), max_length=2000, blank=True)
    label_en = models.CharField(_("English label"), max_length=2000, blank=True)
    derived = models.BooleanField(_("derived"), default=False)
    sensitive = models.BooleanField(_("sensitive"), default=False)
    changeable = models.BooleanField(_("changeable"), default=False)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("fact")
        verbose_name_plural = _("facts")

    def __str__(self) -> str:
        return f"{self.label} ({self.name})"

    @property
    def label(self) -> str:
        """In the reader's language; the name where there is no label."""
        return in_language(self.label_zh, self.label_en) or self.name


class Source(SharedEntry):
    """A text that clauses cite."""

    class Grade(models.TextChoices):
        """How good a witness it is."""

        A = "A", _("A: original text")
        B = "B", _("B: official report")
        C = "C", _("C: other report")

    key = models.CharField(_("key"), max_length=80, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=2000)
    title_en = models.CharField(_("English title"), max_length=2000)
    number = models.CharField(_("number"), max_length=200, blank=True)
    url = models.CharField(_("web address"), max_length=500, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)

    class Meta:
        ordering = ["position", "key"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                name="source_year",
                condition=models.Q(published_on=None)
                | models.Q(published_on__range=("1900-01-01", "2100-12-31")),
                violation_error_message=_("The year must lie between 1900 and 2100."),
            ),
            web_address("source_url"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def title(self) -> str:
        """In the reader's language."""
        return in_language(self.title_zh, self.title_en)


class SharedTable(SharedEntry):
    """A dated table that formulas look things up in."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    label_zh = models.CharField(_("Chinese label"), max_length=2000, blank=True)
    label_en = models.CharField(_("English label"), max_length=2000, blank=True)

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("shared table")
        verbose_name_plural = _("shared tables")

    def __str__(self) -> str:
        return in_language(self.label_zh, self.label_en) or self.name


class System(SharedEntry):
    """A plan, a platform, a pilot or a place that surrounds the programmes."""

    slug = models.SlugField(_("key"), max_length=80, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=2000)
    name_en = models.CharField(_("English name"), max_length=2000)
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One on each line."))
    summary_zh = models.TextField(_("Chinese summary"))
    summary_en = models.TextField(_("English summary"))

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("mechanism")
        verbose_name_plural = _("mechanisms")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return in_language(self.name_zh, self.name_en)

    @property
    def summary(self) -> str:
        """In the reader's language."""
        return in_language(self.summary_zh, self.summary_en)


class CatalogueStamp(models.Model):
    """One row whose ``version`` becomes another with every change of the catalogue.

    The database sets it (a trigger on each table of the catalogue), so no writer can forget to.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid.uuid4)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("state of the catalogue")
        verbose_name_plural = _("states of the catalogue")
        constraints = [
            models.CheckConstraint(name="catalogue_stamp_single", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return str(self.version)
