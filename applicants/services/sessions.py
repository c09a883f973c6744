"""Sessions of accounts that are no more: ended, with all that they remember.

Nobody can go on in them; but what stands in them (an answer that could be brought back, the address
a code was sent to) would lie there until they end by themselves. They are not kept by account, so
all are looked through: by a worker, after an account was erased and each night.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from itertools import islice
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from applicants.models import Profile
from applicants.notifications.doorbell import Doorbell
from policies.answers import CHANGE, HALF_TYPED

TASK = "applicants.tasks.end_dead_sessions"  # by name: tasks stand above, nothing is imported
ASKED = "asked_codes"  # in the session: an address first, see leqing.accounts.codes
AT_ONCE = 2_000
bell = Doorbell(TASK)


def end_dead_sessions(*, dry_run: bool = False) -> int:
    """Delete sessions whose account is erased or closed; how many those are.

    Those of the others lose what they remember of answers that were deleted for good since.
    """
    count = 0
    for rows in _parts(Session.objects.order_by("pk").iterator(chunk_size=AT_ONCE)):
        read = {row.pk: _store().decode(row.session_data) for row in rows}
        dead = set(_dead(read))
        count += len(dead)
        if not dry_run:
            Session.objects.filter(pk__in=dead).delete()
            _end_memories({key: data for key, data in read.items() if key not in dead})
    return count


def _end_memories(read: Mapping[str, Mapping[str, Any]]) -> None:
    remembering = {key: data for key, data in read.items() if _marks(data)}
    owners = {int(data[SESSION_KEY]) for data in remembering.values() if SESSION_KEY in data}
    rows = Profile.objects.filter(owner__in=owners, forgotten_at__isnull=False)
    marks = {owner: at.isoformat() for owner, at in rows.values_list("owner", "forgotten_at") if at}
    for key, data in remembering.items():
        mark = marks.get(int(data.get(SESSION_KEY, 0)), "")
        if any(each != mark for each in _marks(data)):
            session = _store(key)
            for name in (CHANGE, HALF_TYPED):
                session.pop(name, None)
            session.save()


def _marks(data: Mapping[str, Any]) -> list[object]:
    """The moments of what a session remembers of answers."""
    found = [data[name] for name in (CHANGE, HALF_TYPED) if name in data]
    return [each[0] if isinstance(each, list | tuple) and each else None for each in found]


def _store(key: str | None = None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def _parts(rows: Iterator[Session]) -> Iterator[list[Session]]:
    while part := list(islice(rows, AT_ONCE)):
        yield part


def _dead(read: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    ids = {int(data[SESSION_KEY]) for data in read.values() if SESSION_KEY in data}
    alive = set(User.objects.filter(pk__in=ids, is_active=True).values_list("pk", flat=True))
    asked = {address for data in read.values() if (address := _asked(data))}
    known = set(EmailAddress.objects.filter(email__in=asked).values_list("email", flat=True))
    known |= set(User.objects.filter(email__in=asked).values_list("email", flat=True))
    for key, data in read.items():
        account, address = data.get(SESSION_KEY), _asked(data)
        if (account is not None and int(account) not in alive) or (
            address and address not in known
        ):
            yield key


def _asked(data: Mapping[str, Any]) -> str:
    """The address a code was asked for in a session."""
    found = data.get(ASKED)
    return str(found[0]) if isinstance(found, list) and found else ""
