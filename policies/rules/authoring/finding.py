"""One remark on a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.rules.errors import Problem

ERROR, WARNING, HINT = "error", "warning", "hint"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a draft.

    Attributes:
        path: the place in the document, as in a problem.
        kind: what it is; the pages have words for each.
        severity: ``error``, ``warning`` or ``hint``.
        arguments: what the words need: plain values, days and exact numbers.
    """

    path: str
    kind: str
    severity: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FindingProblem(Problem):
    """A finding for which something was refused, so that pages can say it in their words."""

    finding: Finding
