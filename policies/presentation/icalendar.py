"""Calendars as files and feeds: RFC 5545 with METHOD:PUBLISH (RFC 5546) and names (RFC 7986).

Every event lasts a whole day. Nothing is stored about events: an identifier is made from the key of
an entry, so that a calendar that is read again moves what it knows instead of doubling it; and the
sequence number is the number of the day on which the calendar was written, so that a later state
always wins over an earlier one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from policies.presentation.plan import Entry

MEDIA_TYPE = "text/calendar; charset=utf-8"
LONGEST = 75  # octets of a line, its end not counted
_NAMESPACE = UUID("5b0c3c1e-6a43-5d0b-9a3a-0c1d8f7b2e55")
_FIRST = date(2026, 1, 1)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_WARNED = "-P6DT15H"  # before the day begins: at nine in the morning, seven days ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes a calendar, and under which name.

    Attributes:
        address: e-mail; RFC 5546 wants an organiser in what is published.
        root: of addresses of programmes, with the slash at its end.
        disclaimer: stands in every event.
    """

    name: str
    address: str
    root: str
    disclaimer: str


def calendar(entries: Iterable[Entry], publisher: Publisher, *, at: datetime) -> str:
    """The calendar as text.

    Args:
        at: the moment of writing, aware of its zone; events are stamped with it.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Leqing//My days//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(publisher.name)}",
        f"X-WR-CALNAME:{escaped(publisher.name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    for entry in entries:
        lines += _event(entry, publisher, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def uid(entry: Entry) -> str:
    """The same for ever, for the same programme, kind and window."""
    return str(uuid5(_NAMESPACE, entry.key))


def _event(entry: Entry, publisher: Publisher, at: datetime) -> Iterator[str]:
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    summary = f"{entry.kind_name}: {entry.title}"
    about = [entry.department, entry.state, entry.why, publisher.disclaimer]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid(entry)}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{max(0, (at.date() - _FIRST).days)}"
    yield f"ORGANIZER;CN={_quoted(publisher.name)}:mailto:{publisher.address}"
    yield f"DTSTART;VALUE=DATE:{entry.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.on + timedelta(days=1):%Y%m%d}"  # the day after: exclusive
    yield f"SUMMARY:{escaped(summary)}"
    yield f"DESCRIPTION:{escaped(chr(10).join(part for part in about if part))}"
    yield f"URL:{publisher.root}{entry.slug}/"
    yield f"CATEGORIES:{escaped(entry.kind_name)}"
    yield "CLASS:PRIVATE"
    yield "STATUS:TENTATIVE" if entry.tentative else "STATUS:CONFIRMED"
    yield "TRANSP:TRANSPARENT"
    if entry.is_last:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"TRIGGER:{_WARNED}"
        yield f"DESCRIPTION:{escaped(summary)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """A value of type TEXT: no control characters, and what would end it or part it escaped."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _quoted(text: str) -> str:
    """A parameter's value; it cannot hold quotes at all."""
    return '"' + _CONTROLS.sub("", text).replace('"', "").replace("\n", " ") + '"'


def folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, the later ones with a space, no character cut."""
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST:
            yield piece
            piece, size = " ", 1
        piece += character
        size += octets
    yield piece
