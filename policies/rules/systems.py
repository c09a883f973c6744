"""Systems: what surrounds the programmes, such as plans, platforms and places, with its figures.

Nobody applies to a system and no rule rests on one; it is background for those who read a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.rules.conditions import Clause
from policies.rules.errors import Collector
from policies.rules.facts import Words
from policies.rules.shapes import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure as its source states it.

    Attributes:
        value: in words, with its unit; figures of reports are seldom plain numbers.
    """

    label: Words
    value: Words
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A plan, a platform, a pilot or a place that people know by name.

    Attributes:
        aliases: other names that people may look for, in either language.
        serves: for whom it is; empty where that is not known.
        programmes: slugs of those on whose pages it is background.
        clause: the source that everything here rests on but for figures with their own.
    """

    slug: str
    name: Words
    summary: Words
    aliases: tuple[str, ...]
    serves: Words
    figures: tuple[Figure, ...]
    programmes: tuple[str, ...]
    clause: Clause


def read_systems(plain: Mapping[str, Any], sources: Mapping[str, object]) -> dict[str, System]:
    """Build systems from entries whose shape was checked.

    Raises:
        RuleError: a source is not known, or a name or a programme stands twice in one entry.
    """
    problems, systems = Collector(), {}
    for slug, raw in plain.items():
        path = f"systems.yaml: {slug}"
        systems[slug] = system = _system(slug, raw)
        for clause in (system.clause, *(figure.clause for figure in system.figures)):
            if clause.source not in sources:
                problems.add(path, f"{clause.source}: no such source.")
        for name, listed in (("aliases", system.aliases), ("programmes", system.programmes)):
            if len(set(listed)) < len(listed):
                problems.add(f"{path}.{name}", "one of them stands twice.")
    problems.finish()
    return systems


def _system(slug: str, raw: Mapping[str, Any]) -> System:
    clause = _clause(raw, raw)
    return System(
        slug=slug,
        name=dict(words(raw["name"])),
        summary=dict(words(raw["summary"])),
        aliases=tuple(raw.get("aliases", ())),
        serves=dict(words(raw.get("serves"))),
        figures=tuple(
            Figure(
                label=dict(words(figure["label"])),
                value=dict(words(figure["value"])),
                clause=_clause(figure, raw),
            )
            for figure in raw.get("figures", ())
        ),
        programmes=tuple(raw.get("programmes", ())),
        clause=clause,
    )


def _clause(raw: Mapping[str, Any], above: Mapping[str, Any]) -> Clause:
    """Where something stands; what it does not say itself, its entry says."""
    return Clause(
        raw.get("source", above["source"]),
        raw.get("basis", above["basis"]),
        raw.get("clause", ""),
        words(raw.get("note")),
    )
