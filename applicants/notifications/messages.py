"""A mail as text and as HTML from the same parts, so that neither says more than the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a mail says.

    Attributes:
        lines: paragraphs, the first says what happened.
        details: a label and a value each, as a short list.
        link: an address of ours, with its words in ``link_words``.
        unsubscribe: the address that turns this kind off; empty for legal notices, which say so.
    """

    subject: str
    lines: Sequence[str]
    details: Sequence[tuple[str, str]] = ()
    link: str = ""
    link_words: str = ""
    unsubscribe: str = ""

    def text(self) -> str:
        """Without any markup."""
        body = render_to_string("applicants/emails/message.txt", self._context())
        return body.strip() + "\n"

    def html(self) -> str:
        """Plain HTML without pictures, scripts or remote parts."""
        return render_to_string("applicants/emails/message.html", self._context())

    def headers(self) -> dict[str, str]:
        """One-click unsubscribing (RFC 8058), where the kind can be turned off."""
        if not self.unsubscribe:
            return {}
        return {
            "List-Unsubscribe": f"<{self.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    def _context(self) -> dict[str, object]:
        return {"message": self, "site": settings.SITE_URL}


def absolute(path: str) -> str:
    """An address of ours for a mail: the host comes from a setting, never from a request."""
    site: str = settings.SITE_URL
    return site.rstrip("/") + path
