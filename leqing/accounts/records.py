"""Signing in and out, failed tries and second factors, written into the audit log.

Django and allauth tell of them by signals, whichever door was used. What was typed is not kept:
an address that nobody has may be somebody's all the same.
"""

from typing import Any

from allauth.mfa import signals as second_factor
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from applicants.services.audit import record_event
from leqing.accounts.addresses import normalised
from leqing.accounts.founders import accounts_at


@receiver(user_logged_in)
def note_sign_in(user: User, **_: Any) -> None:
    """Somebody is in, by all that their door asks for."""
    record_event(action="sign_in.done", actor=user, subject=user, details=_door(user))


@receiver(user_logged_out)
def note_sign_out(user: User | None, **_: Any) -> None:
    """By the button, or because time was up; a session without anybody is nobody's."""
    if user is not None:
        record_event(action="sign_in.ended", actor=user, subject=user, details=_door(user))


@receiver(user_login_failed)
def note_wrong_password(credentials: dict[str, Any], **_: Any) -> None:
    """A password was wrong; the account is named where there is one."""
    name, address = credentials.get("username"), credentials.get("email")
    if name:
        found = list(User.objects.filter(username=name))
    else:
        found = accounts_at(normalised(address)) if address else []
    account = next((user for user in found if user.is_staff), None)
    details = {"by": "password", "door": "staff"}
    record_event(action="sign_in.failed", actor=None, subject=account, details=details)


@receiver(second_factor.authentication_failed)
def note_wrong_code(user: User, **_: Any) -> None:
    """A code of the app, or a recovery code, was wrong."""
    record_event(
        action="sign_in.failed", actor=None, subject=user, details={"by": "app", "door": "staff"}
    )


def note_wrong_mailed_code(user: User | None) -> None:
    """A code from a mail was wrong."""
    details = {"by": "code", "door": "founders"}
    record_event(action="sign_in.failed", actor=None, subject=user, details=details)


@receiver(second_factor.authenticator_added)
def note_added_factor(user: User, authenticator: Any, **_: Any) -> None:
    """An app, or recovery codes, were set up."""
    _note_factor("second_factor.added", user, authenticator)


@receiver(second_factor.authenticator_removed)
def note_removed_factor(user: User, authenticator: Any, **_: Any) -> None:
    """They were given up by their owner; the administration's deletions are told by it."""
    _note_factor("second_factor.removed", user, authenticator)


@receiver(second_factor.authenticator_reset)
def note_reset_factor(user: User, authenticator: Any, **_: Any) -> None:
    """New recovery codes took the place of the old."""
    _note_factor("second_factor.reset", user, authenticator)


def note_new_password(user: User) -> None:
    """Somebody gave themselves a new password."""
    record_event(action="password.changed", actor=user, subject=user)


def _note_factor(action: str, user: User, authenticator: Any) -> None:
    details = {"factor": str(authenticator.type)}
    record_event(action=action, actor=user, subject=user, details=details)


def _door(user: User) -> dict[str, str]:
    return {"door": "staff" if user.is_staff else "founders"}
