"""Signing in, for tests: staff with both factors, in Django's client and in a browser."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.test import Client

PASSWORD = "a long password of a clerk"


def with_app(user):
    """Give an account an authenticator app."""
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, generate_totp_secret())
    return user


def code_of(user, *, later=0):
    """What the app of this account shows, `later` periods of 30 seconds from now."""
    app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return format_hotp_value(
        hotp_value(decrypt(app.data["secret"]), int(time.time()) // 30 + later)
    )


def staff_login(client, user):
    """Sign in a member of staff as after password and code; the account gets an app."""
    with_app(user)
    client.force_login(user)
    record(client, user, "password", "mfa")


def record(client, user, *methods):
    """Write into the session by which methods it was signed in."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": time.time()} for method in methods
    ]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()


def browser_login(page, live_server, user):
    """The same in a browser: it gets the cookie of a session made here."""
    client = Client()
    staff_login(client, user)
    _take_over(page, live_server, client)


def founder_login(page, live_server, user):
    """A founder in a browser, as after the code."""
    client = Client()
    client.force_login(user)
    record(client, user, "code")
    _take_over(page, live_server, client)


def _take_over(page, live_server, client):
    name = settings.SESSION_COOKIE_NAME
    cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
    page.context.add_cookies([cookie])
