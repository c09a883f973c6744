"""What is said to somebody who has to wait, with the time that it really takes."""

import math

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from leqing.accounts.limits import LimitError

WRONG_CODES = _(
    "The code was wrong too often. Ask for a code again, and type the one of the newest mail."
)
_TRIES = _("Too many tries. Wait %(wait)s, then try again.")
_PASSWORD = {
    "pair": _TRIES,
    "network": _(
        "Many wrong passwords came from your network, perhaps not from you. Wait %(wait)s, then "
        "try again."
    ),
}
_CODE = {
    "pair": _("You asked for a code too often. Wait %(wait)s, then try again."),
    "network": _(
        "Many people behind your network are asking for codes just now. Wait %(wait)s, then try "
        "again; your answers stay."
    ),
    "site": _(
        "Very many codes are being asked for just now. Wait %(wait)s, then try again; your "
        "answers stay."
    ),
    "mailbox": _(
        "This mailbox has got several codes just now. Type the newest one, or wait %(wait)s."
    ),
}


def password_refused(error: LimitError) -> str:
    """Why a password is not looked at, and for how long."""
    return _with_wait(_PASSWORD[error.code], error.seconds)


def code_refused(error: LimitError) -> str:
    """Why no code is sent, and for how long."""
    return _with_wait(_CODE[error.code], error.seconds)


def tries_refused(seconds: float) -> str:
    """That something was tried too often."""
    return _with_wait(_TRIES, seconds)


def wait_in_words(seconds: float) -> str:
    """A time to wait, never too short: "5 minutes", from an hour and a half on "2 hours"."""
    minutes = max(1, math.ceil(seconds / 60))
    if minutes < 90:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = math.ceil(minutes / 60)
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}


def _with_wait(words: object, seconds: float) -> str:
    return str(words) % {"wait": wait_in_words(seconds)}
