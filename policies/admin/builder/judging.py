"""What the checks say of a draft, in words and with the place on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from policies.admin.builder.cards import Card, Group
from policies.admin.builder.conditions import Node
from policies.admin.builder.examining import examined
from policies.admin.builder.fields import known_of, place_id
from policies.admin.builder.remarks import finding_words, place_words, said
from policies.admin.builder.sections import SECTIONS, Section, section_of
from policies.admin.builder.surroundings import Surroundings, offered, surroundings
from policies.models import Draft, Programme
from policies.presentation.words import listed
from policies.rules.authoring.finding import ERROR, HINT, WARNING
from policies.rules.authoring.findings import Examined
from policies.rules.documents import Document
from policies.rules.errors import Problem
from policies.services.current import library

SECTION_OF = {key: slug for slug, (_title, keys) in SECTIONS.items() for key in keys}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing that is said of a place."""

    path: str
    text: str
    severity: str = ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A draft and what is to be said of it.

    Attributes:
        plain: ``None`` for a text that has no places yet.
        document: ``None`` for one that cannot be read as a document.
        remarks: problems and findings in words.
        runs: for each example, what did not come out.
        ready: whether nothing keeps it from being proposed.
        overlaps: the names of editions that are in force on some of its days.
    """

    plain: dict[str, Any] | None
    document: Document | None
    problems: tuple[Problem, ...]
    around: Surroundings | None
    remarks: tuple[Remark, ...] = ()
    runs: dict[int, tuple[str, ...]] = field(default_factory=dict)
    ready: bool = False
    overlaps: tuple[str, ...] = ()


def judged(draft: Draft) -> Judged:
    """Read a draft as far as it can be read, and check it."""
    shared = library()
    titles = {programme.slug: programme.title for programme in Programme.objects.all()}
    found = examined(draft, library=shared)
    if not isinstance(found.plain, dict):
        problems = found.problems or (Problem("", "expected keys with values."),)
        return Judged(plain=None, document=None, problems=problems, around=None)
    by_place: dict[str, list[str]] = {}
    around = surroundings(found.plain, library=shared, programmes=titles, problems=by_place)
    remarks = [
        Remark(path=each.path, text=_with_names(each, around)) for each in found.problems
    ] + [
        Remark(path=each.path, text=finding_words(each), severity=each.severity)
        for each in found.findings
    ]
    for remark in remarks:
        if remark.severity == ERROR:
            by_place.setdefault(remark.path, []).append(remark.text)
    return Judged(
        plain=found.plain,
        document=found.document,
        problems=found.problems,
        remarks=tuple(remarks),
        around=around,
        runs=_runs(found),
        ready=found.can_be_proposed,
        overlaps=tuple(
            str(each.arguments["edition"])
            for each in found.findings
            if each.kind == "dates_overlap"
        ),
    )


_UNKNOWN_FACT = re.compile(r"'?(?P<name>.+?)'?: there is no such fact\b.*")
_MOST_NAMES = 3


def _with_names(problem: Problem, around: Surroundings) -> str:
    """What was refused, in words; of an unknown fact those whose words hold what was typed."""
    match = _UNKNOWN_FACT.fullmatch(problem.message)
    known = known_of("facts", around) if match else {}
    meant = [
        offered(name, known) for name, words in known.items() if match and match["name"] in words
    ]
    names = _("Perhaps: %(names)s") % {"names": listed(meant[:_MOST_NAMES])} if meant else ""
    return f"{said(problem)} {names}".strip()


def _runs(found: Examined) -> dict[int, tuple[str, ...]]:
    """For each example of a document, what did not come out."""
    if found.document is None:
        return {}
    failed = {
        each.path: tuple(map(str, each.arguments["failures"]))
        for each in found.findings
        if each.kind == "example_fails"
    }
    count = len(found.document.examples)
    return {index: failed.get(f"examples[{index}]", ()) for index in range(count)}


# --- where on the page --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the checks found, with its place on the page."""

    text: str
    place: str
    section: str
    anchor: str
    severity: str = "error"


def section_for(path: str) -> str:
    """The section that shows a place."""
    key = path.partition(".")[0].partition("[")[0]
    return SECTION_OF.get(key, "basics")


def findings(state: Judged, section: Section) -> list[Finding]:
    """What is said of a draft, with where to mend it; what keeps it from being published first."""
    known = {section.slug: set(places_of(section))}
    found = []
    ranks = (ERROR, WARNING, HINT)
    for problem in sorted(state.remarks, key=lambda each: ranks.index(each.severity)):
        slug = section_for(problem.path)
        if slug not in known and state.around is not None:
            known[slug] = set(places_of(section_of(slug, state.around, state.runs)))
        anchor = nearest_place(problem.path, known.get(slug, set()))
        found.append(
            Finding(
                text=problem.text,
                place=place_words(problem.path),
                section=slug,
                anchor=anchor,
                severity=problem.severity,
            )
        )
    return found


def nearest_place(path: str, places: set[str]) -> str:
    """The id of the smallest part of a page that holds a place."""
    while path:
        if path in places:
            return place_id("p", path)
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return "section"


def places_of(section: Section) -> Iterator[str]:
    """Every place that a section shows."""
    for part in parts_in(section):
        yield part.path
        if isinstance(part, Group):
            continue
        yield from (each.path for each in (*part.fields, *part.more))
        if isinstance(part, Card):
            yield from (path for path, _label, _tree in part.conditions)


def parts_in(section: Section) -> Iterator[Card | Node | Group]:
    """Every card, condition and list of a section, in the order of the page."""
    if section.tree:
        yield from _of_node(section.tree)
    if section.card:
        yield from _of_card(section.card)
    for group in section.groups:
        yield from _of_group(group)


def _of_card(card: Card) -> Iterator[Card | Node | Group]:
    yield card
    for _path, _label, tree in card.conditions:
        if tree:
            yield from _of_node(tree)
    for group in card.groups:
        yield from _of_group(group)


def _of_group(group: Group) -> Iterator[Card | Node | Group]:
    yield group
    for card in group.cards:
        yield from _of_card(card)


def _of_node(node: Node) -> Iterator[Node]:
    yield node
    for part in (*node.parts, *([node.where] if node.where else [])):
        yield from _of_node(part)
