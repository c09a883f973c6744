"""What is kept by value, so that it can be explained and worked out again years later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies.models.digests import sha256_of


class FrozenText(models.Model):
    """A text under its own digest, each kept once; nothing changes or deletes it."""

    sha256 = models.CharField("SHA-256", max_length=64, primary_key=True)
    content = models.TextField()

    class Meta:
        verbose_name = _("frozen text")
        verbose_name_plural = _("frozen texts")
        constraints = [
            models.CheckConstraint(
                name="frozen_text_digest",
                condition=models.Q(sha256=sha256_of("content")),
                violation_error_message=_("The digest is not that of the text."),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]


class Snapshot(models.Model):
    """Facts, rules and verdict of one moment; nothing changes or deletes it.

    Attributes:
        facts: canonical JSON of the facts that the verdict rests on and their provenance; who the
            applicant was, and every other fact, is sealed in it (see :class:`Seal`).
        document: the edition's text, to the byte.
        library: the shared facts, tables and sources it was read with.
        verdict: canonical JSON of the whole result, the tree of reasons included.
        outcome: ``eligible``, ``ineligible`` or ``undetermined``.
        engine: version of the engine that judged.
        judged_on: the day it was judged for.
    """

    facts = models.TextField()
    facts_sha256 = models.CharField(max_length=64)
    document = models.ForeignKey(FrozenText, on_delete=models.PROTECT, related_name="+")
    library = models.ForeignKey(FrozenText, on_delete=models.PROTECT, related_name="+")
    edition = models.CharField(max_length=80)
    verdict = models.TextField()
    outcome = models.CharField(max_length=20)
    engine = models.CharField(max_length=20)
    judged_on = models.DateField()

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        constraints = [
            models.CheckConstraint(
                name="snapshot_digest",
                condition=models.Q(facts_sha256=sha256_of("facts")),
                violation_error_message=_("The digest is not that of the facts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.judged_on}"
