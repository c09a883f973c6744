"""The mails that `manage.py up` kept, as pages: on one's own machine alone."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from functools import wraps
from pathlib import Path
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from applicants.sealing import SealError
from leqing.addresses import comes_from_here

NAME = re.compile(r"[0-9]{1,30}\.eml")
MOST = 200  # mails in the list
LONGEST = 200_000  # characters of a text that are shown
DEMO = "@demo.invalid"
SANDBOX = "sandbox; default-src 'none'; style-src"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
HEADERS = {
    "From": pgettext_lazy("mail", "From"),
    "To": pgettext_lazy("mail", "To"),
    "Subject": pgettext_lazy("mail", "Subject"),
    "Date": pgettext_lazy("mail", "Date"),
    "List-Unsubscribe": pgettext_lazy("mail", "Unsubscribe"),
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One kept mail; whatever cannot be read in it is empty."""

    name: str
    at: datetime
    message: Message

    @property
    def to(self) -> str:
        return self.header("To")

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Name and value of those that say something."""
        return [
            (str(words), value) for name, words in HEADERS.items() if (value := self.header(name))
        ]

    @property
    def text(self) -> str:
        return self.part("text/plain")[:LONGEST]

    @property
    def html(self) -> str:
        return self.part("text/html")

    def header(self, name: str) -> str:
        raw = str(self.message.get(name, ""))
        try:
            return " ".join(str(make_header(decode_header(raw))).split())
        except (HeaderParseError, LookupError, ValueError):
            return " ".join(raw.encode("utf-8", "replace").decode().split())

    def part(self, kind: str) -> str:
        """The first part of this kind."""
        for part in self.message.walk():
            payload = part.get_payload(decode=True)
            if part.get_content_type() == kind and isinstance(payload, bytes):
                return _decoded(payload, part.get_content_charset("utf-8"))
        return ""


def _for_this_machine(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """There is no such page for whoever comes over a network or through a proxy.

    The mails hold codes. That one's own machine was meant is not enough: the Host that a request
    names is its own word, where it comes from is not.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not comes_from_here(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@_for_this_machine
@require_safe
@never_cache
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails, and the codes with which the staff of the demonstration sign in."""
    context = {
        "mails": list(_newest()),
        "kept": settings.MAILS_ARE_KEPT,
        "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
        "staff": list(_codes_of_demo_staff()),
    }
    return render(request, "leqing/mailbox.html", context)


@_for_this_machine
@require_safe
@never_cache
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "leqing/mail.html", {"mail": _read_or_404(name)})


@_for_this_machine
@require_safe
@never_cache
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as its reader sees it, in a page that may do nothing."""
    html = _read_or_404(name).html
    if not html:
        raise Http404
    return HttpResponse(html, headers={"Content-Security-Policy": _sandbox_for(html)})


urlpatterns: list[URLPattern] = [
    path("mailbox/", mailbox, name="mailbox"),
    path("mailbox/<str:name>/", mail, name="mail"),
    path("mailbox/<str:name>/html/", mail_html, name="mail-html"),
]


def _sandbox_for(html: str) -> str:
    """Allows the very style sheets that the mail has, and nothing else inline."""
    digests = [hashlib.sha256(text.encode()).digest() for text in STYLE.findall(html)]
    allowed = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    return " ".join([SANDBOX, *(allowed or ["'none'"])])


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "mail"


def _newest() -> Iterator[Mail]:
    names = [one.name for one in _folder().glob("*.eml") if NAME.fullmatch(one.name)]
    for name in sorted(names, key=lambda name: int(name.partition(".")[0]), reverse=True)[:MOST]:
        found = _read(name)
        if found is not None:
            yield found


def _read(name: str) -> Mail | None:
    file = _folder() / name
    try:
        at = datetime.fromtimestamp(file.stat().st_mtime, tz=timezone.get_current_timezone())
        return Mail(name, at, message_from_bytes(file.read_bytes()))
    except OSError:  # it was deleted meanwhile
        return None


def _read_or_404(name: str) -> Mail:
    found = _read(name) if NAME.fullmatch(name) else None
    if found is None:
        raise Http404
    return found


def _decoded(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, "replace")
    except LookupError:  # no such encoding
        return payload.decode("utf-8", "replace")


def _codes_of_demo_staff() -> Iterator[tuple[str, str]]:
    """Address and present code of each; a demonstration needs no phone."""
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    apps = Authenticator.objects.filter(
        type=Authenticator.Type.TOTP,
        user__is_staff=True,
        user__is_active=True,
        user__email__endswith=DEMO,
    )
    for app in apps.select_related("user").order_by("user__email"):
        with suppress(SealError):  # of another var/: `manage.py demo` gives a new one
            code = hotp_value(decrypt(app.data["secret"]), counter)
            yield app.user.email, format_hotp_value(code)
