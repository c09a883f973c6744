"""How sure we are of the parts of an edition: said once at the top, on lines where they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.presentation.criteria import Citation, CriterionLine, criterion_lines
from policies.presentation.terms import mark_of, mark_with
from policies.presentation.words import listed
from policies.rules.bases import ASSUMED, REPORTED, STANDINGS, standing_of
from policies.rules.conditions import Clause, Condition
from policies.rules.documents import Document
from policies.rules.facts import Facts
from policies.rules.verdicts import Verdict

PARTS: dict[str, str | Promise] = {
    "criteria": gettext_lazy("criteria"),
    "score": gettext_lazy("scoring"),
    "awards": gettext_lazy("what it gives"),
    "papers": gettext_lazy("papers"),
    "steps": gettext_lazy("steps and days"),
    "windows": gettext_lazy("when to apply"),
}
MONEY = frozenset({"cash", "loan", "interest", "rent_value"})
UNREAD = frozenset({REPORTED, ASSUMED})  # no official text is known, not even by its number
AMOUNTS, WINDOWS, PUBLICITY = "amounts", "windows", "publicity"
MISSING: dict[str, str | Promise] = {
    AMOUNTS: gettext_lazy("amounts"),
    WINDOWS: gettext_lazy("days of applying"),
    PUBLICITY: gettext_lazy("days of public notice"),
}


@dataclass(frozen=True, slots=True)
class Ground:
    """What most clauses of a part rest on."""

    standing: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceLine:
    """The parts of an edition of which we are equally sure, in words."""

    standing: str
    mark: str
    parts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How sure we are of an edition.

    Attributes:
        lines: the surest first.
        missing: one sentence about what no official text was found for; empty where all was.
    """

    lines: tuple[ConfidenceLine, ...]
    missing: str


def confidence_of(document: Document, *, whom: str) -> Confidence:
    """What the banner of a programme's page says.

    Args:
        whom: the department that has to confirm what is assumed.
    """
    usual = grounds_of(document)
    lines = []
    for standing in STANDINGS:
        parts = [str(PARTS[part]) for part, ground in usual.items() if ground.standing == standing]
        if parts:
            mark = mark_with(standing, whom)
            lines.append(ConfidenceLine(standing=standing, mark=mark, parts=listed(parts)))
    missing = [str(MISSING[name]) for name in missing_texts(document)]
    return Confidence(lines=tuple(lines), missing=_sentence(missing))


def _sentence(missing: list[str]) -> str:
    if not missing:
        return ""
    text = _("No official text was found for the %(what)s; the department's notice decides.")
    return text % {"what": listed(missing)}


def missing_texts(document: Document) -> list[str]:
    """Of amounts, days of applying and days of public notice those without an official text."""
    clauses = clauses_of(document)
    found = {
        AMOUNTS: any(
            award.kind in MONEY and (award.amount is None or _is_unread(award.clause, document))
            for award in document.awards
        ),
        WINDOWS: any(_is_unread(clause, document) for clause in clauses["windows"]),
        PUBLICITY: any(
            raw.get("stage") in ("publicity", "objection")
            and (raw.get("basis") is None or _standing(raw["basis"], raw, document) in UNREAD)
            for raw in document.process
        ),
    }
    return [name for name, missing in found.items() if missing]


def _is_unread(clause: Clause | None, document: Document) -> bool:
    return clause is None or standing_in(clause, document) in UNREAD


def _standing(basis: str, raw: Mapping[str, Any], document: Document) -> str:
    return standing_of(basis, document.sources.get(raw.get("source", ""), {}))


def standing_in(clause: Clause, document: Document) -> str:
    """How sure a clause of a document is."""
    return standing_of(clause.basis, document.sources.get(clause.source, {}))


def grounds_of(document: Document) -> dict[str, Ground]:
    """What each part that has clauses mostly rests on; of two alike the less sure one."""
    found = {}
    for part, clauses in clauses_of(document).items():
        if not clauses:
            continue
        count = Counter(standing_in(clause, document) for clause in clauses)
        standing = max(count, key=lambda each: (count[each], STANDINGS.index(each)))
        sources = Counter(
            clause.source for clause in clauses if standing_in(clause, document) == standing
        )
        found[part] = Ground(standing, sources.most_common(1)[0][0])
    return found


def clauses_of(document: Document) -> dict[str, list[Clause]]:
    """The clauses of an edition by the part of its page on which they stand."""
    scoring = document.scoring
    items = [item.clause for item in scoring.items] if scoring else []
    waived = scoring.waived_when if scoring else None
    found = {
        "criteria": list(_leaves(document.eligibility)),
        "score": [*items, *_leaves(waived)],
        "awards": [award.clause for award in document.awards],
        "papers": [_clause(raw) for raw in document.documents],
        "steps": [_clause(raw) for raw in document.process],
        "windows": [window.clause for window in document.windows],
    }
    return {part: [each for each in clauses if each] for part, clauses in found.items()}


def _leaves(root: Condition | None) -> Iterator[Clause | None]:
    for node in root.walk() if root else ():
        if not node.children():
            yield node.clause


def _clause(raw: Mapping[str, Any]) -> Clause | None:
    return Clause(raw["source"], raw["basis"]) if {"source", "basis"} <= raw.keys() else None


# --- lines that say only what differs -------------------------------------------------------------


def quiet(citation: Citation | None, usual: Ground | None) -> Citation | None:
    """A citation without what the banner said already; ``None`` where nothing is left to say."""
    if citation is None or usual is None or citation.standing != usual.standing:
        return citation
    says_more = citation.article or citation.note
    if not says_more and citation.source == usual.source:
        return None
    return replace(citation, mark="")


def quiet_all(citations: Iterable[Citation], usual: Ground | None) -> list[Citation]:
    """Those of a list that still say something, equally sure ones together, their mark once."""
    left = [each for each in (quiet(citation, usual) for citation in citations) if each]
    left.sort(key=lambda each: (each.mark != "", STANDINGS.index(each.standing)))
    return [
        replace(each, mark="" if before is not None and before.mark == each.mark else each.mark)
        for before, each in zip([None, *left], left, strict=False)
    ]


def criteria_said_once(
    root: Verdict | None, document: Document, facts: Facts
) -> tuple[tuple[CriterionLine, ...], str]:
    """The criteria of a tree, and the mark that stands once above them all."""
    if root is None:
        return (), ""
    usual = grounds_of(document).get("criteria")
    lines = quiet_criteria(criterion_lines(root, document, facts), usual)
    return lines, mark_of(usual.standing) if usual else ""


def quiet_criteria(
    lines: Iterable[CriterionLine], usual: Ground | None
) -> tuple[CriterionLine, ...]:
    """Criteria whose citations say only what differs."""
    return tuple(
        replace(
            line,
            citation=quiet(line.citation, usual),
            parts=quiet_criteria(line.parts, usual),
        )
        for line in lines
    )
