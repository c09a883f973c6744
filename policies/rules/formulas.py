"""The small arithmetic language: text in, checked :mod:`~policies.rules.expressions` out.

``or < and < not < comparison < + - < * / < minus < call``. Names are fields (inside ``where``),
parameters, facts, ``today``, and where allowed ``outcome`` and ``score``. Nothing is ever evaluated
as Python: a formula is parsed once, by the grammar below, and its sorts are checked on the way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NoReturn

from policies.rules import expressions as nodes
from policies.rules.errors import RuleError, shorten
from policies.rules.expressions import Expression
from policies.rules.facts import FactType, Sort, unknown_name
from policies.rules.quantities import NumberRangeError, exact
from policies.rules.spans import SPANS

MAX_LENGTH = 2_000
MAX_DEPTH = 24
MAX_TOKENS = 400
OUTCOME, SCORE = "outcome", "score"
SYNTAX = frozenset({"and", "or", "not", "where", "today", "true", "false"})
WORDS = SYNTAX | {OUTCOME, SCORE}

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)"
    r'|(?P<text>"[^"]*")'
    r"|(?P<symbol>!=|<=|>=|[-+*/(),=<>]))"
)

Row = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A shared table: its editions, each with its days and rows."""

    name: str
    editions: tuple[tuple[date, date | None, Row], ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """What the names in a formula may mean.

    Attributes:
        facts: by full name.
        fields: of the record at hand, inside ``where``.
        parameters: numbers and days that the document fixes, by bare name.
        tables: of the document, rows by key.
        shared_tables: dated ones.
        outcome, score: whether these words are known here.
        outcomes: the names an outcome may have.
    """

    facts: Mapping[str, FactType]
    fields: Mapping[str, FactType] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    tables: Mapping[str, Row] = field(default_factory=dict)
    shared_tables: Mapping[str, Table] = field(default_factory=dict)
    outcome: bool = False
    score: bool = False
    outcomes: tuple[str, ...] = ()

    def inside(self, fact: FactType) -> Scope:
        """The scope of a condition over the records of a fact."""
        return replace(self, fields=fact.fields)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse_formula(text: str, *, scope: Scope, path: str) -> Expression:
    """Parse one formula.

    Raises:
        RuleError: it is none, names what nobody knows, or mixes sorts; the message has the place.
    """
    return _Parser(text, scope, path).whole()


class _Parser:
    """Recursive descent with one token of look-ahead; depth and length are limited."""

    def __init__(self, text: str, scope: Scope, path: str) -> None:
        self.path, self.scope, self.depth = path, scope, 0
        if len(text) > MAX_LENGTH:
            self._fail(f"a formula of {len(text)} characters; at most {MAX_LENGTH} are read")
        self.tokens = self._split(text)
        self.position = 0

    def _fail(self, message: str, at: int | None = None) -> NoReturn:
        place = f" (character {at + 1})" if at is not None else ""
        raise RuleError.at(self.path, f"{message}{place}.")

    def _split(self, text: str) -> list[_Token]:
        tokens, at = [], 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                self._fail(f"cannot read {shorten(text[at : at + 12])}", at)
            tokens.append(
                _Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup))
            )
            at = match.end()
        if len(tokens) > MAX_TOKENS:
            self._fail(f"a formula of {len(tokens)} words; at most {MAX_TOKENS} are read")
        return [*tokens, _Token("end", "", len(text))]

    # --- tokens ---------------------------------------------------------------------------------

    @property
    def ahead(self) -> _Token:
        return self.tokens[self.position]

    def _take(self) -> _Token:
        token = self.ahead
        self.position += token.kind != "end"
        return token

    def _skip(self, *texts: str) -> str | None:
        if self.ahead.kind in ("symbol", "name") and self.ahead.text in texts:
            return self._take().text
        return None

    def _expect(self, text: str) -> None:
        if self._skip(text) is None:
            found = self.ahead.text or "the end"
            self._fail(f"expected {text!r}, found {found}", self.ahead.at)

    # --- grammar --------------------------------------------------------------------------------

    def whole(self) -> Expression:
        if self.ahead.kind == "end":
            self._fail("the formula is empty")
        expression = self._any_of()
        if self.ahead.kind != "end":
            self._fail(f"did not expect {self.ahead.text!r} here", self.ahead.at)
        return expression

    def _any_of(self) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self._fail(f"brackets nested deeper than {MAX_DEPTH}")
        found = self._junction("or", self._all_of)
        self.depth -= 1
        return found

    def _all_of(self) -> Expression:
        return self._junction("and", self._negation)

    def _junction(self, word: str, below: Any) -> Expression:
        at, operands = self.ahead.at, [below()]
        while self._skip(word):
            operands.append(below())
        if len(operands) == 1:
            return operands[0]  # type: ignore[no-any-return]  # below gives an Expression
        for operand in operands:
            self._want(operand, Sort.BOOLEAN, f"a side of {word!r}", at)
        return nodes.Junction(sort=Sort.BOOLEAN, settling=word == "or", operands=tuple(operands))

    def _negation(self) -> Expression:
        at, times = self.ahead.at, 0
        while self._skip("not"):
            times += 1
        operand = self._comparison()
        if times:
            self._want(operand, Sort.BOOLEAN, "what follows 'not'", at)
        return nodes.Not(sort=Sort.BOOLEAN, operand=operand) if times % 2 else operand

    def _comparison(self) -> Expression:
        at, left = self.ahead.at, self._sum()
        symbol = self._skip("=", "!=", "<", "<=", ">", ">=")
        if symbol is None:
            return left
        right = self._sum()
        check_comparable(left, right, ordered=symbol not in ("=", "!="), fail=self._failing(at))
        self._check_choice(left, right, at)
        return nodes.Comparison(sort=Sort.BOOLEAN, symbol=symbol, left=left, right=right)

    def _failing(self, at: int) -> Any:
        return lambda message: self._fail(message, at)

    def _check_choice(self, left: Expression, right: Expression, at: int) -> None:
        for one, other in ((left, right), (right, left)):
            known = self.choices_of(one)
            if known is not None and isinstance(other, nodes.Constant) and other.value not in known:
                near = unknown_name("choice", str(other.value), dict.fromkeys(known))
                self._fail(f"{shorten(other.value)}: {near[:-1]}", at)

    def choices_of(self, node: Expression) -> tuple[str, ...] | None:
        """The texts a choice may be; None for what may be any text."""
        if isinstance(node, nodes.FieldReference):
            fact: FactType | None = self.scope.fields[node.name]
        elif isinstance(node, nodes.FactReference):
            if node.name == OUTCOME and self.scope.outcome:
                return self.scope.outcomes
            fact = self.scope.facts.get(node.name)
        else:
            return None
        return tuple(fact.choices) if fact is not None and fact.choices else None

    def _sum(self) -> Expression:
        left = self._product()
        while symbol := self._skip("+", "-"):
            left = self._arithmetic(symbol, left, self._product())
        return left

    def _product(self) -> Expression:
        left = self._signed()
        while symbol := self._skip("*", "/"):
            left = self._arithmetic(symbol, left, self._signed())
        return left

    def _arithmetic(self, symbol: str, left: Expression, right: Expression) -> Expression:
        at = self.ahead.at
        self._want(left, Sort.NUMBER, f"the left side of {symbol!r}", at)
        self._want(right, Sort.NUMBER, f"the right side of {symbol!r}", at)
        return nodes.Arithmetic(sort=Sort.NUMBER, symbol=symbol, left=left, right=right)

    def _signed(self) -> Expression:
        minus = False
        while self._skip("-"):
            minus = not minus
        operand = self._atom()
        if not minus:
            return operand
        self._want(operand, Sort.NUMBER, "what follows '-'", self.ahead.at)
        if isinstance(operand, nodes.Constant):
            return nodes.Constant(sort=Sort.NUMBER, value=-operand.value)
        zero = nodes.Constant(sort=Sort.NUMBER, value=0)
        return nodes.Arithmetic(sort=Sort.NUMBER, symbol="-", left=zero, right=operand)

    def _atom(self) -> Expression:
        token = self._take()
        if token.kind == "number":
            try:
                return nodes.Constant(sort=Sort.NUMBER, value=exact(token.text))
            except NumberRangeError as error:
                self._fail(str(error), token.at)
        if token.kind == "text":
            return nodes.Constant(sort=Sort.TEXT, value=token.text[1:-1])
        if token.text == "(":
            inner = self._any_of()
            self._expect(")")
            return inner
        if token.kind == "name":
            return self._call(token) if self.ahead.text == "(" else self._name(token)
        return self._fail(f"expected a value, found {token.text or 'the end'}", token.at)

    def _name(self, token: _Token) -> Expression:
        name, scope = token.text, self.scope
        if name == "today":
            return nodes.Today(sort=Sort.DATE)
        if name in ("true", "false"):
            return nodes.Constant(sort=Sort.BOOLEAN, value=name == "true")
        if name in scope.fields:
            return nodes.FieldReference(sort=scope.fields[name].sort, name=name)
        if name in scope.parameters:
            value = scope.parameters[name]
            sort = Sort.DATE if isinstance(value, date) else Sort.NUMBER
            return nodes.Constant(sort=sort, value=value)
        if name in scope.facts:
            return nodes.FactReference(sort=scope.facts[name].sort, name=name)
        if name == OUTCOME and scope.outcome:
            return nodes.FactReference(sort=Sort.TEXT, name=OUTCOME)
        if name == SCORE and scope.score:
            return nodes.FactReference(sort=Sort.NUMBER, name=SCORE)
        known = {**dict.fromkeys(scope.fields), **dict.fromkeys(scope.parameters), **scope.facts}
        what = "fact, parameter or field"
        return self._fail(f"{name}: {unknown_name(what, name, known)[:-1]}", token.at)

    # --- calls ----------------------------------------------------------------------------------

    def _call(self, token: _Token) -> Expression:
        self._expect("(")
        if token.text in nodes.AGGREGATES:
            return self._aggregate(token)
        if token.text == "lookup":
            return self._lookup(token)
        arguments = [self._any_of()]
        while self._skip(","):
            arguments.append(self._any_of())
        self._expect(")")
        build = _FUNCTIONS.get(token.text)
        if build is None:
            known = dict.fromkeys([*_FUNCTIONS, *nodes.AGGREGATES, "lookup"])
            self._fail(
                f"{token.text}: {unknown_name('function', token.text, known)[:-1]}", token.at
            )
        return build(self, token, arguments)  # type: ignore[no-any-return]  # each gives an Expression

    def extreme(self, token: _Token, arguments: list[Expression]) -> Expression:
        """``min(a, b, …)`` and ``max``."""
        if len(arguments) < 2:
            self._fail(f"{token.text} takes two or more values", token.at)
        for argument in arguments:
            self._want(argument, Sort.NUMBER, f"a value of {token.text}", token.at)
        return nodes.Call(sort=Sort.NUMBER, function=token.text, arguments=tuple(arguments))

    def rounded(self, token: _Token, arguments: list[Expression]) -> Expression:
        """``round(x)`` and ``round(x, digits)``; the digits are fixed by the document."""
        if len(arguments) == 1:
            arguments = [*arguments, nodes.Constant(sort=Sort.NUMBER, value=0)]
        digits = arguments[-1]
        fixed = isinstance(digits, nodes.Constant) and isinstance(digits.value, int)
        if len(arguments) != 2 or not fixed or not -9 <= digits.value <= 9:  # type: ignore[attr-defined]  # fixed says so
            self._fail("round takes a value and a whole number of digits from -9 to 9", token.at)
        self._want(arguments[0], Sort.NUMBER, "the value of round", token.at)
        return nodes.Call(sort=Sort.NUMBER, function="round", arguments=tuple(arguments))

    def span(self, token: _Token, arguments: list[Expression]) -> Expression:
        """``years_between(from, to)`` and its like."""
        if len(arguments) != 2:
            self._fail(f"{token.text} takes two days", token.at)
        for argument in arguments:
            self._want(argument, Sort.DATE, f"a day of {token.text}", token.at)
        return nodes.Call(sort=Sort.NUMBER, function=token.text, arguments=tuple(arguments))

    def later(self, token: _Token, arguments: list[Expression]) -> Expression:
        """``months_after(day, months)``: the day on which so many months are over."""
        months = arguments[-1]
        fixed = isinstance(months, nodes.Constant) and isinstance(months.value, int)
        if len(arguments) != 2 or not fixed or abs(months.value) > 1_800:  # type: ignore[attr-defined]  # fixed says so
            self._fail("months_after takes a day and a whole number of months", token.at)
        self._want(arguments[0], Sort.DATE, "the day of months_after", token.at)
        return nodes.Call(sort=Sort.DATE, function="months_after", arguments=tuple(arguments))

    def choice_of_two(self, token: _Token, arguments: list[Expression]) -> Expression:
        """``if(condition, a, b)``."""
        if len(arguments) != 3:
            self._fail("if takes a condition and two values", token.at)
        condition, then, otherwise = arguments
        self._want(condition, Sort.BOOLEAN, "the condition of if", token.at)
        self._want(otherwise, then.sort, "the second value of if", token.at)
        return nodes.If(sort=then.sort, condition=condition, then=then, otherwise=otherwise)

    def first_known(self, token: _Token, arguments: list[Expression]) -> Expression:
        """``coalesce(a, b, …)``."""
        if len(arguments) < 2:
            self._fail("coalesce takes two or more values", token.at)
        for argument in arguments[1:]:
            self._want(argument, arguments[0].sort, "a value of coalesce", token.at)
        return nodes.Coalesce(sort=arguments[0].sort, arguments=tuple(arguments))

    def _lookup(self, token: _Token) -> Expression:
        name = self._take()
        scope = self.scope
        if name.text not in scope.tables and name.text not in scope.shared_tables:
            known = {**dict.fromkeys(scope.tables), **dict.fromkeys(scope.shared_tables)}
            self._fail(f"{name.text}: {unknown_name('table', name.text, known)[:-1]}", name.at)
        self._expect(",")
        key = self._any_of()
        self._expect(")")
        if key.sort not in (Sort.TEXT, Sort.NUMBER, Sort.BOOLEAN):
            self._fail(f"a key is a text or a whole number, not {key.sort}", token.at)
        if name.text in scope.tables:
            rows = scope.tables[name.text]
            sort = Sort.TEXT if isinstance(rows[0][1], str) else Sort.NUMBER
            return nodes.Lookup(sort=sort, table=name.text, rows=rows, key=key)
        table = scope.shared_tables[name.text]
        sort = Sort.TEXT if isinstance(table.editions[0][2][0][1], str) else Sort.NUMBER
        return nodes.DatedLookup(sort=sort, table=table.name, editions=table.editions, key=key)

    def _aggregate(self, token: _Token) -> Expression:
        name = self._take()
        fact, field_name = self._records(token, name)
        where = None
        if self._skip("where"):
            outer, self.scope = self.scope, self.scope.inside(fact)
            where = self._any_of()
            self.scope = outer
            self._want(where, Sort.BOOLEAN, "what follows 'where'", name.at)
        self._expect(")")
        sort = Sort.NUMBER if field_name is None else fact.fields[field_name].sort
        return nodes.Aggregate(
            sort=sort, function=token.text, fact=fact.name, field=field_name, where=where
        )

    def _records(self, token: _Token, name: _Token) -> tuple[FactType, str | None]:
        """The fact, and for all but ``count`` the field that is gathered."""
        whole, _, last = name.text.rpartition(".")
        fact_name, field_name = (name.text, None) if token.text == "count" else (whole, last)
        fact = self.scope.facts.get(fact_name)
        if fact is None or fact.sort is not Sort.RECORDS:
            shape = "FACT" if token.text == "count" else "FACT.field"
            self._fail(
                f"{token.text} takes {shape} of a fact of records, found {name.text}", name.at
            )
        if field_name is None:
            return fact, None
        if field_name not in fact.fields:
            self._fail(f"{name.text}: {unknown_name('field', field_name, fact.fields)}", name.at)
        sort = fact.fields[field_name].sort
        if sort is not Sort.NUMBER and not (
            sort is Sort.DATE and token.text in ("lowest", "highest")
        ):
            self._fail(f"{token.text} of {name.text}: a number is needed, not {sort}", name.at)
        return fact, field_name

    def _want(self, node: Expression, sort: Sort, what: str, at: int) -> None:
        if node.sort is not sort:
            self._fail(f"{what} is expected to be {sort}, not {node.sort}", at)


_FUNCTIONS: dict[str, Any] = {
    "min": _Parser.extreme,
    "max": _Parser.extreme,
    "round": _Parser.rounded,
    "if": _Parser.choice_of_two,
    "coalesce": _Parser.first_known,
    "months_after": _Parser.later,
    **dict.fromkeys(SPANS, _Parser.span),
}
FUNCTION_NAMES = tuple(_FUNCTIONS)


def check_comparable(left: Expression, right: Expression, *, ordered: bool, fail: Any) -> None:
    """Both sides have one sort, and one that has an order where an order is asked for."""
    if left.sort is not right.sort:
        fail(f"cannot compare {left.sort} with {right.sort}")
    if ordered and left.sort not in (Sort.NUMBER, Sort.DATE):
        fail(f"{left.sort} has no order")
    if left.sort in (Sort.CHOICES, Sort.RECORDS):
        fail(f"{left.sort} cannot be compared whole")


def reserved(name: str) -> bool:
    """Whether the language itself uses the word, so that no fact or parameter may bear it."""
    return name in WORDS or name in _FUNCTIONS or name in nodes.AGGREGATES or name == "lookup"
