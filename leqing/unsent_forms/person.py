"""Whose page a form stood on.

When a session has ended, nothing of it says whose it was, and signing in again gives another CSRF
token, so that the forms of open pages do not fit any more. A signed cookie therefore names the
person of the last sign-in and the secrets of the pages that were made for them. A form counts as
theirs only with a token made of one of these: not from another site, and not from the page of
somebody who used this browser before. It admits nobody to anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware import csrf

SALT = "leqing.person"
MOST_SECRETS = 5  # sign-ins of one person in one browser
AGE = (
    14 * 24 * 3600
)  # seconds for founders, whose session lasts seven days; of staff: the browser's


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in last, and the secrets behind the tokens of their pages."""

    user_id: int
    secrets: tuple[str, ...]


def person_of(request: HttpRequest) -> Person | None:
    """The person that the cookie names."""
    text = request.COOKIES.get(settings.PERSON_COOKIE_NAME, "")
    try:
        user_id, *secrets = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Person(user_id, tuple(secrets))


def sender_of(request: HttpRequest) -> int | None:
    """Whose form was sent: the person of the cookie, if the form was made for them."""
    person = person_of(request)
    if person is None:
        return None
    signed_in = request.session.get(SESSION_KEY)
    if signed_in is not None and str(signed_in) != str(person.user_id):
        return None
    token = request.POST.get("csrfmiddlewaretoken") or request.headers.get("X-CSRFToken", "")
    guard: Any = csrf  # Django has no public way to hold a token against a secret
    try:
        guard._check_token_format(token)
    except csrf.InvalidTokenFormat:
        return None
    fits = any(guard._does_token_match(token, secret) for secret in person.secrets)
    return person.user_id if fits else None


def remember_person(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write the cookie where somebody is signed in and it does not say so yet."""
    user_id, secret = request.session.get(SESSION_KEY), request.META.get("CSRF_COOKIE")
    if user_id is None or not secret:
        return
    before = person_of(request)
    mine = before is not None and str(before.user_id) == str(user_id)
    secrets = before.secrets if before is not None and mine else ()
    if secret in secrets:
        return
    kept = [*secrets, secret][-MOST_SECRETS:]
    response.set_cookie(
        settings.PERSON_COOKIE_NAME,
        signing.dumps([int(user_id), *kept], salt=SALT),
        max_age=None if request.user.is_staff else AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget_person(response: HttpResponseBase) -> None:
    """Whoever signs out leaves no name behind."""
    response.delete_cookie(settings.PERSON_COOKIE_NAME, samesite="Lax")
