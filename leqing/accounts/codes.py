"""Codes of the founders' door: which is good for an address, which were replaced, which were used.

While a code is new, or an address has got several, a further request sends none: its session takes
the one that was sent last. So nobody fills a mailbox by asking again and again, and whoever is
asked for by strangers finds in their mailbox a code that lets them in.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from applicants.sealing import SealError, seal, unseal
from leqing.accounts.limits import LimitError, may_mail, wait_for_mail

KEY = "asked_codes"  # in the session: an address, and the prints of the codes sent to it
MOST = 5
NEW = 60  # seconds in which a mail may still be on its way
LEFT = 120  # seconds that a code must still be good for, to be given once more
STAGE = ("account_login", "state", "stages", "login_by_code", "data")  # of allauth, in the session


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCode:
    """What a request for a code gets.

    Attributes:
        code: digits.
        at: when it was made; it is good for a quarter of an hour from then.
        fresh: whether it is to be sent, or was already.
    """

    code: str
    at: float
    fresh: bool


def ask(request: HttpRequest, address: str) -> AskedCode:
    """A code for an address, whoever has it.

    Raises:
        LimitError: too many went to this mailbox, and none of them is good for this address.
    """
    last = _last(address)
    age = time.time() - last.at if last else 0.0
    if last and age < NEW:
        return last
    if may_mail(request, address):
        return _make(address)
    if last and age < settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT - LEFT:
        return last
    raise LimitError("mailbox", wait_for_mail(request, address))


def begin_at(session: SessionBase, moment: float) -> None:
    """Let the code of this session end when it does for everybody who got it."""
    place = session
    for name in STAGE:
        if name not in place:
            return
        place = place[name]
    place["at"] = moment
    session.modified = True


def note_code(session: SessionBase, *, address: str, code: str) -> None:
    """Remember that a code was sent: a print of it, from which nobody reads it without our key."""
    known, prints = session.get(KEY) or ("", [])
    newest = _print(address, code)
    before = [each for each in prints if each != newest] if known == address else []
    session[KEY] = [address, [*before, newest][-MOST:]]


def is_older_code(session: SessionBase, typed: str) -> bool:
    """Whether a code was sent to the same address before the newest."""
    address, prints = session.get(KEY) or ("", [])
    found = _print(address, typed)
    return any(constant_time_compare(found, each) for each in prints[:-1])


def use_code(session: SessionBase, code: str) -> bool:
    """Use up a right code, in whichever session; False where it was used before."""
    address, _prints = session.get(KEY) or ("", [])
    used = f"used-login-code:{_print(address, code)}"
    return bool(cache.add(used, True, timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT))


def forget_codes(session: SessionBase) -> None:
    """Forget them: one of them was entered."""
    address, _prints = session.pop(KEY, None) or ("", [])
    cache.delete(_place(address))


def _make(address: str) -> AskedCode:
    made = AskedCode(code=get_adapter().new_login_code(), at=time.time(), fresh=True)
    stored = seal(json.dumps([made.code, made.at]))
    cache.set(_place(address), stored, timeout=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    return made


def _last(address: str) -> AskedCode | None:
    stored = cache.get(_place(address))
    if stored is None:
        return None
    try:
        code, at = json.loads(unseal(stored))
    except SealError:
        return None
    return AskedCode(code=code, at=at, fresh=False)


def _place(address: str) -> str:
    return f"login-code:{_print(address, '')}"


def _print(address: str, code: str) -> str:
    return salted_hmac(KEY, f"{address}:{code}", algorithm="sha256").hexdigest()
