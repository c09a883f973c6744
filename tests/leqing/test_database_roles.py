"""The program's role of the database: owns nothing, and cannot change what is a record."""

import os
from contextlib import contextmanager
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.utils import timezone

from applicants.models import AuditEvent, Consent
from applicants.services.audit import prune_events, record_event, verify_chain
from applicants.services.erasure import erase_account
from leqing import database_roles
from leqing.database_roles import RECORDS, as_owner, grant_rights, tables_owned_by
from policies.models import EditionChange
from policies.services.repeal import decline_change
from tests.applicants.factories import UserFactory, a_profile, an_application, determined, reviewed
from tests.policies.factories import EditionFactory, OfficerFactory

pytestmark = pytest.mark.django_db
PROGRAM = f"leqing_program_{os.getpid()}"  # roles are of the server, which others test on as well


@pytest.fixture
def role():
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {PROGRAM}")  # goes with the transaction of the test
    grant_rights(PROGRAM)
    return PROGRAM


@contextmanager
def acting_as(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def refused(statement):
    with (
        pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", RECORDS)
def test_the_program_cannot_change_delete_or_unguard_a_record(role, table):
    with acting_as(role):
        refused(f"UPDATE {table} SET {key_of(table)} = {key_of(table)}")
        refused(f"DELETE FROM {table}")
        refused(f"TRUNCATE {table}")
        refused(f"ALTER TABLE {table} DISABLE TRIGGER ALL")


def key_of(table):
    return "sha256" if table == "applicants_frozentext" else "id"


def test_the_program_owns_no_table(role):
    assert tables_owned_by(role) == []
    with acting_as(role):
        refused("CREATE TABLE own (id integer)")
        refused("UPDATE django_migrations SET name = name")


def test_the_program_works_through_an_application_and_an_erasure(role, city):
    with acting_as(role):
        application = an_application()
        reviewed(application)
        determined(application)
        founder = application.profile.owner
        erase_account(user_id=founder.pk, actor=founder)
        other = UserFactory()
        a_profile(other)
        erase_account(user_id=other.pk, actor=other)
        assert not User.objects.filter(pk=other.pk).exists()


def test_the_program_writes_the_audit_log_and_prunes_what_is_old(role):
    with acting_as(role):
        record_event(action="test.done", actor=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert AuditEvent.objects.get().number == 1
        assert verify_chain().breaches == ()
        assert prune_events() == 0


def test_of_a_consent_only_its_end_may_be_changed(role, city):
    profile = a_profile()
    with acting_as(role):
        profile.consents.update(withdrawn_at="2026-03-02T00:00Z")
        refused("UPDATE applicants_consent SET purpose = 'x'")
    assert Consent.objects.exclude(withdrawn_at=None).exists()


@pytest.mark.parametrize("harm", ["update", "delete"])
def test_what_the_administration_wrote_down_stays(admin_user, harm):
    LogEntry.objects.create(user=admin_user, object_repr="x", action_flag=ADDITION)
    with pytest.raises(IntegrityError), transaction.atomic():
        LogEntry.objects.update(object_repr="y") if harm == "update" else admin_user.delete()


def test_an_account_of_staff_is_not_deleted_in_the_administration(admin_client):
    clerk = UserFactory(staff=True)
    answer = admin_client.post(f"/admin/auth/user/{clerk.pk}/delete/", {"post": "yes"})
    assert answer.context["refusal"]
    assert User.objects.filter(pk=clerk.pk).exists()


# -- Every table -----------------------------------------------------------------------------------

RIGHTS = {
    "RECORDS": "SELECT INSERT",
    "DECIDED": "SELECT INSERT columns",
    "CHANGEABLE": "SELECT INSERT columns DELETE",
    "ONLY_ADDED": "SELECT INSERT DELETE",
    "NOTED": "SELECT INSERT",
    "READ_ONLY": "SELECT",
    "KEPT": "SELECT INSERT UPDATE",
    "FREE": "SELECT INSERT UPDATE DELETE",
}
OF_NO_MODEL = {"applicants_removedprofile", "budget", "cache", "django_migrations"}
OF_TABLES = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")


def listed():
    return [(table, kind) for kind in RIGHTS for table in getattr(database_roles, kind)]


def rows(statement, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchall()


def test_each_table_is_in_one_list():
    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    found = rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    there = {name for (name,) in found}
    tables = [table for table, _kind in listed()]
    assert sorted(tables) == sorted(models | OF_NO_MODEL) == sorted(there)


def test_the_program_has_the_rights_of_the_list_and_no_other(role):
    for table, kind in listed():
        wanted = set(RIGHTS[kind].split())
        asked = "SELECT has_table_privilege(%s, %s, %s)"
        found = {each for each in OF_TABLES if rows(asked, role, table, each)[0][0]}
        assert found == wanted - {"columns"}, table
        if "columns" in wanted:
            columns = rows(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND has_column_privilege(%s, attrelid, attnum, 'UPDATE')",
                *(table, role),
            )
            assert {name for (name,) in columns} == set(getattr(database_roles, kind)[table])


def test_what_a_trigger_guards_whole_the_program_may_not_ask_for():
    """A table that refuses each change and each deletion is a record."""
    guarded = rows(
        "SELECT tgrelid::regclass::text FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid"
        " WHERE p.proname IN ('applicants_guard_record', 'policies_guard_record',"
        " 'applicants_guard_event') AND (tgtype & 24) = 24"
    )
    assert {name for (name,) in guarded} - {"django_admin_log"} == set(RECORDS)


def test_a_request_to_change_an_edition_is_decided_but_not_rewritten(role):
    officer = OfficerFactory()
    edition = EditionFactory(published=True)
    asked = {"kind": "open", "reason": "slip", "asked_by": officer, "asked_at": timezone.now()}
    change = EditionChange.objects.create(edition=edition, **asked)
    with acting_as(role):
        decline_change(change_id=change.pk, by=officer)
        refused("UPDATE policies_editionchange SET reason = 'x'")
        refused("DELETE FROM policies_editionchange")
    change.refresh_from_db()
    assert change.state == EditionChange.State.DROPPED


# -- As a release gives them ----------------------------------------------------------------------


def test_a_real_server_is_not_prepared_by_one_role(settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL is not set"):
        call_command("prepare", stdout=StringIO())


def test_who_owns_the_tables_is_asked_for_them(settings):
    usual = dict(connection.settings_dict)
    settings.DATABASE_OWNER_URL = "postgresql://owner:secret@127.0.0.1:9/leqing"
    # closing the connection of a test would lose what it did
    connection_closed = []
    close, connection.close = connection.close, lambda: connection_closed.append(True)
    try:
        with as_owner():
            assert connection.settings_dict["USER"] == "owner"
            assert connection.settings_dict["NAME"] == usual["NAME"]
        assert connection.settings_dict["USER"] == usual["USER"]
    finally:
        connection.close = close
    assert len(connection_closed) == 2
