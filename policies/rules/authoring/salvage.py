"""The part of an unfinished document that can be read, so that checks need not wait for the rest.

Whatever the reader refuses is left out, in as small pieces as can be, and read again; what a
document must have and this one has not gets a stand-in. The reader alone says what is wrong:
nothing of it is repeated here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from policies.rules import grammar
from policies.rules.authoring.finding import Finding
from policies.rules.authoring.paths import EditError, Steps, steps_of, value_at
from policies.rules.documents import Document, build_document
from policies.rules.errors import Problem, RuleError
from policies.rules.library import Library
from policies.rules.reading import Plain, path_text

MOST_ROUNDS = 20
_MISSING = re.compile(r"([\w-]+) is missing\.")
_NO_CLAUSE = "every clause says where it stands."
# What may only be said because a part of the document was left out.
_OF_LEAVING_OUT = re.compile(
    r"there is no |no (?:judged )?item bears|at least (?:one|\d+)|out of reach|is no fact that|"
    r" to \d+ entries|no such source"
)
_STAND_INS: dict[str, Plain] = {
    "programme": "draft",
    "edition": "draft",
    "title": "-",
    "audience": "enterprise",
    "category": "space",
    "in_force": {"from": "2000-01-01"},
}


@dataclass(slots=True)
class Salvaged:
    """A document that was read of a part of a text.

    Attributes:
        plain: what it was read from: the text without what was left out.
        stand_ins: the keys that are not the author's.
        later: what the reader refused only once the first problems were out of its way.
    """

    whole: dict[str, Any]
    library: Library
    left_out: set[Steps] = field(default_factory=set)
    stand_ins: set[str] = field(default_factory=set)
    clauses: set[Steps] = field(default_factory=set)
    later: list[Problem] = field(default_factory=list)
    plain: dict[str, Any] = field(init=False)
    document: Document | None = field(init=False, default=None)
    _gone: frozenset[Steps] = field(init=False, default=frozenset())  # from the present part

    def __post_init__(self) -> None:
        for turn in range(MOST_ROUNDS):
            self.plain = self._rest()
            try:
                self.document = build_document(self.plain, "", library=self.library)
            except RuleError as error:
                if turn:
                    self._note(error.problems)
                if not self._leave_out(error.problems):
                    return
            else:
                return

    def finding(self, finding: Finding) -> Finding | None:
        """A finding of the part as one of the whole; ``None`` where the author said nothing."""
        if self._key(finding.path) in self.stand_ins:
            return None
        arguments = dict(finding.arguments)
        if "by" in arguments:
            by = arguments["by"]
            several = isinstance(by, tuple | list)
            arguments["by"] = tuple(map(self.path, by)) if several else self.path(str(by))
        return replace(finding, path=self.path(finding.path), arguments=arguments)

    def problem(self, problem: Problem) -> Problem | None:
        """A problem of the part as one of the whole."""
        if self._key(problem.path) in self.stand_ins:
            return None
        return replace(problem, path=self.path(problem.path))

    def path(self, path: str) -> str:
        """A place of the part as the whole spells it."""
        try:
            return path_text(self._original(steps_of(self.plain, path)))
        except EditError:
            return path

    @staticmethod
    def _key(path: str) -> str:
        return path.partition(".")[0].partition("[")[0]

    def _note(self, problems: tuple[Problem, ...]) -> None:
        """Keep those that are the author's, not the fault of what was left out."""
        for each in problems:
            problem = self.problem(each)
            faulty = bool(self.left_out) and _OF_LEAVING_OUT.search(each.message)
            if problem is not None and each.path and not faulty:
                self.later.append(problem)

    # --- leaving out ----------------------------------------------------------------------------

    def _rest(self) -> dict[str, Any]:
        self._gone = frozenset(self.left_out)
        rest: dict[str, Any] = self._without(self.whole, ())
        for key in self.stand_ins:
            rest[key] = _STAND_INS.get(key, next(iter(self.library.departments), "-"))
        return rest

    def _without(self, plain: Plain, steps: Steps) -> Plain:
        if isinstance(plain, list):
            return [
                self._without(part, (*steps, index))
                for index, part in enumerate(plain)
                if (*steps, index) not in self.left_out
            ]
        if not isinstance(plain, dict):
            return plain
        kept = {
            key: self._without(part, (*steps, key))
            for key, part in plain.items()
            if (*steps, key) not in self.left_out
        }
        if steps in self.clauses:
            source = next(iter(self.library.sources), "-")
            kept = {"source": source, "basis": "assumed", **_known(kept)}
        return kept

    def _original(self, steps: Steps) -> Steps:
        """Steps of the part as steps of the whole: what was left out counts again."""
        found: list[str | int] = []
        for step in steps:
            if isinstance(step, int):
                place, seen = -1, -1
                while seen < step:
                    place += 1
                    seen += (*found, place) not in self._gone
                step = place
            found.append(step)
        return tuple(found)

    def _leave_out(self, problems: tuple[Problem, ...]) -> bool:
        """Note what the problems are about; whether anything is new."""
        before = len(self.left_out) + len(self.stand_ins) + len(self.clauses)
        for problem in problems:
            missing = _MISSING.fullmatch(problem.message)
            if not problem.path and missing:
                self.stand_ins.add(missing[1])
                continue
            steps = self._original(self._nearest(problem.path))
            if problem.message.endswith(_NO_CLAUSE) and steps not in self.clauses:
                self.clauses.add(steps)
            elif steps and steps[0] in grammar.DOCUMENT.required:
                self.stand_ins.add(str(steps[0]))
            elif removable := self._removable(steps):
                self.left_out.add(removable)
        return len(self.left_out) + len(self.stand_ins) + len(self.clauses) > before

    def _nearest(self, path: str) -> Steps:
        """The steps to a place of the part, or to the nearest one around it."""
        while path:
            try:
                return steps_of(self.plain, path)
            except EditError:
                path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return ()

    def _removable(self, steps: Steps) -> Steps:
        """The smallest part around a place without which the rest may be read."""
        while steps:
            holder = value_at(self.whole, steps[:-1])
            alone = isinstance(holder, Mapping) and len(steps) > 1 and not _is_named(steps[:-1])
            optional = alone and _is_optional(holder, str(steps[-1]))
            if steps not in self.left_out and (not alone or optional):
                return steps
            steps = steps[:-1]
        return ()


def _known(clause: dict[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in clause.items() if key not in ("source", "basis") or part}


def _is_named(steps: Steps) -> bool:
    """Whether the author chooses the names below a place."""
    return steps[-1] in ("facts", "tables", "parameters", "sources", "grants", "floors")


def _is_optional(holder: Mapping[str, Any], key: str) -> bool:
    """Whether a part means the same without a key, as far as checks look at it."""
    return key in ("note", "label", "clause", "floors", "waived_when", "pass_mark", "help", "unit")
