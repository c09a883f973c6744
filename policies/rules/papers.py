"""The papers of a programme: what files they may be. One list for pages, forms and checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# What can be looked at safely, in the order in which it is named; others are asked for as PDF.
FORMATS = ("pdf", "jpg", "png")
# Named by editions published before, which stay readable; no form has ever taken them.
RETIRED_FORMATS = ("docx", "xlsx")


def accepted_formats(paper: Mapping[str, Any]) -> tuple[str, ...]:
    """What a file for a paper may be, of :data:`FORMATS`; all of them where it names none."""
    named = tuple(each for each in FORMATS if each in paper.get("formats", ()))
    return named or FORMATS
