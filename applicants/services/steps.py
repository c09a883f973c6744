"""Taking an application from one status to the next, and writing down that it happened."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.models import Application, Membership, Step
from applicants.services.audit import record_event
from applicants.services.errors import ConflictError, RefusedError
from applicants.services.places import give_back
from applicants.workflow import Action, Role, Status, TransitionError, step

# steps whose note the applicant reads; all others stay with staff
TOLD = frozenset({"request_supplement", "approve", "reject"})
STAFF = frozenset({Role.REVIEWER, Role.DECIDER})


def locked(application_id: int, *, version: int | None = None) -> Application:
    """The application, held until the transaction ends.

    Args:
        version: what the form showed.

    Raises:
        ConflictError: somebody has changed it since.
    """
    rows = Application.objects.select_for_update(of=("self",)).select_related(
        "profile__owner", "programme__department"
    )
    application = rows.get(pk=application_id)
    if version is not None:
        check_version(application, version)
    return application


def check_version(application: Application, version: int) -> None:
    """Refuse what was decided upon before something changed.

    Raises:
        ConflictError: somebody has changed it since the form showed this version.
    """
    if application.version != version:
        raise ConflictError([_("Somebody else has acted on this application meanwhile.")])


def take(
    application: Application, action: Action, *, actor: Any | None, note: str = ""
) -> Application:
    """Take the step that the table names, log it, and raise the version.

    The caller holds the row and saves nothing of it before. What staff do, decisions among it, is
    an entry of the audit log as well: that knows from which address, and lies in a second place.

    Raises:
        TransitionError: it is not possible from here.
    """
    origin = Status(application.status)
    line = step(origin, action)
    application.status = line.target.value
    application.version += 1
    give_back(application)
    application.save()
    Step.objects.create(
        application=application,
        action=action.value,
        origin=origin.value,
        target=line.target.value,
        role=line.role.value,
        actor=actor,
        note=note,
        taken_at=timezone.now(),
    )
    if line.role in STAFF:
        details = {"from": origin.value, "to": line.target.value}
        record_event(
            action=f"application.{action.value}", actor=actor, subject=application, details=details
        )
    return application


def admit(user: Any, application: Application, role: Role) -> None:
    """Let pass who has a role in the department in charge.

    Raises:
        RefusedError: the person has it not.
    """
    department = application.programme.department_id
    if not Membership.objects.of(user).filter(department=department, role=role.value).exists():
        raise RefusedError([_("Your role in this department does not allow this step.")])


__all__ = ["TransitionError", "admit", "check_version", "locked", "take"]
