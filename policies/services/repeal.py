"""Until when a published edition holds: one person asks for another last day, another decides.

An edition can be shortened, prolonged or repealed at any time, but no day that has gone by changes:
what held then stays, and so does whatever was decided by it.
"""

from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from policies.models import Draft, Edition, EditionChange, EditionStep
from policies.services.approving import APPROVE, PROPOSE, check_may
from policies.services.drafting import comment_of, note_step
from policies.services.editions import (
    end_edition,
    has_ended,
    lock_catalogue,
    move_last_day,
    name_of,
)
from policies.services.errors import CatalogueError

Kind, State, Step = EditionChange.Kind, EditionChange.State, EditionStep.Kind


def can_be_changed(edition: Edition) -> bool:
    """Whether anything of the days of an edition lies ahead."""
    return edition.counts and not has_ended(edition)


def waiting_change(edition: Edition) -> EditionChange | None:
    """What somebody has asked for and nobody decided yet."""
    waiting = edition.changes.filter(state=State.ASKED).select_related("asked_by")
    return waiting.first()


@transaction.atomic
def ask_change(
    *, edition_id: int, kind: str, reason: str, by: User, last: date | None = None
) -> EditionChange:
    """Ask that a published edition end, go on or be repealed; another person has to approve it.

    Args:
        kind: one of :class:`~policies.models.EditionChange.Kind`.
        last: the last day in force, for an end on a day.

    Raises:
        CatalogueError: this person may not, no reason is given, another change waits already, or
            it could not be done today.
        Edition.DoesNotExist: there is no such edition.
    """
    check_may(by, PROPOSE)
    reason = comment_of(reason)
    lock_catalogue()
    edition = Edition.objects.select_related("programme").get(pk=edition_id)
    if waiting_change(edition) is not None:
        raise CatalogueError.at("", f"{name_of(edition)} has a change that waits for approval.")
    change = EditionChange(
        edition=edition,
        kind=kind,
        last=last if kind == Kind.END else None,
        reason=reason,
        asked_by=by,
        asked_at=timezone.now(),
    )
    _try(change)
    change.save()
    _note(Step.ASKED, change, by=by, comment=reason)
    return change


@transaction.atomic
def approve_change(*, change_id: int, by: User) -> Edition:
    """Do what another person has asked for; it is done as of today.

    Raises:
        CatalogueError: this person asked for it or may not approve, it was decided already, or it
            can no longer be done.
        EditionChange.DoesNotExist: there is no such request.
    """
    check_may(by, APPROVE)
    lock_catalogue()
    change = _lock_waiting(change_id)
    if change.asked_by_id == by.pk:
        raise CatalogueError.at("", "another person approves what you have proposed.")
    edition = _do(change)
    _decide(change, State.APPROVED, by)
    step = Step.REPEALED if change.kind == Kind.REPEAL else Step.MOVED
    _note(step, change, by=by, comment=change.reason)
    return edition


@transaction.atomic
def decline_change(*, change_id: int, by: User, comment: str = "") -> EditionChange:
    """Refuse what another person has asked for, or take back what one asked for oneself.

    Args:
        comment: why; one need not tell oneself.

    Raises:
        CatalogueError: it was decided already, nothing is said of why, or this person may not.
        EditionChange.DoesNotExist: there is no such request.
    """
    change = _lock_waiting(change_id)
    own = change.asked_by_id == by.pk
    if not own:
        check_may(by, APPROVE)
    comment = comment_of(comment, required=not own)
    _decide(change, State.DROPPED if own else State.DECLINED, by)
    _note(Step.DROPPED if own else Step.DECLINED, change, by=by, comment=comment)
    return change


def _lock_waiting(change_id: int) -> EditionChange:
    rows = EditionChange.objects.select_for_update(of=("self",)).select_related("edition")
    change = rows.get(pk=change_id)
    if change.state != State.ASKED:
        raise CatalogueError.at("", f"this change is {change.state} already.")
    return change


def _try(change: EditionChange) -> None:
    """Refuse at once what could not be approved: do it, and undo it.

    Raises:
        CatalogueError: it could not.
    """
    with transaction.atomic():
        _do(change)
        transaction.set_rollback(True)


def _do(change: EditionChange) -> Edition:
    edition = change.edition
    if change.kind == Kind.REPEAL:
        return end_edition(edition_id=edition.pk, on=timezone.localdate())
    if change.kind == Kind.END and change.last is None:
        raise CatalogueError.at("last", "say on which day it ends.")
    if change.last == edition.in_force_to:
        raise CatalogueError.at("last", f"{name_of(edition)} already ends like this.")
    return move_last_day(edition_id=edition.pk, last=change.last)


def _decide(change: EditionChange, state: EditionChange.State, by: User) -> None:
    change.state, change.decided_by, change.decided_at = state, by, timezone.now()
    change.save(update_fields=["state", "decided_by", "decided_at"])


def _note(step: EditionStep.Kind, change: EditionChange, *, by: User, comment: str) -> None:
    day = change.last
    if step == Step.REPEALED:
        day = timezone.localdate() - timedelta(days=1)
    draft = Draft.objects.filter(proposed=change.edition_id).first()
    note_step(step, by=by, draft=draft, edition=change.edition, day=day, comment=comment)
