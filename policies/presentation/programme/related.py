"""Other programmes that stand in some relation to one, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from policies.presentation.audience import audience_names
from policies.presentation.cards import latest
from policies.presentation.words import in_language
from policies.rules.documents import Document
from policies.rules.ladders import CLOSES, OPENS, RAISES, Rung, built_on, ladders, opened_by
from policies.rules.relations import BOTH, GROUP, OURS, THEIRS, conflicts, neighbours
from policies.rules.rulebook import Rulebook

_SAID_BY: dict[str, str | Promise] = {
    OURS: gettext_lazy("this programme says so"),
    THEIRS: gettext_lazy("that programme says so"),
    BOTH: gettext_lazy("both say so"),
    GROUP: gettext_lazy("of their group only the highest is paid"),
}
_kept_ladders = lru_cache(maxsize=8)(ladders)  # a rulebook never changes, and few are about


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedLine:
    """Another programme, and why it stands here."""

    slug: str
    title: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Other programmes by how they stand to this one.

    Attributes:
        excludes: cannot be had beside it.
        builds_on: what helps or is needed before.
        opens: what it helps with, or is needed for.
        neighbours: much alike.
    """

    excludes: list[RelatedLine]
    builds_on: list[RelatedLine]
    opens: list[RelatedLine]
    neighbours: list[RelatedLine]

    @property
    def any(self) -> bool:
        """Whether there is one at all."""
        return bool(self.excludes or self.builds_on or self.opens or self.neighbours)


def related(book: Rulebook, document: Document, *, on: date) -> Related:
    """The programmes related to an edition that is shown."""
    slug = document.programme
    rungs = _kept_ladders(book, on=on)
    lower, higher = built_on(rungs, slug), opened_by(rungs, slug)
    excludes = _excludes(book, document, lower, higher, on)
    builds_on = [_line(book, rung.programme, _lower_why(rung), on) for rung in _useful(lower)]
    opens = [_line(book, rung.leads_to, _higher_why(rung), on) for rung in _useful(higher)]
    named = {line.slug for line in (*excludes, *builds_on, *opens)}
    return Related(
        excludes=excludes,
        builds_on=builds_on,
        opens=opens,
        neighbours=[
            _line(book, each.programme, _alike(each.audience, each.shared), on)
            for each in neighbours(book, document, on=on, besides=named)
        ],
    )


def _excludes(
    book: Rulebook,
    document: Document,
    lower: tuple[Rung, ...],
    higher: tuple[Rung, ...],
    on: date,
) -> list[RelatedLine]:
    """What the texts exclude, then what a criterion excludes without saying so."""
    why = {each.programme: str(_SAID_BY[each.said_by]) for each in conflicts(book, document, on=on)}
    for rung in lower:
        if rung.way == CLOSES:
            why.setdefault(rung.programme, _("whoever has that one does not meet a criterion here"))
    for rung in higher:
        if rung.way == CLOSES:
            why.setdefault(rung.leads_to, _("whoever has this one does not meet a criterion there"))
    return [_line(book, slug, reason, on) for slug, reason in why.items()]


def _useful(rungs: tuple[Rung, ...]) -> list[Rung]:
    """Those that help, the needed ones first."""
    return sorted(
        (rung for rung in rungs if rung.way in (OPENS, RAISES)),
        key=lambda rung: (not rung.needed, rung.way),
    )


def _lower_why(rung: Rung) -> str:
    if rung.way == RAISES:
        return _("it raises the score here")
    return _("needed first") if rung.needed else _("it meets one of the criteria here")


def _higher_why(rung: Rung) -> str:
    if rung.way == RAISES:
        return _("this one raises the score there")
    if rung.needed:
        return _("this one is needed first")
    return _("this one meets one of the criteria there")


def _alike(audience: tuple[str, ...], shared: int) -> str:
    whom = audience_names(audience)
    if not shared:
        return _("same category, also for %(whom)s") % {"whom": whom}
    text = ngettext(
        "same category, also for %(whom)s; %(count)d answer counts for both",
        "same category, also for %(whom)s; %(count)d answers count for both",
        shared,
    )
    return text % {"whom": whom, "count": shared}


def _line(book: Rulebook, slug: str, why: str, on: date) -> RelatedLine:
    document = latest(book, slug, on=on)
    title = in_language(document.title) if document is not None else slug
    return RelatedLine(slug=slug, title=title, why=why)
