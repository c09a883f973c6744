"""The counts of a preview as a page prints them: tables, each row with a bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from applicants.admin.previewing.shielding import is_small, rounded, shielded
from applicants.matching.preview import STATES, Counts, Division, Move, Preview
from applicants.matching.sums import Sum
from policies.presentation.awards import KINDS, amount_words
from policies.presentation.words import in_language, language
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED
from policies.rules.wording import grouped

MOVE_NAMES: dict[Move, str | Promise] = {
    Move.GAINED: gettext_lazy("Newly eligible"),
    Move.LOST: gettext_lazy("No longer eligible"),
    Move.NEWLY_UNKNOWN: gettext_lazy("Newly undetermined"),
    Move.SETTLED: gettext_lazy("No longer undetermined"),
}
STATE_NAMES: dict[str, str | Promise] = {
    ELIGIBLE: gettext_lazy("may be eligible"),
    UNDETERMINED: gettext_lazy("cannot tell yet"),
    INELIGIBLE: gettext_lazy("not eligible"),
}
# one of a bar's patterns for each, so that nothing is told by colour alone
_DRAWN = (Move.LOST, Move.GAINED, Move.NEWLY_UNKNOWN)
_WIDE, _SEEN = 100.0, 0.6  # per cent of a bar; and the least that can be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Rect:
    """A piece of a bar; ``name`` says what it counts, and with it its pattern.

    In per cent: a bar that were stretched would stretch its patterns as well.
    """

    name: str
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A count.

    Attributes:
        text: as the page prints it.
        hidden: whether it is not shown, for it might tell on somebody.
        href: the list of those it counts; empty where there is none, or one may not see it.
    """

    text: str
    hidden: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """One of the four numbers at the top."""

    move: str
    name: str
    cell: Cell
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateBar:
    """Everybody before or after: a bar of three pieces, each with its words."""

    name: str
    pieces: list[Rect]
    words: list[tuple[str, str, str]]  # state, its name, how many


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One part of a division."""

    name: str
    cells: list[Cell]
    bar: list[Rect]
    profiles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Everybody by one fact.

    Attributes:
        moves: the columns, by key and name: those that anybody makes.
        axis: where in the bars nothing has changed.
    """

    key: str
    title: str
    moves: list[tuple[str, str]]
    rows: list[Row]
    axis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All counts of a preview.

    Attributes:
        flows: a row for each state before, with how many are in each state after; empty where a
            small number would be among them.
        tables: none where nobody makes any move.
        money: kind, sum before and after; not shown where single firms might be worked out of it.
        shielded: whether small counts are hidden.
    """

    profiles: str
    headlines: list[Headline]
    still_eligible: str
    states: list[StateBar]
    flows: list[tuple[str, list[str]]]
    tables: list[Table]
    money: list[tuple[str, str, str]]
    shielded: bool


def number(count: int) -> str:
    """With separators between thousands."""
    return grouped(count, 0, language())


def figures(found: Preview, people: str, *, names: bool) -> Figures:
    """Everything.

    Args:
        people: the address of the list of those concerned.
        names: whether the reader may see who it is.
    """
    counts = found.counts
    link = people if names else ""
    moves = [move for move in Move if counts.moved[move]]
    return Figures(
        profiles=number(counts.profiles),
        headlines=[_headline(counts, move, link, found.on.isoformat()) for move in Move],
        still_eligible=number(counts.still_eligible if names else rounded(counts.still_eligible)),
        states=_states(counts, names=names),
        flows=_flows(counts, names=names),
        tables=[_table(each, moves, link, found.on.isoformat()) for each in found.divisions]
        if moves
        else [],
        money=_money(found) if names else [],
        shielded=not names,
    )


def _money(found: Preview) -> list[tuple[str, str, str]]:
    """The sums by kind; of a kind that only one of both has, nothing on the other side."""
    sides = [
        {(s.award.kind, s.award.unit, s.award.times, s.award.up_to): s for s in side.sums}
        for side in (found.before, found.after)
    ]
    uncounted = not (found.before.counted and found.after.counted)
    if uncounted:
        words = _("not worked out: the amounts hang on too many different answers")
        return [(_("Money"), "", words)]
    before, after = sides
    return [
        (str(KINDS[key[0]]), _sum_words(before.get(key)), _sum_words(after.get(key)))
        for key in dict.fromkeys([*before, *after])
    ]


def _sum_words(total: Sum | None) -> str:
    """A sum with how many get it, and of how many one cannot tell."""
    if total is None:
        return "–"
    text = _("%(amount)s for %(people)s") % {
        "amount": amount_words(total.offer),
        "people": number(total.people),
    }
    if total.open:
        text += _(", of %(people)s more not known yet") % {"people": number(total.open)}
    return text


def part_name(division_fact: Mapping[str, object], value: str | None) -> str:
    """The value of a fact in words."""
    return _("Not stated") if value is None else in_language(division_fact[value])


def _headline(counts: Counts, move: Move, link: str, on: str) -> Headline:
    count = counts.moved[move]
    hidden = not link and is_small(count)
    text = _("fewer than five") if hidden else number(count)
    href = f"{link}?{urlencode({'on': on, 'move': move.value})}" if link and count else ""
    return Headline(
        move=move.value,
        name=str(MOVE_NAMES[move]),
        cell=Cell(text=text, hidden=hidden, href=href),
        note=_note(counts, move) if link else "",
    )


def _note(counts: Counts, move: Move) -> str:
    """What a number has within it that is easily taken for something else."""
    if move is Move.SETTLED:
        both = counts.flows[UNDETERMINED, ELIGIBLE]
        words = ngettext(
            "%(count)s of them is newly eligible", "%(count)s of them are newly eligible", both
        )
    elif move is Move.NEWLY_UNKNOWN:
        both = counts.flows[ELIGIBLE, UNDETERMINED]
        words = ngettext("%(count)s of them was eligible", "%(count)s of them were eligible", both)
    else:
        return ""
    return words % {"count": number(both)} if both else ""


def _states(counts: Counts, *, names: bool) -> list[StateBar]:
    bars = []
    for name, of in ((_("Before"), counts.before), (_("After"), counts.after)):
        shown = {state: of(state) if names else rounded(of(state)) for state in STATES}
        pieces, x = [], 0.0
        for state in STATES:
            width = min(_length(shown[state], max(counts.profiles, 1)), _WIDE - x)
            if width:
                pieces.append(_rect(state, x, width))
            x += width
        words = [(state, str(STATE_NAMES[state]), number(shown[state])) for state in STATES]
        bars.append(StateBar(name=name, pieces=pieces, words=words))
    return bars


def _flows(counts: Counts, *, names: bool) -> list[tuple[str, list[str]]]:
    if not names:
        return []
    return [
        (str(STATE_NAMES[was]), [number(counts.flows[was, now]) for now in STATES])
        for was in STATES
    ]


def _table(division: Division, moves: Sequence[Move], link: str, on: str) -> Table:
    fact, parts = division.fact, division.parts
    columns = {move: [counts.moved[move] for _value, counts in parts] for move in Move}
    shown: dict[Move, Sequence[int | None]] = {
        move: column if link else shielded(column) for move, column in columns.items()
    }
    axis, scale = _scale(shown, len(parts))
    names = {value: dict(words) for value, words in fact.choices.items()}
    rows = []
    for place, (value, counts) in enumerate(parts):
        query = {"on": on, "part": f"{fact.name}:{value or ''}"}
        counted = {move: shown[move][place] for move in Move}
        rows.append(
            Row(
                name=part_name(names, value),
                cells=[_cell(counted[m], link, {**query, "move": m.value}) for m in moves],
                bar=_bar(counted, axis, scale),
                profiles=number(counts.profiles if link else rounded(counts.profiles)),
            )
        )
    return Table(
        key=fact.name.replace(".", "-"),
        title=in_language(fact.label),
        moves=[(move.value, str(MOVE_NAMES[move])) for move in moves],
        rows=rows,
        axis=_percent(axis),
    )


def _cell(count: int | None, link: str, query: Mapping[str, str]) -> Cell:
    if count is None:
        return Cell(text=_("not shown"), hidden=True)
    href = f"{link}?{urlencode(query)}" if link and count else ""
    return Cell(text=number(count), href=href)


# --- bars -----------------------------------------------------------------------------------------


def _scale(shown: Mapping[Move, Sequence[int | None]], rows: int) -> tuple[float, int]:
    """Where the axis stands, and how many people the longest row has on both sides of it."""
    left = max([shown[Move.LOST][n] or 0 for n in range(rows)], default=0)
    right = max([_right(shown, n) for n in range(rows)], default=0)
    whole = max(left + right, 1)
    return _length(left, whole), whole


def _right(shown: Mapping[Move, Sequence[int | None]], row: int) -> int:
    return (shown[Move.GAINED][row] or 0) + (shown[Move.NEWLY_UNKNOWN][row] or 0)


def _bar(counted: Mapping[Move, int | None], axis: float, scale: int) -> list[Rect]:
    """Lost to the left of the axis; gained, and behind it newly undetermined, to the right."""
    pieces, x = [], axis
    for move in _DRAWN:
        width = _length(counted[move] or 0, scale)
        if not width:
            continue
        if move is Move.LOST:
            pieces.append(_rect(move.value, max(axis - width, 0.0), width))
        else:
            pieces.append(_rect(move.value, min(x, _WIDE - width), width))
            x += width
    return pieces


def _length(count: int, whole: int) -> float:
    """So long that one can see it, however few they are."""
    return max(count * _WIDE / whole, _SEEN) if count else 0.0


def _rect(name: str, x: float, width: float) -> Rect:
    return Rect(name=name, x=_percent(x), width=_percent(width))


def _percent(length: float) -> str:
    return f"{length:.2f}%"
