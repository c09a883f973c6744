"""The steps of a draft besides writing it: back and forth, and to being published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policies.admin.builder.page import Shown
from policies.models import Draft
from policies.rules.authoring.edits import Edit, Insert
from policies.services.drafting import redo_draft, undo_draft

# draft, version, who, comment -> what to say of it
Step = Callable[[Draft, int, Any, str], str]


def _undo(draft: Draft, version: int, by: Any, _comment: str) -> str:
    undo_draft(draft_id=draft.pk, version=version, by=by)
    return ""


def _redo(draft: Draft, version: int, by: Any, _comment: str) -> str:
    redo_draft(draft_id=draft.pk, version=version, by=by)
    return ""


STEPS: dict[str, Step] = {"undo": _undo, "redo": _redo}


def accepted(shown: Shown, take: str) -> Edit:
    """The edit that takes one proposed example, or all of them."""
    return Insert("examples", 0, {})
