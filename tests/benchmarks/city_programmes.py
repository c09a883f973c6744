"""A hundred programmes over the facts of the shipped catalogue.

Those in force are taken as they are. The rest are made from them, as a neighbouring county would:
the same rule under another name, with thresholds of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from policies.rules.documents import read_document, split_documents
from policies.rules.library import Library
from policies.services.files import SHIPPED, CatalogueTexts, read_folder

COUNT = 100
FACTORS = (0.5, 0.8, 1.25, 2.0)
BOUNDS = ("at_least", "at_most", "more_than", "less_than")
# A copy is no part of a bundle and brings nothing: only its rule matters here.
LEFT_OUT = ("excludes", "grants", "windows", "examples", "questions", "awards", "process")
Plain = dict[str, Any]


@dataclass(frozen=True)
class Hundred:
    """The catalogue with the programmes that were made.

    Attributes:
        real: editions in force that ship; of them ``named``: without any condition.
        made: how many were made from the others.
    """

    texts: CatalogueTexts
    real: int
    named: int
    made: int


def hundred(on: date) -> Hundred:
    """The shipped catalogue, with copies until a hundred editions are in force on a day."""
    shipped = read_folder(SHIPPED)
    library = Library.read(shipped.shared)
    in_force: list[tuple[str, Plain]] = []
    named = 0
    for slug, text in shipped.programmes.items():
        for piece in split_documents(text):
            document = read_document(piece, library=library)
            if document.in_force.covers(on):
                in_force.append((slug, yaml.safe_load(piece)))
                named += document.eligibility is None and document.scoring is None
    with_rules = [(slug, plain) for slug, plain in in_force if "eligibility" in plain]
    made: dict[str, str] = {}
    number = 0
    while len(in_force) + len(made) < COUNT:
        slug, plain = with_rules[number % len(with_rules)]
        factor = FACTORS[number % len(FACTORS)]
        name = f"{slug}-{number + 1:02}"
        made[name] = yaml.safe_dump(_copy(plain, name, factor), allow_unicode=True, sort_keys=False)
        number += 1
    texts = CatalogueTexts(shared=shipped.shared, programmes={**shipped.programmes, **made})
    return Hundred(texts, len(in_force), named, len(made))


def _copy(plain: Mapping[str, Any], name: str, factor: float) -> Plain:
    kept = {key: value for key, value in plain.items() if key not in LEFT_OUT}
    changed = {
        "programme": name,
        "title": {language: f"{words} {name[-2:]}" for language, words in plain["title"].items()},
        "eligibility": _scaled(plain["eligibility"], factor),
    }
    return {**kept, **changed}


def _scaled(node: Any, factor: float) -> Any:
    """The same conditions with other thresholds; small counts and years stay."""
    if isinstance(node, list):
        return [_scaled(part, factor) for part in node]
    if not isinstance(node, dict):
        return node
    return {
        key: _threshold(value, factor) if key in BOUNDS else _scaled(value, factor)
        for key, value in node.items()
    }


def _threshold(value: Any, factor: float) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if isinstance(value, float):
        return round(value * (0.9 + 0.1 * factor), 4)
    return round(value * factor) if value >= 20 else value
