"""How sure we are of a clause, and the one set of words that says so on every page.

A clause states one of :data:`BASES`. What readers are told is its *standing*: of a reported clause
whose source bears the number of a text, the text is known and only its original still has to be
read, which is more than a report. Nobody has to enter that: an officer adds the ``number`` of a
source, and gives it grade A once the original was read.

These words stand nowhere else; a test looks for other spellings in code, templates and
translations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from policies.rules.facts import Words

OFFICIAL, NUMBERED, REPORTED, ASSUMED = "official", "numbered", "reported", "assumed"
BASES = (OFFICIAL, REPORTED, ASSUMED)
STANDINGS = (OFFICIAL, NUMBERED, REPORTED, ASSUMED)  # the surest first
ORIGINAL = "A"  # the grade of a source that is the authority's own text


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """The words for a standing.

    Attributes:
        mark: as it stands beside a line.
        word: where there is room for one word only.
    """

    mark: Words
    word: Words


TERMS: Mapping[str, Term] = {
    OFFICIAL: Term(
        mark={"zh-hans": "官方原文", "en": "official text"},
        word={"zh-hans": "原文", "en": "official"},
    ),
    NUMBERED: Term(
        mark={"zh-hans": "文号已知，原文待核", "en": "number known, text still to be checked"},
        word={"zh-hans": "待核", "en": "to be checked"},
    ),
    REPORTED: Term(
        mark={
            "zh-hans": "据公开报道或第三方整理",
            "en": "as publicly reported or compiled by others",
        },
        word={"zh-hans": "据报道或整理", "en": "reported"},
    ),
    ASSUMED: Term(
        mark={"zh-hans": "示例标准，待确认", "en": "an example, to be confirmed"},
        word={"zh-hans": "待确认", "en": "to be confirmed"},
    ),
}
# who has to confirm what is assumed, where that is known
ASSUMED_BY: Words = {
    "zh-hans": "示例标准，待{}确认",
    "en": "an example, to be confirmed by {}",
}
GRADES: Mapping[str, Words] = {
    ORIGINAL: TERMS[OFFICIAL].mark,
    "B": {"zh-hans": "公开报道或转载", "en": "press report or reprint"},
    "C": {"zh-hans": "第三方整理", "en": "compiled by others"},
}


def is_known_by_number(source: Mapping[str, Any]) -> bool:
    """Whether the number of a text is known while its original was not read."""
    return bool(source.get("number")) and source.get("grade") != ORIGINAL


def standing_of(basis: str, source: Mapping[str, Any]) -> str:
    """How sure a clause with this basis is, of a source that may bear a number."""
    return NUMBERED if basis == REPORTED and is_known_by_number(source) else basis
