"""The parts of a draft as sections of cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.admin.builder.cards import Card, Group, card_of, group_of
from policies.admin.builder.conditions import Node, node_of
from policies.admin.builder.examples import examples_of
from policies.admin.builder.keys import key_words
from policies.admin.builder.surroundings import Surroundings
from policies.rules import grammar

DOCUMENT_KEYS = {**grammar.DOCUMENT.required, **grammar.DOCUMENT.optional}
# section -> the keys of the document it shows; a test asks that each key stands in one of them
SECTIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "basics": (
        gettext_lazy("Basics"),
        (
            *("programme", "edition", "title", "summary", "department", "audience", "category"),
            *("in_force", "application", "again", "undetermined_may_apply", "contact"),
        ),
    ),
    "conditions": (gettext_lazy("Conditions"), ("eligibility",)),
    "facts": (gettext_lazy("New facts"), ("facts",)),
    "sources": (gettext_lazy("Texts it rests on"), ("sources", "questions", "to_confirm")),
    "figures": (gettext_lazy("Figures and tables"), ("parameters", "tables")),
    "scoring": (gettext_lazy("Scoring and classes"), ("scoring", "outcomes")),
    "awards": (gettext_lazy("Awards"), ("awards", "excludes", "grants")),
    "procedure": (gettext_lazy("Papers, steps and days"), ("windows", "documents", "process")),
    "examples": (gettext_lazy("Examples"), ("examples",)),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of the builder."""

    slug: str
    title: str
    card: Card | None = None
    groups: tuple[Group, ...] = ()
    tree: Node | None = None
    problems: tuple[str, ...] = ()


def section_of(slug: str, around: Surroundings, runs: Mapping[int, tuple[str, ...]]) -> Section:
    """One section of a draft.

    Args:
        runs: for each example that was run, what did not come out.
    """
    title, keys = SECTIONS[slug]
    plain = around.plain
    if slug == "conditions":
        raw = plain.get("eligibility")
        tree = node_of(raw, "eligibility", around) if isinstance(raw, dict) else None
        problems = tuple(around.problems.get("eligibility", ())) if tree is None else ()
        return Section(slug=slug, title=str(title), tree=tree, problems=problems)
    if slug == "basics":
        card = card_of(grammar.DOCUMENT, plain, "", "", around, only=keys)
        return Section(slug=slug, title=str(title), card=card)
    groups: list[Group] = []
    cards: list[Card] = []
    for key in keys:
        shape, value = DOCUMENT_KEYS[key], plain.get(key)
        if key == "scoring":
            if isinstance(value, dict):
                cards.append(card_of(grammar.SCORING, value, key, key, around))
            groups += [] if isinstance(value, dict) else [_no_score()]
            continue
        if key == "examples":
            groups.append(examples_of(value, around, runs))
            continue
        groups.append(group_of(shape, value, key, key, around))
    return Section(
        slug=slug, title=str(title), card=cards[0] if cards else None, groups=tuple(groups)
    )


def _no_score() -> Group:
    name, hint = key_words("", "scoring")
    return Group(path="scoring", heading=name, hint=hint, adds=_("Add a score"), cards=())
