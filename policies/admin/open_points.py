"""What a programme leaves open, for those who can find it out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from policies.presentation.words import in_language
from policies.rules.documents import Document


def open_points(document: Document) -> SafeString:
    """The tasks of staff, and the questions that readers see, as two lists."""
    parts = [
        (heading, format_html_join("", "<li>{}</li>", ((_point(raw),) for raw in points)))
        for heading, points in (
            (_("For staff to find out"), document.to_confirm),
            (_("Open before readers"), document.questions),
        )
        if points
    ]
    if not parts:
        return format_html("<p>{}</p>", _("Nothing is open."))
    return format_html_join("", "<p>{}</p><ul>{}</ul>", parts)


def _point(raw: Mapping[str, Any]) -> SafeString:
    text = in_language({name: raw[name] for name in ("zh-hans", "en")})
    named = ", ".join(raw.get("sources", ()))
    asked = raw.get("asked_on")
    when = (
        _("asked on %(day)s") % {"day": date_format(date.fromisoformat(asked), "Y-m-d")}
        if asked
        else ""
    )
    tail = " · ".join(filter(None, (named, when)))
    return format_html("{} <small>{}</small>", text, tail) if tail else format_html("{}", text)
