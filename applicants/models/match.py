"""Which programmes fit whom: sets of profiles for each edition, and the runs that work them out.

A set of profiles is a Roaring bitmap of their ids, as :mod:`applicants.matching.bitmaps` writes it.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from applicants.models.profile import Profile


class MatchRunQuerySet(models.QuerySet["MatchRun"]):
    """Which runs to read."""

    def running(self) -> MatchRunQuerySet:
        """Those that are not at an end."""
        return self.filter(state=MatchRun.State.RUNNING)


class MatchRun(models.Model):
    """One holding of editions against the whole population.

    Attributes:
        on: the day that the verdicts are of, in Asia/Shanghai.
        editions: ``{id: fingerprint}`` of those that are decided, see
            :attr:`applicants.matching.editions.Held.fingerprint`; one that has changed when the
            run ends gets no result of it, and another run follows.
        closing: ids of editions that are no longer in force and fit nobody from now on.
        chunks: in how many parts the profiles are decided.
        decided: how many of them are.
        error: of the last try that failed; it is tried again until it is done or overtaken.
        told_at: when the owners of profiles that gained something had their notifications written.
    """

    class Kind(models.TextChoices):
        """What it was started for."""

        NIGHTLY = "nightly", _("a new day")
        PUBLISH = "publish", _("new rules")
        PROFILE = "profile", _("changed profiles")
        ASKED = "asked", _("asked for")

    class State(models.TextChoices):
        """How far it is."""

        RUNNING = "running", _("running")
        DONE = "done", _("done")
        SUPERSEDED = "superseded", _("overtaken by new rules or a new day")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    state = models.CharField(_("state"), max_length=20, choices=State, default=State.RUNNING.value)
    on = models.DateField(_("day"))
    editions = models.JSONField(default=dict)
    closing = ArrayField(models.BigIntegerField(), default=list)
    chunks = models.PositiveIntegerField(_("parts"), default=0)
    decided = models.PositiveIntegerField(_("parts decided"), default=0)
    profiles = models.PositiveBigIntegerField(_("profiles"), default=0)
    gained = models.PositiveBigIntegerField(_("gained"), default=0)
    lost = models.PositiveBigIntegerField(_("lost"), default=0)
    error = models.CharField(_("last error"), max_length=500, blank=True)
    started_at = models.DateTimeField(_("started at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended at"), null=True)
    told_at = models.DateTimeField(null=True)

    objects = MatchRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("matching run")
        verbose_name_plural = _("matching runs")
        indexes = [
            models.Index(
                fields=["id"], name="match_run_running", condition=models.Q(state="running")
            ),
            models.Index(
                fields=["id"],
                name="match_run_to_tell",
                condition=models.Q(state="done", told_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class MatchChunk(models.Model):
    """A part of a run: the profiles with ids above one and up to another.

    It goes when the run is at its end.

    Attributes:
        up_to: absent for the last part, which has whoever was added since.
        called_at: when a worker was last asked for it.
        decided_at: its result is kept once; who decides it again keeps nothing.
        eligible, undetermined: a set for each edition, in ascending order of their ids.
    """

    run = models.ForeignKey(MatchRun, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    above = models.BigIntegerField()
    up_to = models.BigIntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    profiles = models.PositiveIntegerField(default=0)
    eligible = ArrayField(models.BinaryField(), default=list)
    undetermined = ArrayField(models.BinaryField(), default=list)

    class Meta:
        ordering = ["run", "number"]
        verbose_name = _("part of a matching run")
        verbose_name_plural = _("parts of matching runs")
        constraints = [models.UniqueConstraint(name="match_chunk_once", fields=["run", "number"])]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


class EditionFit(models.Model):
    """Whom an edition fits, and of whom one cannot tell yet, by its latest run.

    A profile that has changed since is found in :class:`ProfileFit`.

    Attributes:
        on: the day that the verdicts are of.
        fingerprint: of the rules as they were then.
    """

    edition = models.OneToOneField(
        "policies.Edition",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="fit",
        verbose_name=_("edition"),
    )
    on = models.DateField(_("day"))
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="fits")
    fingerprint = models.CharField(max_length=64)
    eligible = models.BinaryField()
    undetermined = models.BinaryField()
    eligible_count = models.PositiveBigIntegerField(_("eligible"))
    undetermined_count = models.PositiveBigIntegerField(_("undetermined"))

    class Meta:
        ordering = ["edition__programme__slug"]
        verbose_name = _("whom an edition fits")
        verbose_name_plural = _("whom editions fit")

    def __str__(self) -> str:
        return str(self.edition)


class FitChange(models.Model):
    """What one run changed of one edition; nothing changes or deletes it.

    Attributes:
        news: those of the gained whose owners should hear of it: not who changed the answers
            himself and saw it at once, nor whom another edition of the programme fitted before.
    """

    edition = models.ForeignKey(
        "policies.Edition",
        on_delete=models.PROTECT,
        related_name="fit_changes",
        verbose_name=_("edition"),
    )
    run = models.ForeignKey(MatchRun, on_delete=models.PROTECT, related_name="changes")
    on = models.DateField(_("day"))
    gained = models.BinaryField()
    lost = models.BinaryField()
    undetermined_gained = models.BinaryField()
    undetermined_lost = models.BinaryField()
    news = models.BinaryField()
    gained_count = models.PositiveBigIntegerField(_("gained"))
    lost_count = models.PositiveBigIntegerField(_("lost"))
    undetermined_gained_count = models.PositiveBigIntegerField(_("newly undetermined"))
    undetermined_lost_count = models.PositiveBigIntegerField(_("no longer undetermined"))

    class Meta:
        ordering = ["-run", "edition"]
        verbose_name = _("change of whom an edition fits")
        verbose_name_plural = _("changes of whom editions fit")
        constraints = [models.UniqueConstraint(name="fit_change_once", fields=["run", "edition"])]

    def __str__(self) -> str:
        return f"+{self.gained_count} -{self.lost_count}"


class ProfileFit(models.Model):
    """What fits a profile whose facts changed since the last run; wins over the sets.

    The next run over everything takes it into the sets, and it goes.

    Attributes:
        on: the day that the verdicts are of.
        version: another one with each writing.
        eligible, undetermined, ineligible: ids of the editions that were decided.
    """

    profile = models.OneToOneField(
        Profile, on_delete=models.CASCADE, primary_key=True, related_name="fit"
    )
    on = models.DateField()
    version = models.UUIDField()
    eligible = ArrayField(models.BigIntegerField(), default=list)
    undetermined = ArrayField(models.BigIntegerField(), default=list)
    ineligible = ArrayField(models.BigIntegerField(), default=list)
    decided_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["profile"]
        verbose_name = _("what fits a changed profile")
        verbose_name_plural = _("what fits changed profiles")

    def __str__(self) -> str:
        return str(self.profile_id)
