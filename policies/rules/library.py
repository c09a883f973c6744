"""What all documents share: facts, sources, dated tables, departments and what surrounds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from policies.rules import grammar
from policies.rules.building import Builder
from policies.rules.conditions import Condition
from policies.rules.errors import Collector, FactError, RuleError, shorten
from policies.rules.expressions import Expression
from policies.rules.facts import SORTS, FactType, Sort, Value, Vocabulary, unknown_name
from policies.rules.formulas import SYNTAX, Scope, Table, parse_formula, reserved
from policies.rules.placeholders import WANTED, WANTED_LOW, placeholders, year_named
from policies.rules.reading import SHARED_LIMITS, read_document_text
from policies.rules.shapes import (
    FactName,
    Named,
    Slug,
    Text,
    drop_odd_addresses,
    read_date,
    words,
)
from policies.rules.systems import System, read_systems

MAX_DERIVATION_DEPTH = 12
_WORDED = ("label", "question", "help", "statement", "negative", "event")
_WITH_ADDRESSES = ("sources.yaml", "departments.yaml")
FILES = ("facts.yaml", "sources.yaml", "tables.yaml", "departments.yaml", "systems.yaml")
_ORDERED = ("integer", "decimal", "money", "percent", "date", "choice", "choices", "records")
_Expected = tuple[str, tuple[list[str], ...]]  # in words, and the placeholders that may stand there
_WITH_WANTED: _Expected = (
    "{} or {lower} once, for what is wanted",
    ([WANTED], [WANTED_LOW]),
)
_WITHOUT_WANTED: _Expected = ("no braces but {year-1} to {year-4}", ([],))
_TIMES = ("year", "month", "day")
_STATED = frozenset({Sort.BOOLEAN, Sort.NUMBER, Sort.TEXT, Sort.CHOICES})
_SHAPES = {
    "facts.yaml": grammar.SHARED_FACTS,
    "sources.yaml": Named(value=grammar.SOURCE, key=Text(longest=80), most=1_000),
    "tables.yaml": Named(value=grammar.DATED_TABLE),
    "departments.yaml": Named(value=grammar.DEPARTMENT, key=Slug()),
    "systems.yaml": Named(value=grammar.SYSTEM, key=Slug()),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """The shared vocabulary of a catalogue.

    Attributes:
        sources, departments: their entries as plain data, by key.
        tables: shared dated tables for ``lookup``.
        systems: what surrounds the programmes, by slug; no rule rests on it.
        at_odds: what is met only by answers that cannot all be right.
    """

    facts: Vocabulary = field(default_factory=lambda: Vocabulary({}))
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tables: Mapping[str, Table] = field(default_factory=dict)
    departments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    systems: Mapping[str, System] = field(default_factory=dict)
    at_odds: tuple[Condition, ...] = ()

    @classmethod
    def read(cls, texts: Mapping[str, str], *, kept: bool = False) -> Library:
        """Read the shared files of a catalogue; a file that is not given is empty.

        Args:
            kept: they were published, perhaps before addresses were checked: odd ones are left out.

        Raises:
            RuleError: with every problem found, each path beginning with its file.
        """
        problems, plain = Collector(), {}
        for name in FILES:
            plain[name] = (
                _read_file(name, texts[name], problems, kept=kept) if name in texts else {}
            )
        problems.finish()
        facts = read_facts(plain["facts.yaml"])
        _check_details(facts)
        library = cls(
            facts=Vocabulary(facts),
            sources=plain["sources.yaml"],
            tables=_read_tables(plain["tables.yaml"], plain["sources.yaml"]),
            departments=plain["departments.yaml"],
            systems=read_systems(plain["systems.yaml"], plain["sources.yaml"]),
        )
        check_order(library.facts, library.facts, "facts.yaml: ")
        scope = Scope(facts=library.facts, shared_tables=library.tables)
        derivations(library.facts, scope)
        return replace(library, at_odds=_read_at_odds(plain["facts.yaml"], scope))


def _read_at_odds(plain: Mapping[str, Any], scope: Scope) -> tuple[Condition, ...]:
    """The conditions under ``at_odds`` of the facts; no rule rests on them, so they need no source.

    Raises:
        RuleError: one of them is none, with its path.
    """
    problems, found = Collector(), []
    for name, definition in plain.items():
        for index, raw in enumerate(definition.get("at_odds", ())):
            builder = Builder(scope=scope, sources={}, strict=False)
            with problems.part():
                path = f"facts.yaml: {name}.at_odds[{index}]"
                found.append(builder.condition(raw, path))
    problems.finish()
    return tuple(found)


def _read_file(name: str, text: str, problems: Collector, *, kept: bool) -> dict[str, Any]:
    try:
        plain = read_document_text(text, limits=SHARED_LIMITS)
        if kept and name in _WITH_ADDRESSES and isinstance(plain, dict):
            drop_odd_addresses(plain.values())
        _SHAPES[name].check(plain, "")
    except RuleError as error:
        for problem in error.problems:
            problems.add(f"{name}: {problem.path.lstrip('.')}", problem.message)
        return {}
    return dict(plain)


def read_facts(plain: Mapping[str, Any], path: str = "") -> dict[str, FactType]:
    """Build fact types from definitions whose shape was checked.

    Raises:
        RuleError: a choice without choices, limits that cross, a reserved name and the like.
    """
    problems, facts = Collector(), {}
    for name, definition in plain.items():
        place = f"{path}.{name}" if path else name
        with problems.part():
            FactName().check(name, place)
            if reserved(name):
                problems.add(place, "the rule language uses this word itself.")
            facts[name] = _fact_type(name, definition, place)
    problems.finish()
    return facts


def _fact_type(name: str, raw: Mapping[str, Any], path: str) -> FactType:
    kind, problems = raw["type"], Collector()
    if (kind in ("choice", "choices")) != ("choices" in raw):
        problems.add(f"{path}.choices", "choice and choices need choices, other types have none.")
    if (kind == "records") != ("fields" in raw):
        problems.add(f"{path}.fields", "records need fields, other types have none.")
    low, high = raw.get("min"), raw.get("max")
    if SORTS[kind] is not Sort.NUMBER and (low is not None or high is not None):
        problems.add(path, f"min and max are for numbers, not for {kind}.")
    if low is not None and high is not None and low > high:
        problems.add(f"{path}.min", "min is above max.")
    _check_words(raw, path, problems)
    _check_asking_back(raw, path, problems)
    problems.finish()
    fields = raw.get("fields", {})
    for field_name in fields:
        if field_name in SYNTAX:
            problems.add(f"{path}.fields.{field_name}", "the rule language uses this word itself.")
    problems.finish()
    closed = _years_back(raw)
    fact = FactType(
        name=name,
        type=kind,
        unit=raw.get("unit", ""),
        minimum=low,
        maximum=high,
        choices={slug: dict(words(label)) for slug, label in raw.get("choices", {}).items()},
        fields={n: _fact_type(n, part, f"{path}.fields.{n}") for n, part in fields.items()},
        label=dict(words(raw.get("label"))),
        question=dict(words(raw.get("question"))),
        help=dict(words(raw.get("help"))),
        changeable=bool(raw.get("changeable", False)) and not closed,
        direction=_direction(raw, path),
        years_back=closed,
        sensitive=raw.get("sensitive", False),
        derived=raw.get("derived"),
        topic=raw.get("topic", ""),
        known=raw.get("known", ""),
        detail_of=raw.get("detail_of", ""),
        statement=dict(words(raw.get("statement"))),
        negative=dict(words(raw.get("negative"))),
        event=dict(words(raw.get("event"))),
        past=raw.get("past", False),
        min_years_ago=raw.get("min_years_ago", 0),
        after=raw.get("after", ""),
        ask_below=raw.get("ask_below"),
        ask_above=raw.get("ask_above"),
        code=raw.get("code", ""),
    )
    check_order(fact.fields, fact.fields, f"{path}.fields.")
    return fact if "usual" not in raw else replace(fact, usual=_usual(fact, raw["usual"], path))


def _check_details(facts: Mapping[str, FactType]) -> None:
    """Refuse details of what is not asked.

    Raises:
        RuleError: no such fact, one that follows from others, or a circle.
    """
    problems = Collector()
    for name, fact in facts.items():
        above, seen = fact.detail_of, {name}
        while above and above not in seen and above in facts and facts[above].derived is None:
            seen.add(above)
            above = facts[above].detail_of
        if above:
            why = "goes in a circle" if above in seen else "there is no such fact to ask"
            problems.add(f"facts.yaml: {name}.detail_of", f"{above}: {why}.")
    problems.finish()


def _direction(raw: Mapping[str, Any], path: str) -> str:
    """Which way a fact can be changed; empty for either, or for none.

    Raises:
        RuleError: a direction of what has no order.
    """
    said = raw.get("changeable", False)
    if isinstance(said, bool):
        return ""
    if raw["type"] not in _ORDERED:
        raise RuleError.at(f"{path}.changeable", f"{raw['type']} goes neither up nor down.")
    return str(said)


def _years_back(raw: Mapping[str, Any]) -> int:
    """How long ago the closed year is that the words of a fact name; 0 for none."""
    texts = [text for key in ("label", "question") for _, text in words(raw.get(key))]
    return min(filter(None, map(year_named, texts)), default=0)


def _check_words(raw: Mapping[str, Any], path: str, problems: Collector) -> None:
    """Note words that do not fit the type, and placeholders that nothing would fill."""
    kind = raw["type"]
    counts_time = SORTS[kind] is Sort.NUMBER and raw.get("unit") in _TIMES
    if "event" in raw and kind != "date" and not counts_time:
        problems.add(f"{path}.event", "only a date or a count of time follows an event.")
    for name in ("statement", "negative"):
        stated = _STATED if name == "statement" else _STATED - {Sort.NUMBER}
        if name in raw and SORTS[kind] not in stated:
            problems.add(f"{path}.{name}", f"{kind} facts have none.")
            return
    for name in _WORDED:
        wanting = name in ("statement", "negative") and SORTS[kind] is not Sort.BOOLEAN
        expected, fitting = _WITH_WANTED if wanting else _WITHOUT_WANTED
        if any(placeholders(text) not in fitting for text in dict(words(raw.get(name))).values()):
            problems.add(f"{path}.{name}", f"expected {expected}.")


def _check_asking_back(raw: Mapping[str, Any], path: str, problems: Collector) -> None:
    """Keys for days stand at days, those that ask back at what has a size, codes at texts."""
    kind, low, high = raw["type"], raw.get("ask_below"), raw.get("ask_above")
    if "code" in raw and kind != "text":
        problems.add(f"{path}.code", f"is for texts, not for {kind}.")
    for key in ("past", "min_years_ago", "after"):
        if key in raw and kind != "date":
            problems.add(f"{path}.{key}", f"is for days, not for {kind}.")
    if low is not None and SORTS[kind] is not Sort.NUMBER:
        problems.add(f"{path}.ask_below", f"is for numbers, not for {kind}.")
    if high is not None and SORTS[kind] not in (Sort.NUMBER, Sort.DATE):
        problems.add(f"{path}.ask_above", f"is for numbers and days, not for {kind}.")
    if low is not None and high is not None and low >= high:
        problems.add(f"{path}.ask_below", "ask_below is not below ask_above.")


def check_order(
    facts: Mapping[str, FactType], known: Mapping[str, FactType], path: str = ""
) -> None:
    """Refuse a fact that comes after itself, or after something that is no day.

    Raises:
        RuleError: naming each of them.
    """
    problems = Collector()
    for name, fact in facts.items():
        place = f"{path}{name}.after"
        if fact.after and fact.after not in known:
            problems.add(place, f"{shorten(fact.after)}: {unknown_name('fact', fact.after, known)}")
        elif fact.after == name:
            problems.add(place, "no day comes after itself.")
        elif fact.after and known[fact.after].type != "date":
            problems.add(place, f"{fact.after} is {known[fact.after].type}, not a day.")
    problems.finish()


def _usual(fact: FactType, raw: object, path: str) -> Value:
    try:
        return fact.read(raw, f"{path}.usual")
    except FactError as error:
        raise RuleError(error.problems) from None


def derivations(
    facts: Mapping[str, FactType], scope: Scope, *, only: set[str] | None = None, path: str = ""
) -> dict[str, Expression]:
    """The formulas of derived facts, each after those it rests on.

    Args:
        only: the facts that are needed; all where it is absent.

    Raises:
        RuleError: a formula is wrong, of another sort than its fact, or goes in a circle.
    """
    done: dict[str, Expression] = {}
    problems = Collector()
    for name in facts if only is None else sorted(only):
        with problems.part():
            _derive(name, facts, scope, done, (), path)
    problems.finish()
    return done


def _derive(
    name: str,
    facts: Mapping[str, FactType],
    scope: Scope,
    done: dict[str, Expression],
    above: tuple[str, ...],
    path: str,
) -> None:
    fact = facts.get(name)
    if fact is None or fact.derived is None or name in done:
        return
    place = f"{path}{name}.derived"
    if name in above:
        circle = " → ".join([*above[above.index(name) :], name])
        raise RuleError.at(place, f"the formula goes in a circle: {circle}.")
    if len(above) >= MAX_DERIVATION_DEPTH:
        raise RuleError.at(place, f"rests on more than {MAX_DERIVATION_DEPTH} other formulas.")
    formula = parse_formula(fact.derived, scope=scope, path=place)
    if formula.sort is not fact.sort:
        raise RuleError.at(place, f"{name} is {fact.type}, the formula gives {formula.sort}.")
    for below in formula.fact_names():
        _derive(below, facts, scope, done, (*above, name), path)
    done[name] = formula


def _read_tables(plain: Mapping[str, Any], sources: Mapping[str, object]) -> dict[str, Table]:
    problems, tables = Collector(), {}
    for name, raw in plain.items():
        path, editions = f"tables.yaml: {name}", []
        for index, edition in enumerate(raw["editions"]):
            place = f"{path}.editions[{index}]"
            first = read_date(edition["from"], f"{place}.from")
            last = read_date(edition["to"], f"{place}.to") if edition.get("to") else None
            if edition.get("source") is not None and edition["source"] not in sources:
                problems.add(f"{place}.source", f"{edition['source']}: no such source.")
            with problems.part():
                editions.append((first, last, read_rows(edition["rows"], f"{place}.rows")))
        problems.problems.extend(_overlaps([e[:2] for e in editions], path))
        tables[name] = Table(name, tuple(sorted(editions, key=lambda edition: edition[0])))
    problems.finish()
    return tables


def read_rows(plain: Mapping[str, Any], path: str) -> tuple[tuple[str, Any], ...]:
    """The rows of a table, all numbers or all texts.

    Raises:
        RuleError: they are mixed.
    """
    if len({isinstance(value, str) for value in plain.values()}) > 1:
        raise RuleError.at(path, "a table has numbers or texts, not both.")
    return tuple(plain.items())


def _overlaps(spans: list[tuple[date, date | None]], path: str) -> list[Any]:
    problems = Collector()
    for index, (first, last) in enumerate(spans):
        if last is not None and last < first:
            problems.add(path, f"{last} is before {first}.")
        for other_first, other_last in spans[:index]:
            if first <= (other_last or date.max) and other_first <= (last or date.max):
                problems.add(path, f"two editions are in force on {max(first, other_first)}.")
    return problems.problems


def check_no_overlap(spans: list[tuple[date, date | None]], path: str) -> None:
    """Refuse spans of days that share a day or end before they begin.

    Raises:
        RuleError: naming a day on which two hold.
    """
    found = _overlaps(spans, path)
    if found:
        raise RuleError(found)
