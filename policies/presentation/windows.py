"""Intake windows in words, and what they mean for whoever qualifies today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.presentation.criteria import Citation, citation
from policies.presentation.words import day, in_language, listed
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.rules.windows import CLOSED, OPEN, UNKNOWN, UPCOMING, Window, WindowState

STATES: dict[str, str | Promise] = {
    OPEN: gettext_lazy("Open now"),
    UPCOMING: gettext_lazy("Not open yet"),
    CLOSED: gettext_lazy("Closed"),
    UNKNOWN: gettext_lazy("Depends on your answers"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One window as a page shows it.

    Attributes:
        days: its days, or how its clock runs.
        asks: the fact that would settle a personal clock.
    """

    state: str
    state_name: str
    days: str
    label: str
    capacity: int | None
    asks: str
    citation: Citation | None


def window_lines(states: Iterable[WindowState], document: Document) -> list[WindowLine]:
    """Every window as a line."""
    return [
        WindowLine(
            state=state.state,
            state_name=str(STATES[state.state]),
            days=_days(state, document.vocabulary),
            label="" if state.window.kind == "rolling" else in_language(state.window.label),
            capacity=state.window.capacity,
            asks=state.window.after if state.state == UNKNOWN else "",
            citation=citation(state.window.clause, document),
        )
        for state in states
    ]


def intake(states: Iterable[WindowState]) -> WindowState | None:
    """The window that matters: the open one closing first, the next, the last closed.

    ``None`` where the programme has no windows.
    """
    found = list(states)
    for state, by in (
        (OPEN, lambda each: each.closes_on or date.max),
        (UPCOMING, lambda each: each.opens_on or date.max),
        (UNKNOWN, lambda each: date.max),
        (CLOSED, lambda each: -(each.closes_on or date.min).toordinal()),
    ):
        those = [each for each in found if each.state == state]
        if those:
            return min(those, key=by)
    return None


def is_over(state: WindowState | None) -> bool:
    """Whether the time to apply has passed and cannot come again: a personal clock ran out."""
    return state is not None and state.state == CLOSED and state.window.kind == "personal"


def deadline(state: WindowState | None, vocabulary: Vocabulary) -> str:
    """The line on a card about when to apply."""
    if state is None:
        return ""
    if state.state == OPEN and state.closes_on:
        return _("Apply by %(day)s") % {"day": day(state.closes_on)}
    if state.state == UPCOMING and state.opens_on:
        return _("Opens on %(day)s") % {"day": day(state.opens_on)}
    if state.state == CLOSED and state.window.kind == "personal" and state.closes_on:
        return _("Your time to apply ended on %(day)s") % {"day": day(state.closes_on)}
    if state.state == CLOSED and state.closes_on:
        return _("Closed on %(day)s; wait for the next notice") % {"day": day(state.closes_on)}
    if state.state == UNKNOWN:
        return _days(state, vocabulary)
    return _("Open all year") if state.window.kind == "rolling" else ""


def _days(state: WindowState, vocabulary: Vocabulary) -> str:
    window = state.window
    if window.kind == "rolling":
        return in_language(window.label) or _("Open all year")
    text = _span(state.opens_on, state.closes_on)
    if window.kind == "personal":
        clock = _clock(window, vocabulary)
        values = {"days": text, "clock": clock}
        return _("%(days)s (%(clock)s)") % values if text else capfirst(clock)
    return text


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return _("%(first)s to %(last)s") % {"first": day(first), "last": day(last)}
    if first:
        return _("from %(first)s") % {"first": day(first)}
    return _("until %(last)s") % {"last": day(last)} if last else ""


def _clock(window: Window, vocabulary: Vocabulary) -> str:
    fact = vocabulary.get(window.after)
    start = in_language(fact.label) if fact else window.after
    waited = _length(window.from_months, window.from_days)
    open_for = _length(window.within_months or 0, window.within_days or 0)
    values = {"wait": waited, "start": start, "length": open_for}
    if fact and fact.event:
        return _clock_of_event(waited, open_for) % {**values, "event": in_language(fact.event)}
    if waited and open_for:
        text = _("opens %(wait)s after “%(start)s”, for %(length)s")
    elif waited:
        text = _("opens %(wait)s after “%(start)s”")
    elif open_for:
        text = _("within %(length)s after “%(start)s”")
    else:
        text = _("from “%(start)s” on")
    return text % values


def _clock_of_event(waited: str, open_for: str) -> str:
    """How the clock runs after an event, as somebody would say it."""
    if waited and open_for:
        return _("apply within the %(length)s that begin %(wait)s after %(event)s")
    if waited:
        return _("apply from %(wait)s after %(event)s on")
    if open_for:
        return _("apply within %(length)s after %(event)s")
    return _("apply at any time after %(event)s")


def _length(months: int, days: int) -> str:
    parts = []
    if months:
        parts.append(ngettext("%(count)d month", "%(count)d months", months) % {"count": months})
    if days:
        parts.append(ngettext("%(count)d day", "%(count)d days", days) % {"count": days})
    return listed(parts)
