"""How often somebody may try: who guesses has to wait, who stands beside does not.

What is counted is an account *and* a network together. A stranger can use up tries of their own
network only, and a clerk who mistypes uses up nobody else's. A network alone has far more tries, as
a whole office or a workshop has one; and a device on which this account signed in before has tries
of its own, which nobody else can use up. Where an account is tried from many networks at once none
of them is refused, but each has only one try at a time.

A network is an address, of IPv6 what a provider gives to one connection (/64). The counters lie in
the database; where they cannot be had, nobody may try.
"""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

from leqing.accounts.addresses import mailbox_of
from leqing.accounts.devices import device_of
from leqing.addresses import client_address, connection_of

log = logging.getLogger(__name__)
ALARM = 60  # seconds; one line in the log for each
UNKNOWN = "0.0.0.0"  # who comes through a socket of the file system
SHARES = 10  # counters among which what the whole site does is spread, so that none is waited for
RATES = {
    # wrong passwords
    "password-of-a-device": "10/5m/key",
    "password": "5/5m/key",  # of an account and a network
    "passwords-of-a-network": "100/5m/key",
    "passwords-of-an-account": "20/h/key",  # above it, one at a time:
    "password-while-many-try": "1/5m/key",
    # asking for codes
    "code-of-a-device": "10/15m/key",
    "code": "10/15m/key",  # of an account and a network
    "codes-of-a-network": "100/m/key,400/h/key",
    "codes-of-a-share": "100/10m/key",
    # mails with codes
    "mails-of-an-address": "3/15m/key",
    "mails-of-a-mailbox": "6/15m/key,30/d/key",
}


class LimitError(Exception):
    """Somebody has to wait.

    Attributes:
        code: which limit it was: ``pair``, ``network``, ``site`` or ``mailbox``.
        seconds: until the next try.
    """

    def __init__(self, code: str, seconds: float) -> None:
        super().__init__(code)
        self.code = code
        self.seconds = seconds


@dataclass(slots=True)
class Tries:
    """What one try used up, so that a right one can give it back."""

    used: list[Any] = field(default_factory=list)

    def take(self, request: HttpRequest, action: str, *keys: str) -> bool:
        """Use up one of a kind; False where there is none left."""
        usage = _consume(request, action, *keys)
        if usage is not None:
            self.used.append(usage)
        return usage is not None

    def give_back(self) -> None:
        for usage in self.used:
            usage.rollback()
        self.used.clear()


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as proxies of ours vouch for it."""
    return connection_of(client_address(request)) or UNKNOWN


def try_password(request: HttpRequest, account: str) -> Tries:
    """Let a password be looked at.

    Args:
        account: its address, in its one spelling.

    Raises:
        LimitError: there were too many wrong ones.
    """
    tries, network = Tries(), network_of(request)
    device = device_of(request, account)
    if device:
        if not tries.take(request, "password-of-a-device", account, device):
            raise _refusal("pair", request, "password-of-a-device", account, device)
        return tries
    many = not tries.take(request, "passwords-of-an-account", account)
    if many:
        _alarm("account", "An account is tried from many places; each has one try in five minutes.")
    if not tries.take(request, "password", account, network):
        raise _refusal("pair", request, "password", account, network)
    if many and not tries.take(request, "password-while-many-try", account, network):
        raise _refusal("pair", request, "password-while-many-try", account, network)
    if not tries.take(request, "passwords-of-a-network", network):
        raise _refusal("network", request, "passwords-of-a-network", network)
    return tries


def ask_for_code(request: HttpRequest, address: str) -> None:
    """Let a code be asked for; whether one is sent is :func:`may_mail`'s question.

    Args:
        address: in its one spelling.

    Raises:
        LimitError: one has to wait.
    """
    device = device_of(request, address)
    if device:
        if _consume(request, "code-of-a-device", address, device) is None:
            raise _refusal("pair", request, "code-of-a-device", address, device)
        return
    network = network_of(request)
    if _consume(request, "code", address, network) is None:
        raise _refusal("pair", request, "code", address, network)
    if _consume(request, "codes-of-a-network", network) is None:
        raise _refusal("network", request, "codes-of-a-network", network)
    share = str(secrets.randbelow(SHARES))
    if _consume(request, "codes-of-a-share", share) is None:
        _alarm("site", "So many codes are asked for that some requests are refused.")
        raise _refusal("site", request, "codes-of-a-share", share)


def may_mail(request: HttpRequest, address: str) -> bool:
    """Whether one more code may go to an address; counted by the mailbox it ends in."""
    tries = Tries()
    if not tries.take(request, "mails-of-an-address", address):
        return False
    if not tries.take(request, "mails-of-a-mailbox", mailbox_of(address)):
        tries.give_back()
        return False
    return True


def wait_for_mail(request: HttpRequest, address: str) -> float:
    """Seconds until one more code may go to an address that has got too many."""
    return max(
        _wait(request, "mails-of-an-address", address),
        _wait(request, "mails-of-a-mailbox", mailbox_of(address)),
    )


def wait_for_second_factor(request: HttpRequest, user: Any) -> float:
    """Seconds until a code of an app is looked at again; allauth counts them."""
    key = f"mfa-auth-user-{user.pk}"
    return max(
        _wait_of_rate(request, rate, app="allauth.account", action="login_failed", key=key)
        for rate in ratelimit.get_rates(app="allauth.account", action="login_failed")
    )


def _refusal(code: str, request: HttpRequest, action: str, *keys: str) -> LimitError:
    return LimitError(code, _wait(request, action, *keys))


def _wait(request: HttpRequest, action: str, *keys: str) -> float:
    rates = ratelimit.get_rates(app="leqing.accounts", action=action, config=RATES)
    key = "|".join(keys)
    return max(
        _wait_of_rate(request, rate, app="leqing.accounts", action=action, key=key)
        for rate in rates
    )


def _wait_of_rate(request: HttpRequest, rate: ratelimit.Rate, **counter: str) -> float:
    """Seconds until so few tries are remembered that one more is let through."""
    place = ratelimit.get_cache_key(request, rate=rate, **counter)
    newest_first: list[float] = cache.get(place, [])
    if len(newest_first) < rate.amount:
        return 0.0
    return max(0.0, newest_first[rate.amount - 1] + rate.duration - time.time())


def _consume(request: HttpRequest, action: str, *keys: str) -> Any:
    return ratelimit.consume(
        request, app="leqing.accounts", action=action, config=RATES, key="|".join(keys)
    )


def _alarm(name: str, words: str) -> None:
    """One line in a minute for whoever watches the log; it names nobody."""
    if cache.add(f"alarm:{name}", True, timeout=ALARM):
        log.error(words)
