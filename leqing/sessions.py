"""Sessions in the database that two requests can change at the same moment.

Django writes back the whole of what a request has read, so that of two answers posted at once one
is lost. Here the row is locked and read again, and only what this request changed is laid over it:
key by key, and in what holds keys itself, such as the answers, one level after the other.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import OperationalError, router, transaction

from applicants.sealing import SealError, seal, unseal

Data = dict[str, Any]
GONE = object()


class SessionStore(DatabaseStore):
    """A session that keeps what others changed meanwhile."""

    _session_cache: Data
    _as_read: Data | None = None

    def encode(self, session_dict: Data) -> str:
        """Sealed: a session may hold a one-time code, and what somebody said of themselves."""
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> Data:
        """See :class:`~django.contrib.sessions.backends.base.SessionBase`."""
        text = session_data if isinstance(session_data, str) else session_data.decode()
        try:
            return super().decode(unseal(text))
        except SealError:  # as one whose signature is not ours
            return {}

    def load(self) -> Data:
        """See :class:`~django.contrib.sessions.backends.base.SessionBase`."""
        found: Data = super().load()
        self._as_read = deepcopy(found)
        return found

    def save(self, must_create: bool = False) -> None:
        """See :class:`~django.contrib.sessions.backends.base.SessionBase`."""
        if must_create or self.session_key is None or self._as_read is None:
            super().save(must_create)
        else:
            with transaction.atomic(using=router.db_for_write(self.model)):
                rows = self.model.objects.select_for_update().filter(pk=self.session_key)
                row = rows.first()
                if row is not None:  # else it ended meanwhile, and saving it says so
                    now = self.decode(row.session_data)
                    self._session_cache = merge(self._as_read, self._session_cache, now)
                self._save()
        self._as_read = deepcopy(self._session_cache)

    def _save(self) -> None:
        """As Django does, which calls everything that goes wrong a session that has ended."""
        try:
            super().save()
        except UpdateError as error:
            if isinstance(error.__context__, OperationalError):  # locked, or away: 503, come again
                raise error.__context__ from None
            raise


def merge(before: Data, mine: Data, now: Data) -> Data:
    """What others made of some data, with my changes laid over it.

    Args:
        before: what I read.
        mine: what I made of it.
        now: what others made of it meanwhile.
    """
    merged = dict(now)
    for key in (*mine, *(key for key in before if key not in mine)):
        was, new, there = (each.get(key, GONE) for each in (before, mine, now))
        if new == was:
            continue
        if new is GONE:
            merged.pop(key, None)
        elif isinstance(new, dict) and (there is GONE or isinstance(there, dict)):
            # what another erased stays erased, but for what I changed since I read it
            was, there = (each if isinstance(each, dict) else {} for each in (was, there))
            merged[key] = merge(was, new, there)
        else:
            merged[key] = new
    return merged
