"""An application in words: one line for where it stands, and every step it took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applicants.models import Application, Attachment, AuditEvent, Membership, Step
from applicants.notifications.kinds import due_day
from applicants.services.clocks import days_until
from applicants.services.readings import (
    ADMINISTRATOR,
    FILE_OPENED,
    NAMES_READ,
    OFFICER,
    PAPER_OPENED,
)
from applicants.services.steps import TOLD
from policies.models import Department
from policies.presentation.words import day, language
from policies.rules.wording import EN

_S = Application.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One step as its applicant reads it."""

    at: str
    words: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """That somebody of the staff looked, as it is told to whom it belongs."""

    at: str
    words: str


def moment(at: datetime) -> str:
    """A moment in the reader's manner, in Asia/Shanghai."""
    local = timezone.localtime(at)
    time = date_format(local, "H:i")
    return f"{day(local.date())}, {time}" if language() == EN else f"{day(local.date())} {time}"


def due_words(on: date | None, provisional: bool) -> str:
    """A day by which something is due; provisional days say so."""
    if on is None:
        return ""
    return due_day(on, provisional=provisional)


def status_line(application: Application) -> str:
    """Where it stands, and what comes next, in one line."""
    due = due_words(application.due_on, application.due_provisional)
    if application.status == _S.SUPPLEMENT_REQUESTED:
        supplement = application.supplement
        due = due_words(supplement.due_on, supplement.due_provisional)
    texts = {
        _S.DRAFT: _("Draft: not handed in yet"),
        _S.SUBMITTED: _("In review; an answer is due by %(due)s"),
        _S.SUPPLEMENT_REQUESTED: _("Papers asked for: answer by %(due)s"),
        _S.PROPOSED: _("Reviewed; a second person decides by %(due)s"),
        _S.APPROVED: _("Approved"),
        _S.REJECTED: _("Not approved"),
        _S.WITHDRAWN: _("Withdrawn"),
        _S.LAPSED: _("Lapsed: what was asked for did not come in time"),
    }
    return texts[_S(application.status)] % {"due": due}


def status_mark(application: Application) -> str:
    """How the line is coloured, beside its words: met, unmet, unknown or nothing."""
    marks = {_S.APPROVED: "met", _S.REJECTED: "unmet", _S.LAPSED: "unmet"}
    marks[_S.SUPPLEMENT_REQUESTED] = "unknown"
    return marks.get(_S(application.status), "")


def working_days_left(application: Application, on: date) -> int | None:
    """Working days until the department must have acted; ``None`` while its clock stands."""
    return None if application.due_on is None else days_until(on, application.due_on)


def clock_words(left: int, *, provisional: bool) -> str:
    """Working days left, or how long it is overdue; a provisional day says so."""
    if left < 0:
        text = ngettext("%(n)d working day overdue", "%(n)d working days overdue", -left)
        return text % {"n": -left}
    text = ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
    return text + (_(" (provisional)") if provisional else "")


def step_lines(steps: list[Step]) -> list[StepLine]:
    """Every step, the latest first; opinions of staff stay with staff."""
    words = {
        "submit": _("You handed it in"),
        "request_supplement": _("The department asked for more papers"),
        "supplement": _("You added what was asked for"),
        "lapse": _("It lapsed"),
        "propose": _("It was reviewed"),
        "return": _("The department looks at it again"),
        "approve": _("It was approved"),
        "reject": _("It was not approved"),
        "withdraw": _("You withdrew it"),
    }
    return [
        StepLine(
            at=moment(step.taken_at),
            words=words[step.action],
            note=step.note if step.action in TOLD else "",
        )
        for step in reversed(steps)
    ]


def by_paper(attachments: list[Attachment]) -> dict[str, list[Attachment]]:
    """Files by the paper they stand for."""
    found: dict[str, list[Attachment]] = {}
    for attachment in attachments:
        found.setdefault(attachment.paper, []).append(attachment)
    return found


def reading_lines(readings: Sequence[AuditEvent]) -> list[ReadingLine]:
    """Who looked, by role and department, and at what; never by name."""
    slugs = {each.details.get("department") for each in readings} - {""}
    departments = Department.objects.in_bulk(list(slugs), field_name="slug") if slugs else {}
    names = {slug: department.name for slug, department in departments.items()}
    words = {
        FILE_OPENED: _("%(who)s opened the application %(what)s"),
        PAPER_OPENED: _("%(who)s opened a paper of %(what)s"),
        NAMES_READ: _("%(who)s saw your name on a list of whom a programme fits: %(what)s"),
    }
    return [
        ReadingLine(
            at=moment(each.at),
            words=words[each.action] % {"who": _who(each, names), "what": each.subject_label},
        )
        for each in readings
    ]


def _who(reading: AuditEvent, departments: dict[str, str]) -> str:
    known = {
        **{value: str(label) for value, label in Membership.Role.choices},
        ADMINISTRATOR: _("Administrator"),
        OFFICER: _("Policy officer"),
    }
    roles = " / ".join(known.get(each, each) for each in reading.details.get("as", []))
    department = departments.get(reading.details.get("department", ""), "")
    return " · ".join(filter(None, (department, roles)))
