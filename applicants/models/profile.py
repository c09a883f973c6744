"""What a founder told us: facts by name, where each comes from, and what was agreed to."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policies.rules.quantities import MAX_PLACES, exact, json_number


class ExactDecoder(json.JSONDecoder):
    """Reads numbers without loss, as the rules take them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": exact, "parse_int": exact})


class ExactEncoder(json.JSONEncoder):
    """Writes those numbers again; what was read is what is written."""

    def default(self, o: Any) -> Any:
        """A fraction as the decimal that it was."""
        return json_number(o, MAX_PLACES) if isinstance(o, Fraction) else super().default(o)


class ProfileQuerySet(models.QuerySet["Profile"]):
    """Whose profiles to read."""

    def owned_by(self, user: Any) -> ProfileQuerySet:
        """Those of one account."""
        return self.filter(owner=user.pk)

    def locked(self, profile_id: int) -> Profile:
        """One that is there, and nobody else changes until the transaction ends.

        Raises:
            Profile.DoesNotExist: there is none, or it was erased while one waited for it: nothing
                is written into the row that an application hangs on.
        """
        profile = self.select_for_update(of=("self",)).get(pk=profile_id)
        if not profile.name:
            raise Profile.DoesNotExist
        return profile

    def with_consent(self, purpose: str) -> ProfileQuerySet:
        """Those whose owner has agreed to a purpose and not taken it back."""
        given = Consent.objects.filter(
            profile=models.OuterRef("pk"), purpose=purpose, withdrawn_at=None
        )
        return self.filter(models.Exists(given))


class Profile(models.Model):
    """One applicant: a person, an enterprise or an expert.

    Attributes:
        audience: who the owner is (about to start, running a firm, …); it is no fact of any rule.
        facts: ``{name: value}``; a name that is absent is unknown. Every change leaves a
            :class:`FactChange`, which the database writes itself, as long as the fact is there.
        provenance: ``{name: {source, as_of, by, at}}`` for each fact: ``typed``, ``document`` or
            ``official``; the day it holds for; the account that stated it; when.
        foreseen_from: what the first eligible days were last worked out from.
        paused_at: when the owner took back the consent to keep the answers and have them checked:
            nothing is matched, previewed or told since. Absent while the consent holds.
        forgotten_at: when an answer was last deleted for good: what a session remembers from before
            is good no more.
    """

    class Kind(models.TextChoices):
        """What an applicant is."""

        PERSON = "person", _("Person or founding team")
        ENTERPRISE = "enterprise", _("Company or licensed business")
        EXPERT = "expert", _("Expert")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="profiles",
        verbose_name=_("account"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    language = models.CharField(_("language of mails"), max_length=10, default="zh-hans")
    audience = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    facts = models.JSONField(
        _("facts"), default=dict, blank=True, decoder=ExactDecoder, encoder=ExactEncoder
    )
    provenance = models.JSONField(_("provenance"), default=dict, blank=True)
    foreseen_from = models.CharField(max_length=100, blank=True)
    paused_at = models.DateTimeField(null=True, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                name="profile_kind",
                condition=models.Q(kind__in=["person", "enterprise", "expert"]),
                violation_error_message=_("There is no such kind of applicant."),
            ),
            models.CheckConstraint(
                name="profile_credit_code",
                condition=models.Q(credit_code="")
                | models.Q(credit_code__regex=r"^[0-9A-HJ-NP-RT-UW-Y]{18}$"),
                violation_error_message=_("The credit code has 18 digits and capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or gettext("erased at the applicant's wish")

    @property
    def is_paused(self) -> bool:
        """Whether nothing may be worked out of the answers."""
        return self.paused_at is not None


class FactChange(models.Model):
    """One change of one fact: a trigger writes it, and deletes it with the fact.

    Attributes:
        before: JSON ``null`` where the fact was unknown.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="fact_changes")
    name = models.CharField(max_length=100)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    provenance = models.JSONField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("change of a fact")
        verbose_name_plural = _("changes of facts")

    def __str__(self) -> str:
        return f"{self.name} {self.changed_at:%Y-%m-%d %H:%M}"


class Consent(models.Model):
    """That somebody agreed to a purpose, to which text, and until when.

    Attributes:
        programmes: the slugs of those for which sensitive questions may be asked; ``None`` for all.
        text_version: of the words on the page, see :data:`applicants.services.profiles.CONSENT`
            and :data:`policies.permission.WORDS`.
    """

    class Purpose(models.TextChoices):
        """What the facts may be used for."""

        KEEP = "keep", _("Keep my answers and check them against the programmes")
        REMIND = "remind", _("Write to me when a day comes that matters to me")
        SENSITIVE = "sensitive", _("Ask me sensitive questions and keep the answers")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)
    text_version = models.CharField(max_length=20)
    programmes = ArrayField(models.CharField(max_length=100), null=True, blank=True)
    given_at = models.DateTimeField(_("given at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                name="consent_once",
                fields=["profile", "purpose"],
                condition=models.Q(withdrawn_at=None),
                violation_error_message=_("This was agreed to already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_purpose_display())


class FirstDay(models.Model):
    """The first day on which time alone makes a profile eligible, as the engine worked it out.

    Attributes:
        on: in Asia/Shanghai; the row goes when the day has come and was looked at.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="first_days")
    programme = models.ForeignKey("policies.Programme", on_delete=models.CASCADE)
    on = models.DateField()

    class Meta:
        ordering = ["on"]
        verbose_name = _("first eligible day")
        verbose_name_plural = _("first eligible days")
        constraints = [
            models.UniqueConstraint(name="first_day_once", fields=["profile", "programme"]),
        ]

    def __str__(self) -> str:
        return f"{self.on}"
