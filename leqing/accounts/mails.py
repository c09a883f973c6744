"""Mails about signing in: rendered here, sent by the outbox of the applicants."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from applicants.models import Notification
from applicants.notifications.outbox import queue
from leqing.accounts.founders import new_founder


def send(template: str, *, recipient: str, user: Any, code: str) -> None:
    """Queue a mail about signing in; after the life of a code it is not sent any more.

    The subject never holds the code: subjects stand in the logs of mail servers, on locked
    screens, and in our own list of notifications. The text begins with it instead.

    Args:
        template: ``<template>_subject.txt``, ``_message.txt`` and ``_message.html`` are its parts.
        user: whose mail it is, deleted with the account; None if nobody's.
        code: digits; shown in two groups, and accepted with or without the space.
    """
    half = len(code) // 2
    context = {
        "code": f"{code[:half]} {code[half:]}".strip(),
        "minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60,
        "site_url": settings.SITE_URL,
    }
    queue(
        kind=Notification.Kind.ACCOUNT,
        dedupe_key=f"account:{uuid4().hex}",
        recipient=recipient,
        subject=render_to_string(f"{template}_subject.txt", context).strip(),
        text=render_to_string(f"{template}_message.txt", context).strip() + "\n",
        html=render_to_string(f"{template}_message.html", context).strip() + "\n",
        language=get_language() or settings.LANGUAGE_CODE,
        user=user,
        expires_at=timezone.now() + timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT),
    )


def holder_of(address: str) -> Any:
    """Whose address it is, verified before not; ``None`` if nobody's."""
    found = EmailAddress.objects.filter(email=address).order_by("-verified").first()
    return found.user if found else None


def rehearse(template: str, *, recipient: str) -> None:
    """Do all the work of a code for an address that is new here, and leave nothing.

    So it takes as long, and the clock tells nobody that an address is one of staff.
    """
    with transaction.atomic():
        made = new_founder(recipient)
        holder_of(made.email)
        send(template, recipient=recipient, user=made.user, code="0" * 8)
        transaction.set_rollback(True)
