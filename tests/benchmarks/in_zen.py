"""The same programmes for the zen-engine package, as it is used best.

Its logic has two values, so what is unknown takes two passes. In the pessimistic one every unknown
fact is replaced by the value that fails where it is looked at, in the optimistic one by the value
that passes. Eligible is what passes the first, ineligible what fails the second. Numbers, days and
yes/no are replaced in the context, so that the expressions stay plain; where no value would always
pass (choices, records, formulas) the expression asks whether the fact is known.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, TypeGuard

import zen

from policies.rules.conditions import Condition, Group, Leaf
from policies.rules.documents import Document
from policies.rules.expressions import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Constant,
    Expression,
    FactReference,
)
from policies.rules.facts import Facts, Sort, Vocabulary, as_json

BEYOND = 10**15  # no figure is so large
NUMBER_SORTS = (Sort.NUMBER, Sort.DATE)
Evaluate = Callable[[dict[str, Any]], dict[str, Any]]


class InexpressibleError(Exception):
    """Zen has no words for a part of a programme."""


def _name(fact: str) -> str:
    return fact.replace(".", "_")


def _plain(value: Any) -> Any:
    return value.toordinal() if isinstance(value, date) else as_json(value)


def _written(value: Any) -> str:
    return json.dumps(_plain(value)).replace('"', "'")


class _Words:
    """Puts conditions into words.

    Attributes:
        names: of the distinct criteria, by expression.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def rule(self, node: Condition, *, wanted: bool = True) -> tuple[str, str]:
        """The expression, with its criteria written out and with their names alone.

        Args:
            wanted: whether it helps an applicant if the condition is met; not so below ``none``.
        """
        if isinstance(node, Leaf):
            written = _leaf(node, wanted=wanted)
            return written, "$." + self.names.setdefault(written, f"c{len(self.names)}")
        if not isinstance(node, Group):
            raise InexpressibleError(type(node).__name__)
        below = wanted if node.kind != "none" else not wanted
        parts = [self.rule(part, wanted=below) for part in node.parts]
        plain, named = ([pair[side] for pair in parts] for side in (0, 1))
        return _joined(node, plain), _joined(node, named)


def _joined(group: Group, parts: Sequence[str]) -> str:
    if group.kind == "at_least":
        return f"(len(filter([{', '.join(parts)}], #)) >= {group.count})"
    joined = f"({' and '.join(parts) if group.kind == 'all' else ' or '.join(parts)})"
    return f"(not {joined})" if group.kind == "none" else joined


def _leaf(leaf: Leaf, *, wanted: bool) -> str:
    subject, operator = leaf.subject, leaf.operator
    if not leaf.is_constant():
        raise InexpressibleError("held against another fact")
    operand = leaf.constant_operand()
    if isinstance(subject, FactReference) and subject.sort in NUMBER_SORTS:
        return _compared(_name(subject.name), operator, operand, wanted=wanted)
    if isinstance(subject, FactReference) and subject.sort is Sort.BOOLEAN:
        passing = "up" if operand is wanted else "down"
        written = f"{passing}_{_name(subject.name)}"
        return written if operand else f"(not {written})"
    named = sorted(set(subject.fact_names()))
    divisors = [part.right for part in subject.walk() if _divides(part)]
    tests = [f"{_name(name)} == null" for name in named]
    unknown = " or ".join(tests + [f"{_formula(divisor)} == 0" for divisor in divisors])
    return f"({unknown} ? {'assumed' if wanted else 'doubted'} : {_known(leaf, operand)})"


def _divides(part: Expression) -> TypeGuard[Arithmetic]:
    return isinstance(part, Arithmetic) and part.symbol == "/"


def _compared(name: str, operator: str, operand: Any, *, wanted: bool) -> str:
    up, down = ("up", "down") if wanted else ("down", "up")
    if operator == "at_least":
        return f"({up}_{name} >= {_plain(operand)})"
    if operator == "at_most":
        return f"({down}_{name} <= {_plain(operand)})"
    if operator == "more_than":
        return f"({up}_{name} > {_plain(operand)})"
    if operator == "less_than":
        return f"({down}_{name} < {_plain(operand)})"
    if operator in ("between", "is"):
        low, high = map(_plain, operand if operator == "between" else (operand, operand))
        return f"({up}_{name} >= {low} and {down}_{name} <= {high})"
    raise InexpressibleError(operator)


def _known(leaf: Leaf, operand: Any) -> str:
    subject = leaf.subject
    if isinstance(subject, Call):
        return _span(subject, leaf.operator, operand)
    if subject.sort is Sort.NUMBER:
        signs = {"at_least": ">=", "at_most": "<=", "more_than": ">", "less_than": "<"}
        if leaf.operator not in signs:
            raise InexpressibleError(leaf.operator)
        return f"{_formula(subject)} {signs[leaf.operator]} {_plain(operand)}"
    name = _name(next(subject.fact_names()))
    match leaf.operator:
        case "is":
            return f"{name} == {_written(operand)}"
        case "in":
            return f"{name} in [{', '.join(map(_written, operand))}]"
        case "is_not":
            return f"{name} != {_written(operand)}"
        case "not_in":
            return f"not ({name} in [{', '.join(map(_written, operand))}])"
        case "includes":
            return f"some({name}, # == {_written(operand)})"
        case "includes_all":
            each = [f"some({name}, # == {_written(option)})" for option in operand]
            return f"({' and '.join(each)})"
        case "includes_any":
            return f"some({name}, # in [{', '.join(map(_written, operand))}])"
        case "starts_with":
            return f"startsWith({name}, {_written(operand)})"
    raise InexpressibleError(leaf.operator)


def _span(span: Call, operator: str, operand: int) -> str:
    unit = {"years_between": "y", "months_between": "M"}.get(span.function)
    start = _name(next(span.fact_names()))
    if unit is None:
        raise InexpressibleError(span.function)
    if operator == "at_least":
        return f"d({start}).add({operand}, '{unit}').isSameOrBefore(d(today))"
    return f"d({start}).add({operand + 1}, '{unit}').isAfter(d(today))"


def _formula(node: Expression) -> str:
    match node:
        case Arithmetic():
            return f"({_formula(node.left)} {node.symbol} {_formula(node.right)})"
        case FactReference():
            return _name(node.name)
        case Constant():
            return str(_plain(node.value))
        case Aggregate(function="count", where=Comparison(symbol="=") as where):
            field, value = (getattr(side, "name", None) for side in (where.left, where.right))
            value = _written(where.right.value) if isinstance(where.right, Constant) else value
            return f"count({_name(node.fact)}, #.{field} == {value})"
    raise InexpressibleError(type(node).__name__)


def contexts(facts: Facts, vocabulary: Vocabulary, on: date) -> list[dict[str, Any]]:
    """The facts for the pessimistic and for the optimistic pass."""
    found = []
    for optimistic in (False, True):
        context: dict[str, Any] = {"assumed": optimistic, "doubted": not optimistic}
        context["today"] = on.isoformat()
        for name, fact in vocabulary.items():
            if fact.sort in (*NUMBER_SORTS, Sort.BOOLEAN):
                known = name in facts
                high = True if fact.sort is Sort.BOOLEAN else BEYOND
                low = False if fact.sort is Sort.BOOLEAN else -BEYOND
                for direction, best, worst in (("up", high, low), ("down", low, high)):
                    assumed = best if optimistic else worst
                    value = _plain(facts[name]) if known else assumed
                    context[f"{direction}_{_name(name)}"] = value
            context[_name(name)] = as_json(facts[name]) if name in facts else None
        found.append(context)
    return found


@dataclass(frozen=True)
class InZen:
    """Programmes that zen can express, as it may be asked for them.

    Attributes:
        documents: those that it can express.
        plain: programme to expression, criteria written out.
        criteria: name to expression, each once.
        shared: programme to expression over the names of criteria.
    """

    documents: tuple[Document, ...]
    plain: dict[str, str]
    criteria: dict[str, str]
    shared: dict[str, str]


def in_zen(documents: Sequence[Document]) -> InZen:
    """Put programmes into the words of zen; those that it cannot say are left out."""
    said, plain, shared, words = [], dict[str, str](), dict[str, str](), _Words()
    for document in documents:
        if document.eligibility is None or document.scoring is not None:
            continue  # two passes give no range of points
        key = document.programme.replace("-", "_")
        try:
            plain[key], shared[key] = words.rule(document.eligibility)
        except InexpressibleError:
            continue
        said.append(document)
    criteria = {name: written for written, name in words.names.items()}
    return InZen(tuple(said), plain, criteria, shared)


# --- ways to ask it ---------------------------------------------------------------------------


def _decision(*steps: dict[str, str]) -> Any:
    """A decision graph: input, one node of expressions for each step, output."""
    nodes: list[dict[str, Any]] = [{"id": "in", "type": "inputNode", "name": "in"}]
    for number, step in enumerate(steps):
        expressions = [{"id": key, "key": key, "value": value} for key, value in step.items()]
        node = {"id": f"n{number}", "type": "expressionNode", "name": f"n{number}"}
        nodes.append({**node, "content": {"expressions": expressions}})
    nodes.append({"id": "out", "type": "outputNode", "name": "out"})
    edges = [
        {"id": f"e{n}", "sourceId": a["id"], "targetId": b["id"], "type": "edge"}
        for n, (a, b) in enumerate(pairwise(nodes))
    ]
    placed = [{**node, "position": {"x": 0, "y": 0}} for node in nodes]
    decision = zen.ZenEngine().create_decision(json.dumps({"nodes": placed, "edges": edges}))
    decision.validate()
    return decision


def one_expression(rules: InZen) -> Evaluate:
    """All programmes as one compiled expression: no graph at all, and no reasons."""
    whole = ", ".join(f"{key}: {rule}" for key, rule in rules.plain.items())
    compiled = zen.compile_expression(f"{{{whole}}}")
    return lambda context: compiled.evaluate(context)


def one_decision(rules: InZen) -> Evaluate:
    """All programmes in one decision, one expression each, without trace."""
    decision = _decision(rules.plain)
    return lambda context: decision.evaluate(context)["result"]


def shared_criteria(rules: InZen, *, trace: bool) -> Evaluate:
    """One decision: every distinct criterion once, then the programmes; so each has its status."""
    decision = _decision({**rules.criteria, **rules.shared})
    options = {"trace": trace}
    return lambda context: decision.evaluate(context, options)["result"]


def decision_each(rules: InZen, *, trace: bool) -> Evaluate:
    """A decision for each programme; traced, its criteria have expressions of their own."""
    alone = {
        key: _alone(rules, key) if trace else {"ok": rule} for key, rule in rules.plain.items()
    }
    decisions = {key: _decision(expressions) for key, expressions in alone.items()}
    options = {"trace": trace}
    return lambda context: {
        key: decision.evaluate(context, options)["result"]["ok"]
        for key, decision in decisions.items()
    }


def _alone(rules: InZen, key: str) -> dict[str, str]:
    rule = rules.shared[key]
    names = re.findall(r"\$\.(c[0-9]+)", rule)
    return {**{name: rules.criteria[name] for name in names}, "ok": rule}


def verdicts(
    evaluate: Evaluate, passes: Sequence[dict[str, Any]], programmes: Iterable[str]
) -> dict[str, str]:
    """The three-valued answer of two passes."""
    worst, best = (evaluate(context) for context in passes)
    return {
        key: "eligible" if worst[key] else "undetermined" if best[key] else "ineligible"
        for key in programmes
    }
