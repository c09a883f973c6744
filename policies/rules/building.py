"""From plain data to condition nodes: names resolved, sorts checked, limits kept.

Everything that can be wrong with a condition is found here, when the document is read, so that
evaluating one can never fail.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from policies.rules.bases import BASES
from policies.rules.conditions import Clause, Condition, Group, Leaf, Quantifier
from policies.rules.errors import Collector, FactError, RuleError, shorten
from policies.rules.expressions import Constant, Expression, FactReference, FieldReference
from policies.rules.facts import FactType, Sort, Value, Words, one_of, unknown_name
from policies.rules.formulas import OUTCOME, SCORE, Scope, parse_formula
from policies.rules.operators import OPERATORS, Operand, Operator
from policies.rules.quantities import decimal_text
from policies.rules.shapes import TEXT_OR_WORDS, Flag, read_date, refuse, words

MAX_DEPTH = 12
MAX_NODES = 300
CLAUSE_KEYS = frozenset({"source", "clause", "basis", "note", "label"})
GROUPS = ("all", "any", "none")
SUBJECTS = ("fact", "formula", "field")


@dataclass(slots=True, kw_only=True)
class Builder:
    """Builds the conditions and formulas of one document.

    Attributes:
        scope: what names mean.
        sources: the keys a clause may cite.
        inherited: the clause of what is around.
        strict: whether every leaf must say where it stands. Eligibility must; classes, awards and
            scores may rest on the clause of the part they belong to.
    """

    scope: Scope
    sources: Mapping[str, object]
    inherited: Clause | None = None
    strict: bool = True
    in_record: bool = False
    depth: int = 0
    nodes: list[int] = field(default_factory=lambda: [0])  # shared by all builders of a document

    # --- clauses --------------------------------------------------------------------------------

    def clause(self, raw: Mapping[str, Any], path: str, *, needed: bool = True) -> Clause | None:
        """The clause a part states, filled up from what is around it.

        Raises:
            RuleError: it cites an unknown source, or has none where one is needed.
        """
        problems, around = Collector(), self.inherited
        source, basis = raw.get("source"), raw.get("basis")
        if source is not None and (not isinstance(source, str) or source not in self.sources):
            near = unknown_name("source", str(source), self.sources)
            problems.add(f"{path}.source", f"{shorten(str(source))}: {near}")
        if basis is not None and basis not in BASES:
            problems.add(f"{path}.basis", f"expected one of {', '.join(BASES)}, found {basis}.")
        for name in ("note", "label"):
            if name in raw:
                with problems.part():
                    TEXT_OR_WORDS.check(raw[name], f"{path}.{name}")
        if "clause" in raw and not isinstance(raw["clause"], str):
            problems.add(f"{path}.clause", "expected text such as 第三条.")
        problems.finish()
        source = source or (around.source if around else None)
        basis = basis or (around.basis if around else None)
        if source is None or basis is None:
            if needed and self.strict and not self.in_record:
                lacking = "source" if source is None else "basis"
                raise RuleError.at(
                    path, f"{lacking} is missing: every clause says where it stands."
                )
            return None
        article = raw.get("clause") or (around.article if around else "")
        note = words(raw["note"]) if "note" in raw else (around.note if around else ())
        return Clause(source=source, basis=basis, article=article, note=note)

    def under(self, clause: Clause | None) -> Builder:
        """A builder for what is below a part with this clause."""
        return replace(self, inherited=clause or self.inherited)

    def count_node(self, path: str) -> None:
        """Count one more condition or item of the document.

        Raises:
            RuleError: there are too many.
        """
        self.nodes[0] += 1
        if self.nodes[0] > MAX_NODES:
            raise RuleError.at(path, f"more than {MAX_NODES} conditions and items.")

    # --- conditions -----------------------------------------------------------------------------

    def condition(self, raw: object, path: str) -> Condition:
        """Build one condition and all below it.

        Raises:
            RuleError: with every problem in it.
        """
        self.count_node(path)
        if self.depth >= MAX_DEPTH:
            raise RuleError.at(path, f"nested deeper than {MAX_DEPTH} levels.")
        if not isinstance(raw, dict):
            raise refuse(path, "a condition", raw)
        kinds = [name for name in (*GROUPS, "of", "some", "every", *SUBJECTS) if name in raw]
        if len(kinds) != 1:
            listed = ", ".join((*GROUPS, "at_least with of", "some", "every", *SUBJECTS))
            found = " and ".join(kinds) or "none"
            raise RuleError.at(path, f"expected exactly one of {listed}; found {found}.")
        if kinds[0] in SUBJECTS:
            return self._leaf(raw, path, kinds[0])
        if kinds[0] in ("some", "every"):
            return self._quantifier(raw, path, kinds[0])
        return self._group(raw, path, kinds[0])

    def _known_keys(self, raw: Mapping[str, Any], path: str, *names: str) -> None:
        known = {*names, *CLAUSE_KEYS}
        problems = Collector()
        for name in raw:
            if name not in known:
                near = unknown_name("key", name, dict.fromkeys(known))
                problems.add(f"{path}.{shorten(name)[1:-1]}", near)
        problems.finish()

    def _group(self, raw: Mapping[str, Any], path: str, key: str) -> Condition:
        kind, listed = ("at_least", raw["of"]) if key == "of" else (key, raw[key])
        self._known_keys(raw, path, key, *(["at_least"] if key == "of" else []))
        place = f"{path}.{key}"
        if not isinstance(listed, list) or not listed:
            raise refuse(place, "a list of at least one condition", listed)
        count = self._group_count(raw, path, len(listed)) if key == "of" else 0
        clause = self.clause(raw, path, needed=False)
        below = replace(self.under(clause), depth=self.depth + 1)
        problems, parts = Collector(), []
        for index, part in enumerate(listed):
            with problems.part():
                parts.append(below.condition(part, f"{place}[{index}]"))
            if self.nodes[0] > MAX_NODES:
                break
        problems.finish()
        return Group(
            kind=kind,
            parts=tuple(parts),
            count=count,
            clause=clause,
            label=words(raw.get("label")),
            path=path,
        )

    def _group_count(self, raw: Mapping[str, Any], path: str, size: int) -> int:
        count = raw.get("at_least")
        if not isinstance(count, int) or isinstance(count, bool) or not 1 <= count <= size:
            raise refuse(f"{path}.at_least", f"a whole number from 1 to {size}", count)
        return count

    def _quantifier(self, raw: Mapping[str, Any], path: str, kind: str) -> Condition:
        self._known_keys(raw, path, kind, "where")
        if self.in_record:
            raise RuleError.at(path, f"{kind} cannot stand inside a condition over records.")
        fact = self._fact(raw[kind], f"{path}.{kind}")
        if fact.sort is not Sort.RECORDS:
            raise RuleError.at(f"{path}.{kind}", f"{fact.name} is {fact.type}, not records.")
        if "where" not in raw:
            raise RuleError.at(path, "where is missing.")
        clause = self.clause(raw, path)
        inner = replace(
            self.under(clause), scope=self.scope.inside(fact), in_record=True, depth=self.depth + 1
        )
        return Quantifier(
            kind=kind,
            fact=FactReference(sort=Sort.RECORDS, name=fact.name),
            where=inner.condition(raw["where"], f"{path}.where"),
            clause=clause,
            label=words(raw.get("label")),
            path=path,
        )

    # --- leaves ---------------------------------------------------------------------------------

    def _leaf(self, raw: Mapping[str, Any], path: str, key: str) -> Condition:
        self._known_keys(raw, path, key, *OPERATORS)
        names = [name for name in OPERATORS if name in raw]
        if len(names) != 1:
            found = " and ".join(names) or "none"
            listed = ", ".join(OPERATORS)
            raise RuleError.at(path, f"expected exactly one operator of {listed}; found {found}.")
        clause = self.clause(raw, path)
        subject, fact = self.subject(raw[key], f"{path}.{key}", key)
        operator = OPERATORS[names[0]]
        place = f"{path}.{operator.name}"
        if subject.sort not in operator.sorts:
            fitting = ", ".join(o.name for o in OPERATORS.values() if subject.sort in o.sorts)
            what = fact.name if fact else "the formula"
            raise RuleError.at(place, f"{what} is {subject.sort}; what fits is {fitting}.")
        operands = self._operands(raw[operator.name], place, operator, subject, fact)
        return Leaf(
            subject=subject,
            operator=operator.name,
            operands=operands,
            written=str(raw[key]),
            clause=clause,
            label=words(raw.get("label")),
            path=path,
        )

    def subject(self, raw: object, path: str, key: str) -> tuple[Expression, FactType | None]:
        """What stands under ``fact``, ``field`` or ``formula``, with its fact where it is one.

        Raises:
            RuleError: no such fact or field, or the formula is none.
        """
        if key == "formula":
            return self.formula(raw, path), None
        if key == "field":
            known = self.scope.fields
            if not isinstance(raw, str) or raw not in known:
                raise RuleError.at(path, unknown_name("field", str(raw), known))
            return FieldReference(sort=known[raw].sort, name=raw), known[raw]
        if raw == OUTCOME and self.scope.outcome:
            choices: dict[str, Words] = {name: {} for name in self.scope.outcomes}
            fact = FactType(name=OUTCOME, type="choice", choices=choices)
            return FactReference(sort=Sort.TEXT, name=OUTCOME), fact
        if raw == SCORE and self.scope.score:
            return FactReference(sort=Sort.NUMBER, name=SCORE), None
        fact = self._fact(raw, path)
        return FactReference(sort=fact.sort, name=fact.name), fact

    def _fact(self, raw: object, path: str) -> FactType:
        if not isinstance(raw, str):
            raise refuse(path, "the name of a fact", raw)
        if raw not in self.scope.facts:
            near = unknown_name("fact", raw, self.scope.facts)
            raise RuleError.at(path, f"{shorten(raw)[1:-1]}: {near}")
        return self.scope.facts[raw]

    def formula(self, raw: object, path: str) -> Expression:
        """Build a formula; a bare number is one as well.

        Raises:
            RuleError: it is none.
        """
        if isinstance(raw, int | Fraction) and not isinstance(raw, bool):
            return Constant(sort=Sort.NUMBER, value=raw)
        if not isinstance(raw, str):
            raise refuse(path, "a formula", raw)
        return parse_formula(raw, scope=self.scope, path=path)

    def _operands(
        self, raw: object, path: str, operator: Operator, subject: Expression, fact: FactType | None
    ) -> tuple[Expression, ...]:
        if operator.operand is Operand.FLAG:
            Flag().check(raw, path)
            return (Constant(sort=Sort.BOOLEAN, value=raw),)
        sort = Sort.TEXT if subject.sort is Sort.CHOICES else subject.sort
        if operator.operand in (Operand.ONE, Operand.TEXT):
            return (self._operand(raw, path, sort, fact),)
        if operator.operand is Operand.SET and isinstance(raw, dict):
            return (self._operand(raw, path, Sort.CHOICES, fact),)
        size = 2 if operator.operand is Operand.PAIR else None
        if not isinstance(raw, list) or not raw or len(raw) > 200 or size not in (None, len(raw)):
            raise refuse(path, operator.operand, raw)
        problems, sides = Collector(), []
        for index, part in enumerate(raw):
            with problems.part():
                sides.append(self._operand(part, f"{path}[{index}]", sort, fact))
        problems.finish()
        if operator.operand is Operand.PAIR:
            self._check_order(sides, path)
        return tuple(sides)

    @staticmethod
    def _check_order(sides: list[Expression], path: str) -> None:
        low, high = sides
        if isinstance(low, Constant) and isinstance(high, Constant) and low.value > high.value:
            shown = [
                decimal_text(side.value) if side.sort is Sort.NUMBER else str(side.value)
                for side in (low, high)
            ]
            raise RuleError.at(path, f"low {shown[0]} is above high {shown[1]}.")

    def _operand(self, raw: object, path: str, sort: Sort, fact: FactType | None) -> Expression:
        """One right side: a constant of the subject's sort, ``{fact: …}`` or ``{formula: …}``."""
        if isinstance(raw, dict):
            if len(raw) != 1 or next(iter(raw)) not in SUBJECTS:
                raise refuse(path, "a value, {fact: NAME} or {formula: TEXT}", raw)
            key, value = next(iter(raw.items()))
            side, _ = self.subject(value, f"{path}.{key}", key)
            if side.sort is not sort:
                raise RuleError.at(f"{path}.{key}", f"expected {sort}, found {side.sort}.")
            return side
        return Constant(sort=sort, value=constant(raw, path, sort, fact))


def constant(raw: object, path: str, sort: Sort, fact: FactType | None) -> Any:
    """A value that a document fixes, of the sort that is needed.

    Raises:
        RuleError: it is of another sort, or no choice of the fact.
    """
    if sort is Sort.BOOLEAN:
        Flag().check(raw, path)
        return raw
    if sort is Sort.DATE:
        return read_date(raw, path)
    if sort is Sort.NUMBER:
        if isinstance(raw, bool) or not isinstance(raw, int | Fraction):
            raise refuse(path, "a number", raw)
        return raw
    if not isinstance(raw, str):
        raise refuse(path, "text", raw)
    if fact is not None and fact.choices and raw not in fact.choices:
        raise refuse(path, one_of(fact.choices, raw), raw)
    if fact is not None and fact.code:
        return _spelt(raw, path, fact)
    return unicodedata.normalize("NFC", raw)  # as the values it is held against


def _spelt(raw: str, path: str, fact: FactType) -> Value:
    """A code, or its beginning, in the spelling of the answers it is held against."""
    try:
        return fact.read(raw, path)
    except FactError as error:
        raise RuleError(error.problems) from None
