"""House rules of the engine: pure, timeless, and one place for each operator."""

import ast
from pathlib import Path

import pytest

from policies.rules.awards import KINDS
from policies.rules.bundles import KIND_ORDER
from policies.rules.grammar import document_schema
from policies.rules.operators import OPERATORS
from policies.rules.sentences import OPERATOR_WORDS
from tests.policies.rules.test_operators import TABLE

RULES = Path(__file__).parents[3] / "policies" / "rules"
MODULES = sorted(RULES.glob("*.py"))
FOREIGN = (
    "django",
    "celery",
    "psycopg",
    "redis",
    "ninja",
    "requests",
    "socket",
    "subprocess",
    "os",
)
CLOCKS = {"today", "now", "utcnow", "time", "monotonic", "perf_counter", "localdate", "sleep"}
DOORS = {"eval", "exec", "compile", "open", "__import__", "input", "print"}


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_has_words_in_both_languages_and_a_test(operator):
    assert set(OPERATOR_WORDS[operator]) == {"zh-hans", "en"}
    assert any(row[0] == operator for row in TABLE)
    leaves = document_schema()["$defs"]["condition"]["oneOf"]
    assert any(operator in leaf["properties"] for leaf in leaves)


def test_there_are_no_words_for_what_is_no_operator():
    assert OPERATOR_WORDS.keys() == OPERATORS.keys()


def test_every_kind_of_award_has_its_rank():
    assert sorted(KIND_ORDER) == sorted(KINDS)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_knows_no_framework_reads_no_clock_and_runs_no_text(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            names = []
        for name in names:
            assert name.partition(".")[0] not in (*FOREIGN, "time", "random"), name
            assert not name.startswith(("policies.models", "policies.services", "applicants"))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in ("date", "datetime", "time", "timezone"):
                assert node.func.attr not in CLOCKS, ast.unparse(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in DOORS, ast.unparse(node)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_a_module_says_what_it_is_for_and_stays_short(path):
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 560
