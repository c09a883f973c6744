"""Erasing an account, and what is private of an application whose time is over.

Without anything handed in everything goes. Else the record stays: receipt number, the answers that
the verdict rests on, steps, opinions, decision, and the digests of the papers, without name, credit
code, contact and papers. Account and profile are then two empty rows that the record hangs on.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applicants.matching.snapshot import discard_copies
from applicants.models import (
    Application,
    Attachment,
    MutedKind,
    Notification,
    Profile,
    UnsentForm,
)
from applicants.services.applying import discard_draft, withdraw
from applicants.services.audit import record_event
from applicants.services.errors import RefusedError
from applicants.services.export import remove_export
from applicants.services.feeds import revoke_feed
from applicants.services.sealing import throw_away
from applicants.services.sessions import bell
from applicants.uploads import remove_stored

CLOSED = "erased-"  # begins the name of an account that only a record hangs on


@dataclass(frozen=True, slots=True, kw_only=True)
class Belongings:
    """What hangs on an account.

    Attributes:
        facts: answers; whom one looks for is one of them.
        files: papers of drafts and of what was handed in.
        open: what is still to be decided, and would be withdrawn.
        ended: what is decided, withdrawn or lapsed.
    """

    facts: int
    drafts: int
    files: int
    mails: int
    open: tuple[Application, ...]
    ended: tuple[Application, ...]

    @property
    def handed_in(self) -> tuple[Application, ...]:
        """What the law wants a record of."""
        return self.open + self.ended


def belongings_of(user_id: int) -> Belongings:
    """What erasing an account would take, and what would stay as a record."""
    profiles = Profile.objects.filter(owner=user_id)
    applications = Application.objects.filter(profile__owner=user_id)
    rows = applications.handed_in().select_related("programme").order_by("pk")
    kept = profiles.values_list("facts", "audience")
    return Belongings(
        facts=sum(len(facts) + bool(audience) for facts, audience in kept),
        drafts=applications.filter(status=Application.Status.DRAFT).count(),
        files=Attachment.objects.filter(application__in=applications).exclude(name="").count(),
        mails=_mails_of(user_id).count(),
        open=tuple(row for row in rows if row.is_open),
        ended=tuple(row for row in rows if not row.is_open),
    )


@transaction.atomic
def erase_account(*, user_id: int, actor: Any) -> None:
    """Erase everything of a founder but what the law keeps; what is open is withdrawn first.

    An account that is closed already stays as it is.

    Args:
        actor: who asked for it: the owner, or an administrator.

    Raises:
        User.DoesNotExist: there is no such account.
        RefusedError: it is an account of staff, whose name stands under decisions.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if user.is_staff:
        raise RefusedError([staff_stay()])
    if user.username.startswith(CLOSED):
        return
    found = belongings_of(user_id)
    details = {"records": len(found.handed_in), "files": found.files, "mails": found.mails}
    record_event(action="account.erased", actor=actor, subject=user, details=details)
    for profile in Profile.objects.select_for_update(of=("self",)).filter(owner=user):
        remove_export(profile_id=profile.pk)
        _erase_applications(profile, user)
        _mails_of(user_id).delete()
        if profile.applications.exists():
            _empty(profile)
        else:
            profile.delete()
    _mails_of(user_id).delete()
    EmailAddress.objects.filter(user=user).delete()
    MutedKind.objects.filter(user=user).delete()
    UnsentForm.objects.filter(user=user).delete()
    if found.handed_in:
        _close(user)
    else:
        user.delete()
    transaction.on_commit(discard_copies, robust=True)
    transaction.on_commit(bell.ring, robust=True)


@transaction.atomic
def strip_application(*, application_id: int) -> None:
    """Take name, credit code, papers and mails from an application at its end; twice is once."""
    rows = Application.objects.handed_in().select_for_update(of=("self",))
    row = rows.get(pk=application_id)
    throw_away(row)
    for attachment in row.attachments.exclude(name=""):
        attachment.name = ""
        attachment.save(update_fields=["name"])
        transaction.on_commit(partial(remove_stored, attachment.stored))
    if (supplement := getattr(row, "supplement", None)) is not None:
        supplement.answer = ""
        supplement.save(update_fields=["answer"])
    row.notifications.all().delete()


def is_erased(user_id: int) -> bool:
    """Whether an account that there was is erased."""
    return not User.objects.filter(pk=user_id).exclude(username__startswith=CLOSED).exists()


def staff_stay() -> Any:
    """Why an account of staff is not erased, and what is done instead."""
    return _(
        "An account of staff is not erased: its name stands under opinions and decisions. Take the "
        "tick from “active” instead: then nobody can sign in with it any more."
    )


def _erase_applications(profile: Profile, user: Any) -> None:
    for row in profile.applications.filter(status=Application.Status.DRAFT):
        discard_draft(application_id=row.pk, owner=user)
    for row in profile.applications.open():
        withdraw(application_id=row.pk, version=row.version, actor=user)
    for pk in profile.applications.values_list("pk", flat=True):
        strip_application(application_id=pk)


def _empty(profile: Profile) -> None:
    """Leave the row that records hang on; the trigger erases the history with the facts."""
    profile.name = profile.credit_code = profile.foreseen_from = ""
    profile.facts, profile.provenance, profile.audience = {}, {}, []
    profile.paused_at = profile.paused_at or timezone.now()
    profile.save()
    hanging: Iterable[Any] = (profile.consents, profile.first_days)
    for rows in hanging:
        rows.all().delete()
    revoke_feed(profile_id=profile.pk)


def _close(user: User) -> None:
    """Leave an account that says nothing of anybody, and in which nobody can sign in."""
    user.username = f"{CLOSED}{secrets.token_hex(12)}"
    user.email = user.first_name = user.last_name = ""
    user.is_active, user.last_login = False, None
    user.set_unusable_password()
    user.save()


def _mails_of(user_id: int) -> Any:
    """Mails to an account, about its applications, or to one of its addresses."""
    user = get_user_model().objects.get(pk=user_id)
    known = EmailAddress.objects.filter(user=user_id).values_list("email", flat=True)
    addresses = {address for address in (user.email, *known) if address}
    mine = Q(user=user_id) | Q(application__profile__owner=user_id)
    return Notification.objects.filter(mine | Q(recipient__in=addresses))
