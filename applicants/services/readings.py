"""Who of the staff looked at what belongs to a founder: written down, and to be told to them.

Nothing of who it was but the role and the department is told on; the audit log has the rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q

from applicants.models import Application, Attachment, AuditEvent, Membership, Profile
from applicants.services.audit import record_event

FILE_OPENED, PAPER_OPENED, NAMES_READ = "file.opened", "paper.opened", "names.read"
ADMINISTRATOR, OFFICER = "administrator", "officer"  # beside the roles of a membership
MOST = 50  # readings that are shown


def record_file_opened(application: Application, *, by: Any) -> None:
    """The page of an application was shown to a member of staff."""
    details = _capacity(by, application)
    record_event(action=FILE_OPENED, actor=by, subject=application, details=details)


def record_paper_opened(attachment: Attachment, application: Application, *, by: Any) -> None:
    """One of its papers was given to a member of staff."""
    details = {**_capacity(by, application), "paper": str(attachment.pk)}
    record_event(action=PAPER_OPENED, actor=by, subject=application, details=details)


def record_names_read(profile_ids: Iterable[int], subject: Model, *, by: Any, part: str) -> None:
    """A list with names of founders was shown.

    Args:
        subject: of what: an edition, a draft.
        part: which list of it.
    """
    details = {**_capacity(by), "profiles": [int(pk) for pk in profile_ids], "list": part}
    record_event(action=NAMES_READ, actor=by, subject=subject, details=details)


def readings_of_application(application: Application) -> list[AuditEvent]:
    """Who looked at one, the latest first."""
    found = AuditEvent.objects.about(application)
    return list(found.filter(action__in=(FILE_OPENED, PAPER_OPENED))[:MOST])


def readings_of_profile(profile: Profile) -> list[AuditEvent]:
    """Who looked at any application of a founder, or read the name on a list; the latest first."""
    own = [str(pk) for pk in profile.applications.values_list("pk", flat=True)]
    label = Application._meta.label_lower
    opened = Q(action__in=(FILE_OPENED, PAPER_OPENED), subject_type=label, subject_id__in=own)
    named = Q(action=NAMES_READ, details__contains={"profiles": [profile.pk]})
    return list(AuditEvent.objects.filter(opened | named)[:MOST])


def _capacity(user: Any, application: Application | None = None) -> dict[str, Any]:
    """In which role somebody looks, and for which department."""
    rows = Membership.objects.of(user).select_related("department")
    if application is not None:
        rows = rows.filter(department=application.programme.department_id)
    found = list(rows)
    roles = sorted({row.role for row in found})
    if not roles:
        roles = [ADMINISTRATOR if user.is_superuser else OFFICER]
    department = found[0].department.slug if found else ""
    return {"as": roles, "department": department}
