"""Whether one can apply, in words: the same on every page, card, day and mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.presentation.windows import window_days
from policies.presentation.words import day, in_language, listed
from policies.rules.application import ELSEWHERE as ON_A_PLATFORM
from policies.rules.documents import Document
from policies.rules.intake import (
    CLOSED,
    ELSEWHERE,
    EXPECTED,
    FULL,
    NO_APPLICATION,
    OPEN,
    OPENS,
    OVER_FOR_YOU,
    UNANNOUNCED,
    UNKNOWN,
    Intake,
)
from policies.rules.questions import base_fact
from policies.rules.windows import Window

# What stands before the days; all other states are said by their sentence alone.
NAMES: dict[str, str | Promise] = {
    OPEN: gettext_lazy("Open now"),
    ELSEWHERE: gettext_lazy("Open, on another site"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLine:
    """An intake as a card or a page shows it.

    Attributes:
        state: one of :data:`policies.rules.intake.STATES`.
        name: that it is open, where it is.
        when: its days, or how to learn them, or why there are none.
        platform, url: where else one applies; empty where one applies here.
        asks: the one fact that decides whether one can apply.
    """

    state: str
    name: str
    when: str
    platform: str = ""
    url: str = ""
    asks: str = ""


def intake_line(intake: Intake, document: Document) -> IntakeLine:
    """An intake in words."""
    application = document.application
    elsewhere = application.way == ON_A_PLATFORM
    names = list(dict.fromkeys(base_fact(path) for path in intake.missing))
    return IntakeLine(
        state=intake.state,
        name=str(NAMES.get(intake.state, "")),
        when=when_words(intake, document),
        platform=in_language(application.name) if elsewhere else "",
        url=application.url if elsewhere else "",
        asks=names[0] if len(names) == 1 else "",
    )


def when_words(intake: Intake, document: Document) -> str:
    """The days of an intake, or how to learn them, in a sentence without its end."""
    if intake.state in (OPEN, ELSEWHERE):
        return _open_words(intake, document)
    if intake.state == OPENS and intake.opens_on:
        return _("Opens on %(day)s") % {"day": day(intake.opens_on)}
    if intake.state == EXPECTED:
        return forecast_words(intake)
    if intake.state == UNANNOUNCED:
        return _("When one can apply is not published: ask first")
    if intake.state == NO_APPLICATION:
        return _("Nothing to do: it is decided without an application")
    if intake.state == UNKNOWN:
        names = dict.fromkeys(base_fact(path) for path in intake.missing)
        known = (document.vocabulary.get(name) for name in names)
        labels = [in_language(fact.label) or fact.name for fact in known if fact is not None]
        return _("Whether you can apply depends on: %(facts)s") % {"facts": listed(labels)}
    return _ended_words(intake)


def last_day(closes_on: date | None, document: Document) -> date | None:
    """The last day of a window, which no edition outlives."""
    ends = [each for each in (closes_on, document.in_force.last) if each is not None]
    return min(ends, default=None) if closes_on is not None else None


def _open_words(intake: Intake, document: Document) -> str:
    closes_on = last_day(intake.closes_on, document)
    if closes_on:
        return _("Apply by %(day)s") % {"day": day(closes_on)}
    window = intake.window.window if intake.window else None
    if window is not None and window.kind == "rolling":
        return in_language(window.label) or _("Open all year")
    return _("Open all year")


def _ended_words(intake: Intake) -> str:
    if intake.state == FULL:
        return _("The places of this round are gone")
    if intake.state == OVER_FOR_YOU and intake.window is None:
        return _("No round is for somebody with your answers")
    if intake.closes_on is None:
        return ""
    if intake.state == OVER_FOR_YOU:
        return _("Your time to apply ended on %(day)s") % {"day": day(intake.closes_on)}
    return _("Closed on %(day)s; wait for the next notice") % {"day": day(intake.closes_on)}


def forecast_words(intake: Intake) -> str:
    """The days of the last round that is known, and that those of the next are not announced."""
    if intake.window is None:
        return ""
    window = intake.window.window
    if window.is_assumed and not window.expected:
        text = _("Perhaps %(days)s: an assumption, nothing is announced")
        return text % {"days": window_days(*intake.forecast)}
    if _is_past(window, intake):
        text = _("The last round: %(days)s; the next is not announced yet")
    else:
        text = _("Expected %(days)s, not announced yet")
    return text % {"days": window_days(window.first, window.last)}


def _is_past(window: Window, intake: Intake) -> bool:
    """Whether its days are those of a round that is over."""
    return (window.first, window.last) != intake.forecast


def refusal_words(intake: Intake, document: Document) -> str:
    """Why nothing can be handed in on the day; empty where something can."""
    if intake.state == OPEN:
        return ""
    if intake.state == ELSEWHERE:
        platform = in_language(document.application.name)
        return _("This is applied for at %(platform)s, not here.") % {"platform": platform}
    if intake.state == FULL:
        return _("No places left: the places of this round are gone.")
    if intake.state == OPENS and intake.opens_on:
        text = _("The intake has not begun: it opens on %(day)s.")
        return text % {"day": day(intake.opens_on)}
    if intake.state == CLOSED and intake.closes_on:
        text = _("The intake is over: it closed on %(day)s.")
        return text % {"day": day(intake.closes_on)}
    return _("%(words)s.") % {"words": when_words(intake, document)}
