"""What the documents tell a reader to type is there to be typed."""

import re
import shlex

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.db import connection

from applicants.sealing import SealedTextField
from leqing.environment import BASE_DIR

DOCUMENTS = sorted([BASE_DIR / "README.md", *(BASE_DIR / "docs").glob("*.md")])
TYPED = re.compile(r"manage\.py ([a-z][^`\n]*)")
LINK = re.compile(r"\]\(([^)#:]+)\)")
SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)
NAMES = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.\w+)`")


def found(pattern):
    return [
        pytest.param(path, each, id=f"{path.name}: {' '.join(each.split())[:60]}")
        for path in DOCUMENTS
        for each in pattern.findall(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("path", "typed"), found(TYPED))
def test_every_command_that_is_named_takes_what_is_typed(path, typed):
    name, *arguments = shlex.split(typed.partition("#")[0].rstrip(" )…"))
    assert name in get_commands()
    command = load_command_class(get_commands()[name], name)
    try:
        command.create_parser("manage.py", name).parse_args(arguments)
    except SystemExit:
        pytest.fail(f"{path.name}: manage.py {typed}")


@pytest.mark.parametrize(("path", "name"), found(LINK))
def test_every_document_that_is_linked_is_there(path, name):
    assert (path.parent / name).exists()


@pytest.mark.parametrize(("path", "name"), found(NAMES))
def test_every_file_that_is_named_is_there(path, name):
    assert name.startswith("var/") or (BASE_DIR / name).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "statements"), found(SQL))
def test_every_statement_that_is_given_can_be_executed(path, statements):
    with connection.cursor() as cursor:
        cursor.execute(statements)


def test_the_guide_names_all_that_readyz_says():
    told = (BASE_DIR / "docs" / "operating.md").read_text("utf-8")
    said = ("database", "broker", "worker", "disk", "trigrams", "migrations", "backlog")
    assert all(f"`{name}" in told for name in said)


def test_the_guide_takes_away_all_that_nobody_can_open_without_the_key():
    told = (BASE_DIR / "docs" / "operating.md").read_text("utf-8")
    sealed = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, SealedTextField)
    }
    others = {"mfa_authenticator", "django_session", "applicants_unsentform"}
    for table in sealed | others:
        assert re.search(rf"(?:delete from|update) {table}\b", told), table
