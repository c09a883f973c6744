"""What is dangerous in careless hands stands in lists that a person has read.

Whoever adds one more place looks at it, and writes into the list why it is harmless.
"""

import ast
import re

import pytest

from leqing.environment import BASE_DIR

PACKAGES = ("leqing", "policies", "applicants")
MARKED_SAFE = {
    "leqing/accounts/adapter.py": "the square code of an authenticator app, drawn by a package",
    "policies/admin/builder/printing.py": "a page that a template has escaped, kept as it was",
}
UNESCAPED = {
    "templates/applicants/emails/message.txt": "plain text: there is nothing to escape for",
}
# Files with SQL of ours. Values are parameters everywhere.
SQL = {
    "applicants/matching/copying.py": "constants",
    "applicants/matching/merging.py": "constants",
    "applicants/matching/runs.py": "constants",
    "applicants/population/making.py": "names of tables of ours",
    "applicants/services/audit.py": "constants",
    "applicants/turns.py": "constants",
    "applicants/uploads/admission.py": "constants",
    "leqing/accounts/founders.py": "constants",
    "leqing/budgets/buckets.py": "constants",
    "leqing/checks.py": "constants",
    "leqing/database_roles.py": "names of roles, quoted by psycopg",
    "leqing/demo.py": "constants",
    "leqing/embedded/postgres.py": "names of roles, quoted by psycopg",
    "leqing/health.py": "constants",
    "leqing/management/commands/migrate.py": "constants",
}
# Calls that put a text together; each with what is put into it.
SQL_PUT_TOGETHER = {
    "applicants/matching/merging.py": "names of three columns",
    "applicants/population/making.py": "the name of a table and one of two words",
    "leqing/embedded/postgres.py": "the name of our own database, a constant",
    "leqing/management/commands/migrate.py": "a span, a constant",
}
SQL_CALLS = {"execute", "executemany", "raw", "extra", "RawSQL", "copy", "mogrify"}
NETWORK = {
    *("urllib.request", "urllib3", "requests", "httpx", "aiohttp", "http.client", "ftplib"),
    *("smtplib", "socket", "boto3", "botocore", "xmlrpc", "websockets", "asyncio", "pycurl"),
}
# Who opens a connection or listens. None of them goes to an address that a visitor has given.
OUTSIDE = {
    "applicants/notifications/sending.py": "the errors of our mail server, this machine's name",
    "leqing/embedded/process.py": "looks for a free port of this machine",
    "leqing/management/commands/up.py": "asks the server that it has started, on this machine",
    "leqing/web/connections.py": "the type of a connection that came in",
    "leqing/web/worker.py": "the type of a connection that came in",
}
FORWARDED = re.compile(r"\.(?:POST|GET)\b")


def python():
    for package in PACKAGES:
        for path in sorted((BASE_DIR / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(BASE_DIR).as_posix(), path.read_text("utf-8")


def parsed():
    for path, text in python():
        for node in ast.walk(ast.parse(text)):
            yield path, node


def templates():
    for path in sorted((BASE_DIR / "templates").rglob("*.*")):
        yield path.relative_to(BASE_DIR).as_posix(), path.read_text("utf-8")


def called(node):
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", None) or getattr(node.func, "id", "")


def is_put_together(node):
    """Whether a text is made here of others: by f"", +, % or format."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    return called(node) in ("format", "join", "replace")


def test_nothing_else_is_marked_as_safe():
    marks = {"mark_safe", "SafeString", "SafeText"}
    found = {path for path, node in parsed() if called(node) in marks}
    assert found == set(MARKED_SAFE)


def test_no_markup_is_put_together_before_it_is_escaped():
    """`format_html` escapes what it is given, not what its pattern already holds."""
    found = [
        (path, node.lineno)
        for path, node in parsed()
        if called(node) in ("format_html", "format_html_join")
        and any(is_put_together(each) for each in node.args[:2])
    ]
    assert not found


def test_every_template_escapes():
    loose = re.compile(r"\|\s*safe(?:seq)?\b|\bautoescape\s+off\b|\{%\s*filter\s+safe")
    found = {path for path, text in templates() if loose.search(text)}
    assert found == set(UNESCAPED)


def test_no_sql_stands_anywhere_else():
    found = {path for path, node in parsed() if called(node) in SQL_CALLS - {"copy"}}
    assert found == set(SQL)


def test_no_sql_is_put_together_of_what_somebody_gave():
    found = {
        path
        for path, node in parsed()
        if called(node) in SQL_CALLS and node.args and is_put_together(node.args[0])
    }
    assert found - set(SQL_PUT_TOGETHER) <= {
        "leqing/database_roles.py",
        "leqing/embedded/postgres.py",
    }
    assert found >= set(SQL_PUT_TOGETHER)


def imported(node):
    if isinstance(node, ast.Import):
        return {alias.name for alias in node.names}
    if isinstance(node, ast.ImportFrom) and node.module:
        return {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return set()


def test_nothing_else_speaks_to_other_machines():
    found = {
        path
        for path, node in parsed()
        for name in imported(node)
        if any(name == each or name.startswith(f"{each}.") for each in NETWORK)
    }
    assert found == set(OUTSIDE)


def test_each_form_lists_its_fields():
    whole = [
        (path, node.lineno)
        for path, node in parsed()
        if isinstance(node, ast.Constant) and node.value == "__all__"
    ]
    assert not whole
    named_by_visitors = [
        (path, node.lineno)
        for path, node in parsed()
        if isinstance(node, ast.Call)
        for given in node.keywords
        if given.arg is None and FORWARDED.search(ast.unparse(given.value))
    ]
    assert not named_by_visitors


def test_one_view_takes_no_token():
    found = {path for path, text in python() if "csrf_exempt" in text}
    assert found == {"applicants/views/unsubscribing.py"}


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ('cursor.execute(f"select {name}")', True),
        ('cursor.execute("select " + name)', True),
        ('cursor.execute("select %s" % name)', True),
        ('cursor.execute("select {}".format(name))', True),
        ('cursor.execute("select %s", [name])', False),
        ("cursor.execute(QUERY, [name])", False),
    ],
)
def test_a_text_that_is_put_together_is_seen(line, is_one):
    node = ast.parse(line).body[0].value
    assert is_put_together(node.args[0]) is is_one
