"""Who reads what is kept of a person, line by line of the table of retention.

What is kept, why and how long stands in :mod:`applicants.retention`; the notice on privacy adds who
reads it. Each line names the tables it speaks of: a test walks all tables that lead to a person
and fails where one has no line, so that nothing can be kept in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applicants.retention import RETENTION, Kept

NOTICE = "2026-12"  # version of the notice, printed on it; each consent names that of its own words
YOU = _("You")
DEPARTMENT = _("You and the department in charge; each reading by staff is noted and shown to you")
OPERATORS = _("Administrators")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Who reads one class of what is kept.

    Attributes:
        tables: ``app.Model`` of each table with a person in it that the class speaks of.
    """

    readers: str | Promise
    tables: tuple[str, ...] = ()


READ: dict[str, Read] = {
    "visits": Read(
        readers=_("You, and whoever has the link of a list that you share"),
        tables=("sessions.Session",),
    ),
    "unfinished": Read(readers=OPERATORS),
    "account": Read(
        readers=_("You, administrators, and the department you apply to"),
        tables=(
            "auth.User",
            "account.EmailAddress",
            "account.EmailConfirmation",
            "mfa.Authenticator",
            "applicants.Membership",
            "applicants.Consent",
            "applicants.MutedKind",
        ),
    ),
    "facts": Read(
        readers=_(
            "You; the department you apply to, as they were at handing in; officers who prepare a "
            "programme see how many it would fit, and with a right of their own the names"
        ),
        tables=("applicants.Profile", "applicants.FactChange"),
    ),
    "unneeded": Read(readers=YOU),
    "paused": Read(readers=YOU),
    "copy": Read(
        readers=_("The program that checks everybody; officers as above"),
        tables=("applicants.ProfileFit",),
    ),
    "first_days": Read(readers=YOU, tables=("applicants.FirstDay",)),
    "feeds": Read(
        readers=_("You, and whoever has the address"), tables=("applicants.CalendarFeed",)
    ),
    "codes": Read(readers=_("You")),
    "account_mails": Read(readers=_("Administrators")),
    "reminders": Read(readers=_("You and administrators"), tables=("applicants.Notification",)),
    "notices": Read(readers=_("You and administrators")),
    "drafts": Read(readers=_("You")),
    "ended": Read(readers=DEPARTMENT, tables=("applicants.Application", "applicants.Attachment")),
    "decided": Read(readers=DEPARTMENT),
    "record": Read(
        readers=DEPARTMENT,
        tables=(
            "applicants.Step",
            "applicants.Supplement",
            "applicants.Review",
            "applicants.Snapshot",
            "applicants.Determination",
        ),
    ),
    "typed": Read(readers=YOU, tables=("applicants.UnsentForm",)),
    "exports": Read(readers=_("You, after signing in again")),
    "audit": Read(
        readers=_("Administrators with a right of their own; of your files you"),
        tables=("admin.LogEntry", "applicants.AuditEvent"),
    ),
    "logs": Read(readers=OPERATORS),
    "backups": Read(readers=OPERATORS),
}


def lines() -> Iterator[tuple[Kept, Read]]:
    """Each class of what is kept with who reads it, as the notice shows them."""
    for kept in RETENTION:
        yield kept, READ[kept.key]
