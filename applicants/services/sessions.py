"""Sessions of accounts that are no more: ended, with all that they remember.

Nobody can go on in them; but what stands in them (an answer that could be brought back, the address
a code was sent to) would lie there until they end by themselves. They are not kept by account, so
all are looked through: by a worker, after an account was erased and each night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from itertools import islice
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from applicants.notifications.doorbell import Doorbell

TASK = "applicants.tasks.end_dead_sessions"  # by name: tasks stand above, nothing is imported
ASKED = "asked_codes"  # in the session: an address first, see leqing.accounts.codes
AT_ONCE = 2_000
bell = Doorbell(TASK)


def end_dead_sessions(*, dry_run: bool = False) -> int:
    """Delete sessions whose account is erased or closed; how many those are."""
    count = 0
    for rows in _parts(Session.objects.order_by("pk").iterator(chunk_size=AT_ONCE)):
        dead = list(_dead(rows))
        count += len(dead)
        if not dry_run:
            Session.objects.filter(pk__in=dead).delete()
    return count


def _parts(rows: Iterator[Session]) -> Iterator[list[Session]]:
    while part := list(islice(rows, AT_ONCE)):
        yield part


def _dead(rows: Iterable[Session]) -> Iterator[str]:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    read = {row.pk: store.decode(row.session_data) for row in rows}
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
