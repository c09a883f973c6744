"""Intake windows in words, each by itself; what they come to is in :mod:`.intake`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.presentation.criteria import Citation, citation
from policies.presentation.words import day, days_between, in_language, language, listed
from policies.rules.conditions import Condition
from policies.rules.documents import Document
from policies.rules.facts import Vocabulary
from policies.rules.sentences import inline
from policies.rules.windows import (
    CLOSED,
    EXPECTED,
    FULL,
    NOT_FOR_YOU,
    OPEN,
    UNKNOWN,
    UPCOMING,
    Window,
    WindowState,
)

STATES: dict[str, str | Promise] = {
    OPEN: gettext_lazy("Open now"),
    UPCOMING: gettext_lazy("Not open yet"),
    EXPECTED: gettext_lazy("Only to be expected"),
    FULL: gettext_lazy("No places left"),
    CLOSED: gettext_lazy("Closed"),
    NOT_FOR_YOU: gettext_lazy("For others"),
    UNKNOWN: gettext_lazy("Depends on your answers"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowLine:
    """One window as a page shows it.

    Attributes:
        days: its days, or how its clock runs.
        whom: for whom it counts; empty where for everybody.
        asks: the fact that would settle a personal clock.
    """

    state: str
    state_name: str
    days: str
    label: str
    whom: str
    capacity: int | None
    asks: str
    citation: Citation | None


def window_lines(states: Iterable[WindowState], document: Document) -> list[WindowLine]:
    """Every window as a line."""
    return [
        WindowLine(
            state=state.state,
            state_name=_state_name(state),
            days=_days(state, document.vocabulary),
            label="" if state.window.kind == "rolling" else in_language(state.window.label),
            whom=condition_words(state.window.when, document) if state.window.when else "",
            capacity=state.window.capacity,
            asks=state.window.after if state.state == UNKNOWN else "",
            citation=citation(state.window.clause, document),
        )
        for state in states
    ]


def _state_name(state: WindowState) -> str:
    if state.state == CLOSED and state.window.kind == "personal" and state.window.is_assumed:
        return str(STATES[EXPECTED])  # an assumed day closes nothing
    return str(STATES[state.state])


def condition_words(condition: Condition, document: Document) -> str:
    """For whom a part of a document is, in one line."""
    return inline(condition, document.vocabulary, language(), {})


def window_days(first: date | None, last: date | None) -> str:
    """The days of a window, from its first to its last."""
    if first and last:
        return days_between(first, last)
    if first:
        return _("from %(first)s") % {"first": day(first)}
    return _("until %(last)s") % {"last": day(last)} if last else ""


def _days(state: WindowState, vocabulary: Vocabulary) -> str:
    window = state.window
    if window.kind == "rolling":
        return in_language(window.label) or _("Open all year")
    if window.kind == "fixed":
        return window_days(window.first, window.last)
    text = window_days(state.opens_on, state.closes_on)
    clock = _clock(window, vocabulary)
    values = {"days": text, "clock": clock}
    return _("%(days)s (%(clock)s)") % values if text else capfirst(clock)


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
