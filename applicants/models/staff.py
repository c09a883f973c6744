"""Who works where: staff belong to departments and see only what is theirs."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applicants.workflow import Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Which memberships to read."""

    def of(self, user: Any) -> "MembershipQuerySet":
        """Those of one active member of staff."""
        if not (user.is_active and user.is_staff):
            return self.none()
        return self.filter(user=user.pk)


class Membership(models.Model):
    """One role of one member of staff in one department."""

    class Role(models.TextChoices):
        """What a member of staff does."""

        REVIEWER = Role.REVIEWER.value, _("Reviewer")
        DECIDER = Role.DECIDER.value, _("Decider")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("account"),
    )
    department = models.ForeignKey(
        "policies.Department",
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("department"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["department", "role", "user"]
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")
        constraints = [
            models.UniqueConstraint(
                name="membership_once",
                fields=["user", "department", "role"],
                violation_error_message=_("This person has this role in the department already."),
            ),
            models.CheckConstraint(
                name="membership_role",
                condition=models.Q(role__in=["reviewer", "decider"]),
                violation_error_message=_("There is no such role."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department} · {self.get_role_display()} · {self.user}"
