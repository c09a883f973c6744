"""The question pages that were answered or skipped in this visit, in the order of posting.

A list of its own in the session, whoever answers: the answers themselves lie in the order of their
first time, or under their names in a profile, and neither says what was posted just now. A page
that is posted again moves to the end. Every page stands in it once, so going back always ends.
"""

from __future__ import annotations

import time
from collections.abc import Collection

from django.contrib.sessions.backends.base import SessionBase

KEY = "way"
LASTS = 12 * 3600  # seconds without an answer after which it is another visit
MOST = 500  # pages that are remembered


class Way:
    """What one visitor posted in this visit.

    Args:
        session: written only when something is posted.
        kept: the facts that are answered or skipped; one that was deleted since is passed over.
    """

    def __init__(self, session: SessionBase, kept: Collection[str]) -> None:
        self._session = session
        self._pages = [name for name in _read(session) if name in kept]

    @property
    def last(self) -> str | None:
        """What was posted last."""
        return self._pages[-1] if self._pages else None

    def __contains__(self, name: object) -> bool:
        return name in self._pages

    def __bool__(self) -> bool:
        return bool(self._pages)

    def before(self, name: str) -> str | None:
        """The page that was posted before this one; the last where this one was not posted."""
        place = self._pages.index(name) if name in self._pages else len(self._pages)
        return self._pages[place - 1] if place else None

    def add(self, name: str) -> None:
        """Note that a page was posted just now."""
        self._pages = [*(page for page in self._pages if page != name), name][-MOST:]
        self._session[KEY] = [int(time.time()), self._pages]

    def clear(self) -> None:
        """Forget it."""
        self._pages = []
        self._session.pop(KEY, None)


def _read(session: SessionBase) -> list[str]:
    found = session.get(KEY)
    if not isinstance(found, list) or len(found) != 2:
        return []
    at, pages = found
    return list(pages) if time.time() - at < LASTS else []
