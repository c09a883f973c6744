"""From plain data to the other parts of a document: scoring, outcomes, awards, windows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from policies.rules.application import ELSEWHERE, HERE, Application, PaperRule, Repetition
from policies.rules.awards import Award, Grant
from policies.rules.building import Builder, constant
from policies.rules.errors import Collector, RuleError
from policies.rules.expressions import Constant, Expression, Today
from policies.rules.facts import FactType, Sort
from policies.rules.formulas import SCORE
from policies.rules.grammar import PART
from policies.rules.outcomes import OutcomeClass
from policies.rules.quantities import Number, decimal_text
from policies.rules.scoring import Bands, ByChoice, Item, Linear, Method, PerUnit, Ratio, Scoring
from policies.rules.shapes import read_date, words
from policies.rules.windows import Window

MEASURES = ("bands", "linear", "ratio_to", "points", "count")
COMBINED = ("best_of", "sum_of")


# --- outcomes -----------------------------------------------------------------------------------


def build_outcomes(plain: dict[str, Any], builder: Builder) -> tuple[OutcomeClass, ...]:
    """Build the classes of a document.

    Raises:
        RuleError: a rest that is not the last, a name twice, a wrong condition.
    """
    raw = plain.get("outcomes", [])
    scope = replace(builder.scope, score="scoring" in plain)
    builder, problems, outcomes = replace(builder, scope=scope, strict=False), Collector(), []
    for index, part in enumerate(raw):
        path = f"outcomes[{index}]"
        if "when" not in part and index < len(raw) - 1:
            problems.add(path, "only the last outcome can do without a condition.")
        if part["name"] in [other["name"] for other in raw[:index]]:
            problems.add(f"{path}.name", f"{part['name']} stands twice.")
        with problems.part():
            clause = builder.clause(part, path, needed=False)
            under = builder.under(clause)
            outcomes.append(
                OutcomeClass(
                    name=part["name"],
                    when=under.condition(part["when"], f"{path}.when") if "when" in part else None,
                    label=words(part.get("label")),
                    clause=clause,
                )
            )
    problems.finish()
    return tuple(outcomes)


def outcome_names(plain: dict[str, Any]) -> tuple[str, ...]:
    """The names that ``outcome`` may have in a document."""
    return tuple(part["name"] for part in plain.get("outcomes", []))


def names_used(outcomes: tuple[OutcomeClass, ...]) -> set[str]:
    """The facts that the conditions of outcomes name."""
    return {
        name
        for outcome in outcomes
        if outcome.when
        for part in outcome.when.walk()
        for expression in part.expressions()
        for name in expression.fact_names()
    }


def may_refer_to_outcome(outcomes: tuple[OutcomeClass, ...]) -> bool:
    """Whether a score may refer to the class: not if the class itself rests on the score."""
    return bool(outcomes) and SCORE not in names_used(outcomes)


# --- scoring ------------------------------------------------------------------------------------


def build_scoring(
    plain: dict[str, Any], builder: Builder, outcomes: tuple[OutcomeClass, ...]
) -> Scoring | None:
    """Build the scoring of a document.

    Raises:
        RuleError: a band that cannot be reached, points above the maximum, a pass mark that nobody
            can reach, or a score that rests on an outcome that rests on the score.
    """
    raw = plain.get("scoring")
    if raw is None:
        return None
    names = outcome_names(plain)
    builder = replace(builder, strict=False)
    builder = builder.under(builder.clause(raw, "scoring"))
    waiving = builder  # a route without a score rests on facts alone
    scope = replace(builder.scope, outcome=may_refer_to_outcome(outcomes), outcomes=names)
    builder = replace(builder, scope=scope)
    problems, items = Collector(), []
    for index, part in enumerate(raw["items"]):
        with problems.part():
            items.append(
                _ItemReading(part, f"scoring.items[{index}]", builder).item(raw.get("digits"))
            )
    problems.finish()
    _check_totals(raw, items)
    waived = None
    if "waived_when" in raw:
        waived = waiving.condition(raw["waived_when"], "scoring.waived_when")
    return Scoring(
        items=tuple(items),
        pass_mark=raw.get("pass_mark"),
        strict=raw.get("strict", False),
        floors=tuple(raw.get("floors", {}).items()),
        stage=raw.get("stage", "application"),
        waived_when=waived,
    )


def _check_totals(raw: dict[str, Any], items: list[Item]) -> None:
    problems, most = Collector(), sum(item.maximum for item in items)
    names = [item.name for item in items]
    for name in sorted({name for name in names if names.count(name) > 1}):
        problems.add("scoring.items", f"two items bear the name {name}.")
    mark = raw.get("pass_mark")
    if mark is not None and (mark > most or (mark == most and raw.get("strict"))):
        shown = decimal_text(most)
        problems.add(
            "scoring.pass_mark", f"{decimal_text(mark)} is out of reach: all items give {shown}."
        )
    by_name = {item.name: item for item in items}
    for name, floor in raw.get("floors", {}).items():
        if name not in by_name:
            problems.add(f"scoring.floors.{name}", "no item bears this name.")
        elif floor > by_name[name].maximum:
            problems.add(f"scoring.floors.{name}", "is above the item's maximum.")
    problems.finish()


class _ItemReading:
    """One item of a score, with the parts of a combined one."""

    def __init__(
        self, raw: dict[str, Any], path: str, builder: Builder, maximum: Any = None
    ) -> None:
        self.raw, self.path, self.builder = raw, path, builder
        self.maximum = raw.get("max", maximum)
        if self.maximum is None:
            raise RuleError.at(path, "max is missing.")

    def item(self, digits: int | None, *, nested: bool = False) -> Item:
        """Build it."""
        raw, path = self.raw, self.path
        self.builder.count_node(path)
        clause = self.builder.clause(raw, path)
        methods = [name for name in (*MEASURES, *COMBINED, "judged") if name in raw]
        if len(methods) != 1:
            listed = ", ".join((*MEASURES, "judged", *COMBINED))
            found = " and ".join(methods) or "none"
            raise RuleError.at(path, f"expected exactly one of {listed}; found {found}.")
        common = {
            "name": raw.get("item", path),
            "maximum": self.maximum,
            "clause": clause,
            "label": words(raw.get("label")),
            "digits": digits,
        }
        method = methods[0]
        self._check_keys(method)
        if method in COMBINED:
            return Item(
                **common, parts=self._parts(method, clause, nested), best=method == "best_of"
            )
        if method == "judged":
            return Item(**common, judged=True)
        subject, fact = self._subject()
        return Item(
            **common,
            subject=subject,
            method=self._method(method, subject, fact),
            missing=raw.get("missing", "unknown"),
        )

    def _check_keys(self, method: str) -> None:
        raw, problems = self.raw, Collector()
        if method == "judged" and raw["judged"] is not True:
            problems.add(f"{self.path}.judged", "can only be true.")
        subjects = [name for name in ("fact", "formula") if name in raw]
        wanted = 1 if method in MEASURES else 0
        if len(subjects) != wanted:
            need = "exactly one of fact and formula" if wanted else "neither fact nor formula"
            problems.add(self.path, f"expected {need} beside {method}.")
        if "cap" in raw and method != "ratio_to":
            problems.add(f"{self.path}.cap", "goes with ratio_to alone.")
        missing = raw.get("missing")
        if missing is not None and (
            wanted == 0 or (missing == "benchmark" and method != "ratio_to")
        ):
            problems.add(f"{self.path}.missing", f"{missing} does not go with {method}.")
        problems.finish()

    def _parts(self, method: str, clause: Any, nested: bool) -> tuple[Item, ...]:
        if nested:
            raise RuleError.at(self.path, f"{method} cannot stand inside another.")
        problems, parts = Collector(), []
        under = self.builder.under(clause)
        for index, raw in enumerate(self.raw[method]):
            with problems.part():
                place = f"{self.path}.{method}[{index}]"
                if not isinstance(raw, dict):
                    raise RuleError.at(place, "expected a mapping.")
                PART.check(raw, place)
                part = _ItemReading(raw, place, under, self.maximum).item(None, nested=True)
                if part.judged:
                    raise RuleError.at(place, "a judged part cannot be combined: make it an item.")
                parts.append(part)
        problems.finish()
        return tuple(parts)

    def _subject(self) -> tuple[Expression, FactType | None]:
        key = "fact" if "fact" in self.raw else "formula"
        return self.builder.subject(self.raw[key], f"{self.path}.{key}", key)

    def _method(self, method: str, subject: Expression, fact: FactType | None) -> Method:
        raw, place, maximum = self.raw, f"{self.path}.{method}", self.maximum
        if method == "points":
            return self._by_choice(subject, fact, place)
        countable = method == "count" and subject.sort is Sort.RECORDS
        if subject.sort is not Sort.NUMBER and not countable:
            raise RuleError.at(place, f"needs a number, found {subject.sort}.")
        if method == "count":
            return PerUnit(each=raw["count"], maximum=maximum)
        if method == "linear":
            start, end = raw["linear"]["from"], raw["linear"]["to"]
            if start == end:
                raise RuleError.at(place, "from and to are equal.")
            return Linear(start=start, end=end, maximum=maximum)
        if method == "ratio_to":
            cap = raw.get("cap", 1)
            benchmark = self._benchmark(place)
            if benchmark <= 0 or cap <= 0:
                raise RuleError.at(place, "the benchmark and the cap are above 0.")
            return Ratio(benchmark=benchmark, cap=cap, maximum=maximum)
        return self._bands(place)

    def _benchmark(self, place: str) -> Number:
        """A number, or the parameter that has it."""
        written = self.builder.formula(self.raw["ratio_to"], place)
        if not isinstance(written, Constant) or written.sort is not Sort.NUMBER:
            raise RuleError.at(place, "expected a number or a parameter that is one.")
        number: Number = written.value
        return number

    def _bands(self, place: str) -> Bands:
        problems = Collector()
        bands = [(band["at_least"], band["points"]) for band in self.raw["bands"]]
        for index, (bound, points) in enumerate(bands):
            if index and bound >= bands[index - 1][0]:
                problems.add(f"{place}[{index}].at_least", "cannot be reached: bands go downwards.")
            if points > self.maximum:
                problems.add(f"{place}[{index}].points", "is above the item's max.")
        problems.finish()
        return Bands(bands=tuple(bands))

    def _by_choice(self, subject: Expression, fact: FactType | None, place: str) -> ByChoice:
        problems, known = Collector(), None
        if subject.sort is Sort.BOOLEAN:
            known = {"true": None, "false": None}
        elif fact is not None and fact.choices:
            known = dict.fromkeys(fact.choices)
        elif subject.sort not in (Sort.TEXT, Sort.NUMBER):
            problems.add(place, f"needs a choice, found {subject.sort}.")
        for name, points in self.raw["points"].items():
            if known is not None and name not in known:
                problems.add(f"{place}.{name}", f"expected one of {', '.join(known)}.")
            if points > self.maximum:
                problems.add(f"{place}.{name}", "is above the item's max.")
        problems.finish()
        return ByChoice(rows=tuple(self.raw["points"].items()))


# --- how one applies, and with what --------------------------------------------------------------


def build_application(plain: dict[str, Any]) -> Application:
    """How one applies; here, where the document says nothing."""
    raw = plain.get("application", HERE)
    if isinstance(raw, str):
        return Application(way=raw)
    elsewhere = raw["elsewhere"]
    return Application(
        way=ELSEWHERE, name=dict(words(elsewhere["name"])), url=elsewhere.get("url", "")
    )


def build_repetition(plain: dict[str, Any]) -> Repetition:
    """How often it may be had.

    Raises:
        RuleError: neither or both of times and months.
    """
    raw = plain.get("again")
    if raw is None:
        return Repetition()
    if isinstance(raw, str):
        return Repetition(kind=raw, is_stated=True)
    if len(raw) != 1:
        raise RuleError.at("again", "expected exactly one of times and months.")
    kind, count = next(iter(raw.items()))
    return Repetition(kind=kind, count=count, is_stated=True)


def build_paper_rules(plain: dict[str, Any], builder: Builder) -> tuple[PaperRule, ...]:
    """Which papers must be handed in, in the order of the document.

    Raises:
        RuleError: required and required_when at once, or a wrong condition.
    """
    problems, rules = Collector(), []
    for index, raw in enumerate(plain.get("documents", [])):
        path = f"documents[{index}]"
        with problems.part():
            if "required" in raw and "required_when" in raw:
                raise RuleError.at(path, "expected required or required_when, found both.")
            when = None
            if "required_when" in raw:
                under = replace(builder, strict=False)
                under = under.under(under.clause(raw, path, needed=False))
                when = under.condition(raw["required_when"], f"{path}.required_when")
            rules.append(PaperRule(always=raw.get("required", True), when=when))
    problems.finish()
    return tuple(rules)


# --- awards, grants and windows -----------------------------------------------------------------


def build_awards(plain: dict[str, Any], builder: Builder) -> tuple[Award, ...]:
    """Build the awards of a document.

    Raises:
        RuleError: an amount and a formula at once, or a wrong formula or condition.
    """
    names = outcome_names(plain)
    scope = replace(builder.scope, outcome=bool(names), outcomes=names, score="scoring" in plain)
    builder, problems, awards = replace(builder, scope=scope, strict=False), Collector(), []
    for index, raw in enumerate(plain.get("awards", [])):
        with problems.part():
            awards.append(_award(raw, f"awards[{index}]", builder))
    problems.finish()
    return tuple(awards)


def _award(raw: dict[str, Any], path: str, builder: Builder) -> Award:
    if "amount" in raw and "formula" in raw:
        raise RuleError.at(path, "expected amount or formula, found both.")
    clause = builder.clause(raw, path, needed=False)
    amount = None
    if "amount" in raw or "formula" in raw:
        key = "amount" if "amount" in raw else "formula"
        amount = builder.formula(raw[key], f"{path}.{key}")
        if amount.sort is not Sort.NUMBER:
            raise RuleError.at(f"{path}.{key}", f"expected a number, found {amount.sort}.")
    when = None
    if "when" in raw:
        when = replace(builder.under(clause), in_record=False).condition(
            raw["when"], f"{path}.when"
        )
    return Award(
        kind=raw["kind"],
        mode=raw.get("mode", "application"),
        unit=raw.get("unit", ""),
        times=raw.get("times"),
        amount=amount,
        up_to=raw.get("up_to", False),
        when=when,
        clause=clause,
        label=words(raw.get("label")),
    )


GRANTABLE = ("boolean", "choice", "date")


def build_grants(plain: dict[str, Any], builder: Builder) -> dict[str, Grant]:
    """Build what is true of an applicant once the programme is approved.

    Lists (of choices or of records) are refused: an approval adds to what is held, and a constant
    would replace it. Numbers are refused as well: no approval fixes one.

    Raises:
        RuleError: no such fact, one that is worked out or of another type, or a wrong value.
    """
    problems, grants = Collector(), dict[str, Grant]()
    for name, raw in plain.get("grants", {}).items():
        path = f"grants.{name}"
        with problems.part():
            _, fact = builder.subject(name, path, "fact")
            if fact is None or fact.type not in GRANTABLE or fact.derived:
                found = "worked out of others" if fact and fact.derived else fact and fact.type
                listed = ", ".join(GRANTABLE)
                raise RuleError.at(path, f"expected a fact of type {listed}; it is {found}.")
            grants[name] = _grant(raw, path, fact, outcome_names(plain))
    problems.finish()
    return grants


def _grant(raw: Any, path: str, fact: FactType, outcomes: tuple[str, ...]) -> Grant:
    if not isinstance(raw, dict):
        raw = {"is": raw}
    if ("is" in raw) is ("formula" in raw):
        raise RuleError.at(path, "expected exactly one of is and formula.")
    outcome = raw.get("outcome", "")
    if outcome and outcome not in outcomes:
        raise RuleError.at(f"{path}.outcome", f"there is no outcome {outcome}.")
    if "is" in raw:
        value = constant(raw["is"], path, fact.sort, fact)
        return Grant(value=Constant(sort=fact.sort, value=value), outcome=outcome)
    if fact.sort is not Sort.DATE:
        raise RuleError.at(path, f"{fact.name} is {fact.type}: today fits a day alone.")
    return Grant(value=Today(sort=Sort.DATE), outcome=outcome)


def build_windows(plain: dict[str, Any], builder: Builder) -> tuple[Window, ...]:
    """Build the intake windows of a document.

    Raises:
        RuleError: none or several kinds at once, days that cross, a clock on a fact that is no day,
            a wrong condition.
    """
    problems, windows, builder = Collector(), [], replace(builder, strict=False)
    for index, raw in enumerate(plain.get("windows", [])):
        with problems.part():
            windows.append(_window(_spread(raw), index, builder))
    problems.finish()
    return tuple(windows)


def _spread(raw: Any) -> dict[str, Any]:
    """``rolling`` and ``{personal: {…}}`` as the longer spelling has them."""
    if raw == "rolling":
        return {"rolling": True}
    return {**raw, **raw.get("personal", {})}


def _window(raw: dict[str, Any], number: int, builder: Builder) -> Window:
    path = f"windows[{number}]"
    kinds = [name for name in ("from", "rolling", "after") if raw.get(name)]
    if not kinds and raw.get("to"):
        kinds = ["from"]
    if len(kinds) != 1:
        raise RuleError.at(path, "expected exactly one of from and to, rolling: true, or after.")
    if raw.get("expected") and kinds[0] != "from":
        raise RuleError.at(f"{path}.expected", "only days of the calendar can be expected.")
    clause = builder.clause(raw, path, needed=False)
    common: dict[str, Any] = {
        "clause": clause,
        "label": words(raw.get("label")),
        "capacity": raw.get("capacity"),
        "expected": raw.get("expected", False),
        "number": number,
    }
    if "when" in raw:
        common["when"] = builder.under(clause).condition(raw["when"], f"{path}.when")
    lengths = {key: raw[key] for key in _CLOCK_KEYS if key in raw}
    if lengths and kinds[0] != "after":
        raise RuleError.at(path, f"{next(iter(lengths))} goes with after alone.")
    if kinds[0] == "rolling":
        return Window(kind="rolling", **common)
    if kinds[0] == "after":
        fact = builder.scope.facts.get(raw["after"])
        if fact is None or fact.sort is not Sort.DATE:
            raise RuleError.at(f"{path}.after", f"{raw['after']} is no fact that is a day.")
        return Window(kind="personal", after=fact.name, **lengths, **common)
    first, last = (_day_or_none(raw.get(key), f"{path}.{key}") for key in ("from", "to"))
    if first is not None and last is not None and last < first:
        raise RuleError.at(path, f"to {last} is before from {first}.")
    return Window(kind="fixed", first=first, last=last, **common)


_CLOCK_KEYS = ("from_months", "from_days", "within_months", "within_days")


def _day_or_none(raw: object, path: str) -> date | None:
    return None if raw is None else read_date(raw, path)
