"""Whether what a waiting mail says is still wanted and still true, asked when it is to be sent.

A mail may wait for hours, because the mail server was away or the day had not come. One table says
for each kind what is looked at again; what is not true any more is cancelled with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from applicants.facts import facts_of
from applicants.models import Application, Consent, MutedKind, Notification, Profile
from applicants.notifications.kinds import SILENT
from applicants.notifications.planning import closes_soon
from policies.rules.facts import Facts
from policies.rules.quantities import NumberRangeError
from policies.services import current_catalogue

Kind, Reason, Status = Notification.Kind, Notification.Reason, Application.Status
Check = Callable[[Notification, date], Notification.Reason | None]
_ENDED_WITHOUT = (Status.DRAFT, Status.REJECTED, Status.WITHDRAWN, Status.LAPSED)


def obsolescence(row: Notification, *, on: date) -> Notification.Reason | None:
    """Why a mail is not to be sent any more; ``None`` where it is."""
    return CHECKS[Kind(row.kind)](row, on)


def _stands(row: Notification, on: date) -> None:
    """A legal notice of what happened, or what somebody asked for just now: always true."""


def _is_draft(row: Notification, on: date) -> Notification.Reason | None:
    is_draft = row.application is not None and row.application.is_draft
    return None if is_draft else Reason.APPLIED


def _papers_are_asked(row: Notification, on: date) -> Notification.Reason | None:
    application = row.application
    if application is not None and application.status != Status.SUPPLEMENT_REQUESTED:
        return Reason.PAST
    return None


def _papers_are_due(row: Notification, on: date) -> Notification.Reason | None:
    if (reason := _papers_are_asked(row, on)) or row.application is None:
        return reason
    due_on = row.application.supplement.due_on.isoformat()
    return None if row.about.get("due_on", due_on) == due_on else Reason.MOVED


def _day_is_told(row: Notification, on: date) -> Notification.Reason | None:
    application = row.application
    if application is None or not application.is_open:
        return Reason.PAST
    asked = application.status == Status.SUPPLEMENT_REQUESTED
    due_on = application.supplement.due_on if asked else application.due_on
    if due_on is None:
        return Reason.PAST
    return None if row.about.get("due_on") == due_on.isoformat() else Reason.MOVED


# --- reminders ------------------------------------------------------------------------------------


def _reminder(
    still: Callable[[Profile, str, Notification, date], Notification.Reason | None],
) -> Check:
    """A check of what is sent on request only: first whether it is wanted, then ``still``."""

    def check(row: Notification, on: date) -> Notification.Reason | None:
        if MutedKind.objects.filter(user=row.user_id, kind=row.kind).exists():
            return Reason.MUTED
        if "profile" not in row.about:  # written before mails knew what they are about
            return None
        profiles = Profile.objects.filter(pk=row.about["profile"], owner=row.user_id)
        if not profiles.filter(owner__is_active=True).exists():
            return Reason.ACCOUNT
        if not profiles.with_consent(Consent.Purpose.REMIND).exists():
            return Reason.CONSENT
        try:
            return still(profiles.get(), str(row.about["programme"]), row, on)
        except Profile.DoesNotExist:
            return Reason.ACCOUNT
        except (NumberRangeError, RecursionError):  # facts that only a script can have stored
            return Reason.UNFIT

    return check


def _closes(profile: Profile, slug: str, row: Notification, on: date) -> Notification.Reason | None:
    if profile.applications.exclude(status=Status.DRAFT).filter(programme__slug=slug).exists():
        return Reason.APPLIED
    catalogue = current_catalogue()
    if catalogue.rulebook.document(slug, on=on) is None:
        return Reason.RULES
    result = catalogue.rulebook.explain_one(slug, facts_of(profile, catalogue.vocabulary), on=on)
    closes_on = closes_soon(result, on)
    if closes_on is None:
        return Reason.UNFIT if result.intake.can_apply else Reason.RULES
    return None if closes_on.isoformat() == row.about["closes_on"] else Reason.MOVED


def _fits(profile: Profile, slug: str, row: Notification, on: date) -> Notification.Reason | None:
    had = profile.applications.exclude(status__in=_ENDED_WITHOUT)
    if had.filter(programme__slug=slug).exists():
        return Reason.APPLIED
    catalogue = current_catalogue()
    book = catalogue.rulebook
    if book.document(slug, on=on) is None:
        return Reason.RULES
    facts: Facts = facts_of(profile, catalogue.vocabulary)
    if book.truth(slug, facts, on=on) is not True:
        return Reason.UNFIT
    intake = book.explain_one(slug, facts, on=on).intake
    return Reason.RULES if intake.state in SILENT else None


CHECKS: Mapping[Notification.Kind, Check] = {
    Kind.ACCOUNT: _stands,
    Kind.RECEIVED: _stands,
    Kind.SUPPLEMENT_ASKED: _papers_are_asked,
    Kind.SUPPLEMENT_DUE: _papers_are_due,
    Kind.DEADLINE_MOVED: _day_is_told,
    Kind.LAPSED: _stands,
    Kind.DETERMINED: _stands,
    Kind.DRAFT_EXPIRES: _is_draft,
    Kind.WINDOW_CLOSES: _reminder(_closes),
    Kind.FIRST_DAY: _reminder(_fits),
    Kind.NEW_MATCH: _reminder(_fits),
}
