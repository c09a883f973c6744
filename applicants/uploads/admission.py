"""Few uploads are looked at at a time: one of each account, a few in all, whoever asks.

Looking at one may take seconds of a processor. Without a limit sixteen hostile files hold every
thread of the site; with it they hold a few, and the others are asked to try again. The places are
advisory locks of the database, so that all processes on all machines count together, and a process
that dies gives its place back with its connection.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from applicants.uploads.errors import UploadRefused

PLACES, ACCOUNTS = 4_173_001, 4_173_002  # the first key of the locks; the second is which of them
FORMS = 4_173_003  # the second is a print of the form
PATIENCE, PAUSE = 3.0, 0.1  # seconds that one waits for a place, and between two looks
PATIENCE_WITH_ITSELF = 40.0  # seconds that a form waits for itself: all papers of one are looked at


class UploadsBusy(UploadRefused):
    """Others are being looked at; nothing was kept."""

    def __init__(self) -> None:
        super().__init__(
            "busy",
            _(
                "Many files are being checked just now, so yours were not taken. Nothing is "
                "wrong with them. Please choose them once more and send again in a minute."
            ),
        )


class FormBusy(UploadRefused):
    """The same form came before and is still being looked at."""

    def __init__(self) -> None:
        super().__init__(
            "busy",
            _(
                "You have sent this already, and its files are still being checked. Look in a "
                "minute under “My applications” whether it is there before you send it again."
            ),
        )


@contextmanager
def one_at_a_time(form: str) -> Iterator[None]:
    """Hold a form that is sent again, as by a second tap, until its first sending is answered.

    Args:
        form: what tells it from all other forms. Two of one print only wait for each other.

    Raises:
        FormBusy: that takes too long.
    """
    end = time.monotonic() + PATIENCE_WITH_ITSELF
    number = zlib.crc32(form.encode()) - 2**31  # as a signed number of 32 bits
    with ExitStack() as held:
        try:
            held.enter_context(_lock(FORMS, [number], until=end))
        except UploadsBusy:
            raise FormBusy from None
        yield


@contextmanager
def admitted(account: int) -> Iterator[None]:
    """Hold a place while uploads are looked at.

    Raises:
        UploadsBusy: the account has a place already, or all are taken, and none became free.
    """
    with ExitStack() as held:
        end = time.monotonic() + PATIENCE
        held.enter_context(_lock(ACCOUNTS, [account], until=end))
        held.enter_context(_lock(PLACES, range(settings.UPLOADS_AT_ONCE), until=end))
        yield


@contextmanager
def _lock(kind: int, numbers: range | list[int], *, until: float) -> Iterator[None]:
    number = _taken(kind, numbers)
    while number is None:
        if time.monotonic() >= until:
            raise UploadsBusy
        time.sleep(PAUSE)
        number = _taken(kind, numbers)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s, %s)", [kind, number])


def _taken(kind: int, numbers: range | list[int]) -> int | None:
    """The first free one, which is ours from now on."""
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [kind, number])
            row = cursor.fetchone()
            if row is not None and row[0]:
                return number
    return None
