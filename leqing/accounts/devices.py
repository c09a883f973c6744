"""Devices on which an account has signed in before: a signed cookie with prints of the accounts.

It opens nothing. It only gives its bearer tries that strangers cannot use up, so that whoever is
guessed at by others still gets in.
"""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

NAME, SALT = "device", "leqing.accounts.devices"
AGE = 180 * 24 * 3600  # seconds; as long as it is used that often
MOST = 5  # accounts of one device; the oldest leaves


def device_of(request: HttpRequest, account: str) -> str:
    """The name of this device if the account signed in on it, else nothing.

    Args:
        account: its address, in its one spelling.
    """
    name, prints = _read(request)
    wanted = _print(account)
    return name if any(constant_time_compare(wanted, each) for each in prints) else ""


def remember_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Note on the device that the account signed in on it."""
    name, prints = _read(request)
    mine = _print(account)
    others = [each for each in prints if each != mine]
    value = [name or secrets.token_urlsafe(12), [*others, mine][-MOST:]]
    response.set_cookie(
        cookie_name(),
        signing.dumps(value, salt=SALT),
        max_age=AGE,
        secure=not settings.LOCAL,
        httponly=True,
        samesite="Lax",
    )


def forget_device(response: HttpResponse) -> None:
    """Whoever erases an account leaves no trace of it here."""
    response.delete_cookie(cookie_name(), samesite="Lax")


def cookie_name() -> str:
    """Bound to this host where it travels by HTTPS."""
    return NAME if settings.LOCAL else f"__Host-{NAME}"


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        name, prints = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(name), [str(each) for each in prints]


def _print(account: str) -> str:
    """Of an address, so that the cookie says nothing to whoever finds it."""
    mac: Any = salted_hmac(SALT, account, algorithm="sha256")
    return str(mac.hexdigest()[:24])
