"""Which facts keep a condition or an expression from being known.

Walked only where a verdict is open, to say what to ask: settled parts, and what only they would
need, are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from policies.rules.conditions import Condition, Quantifier
from policies.rules.expressions import Aggregate, Expression, FactReference, FieldReference, If
from policies.rules.facts import Facts, Record
from policies.rules.quantities import Interval

Derived = Mapping[str, Expression]


def missing(condition: Condition, facts: Facts, on: date, derived: Derived) -> list[str]:
    """The facts that keep a condition unknown, in the order of the document, each once.

    Parts that are settled, and what only they would need, are left out.
    """
    return list(dict.fromkeys(_missing(condition, facts, on, None, "", derived)))


def _missing(
    condition: Condition,
    facts: Facts,
    on: date,
    record: Record | None,
    place: str,
    derived: Derived,
) -> Iterator[str]:
    if condition.compiled()(facts, on, record) is not None:
        return
    if isinstance(condition, Quantifier):
        records: Any = facts.get(condition.fact.name)
        if records is None:
            yield condition.fact.name
            return
        for index, each in enumerate(records):
            spot = f"{condition.fact.name}[{index}]"
            yield from _missing(condition.where, facts, on, each, spot, derived)
        return
    for child in condition.children():
        yield from _missing(child, facts, on, record, place, derived)
    for expression in condition.expressions():
        yield from needs(expression, facts, on, derived, record=record, place=place)


def needs(
    node: Expression,
    facts: Facts,
    on: date,
    derived: Derived,
    *,
    record: Record | None = None,
    place: str = "",
) -> list[str]:
    """The facts that keep an expression from being known, as ``missing`` spells them.

    Args:
        derived: the formulas of derived facts; what these need is named, not they.
        record, place: the record at hand and how its path begins, inside a quantifier.
    """
    return list(dict.fromkeys(_needs(node, facts, on, record, place, dict(derived))))


def _needs(
    node: Expression,
    facts: Facts,
    on: date,
    record: Record | None,
    place: str,
    derived: dict[str, Expression | None],
) -> Iterator[str]:
    value = node.compiled()(facts, on, record)
    if value is not None and type(value) is not Interval:
        return
    if isinstance(node, FactReference):
        formula = derived.get(node.name, node)
        derived[node.name] = None  # once is enough, however often it is named
        if formula is node:
            yield node.name
        elif formula is not None:
            yield from _needs(formula, facts, on, None, "", derived)
    elif isinstance(node, FieldReference):
        yield f"{place}.{node.name}"
    elif isinstance(node, Aggregate):
        yield from _aggregate_needs(node, facts, on, derived)
    elif isinstance(node, If):
        met = node.condition.compiled()(facts, on, record)
        branch = node.condition if met is None else node.then if met else node.otherwise
        yield from _needs(branch, facts, on, record, place, derived)
    else:
        for part in node.parts():
            yield from _needs(part, facts, on, record, place, derived)


def _aggregate_needs(
    node: Aggregate, facts: Facts, on: date, derived: dict[str, Expression | None]
) -> Iterator[str]:
    records: Any = facts.get(node.fact)
    if records is None:
        yield node.fact
        return
    where = node.where.compiled() if node.where else None
    for index, record in enumerate(records):
        place, belongs = f"{node.fact}[{index}]", where(facts, on, record) if where else True
        if belongs is None and node.where:
            yield from _needs(node.where, facts, on, record, place, derived)
        if belongs is not False and node.field and record.get(node.field) is None:
            yield f"{place}.{node.field}"
