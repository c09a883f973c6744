"""The list of programmes: what was searched, by which filters, with the counts of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.models.programmes import Audience, Category
from policies.presentation.audience import audience_words, audiences, concerns, out_of_reach
from policies.presentation.cards import department_short, latest
from policies.presentation.finding import Finding, find
from policies.presentation.intake import intake_line
from policies.presentation.overview import listed_documents
from policies.presentation.places import is_information
from policies.presentation.searchable import Searchable, searchable
from policies.presentation.words import day, in_language, language, language_of
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.intake import OPENS, UNANNOUNCED, Intake
from policies.rules.library import Library
from policies.rules.rulebook import Rulebook
from policies.rules.verdicts import ELIGIBLE, INELIGIBLE, UNDETERMINED
from policies.search.index import Found
from policies.search.likeness import NAMES, SURE, Kind
from policies.search.marking import Piece, has_hit, pieces

Departments = Mapping[str, Mapping[str, Any]]
MAX_SHOWN_QUERY = 80  # of what was typed, in sentences about it
_SNIPPET = 60  # characters of a text that was hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a visitor looks for; empty where they do not mind.

    Attributes:
        open_now: only what one can apply for today.
    """

    query: str = ""
    category: str = ""
    department: str = ""
    audience: str = ""
    open_now: bool = False

    @property
    def parameters(self) -> dict[str, str]:
        """As an address has it, without what is empty."""
        named = {"q": self.query, "category": self.category, "department": self.department}
        named |= {"audience": self.audience, "open": "1" if self.open_now else ""}
        return {name: value for name, value in named.items() if value}

    @property
    def address(self) -> str:
        """The part of an address behind its path."""
        return f"?{urlencode(self.parameters)}" if self.parameters else "?"

    def choosing(self, name: str, value: str) -> Wanted:
        """With another value of a filter, empty for any."""
        if name == "category":
            return replace(self, category=value)
        return (
            replace(self, department=value)
            if name == "department"
            else replace(self, audience=value)
        )

    @property
    def filters(self) -> dict[str, str]:
        """Without the words that were searched."""
        return {name: value for name, value in self.parameters.items() if name != "q"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value of a filter.

    Attributes:
        count: how many programmes choosing it would show.
        address: of the list with it; of the list without it where it is chosen.
    """

    key: str
    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One filter with its values."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> Option | None:
        """The value that is in use."""
        return next((option for option in self.options if option.chosen), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCard:
    """One programme in the list; texts in pieces, of which some are hits.

    Attributes:
        state, name, when: of its intake, see :class:`.intake.IntakeLine`.
        announced: from when it is in force, where it is not yet.
        mark: ``met``, ``unmet`` or ``unknown`` for visitors with answers, else empty.
        verdict: what the mark means.
        found_in: another text that was hit, where nothing else of the card was.
    """

    slug: str
    title: tuple[Piece, ...]
    department: tuple[Piece, ...]
    summary: tuple[Piece, ...]
    category: str
    audience: str
    state: str
    name: str
    when: str
    announced: str = ""
    mark: str = ""
    verdict: str = ""
    found_in: tuple[Piece, ...] = ()

    @property
    def found_in_language(self) -> str:
        """Of the text it was found in, which need not be the reader's."""
        return language_of("".join(each.text for each in self.found_in))


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cards under a heading; without a query one for each category."""

    key: str
    label: str
    cards: list[ListCard]


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemHit:
    """A plan, platform or place that was asked for, with the programmes it concerns."""

    slug: str
    name: tuple[Piece, ...]
    programmes: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The whole list.

    Attributes:
        summary: how many were found, in a sentence to be read out.
        guessed: whether nothing has what was asked, as it was asked.
        suggestion: what was probably meant, where only guesses were found.
        nearest: cards of what comes nearest, where no programme is for what was asked.
        systems_first: whether the background is what was asked for, rather than a programme.
        without_filters: how many the same words find without filters, where they find none with.
    """

    wanted: Wanted
    groups: list[Group]
    facets: list[Facet]
    count: int
    summary: str
    guessed: bool = False
    suggestion: str = ""
    suggestion_address: str = ""
    without_filters: int = 0
    without_filters_address: str = ""
    categories: list[Option] = field(default_factory=list)
    systems: list[SystemHit] = field(default_factory=list)
    systems_first: bool = False
    nearest: list[ListCard] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Row:
    document: Document
    intake: Intake


def listing(book: Rulebook, library: Library, facts: Facts, wanted: Wanted, *, on: date) -> Listing:
    """The programmes that fit, ranked where words were searched, else by category."""
    intakes = book.intakes(facts, on=on)
    rows = [
        _Row(document, intakes[document.programme]) for document in listed_documents(book, on=on)
    ]
    known, departments = searchable(book, library, on=on), library.departments
    finding, near = Finding(), []
    if wanted.query:
        finding = find(known, wanted.query)
        by_slug = {row.document.programme: row for row in rows}
        rows = [by_slug[hit.key] for hit in finding.programmes.hits if hit.key in by_slug]
        near = [by_slug[slug] for slug in finding.nearest if slug in by_slug]
    found = finding.programmes
    fitting = [row for row in rows if all(test(row) for test in _tests(wanted).values())]
    facets = _facets(rows, departments, wanted)
    cards = _Cards(book, departments, facts, known, found, on)
    systems = _systems(finding, library, book, on)
    suggestion = _suggestion(found, known)
    plain = Wanted(query=wanted.query)
    return Listing(
        wanted=wanted,
        groups=_groups(fitting, cards, ranked=bool(wanted.query)),
        facets=facets,
        count=len(fitting),
        summary=_summary(len(fitting), wanted, [] if rows else systems, near),
        guessed=bool(fitting) and bool(wanted.query) and not found.sure,
        suggestion=suggestion,
        suggestion_address=replace(wanted, query=suggestion).address if suggestion else "",
        without_filters=len(rows) if not fitting and wanted.filters else 0,
        without_filters_address=plain.address,
        systems=systems,
        systems_first=finding.systems_first or not fitting,
        nearest=[cards.card(row) for row in near if not wanted.filters],
        categories=[] if fitting else _facets(_all(book, on), departments, Wanted())[0].options,
    )


def _systems(finding: Finding, library: Library, book: Rulebook, on: date) -> list[SystemHit]:
    """What surrounds the programmes, with those it concerns."""
    hits = []
    for hit in finding.systems.hits:
        system = library.systems[hit.key]
        documents = (latest(book, slug, on=on) for slug in system.programmes)
        titles = [(d.programme, in_language(d.title)) for d in documents if d is not None]
        name = pieces(in_language(system.name), finding.systems)
        hits.append(SystemHit(slug=hit.key, name=name, programmes=titles))
    return hits


def _all(book: Rulebook, on: date) -> list[_Row]:
    unknown = Intake(state=UNANNOUNCED)
    return [_Row(document, unknown) for document in listed_documents(book, on=on)]


def _summary(count: int, wanted: Wanted, systems: list[SystemHit], near: list[_Row]) -> str:
    names = _("; ").join("".join(piece.text for piece in system.name) for system in systems)
    if systems:
        text = _("No programme to apply to for “%(query)s”. Background: %(names)s")
    elif near:
        text = _("No programme is for “%(query)s”, but some come near it")
    elif not wanted.parameters:
        text = ngettext("%(count)d programme", "%(count)d programmes", count)
    elif not wanted.query:
        text = ngettext("%(count)d programme fits", "%(count)d programmes fit", count)
    else:
        text = ngettext(
            "%(count)d programme for “%(query)s”", "%(count)d programmes for “%(query)s”", count
        )
    query = wanted.query[:MAX_SHOWN_QUERY]
    return text % {"count": count, "query": query, "names": names}


def _suggestion(found: Found, known: Searchable) -> str:
    """The name that the best guess rests on, in the reader's language."""
    if not found.hits or found.hits[0].quality >= SURE or not found.hits[0].name:
        return ""
    best = found.hits[0]
    kinds = (Kind.TITLE, Kind.ALIAS, Kind.TOPIC)
    names = [line for line in known.lines[best.key] if line.kind in kinds]
    hit = next((line for line in names if line.text == best.name), None)
    if hit is not None and hit.language in ("", language()):
        return hit.text
    titles = [t for t in names if t.kind is Kind.TITLE and t.language == language()]
    return titles[-1].text if titles else best.name


# --- filters ------------------------------------------------------------------------------------


def _tests(wanted: Wanted) -> dict[str, Callable[[_Row], bool]]:
    """Each filter in use, by its name."""
    tests: dict[str, Callable[[_Row], bool]] = {}
    if wanted.category:
        tests["category"] = lambda row: row.document.category == wanted.category
    if wanted.department:
        tests["department"] = lambda row: row.document.department == wanted.department
    if wanted.audience:
        tests["audience"] = lambda row: wanted.audience in row.document.audience
    if wanted.open_now:
        tests["open_now"] = _is_open
    return tests


def _is_open(row: _Row) -> bool:
    return row.intake.can_apply


def _facets(rows: list[_Row], departments: Departments, wanted: Wanted) -> list[Facet]:
    shorts = {row.document.department: department_short(row.document, departments) for row in rows}
    if wanted.department:
        entry = departments.get(wanted.department, {})
        shorts.setdefault(wanted.department, in_language(entry.get("short")) or wanted.department)
    named: list[tuple[str, str, Iterable[tuple[str, str]]]] = [
        ("category", _("Category"), [(key, str(label)) for key, label in Category.choices]),
        ("audience", _("For whom"), [(key, str(label)) for key, label in Audience.choices]),
        (
            "department",
            _("Department"),
            ((key, shorts[key]) for key in departments if key in shorts),
        ),
    ]
    facets = [_facet(name, label, choices, rows, wanted) for name, label, choices in named]
    return [*facets, _open_facet(rows, wanted)]


def _facet(
    name: str, label: str, choices: Iterable[tuple[str, str]], rows: list[_Row], wanted: Wanted
) -> Facet:
    tests = _tests(wanted.choosing(name, ""))
    rest = [row.document for row in rows if all(test(row) for test in tests.values())]
    options = []
    for key, words in choices:
        count = sum(key in _values(document, name) for document in rest)
        chosen = getattr(wanted, name) == key
        if count or chosen:
            other = wanted.choosing(name, "" if chosen else key)
            options.append(
                Option(key=key, label=words, count=count, chosen=chosen, address=other.address)
            )
    return Facet(name=name, label=label, options=options)


def _values(document: Document, name: str) -> tuple[str, ...]:
    return {
        "category": (document.category,),
        "department": (document.department,),
        "audience": document.audience,
    }[name]


def _open_facet(rows: list[_Row], wanted: Wanted) -> Facet:
    tests = _tests(replace(wanted, open_now=False))
    count = sum(_is_open(row) for row in rows if all(test(row) for test in tests.values()))
    option = Option(
        key="1",
        label=_("Open now"),
        count=count,
        chosen=wanted.open_now,
        address=replace(wanted, open_now=not wanted.open_now).address,
    )
    return Facet(name="open", label=_("Intake"), options=[option])


# --- cards --------------------------------------------------------------------------------------


def _groups(rows: list[_Row], cards: _Cards, *, ranked: bool) -> list[Group]:
    if ranked:
        return [Group(key="", label="", cards=[cards.card(row) for row in rows])] if rows else []
    groups = []
    for key, label in Category.choices:
        those = [row for row in rows if row.document.category == key]
        those.sort(key=lambda row: (not _is_open(row), row.document.programme))
        if those:
            groups.append(Group(key=key, label=str(label), cards=[cards.card(r) for r in those]))
    return groups


class _Cards:
    """Makes cards."""

    def __init__(
        self,
        book: Rulebook,
        departments: Departments,
        facts: Facts,
        known: Searchable,
        found: Found,
        on: date,
    ) -> None:
        self._departments, self._facts = departments, facts
        self._known, self._found, self._on = known, found, on
        self._verdicts: Mapping[str, str] = book.verdicts(facts, on=on) if facts else {}

    def card(self, row: _Row) -> ListCard:
        """One programme."""
        document = row.document
        mark, verdict = self._mark(document)
        line = intake_line(row.intake, document)
        when = self._when(row, line.when)
        is_said = when == _("Open all year")  # that it is open now
        shown = [
            in_language(document.title),
            department_short(document, self._departments),
            in_language(document.summary),
        ]
        title, department, summary = (pieces(text, self._found) for text in shown)
        hit = any(piece.hit for piece in (*title, *department, *summary))
        return ListCard(
            slug=document.programme,
            title=title,
            department=department,
            summary=summary,
            category=str(Category(document.category).label),
            audience=audience_words(document),
            state=row.intake.state,
            name="" if is_said else line.name,
            when=when,
            announced=self._announced(document),
            mark=mark,
            verdict=verdict,
            found_in=() if hit else self._found_in(document),
        )

    def _mark(self, document: Document) -> tuple[str, str]:
        """How it stands for these answers; of what nobody can decide nothing."""
        if not self._facts:
            return "", ""
        if not concerns(document, audiences(self._facts)):
            return "unmet", out_of_reach(document, self._facts)
        if is_information(document) or document.in_force.first > self._on:
            return "", ""
        return _MARKS[self._verdicts[document.programme]]()

    def _announced(self, document: Document) -> str:
        """From when an edition is in force that is only announced."""
        first = document.in_force.first
        return _("In force from %(day)s") % {"day": day(first)} if first > self._on else ""

    def _when(self, row: _Row, text: str) -> str:
        """The days of the intake, and how many are left until the next one."""
        intake = row.intake
        moment = intake.opens_on if intake.state == OPENS else None
        if intake.can_apply:
            moment = intake.closes_on
        if moment is None:
            return text
        left = (moment - self._on).days
        many = (
            ngettext("%(count)d day left", "%(count)d days left", left)
            if intake.can_apply
            else ngettext("in %(count)d day", "in %(count)d days", left)
        )
        return f"{text} · {many % {'count': left}}" if left else f"{text} · {_('today')}"

    def _found_in(self, document: Document) -> tuple[Piece, ...]:
        """The first text that was hit, in the reader's language where there is one."""
        if not self._found.words:
            return ()
        lines = self._known.lines[document.programme]
        ours = [line for line in lines if line.language == language() and line.kind not in NAMES]
        neither = [line for line in lines if line.language == ""]
        for line in (*ours, *neither, *lines):
            if has_hit(line.text, self._found):
                return pieces(_around(line.text, self._found), self._found)
        return ()


def _around(text: str, found: Found) -> str:
    """The part of a long text where it was hit."""
    if len(text) <= _SNIPPET:
        return text
    before = 0
    for piece in pieces(text, found):
        if piece.hit:
            break
        before += len(piece.text)
    first = max(0, before - _SNIPPET // 3)
    part = text[first : first + _SNIPPET]
    return ("…" if first else "") + part + ("…" if first + _SNIPPET < len(text) else "")


_MARKS: dict[str, Callable[[], tuple[str, str]]] = {
    ELIGIBLE: lambda: ("met", _("You may be eligible")),
    UNDETERMINED: lambda: ("unknown", _("We cannot tell yet")),
    INELIGIBLE: lambda: ("unmet", _("Not at present")),
}


def read_wanted(given: Mapping[str, Any], departments: Departments) -> tuple[Wanted, list[str]]:
    """What an address asks for, and the values of filters that do not exist."""
    known: dict[str, Iterable[str]] = {
        "category": Category.values,
        "department": departments,
        "audience": Audience.values,
    }
    chosen, unknown = {}, []
    for name, values in known.items():
        value = str(given.get(name, ""))
        if value and value not in values:
            unknown.append(value[:MAX_SHOWN_QUERY])
        chosen[name] = value if value in values else ""
    query = " ".join(
        "".join(c if c.isprintable() else " " for c in str(given.get("q", ""))[:400]).split()
    )
    return Wanted(query=query[:200], open_now=given.get("open") == "1", **chosen), unknown
