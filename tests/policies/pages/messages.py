"""Every text that the code marks for translation, found without GNU gettext."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[3]
CALLS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "ngettext": 2, "ngettext_lazy": 2}


def in_python(source: str) -> Iterator[tuple[str, ...]]:
    """Messages of a module: one text, or singular and plural."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        texts = [a.value for a in node.args[: CALLS.get(node.func.id, 0)] if _is_text(a)]
        if texts:
            yield tuple(texts)


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def in_template(source: str) -> Iterator[tuple[str, ...]]:
    """Messages of a template, which Django turns into something like Python first."""
    text = templatize(source)
    for match in re.finditer(r"\b(n?gettext|_)\(", text):
        count = 2 if match[1] == "ngettext" else 1
        rest, found = text[match.end() :], []
        for _ in range(count):
            literal = re.match(r"\s*,?\s*u?((?:'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\"))", rest)
            if literal is None:
                break
            found.append(ast.literal_eval(literal[1]))
            rest = rest[literal.end() :]
        if found:
            yield tuple(found)


def all_messages() -> dict[tuple[str, ...], str]:
    """Each message with a file that has it."""
    found: dict[tuple[str, ...], str] = {}
    for app in ("leqing", "policies", "applicants"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                for message in in_python(path.read_text()):
                    found.setdefault(message, str(path.relative_to(ROOT)))
    templates = (ROOT / "templates").rglob("*")
    for path in sorted(path for path in templates if path.suffix in (".html", ".txt")):
        for message in in_template(path.read_text()):
            found.setdefault(message, str(path.relative_to(ROOT)))
    return found
