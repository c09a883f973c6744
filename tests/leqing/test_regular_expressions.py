"""No regular expression of ours takes long, whatever it is given."""

from __future__ import annotations

import ast
import importlib
import re
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from leqing.environment import BASE_DIR
from tests.leqing.hostile_texts import hostile_texts

PACKAGES = ("leqing", "policies", "applicants")
MOST = 0.05  # seconds of a processor for 5,000 characters
ENOUGH = 0.3  # then nobody waits any longer
USES = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
# packages that only the parts on other machines have
NOT_HERE = ("boto3", "botocore")


@dataclass(frozen=True)
class Expression:
    """A regular expression, where it stands, and by which methods it is used."""

    where: str
    pattern: re.Pattern
    uses: frozenset

    def __str__(self):
        return self.where


def sources():
    for package in PACKAGES:
        for path in sorted((BASE_DIR / package).rglob("*.py")):
            yield path.relative_to(BASE_DIR), ast.parse(path.read_text())


def module_of(path):
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def called(node):
    """Whose method is called, and which: ``("re", "sub")``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return name_of(node.func.value), node.func.attr
    return "", ""


def name_of(node):
    return getattr(node, "id", None) or getattr(node, "attr", "")


def turns(tree):
    """What is gone through by a loop, with what each turn of it is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            through = node.iter
            if isinstance(through, ast.Call) and isinstance(through.func, ast.Attribute):
                through = through.func.value  # TABLE.items()
            for target in ast.walk(node.target):
                if isinstance(target, ast.Name):
                    yield name_of(through), target.id


def uses_by_name():
    """By which methods the expressions of each name are used, in a table by turns of a loop."""
    found = defaultdict(set)
    for _path, tree in sources():
        own = defaultdict(set)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in USES:
                own[name_of(node.value)].add(node.attr)
        for name, turn in turns(tree):
            own[name] |= own.get(turn, set())
        for name, methods in own.items():
            found[name] |= methods
    return found


def patterns_in(value, depth=0) -> Iterator[re.Pattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict) and depth < 3:
        yield from patterns_in([*value, *value.values()], depth + 1)
    elif isinstance(value, list | tuple | set | frozenset) and depth < 3:
        for each in value:
            yield from patterns_in(each, depth + 1)


def compiled():
    """Each expression that a module or a class of ours keeps."""
    uses = uses_by_name()
    for path, _tree in sources():
        module = module_of(path)
        if "migrations" in path.parts:
            continue
        try:
            names = vars(importlib.import_module(module))
        except ModuleNotFoundError as error:
            if error.name not in NOT_HERE:
                raise
            continue
        own = [each for each in names.values() if getattr(each, "__module__", "") == module]
        kept = [
            *names.items(),
            *(item for each in own for item in getattr(each, "__dict__", {}).items()),
        ]
        for name, value in kept:
            for pattern in patterns_in(value):
                known = frozenset(uses.get(name) or {"search", "fullmatch"})
                yield Expression(f"{module}.{name}", pattern, known)


def written(node):
    """The text of an expression in a call; what is put into it counts as one word."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            each.value if isinstance(each, ast.Constant) else "x" for each in node.values
        )
    return None


def in_calls():
    """Each expression that is given to a function of ``re`` where it is used."""
    for path, tree in sources():
        for node in ast.walk(tree):
            owner, method = called(node)
            if owner == "re" and method in USES:
                text = written(node.args[0])
                where = f"{path}:{node.lineno}"
                assert text is not None, f"{where}: give the expression a name"
                flags = next((each.value for each in node.keywords if each.arg == "flags"), None)
                assert flags is None, f"{where}: give the expression a name"
                yield Expression(where, re.compile(text), frozenset({method}))


def expressions():
    found = {}
    for each in (*compiled(), *in_calls()):
        key = (each.pattern.pattern, each.pattern.flags)
        if key in found:
            each = Expression(found[key].where, each.pattern, each.uses | found[key].uses)
        found[key] = each
    return list(found.values())


class TooLongError(Exception):
    pass


def give_up(*_arguments):
    raise TooLongError


def seconds(pattern, use, text):
    """Seconds of a processor; an engine that goes back for ever is stopped after one."""
    given = text.encode("latin-1", "replace") if isinstance(pattern.pattern, bytes) else text
    more = {"sub": [b"" if isinstance(given, bytes) else ""]}
    more["subn"] = more["sub"]
    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, ENOUGH)
    start = time.process_time()
    try:
        answer = getattr(pattern, use)(*more.get(use, []), given)
        if use == "finditer":
            list(answer)
    except TooLongError:
        return ENOUGH
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - start


def slow(expression):
    """With what it takes too long, twice."""
    for use in sorted(expression.uses):
        for text in hostile_texts(expression.pattern.pattern, expression.pattern.flags):
            taken = seconds(expression.pattern, use, text)
            if taken > MOST:
                taken = min(taken, seconds(expression.pattern, use, text))
            if taken > MOST:
                yield f"{expression}.{use}({text[:12]!r}…{text[-6:]!r}): {taken * 1000:.0f} ms"


def test_every_expression_is_linear():
    found = expressions()
    assert len(found) > 80
    assert [line for each in found for line in slow(each)] == []


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        ("(a+)+$", "match"),
        (r"\s*\s*,", "sub"),
        ("[^a-z]*[0-9][^a-z]*", "fullmatch"),
        ("(?:x|[^A-Z0-9])*$", "search"),
    ],
)
def test_one_that_goes_back_is_found(pattern, use):
    assert list(slow(Expression("here", re.compile(pattern), frozenset({use}))))
