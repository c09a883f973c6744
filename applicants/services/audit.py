"""The audit log: writing an entry, and showing that none was changed.

An entry belongs to the transaction of what it speaks of: both are kept, or neither. As that
transaction commits, the database gives the entry its number and its hash (migration
``guard_audit``), one transaction after the other; nothing waits for it before. Once committed it
also goes to the logger ``audit``, one line of JSON, so that a second place can have it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import connection, transaction
from django.db.models import Model

from applicants.models import Application, AuditEvent, Determination, Membership, Review
from applicants.retention import kept
from applicants.tracing import current_trace

log = logging.getLogger("audit")
DAYS = int(kept("audit").days or 0)  # the least of the law; the database knows it too
STORED = 200  # characters of a label
# What is hashed of an entry, word for word as the trigger writes it. It stands here once more so
# that whoever changes the trigger is found out as well.
CONTENT = """
jsonb_build_array(number, floor(extract(epoch FROM at) * 1000000)::bigint, action, actor_id,
    actor_name, subject_type, subject_id, subject_label, address, request_number, details)::text
"""
CHAIN = f"""
SELECT id, number, previous, hash, {CONTENT} FROM applicants_auditevent ORDER BY number, id
"""
# Their names are those of what the department calls them; every other label might be a person's.
LABELLED = (Application,)


@dataclass(frozen=True, slots=True)
class Breach:
    """An entry that is not what was written.

    Attributes:
        entry: its id in the table.
        number: its place in the chain; absent when it has none.
    """

    entry: int
    number: int | None
    problem: str


@dataclass(frozen=True, slots=True)
class Chain:
    """What was found of the whole log.

    Attributes:
        last: number and hash of the last entry, to be noted elsewhere: a chain that was cut off
            at its end looks whole.
    """

    count: int
    last: tuple[int, str] | None
    breaches: tuple[Breach, ...]


def record_event(
    *,
    action: str,
    actor: Any | None,
    subject: Model | None = None,
    address: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write an entry into the audit log.

    Args:
        action: a dotted word, such as ``export.made``.
        actor: who did it; None for the system and for strangers.
        subject: what it was done to, saved already.
        address: of whoever asked; that of the request in hand where none is given.
        details: names of fields, counts, ids; never answers, search words or keys.
    """
    trace = current_trace()
    known = actor if actor is not None and actor.pk else None
    event = AuditEvent.objects.create(
        action=action,
        actor_id=known.pk if known else None,
        actor_name=name_of(known) if known else "",
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=str(subject.pk) if subject is not None else "",
        subject_label=label_of(subject) if subject is not None else "",
        address=address or trace.address,
        request_number=trace.number,
        details=details or {},
    )
    transaction.on_commit(partial(_ship, event.pk))
    return event


def name_of(user: Any) -> str:
    """What staff are called; nothing for founders."""
    if not user.is_staff:
        return ""
    return str(user.get_full_name() or user.get_username())[:STORED]


def label_of(subject: Model) -> str:
    """What staff call an object; nothing where that could be somebody's name or answer."""
    if isinstance(subject, AbstractUser):
        return name_of(subject)
    if isinstance(subject, Membership):
        return f"{subject.department.slug} · {subject.role} · {name_of(subject.user)}"[:STORED]
    if isinstance(subject, Review | Determination):
        return label_of(subject.application)
    belongs_to_people = subject._meta.app_label in ("account", "mfa", "sessions", "applicants")
    if belongs_to_people and not isinstance(subject, LABELLED):
        return ""
    return str(subject)[:STORED]


def verify_chain() -> Chain:
    """Work out every hash again.

    The first entry may follow one that was deleted when its time was over: then an entry of its
    own says so, with number and hash of the last that went.
    """
    count, last, breaches = 0, _pruned_up_to(), []
    for entry, number, previous, stored, content in _entries():
        count += 1
        if number is None:
            breaches.append(Breach(entry, None, "has no number"))
            continue
        if (number, previous) != (last[0] + 1, last[1]):
            breaches.append(Breach(entry, number, f"does not follow number {last[0]}"))
        if digest(previous, content) != stored:
            breaches.append(Breach(entry, number, "was changed"))
        last = (number, stored)
    return Chain(count, last if count else None, tuple(breaches))


@transaction.atomic
def prune_events(*, days: int = DAYS) -> int:
    """Delete entries whose time is over, and say so in the log; how many went.

    Args:
        days: how long an entry is kept; the database refuses less than 183.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM applicants_prune_audit(%s)", [days])
        removed, up_to, last = cursor.fetchone()
    if removed:
        details = {"days": days, "entries": removed, "up_to": up_to, "hash": last}
        record_event(action="audit.pruned", actor=None, details=details)
    return int(removed)


def digest(previous: str, content: str) -> str:
    """The hash of an entry, given that of the one before."""
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def _entries() -> Iterator[tuple[int, int | None, str, str, str]]:
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(CHAIN)
        yield from cursor


def _pruned_up_to() -> tuple[int, str]:
    pruned = AuditEvent.objects.filter(action="audit.pruned").order_by("-pk").first()
    if pruned is None:
        return 0, ""
    return int(pruned.details["up_to"]), str(pruned.details["hash"])


def _ship(event_id: int) -> None:
    event = AuditEvent.objects.filter(pk=event_id).first()
    if event is None:
        return
    line = {
        "log": "audit",
        "number": event.number,
        "at": event.at.isoformat(),
        "action": event.action,
        "actor": event.actor_id,
        "actor_name": event.actor_name,
        "subject": f"{event.subject_type} {event.subject_id}".strip(),
        "subject_label": event.subject_label,
        "address": event.address,
        "request": event.request_number,
        "details": event.details,
        "hash": event.hash,
    }
    log.info("%s", json.dumps(line, ensure_ascii=False))
