"""Two roles of the database: one owns it and migrates, the other is what the program runs as.

What is a record is guarded by triggers; whoever owns a table can take its triggers off. So the
program owns nothing, and of records it may not even ask: it has no right to change or delete them.
Where no owner is named, on one's own machine and in tests, one role does both.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from leqing.environment import database_from_url

# Each table is in one of these lists, so that whoever adds a table says which; a test compares them
# with the models and with what the database grants.

# Nothing of the program changes or deletes a row of these: what is private in them is sealed, and
# erasing throws away the key. Their triggers say the same to whoever may.
RECORDS = (
    "applicants_auditevent",
    "applicants_determination",
    "applicants_fitchange",
    "applicants_frozentext",
    "applicants_review",
    "applicants_snapshot",
    "applicants_step",
    "policies_draftversion",
    "policies_editionstep",
)
# What may be changed of a record of which the rest may not be: what became of a request.
DECIDED = {"policies_editionchange": ("state", "decided_by_id", "decided_at")}
# The same, but erasing an account deletes them whole.
CHANGEABLE = {"applicants_consent": ("withdrawn_at",)}
# Django deletes what hangs on an account even where nothing does, which a trigger refuses for each
# row of the first; the history of facts goes with the facts.
ONLY_ADDED = ("django_admin_log", "applicants_factchange")
# Trigger's notes of what went, which every copy of the profiles reads on.
NOTED = ("applicants_removedprofile",)
READ_ONLY = ("django_migrations",)
# Written and changed, but never taken away: others point at them, or count by them.
KEPT = (
    "applicants_matchrun",
    "applicants_supplement",
    "policies_calendaryear",
    "policies_cataloguestamp",
    "policies_department",
    "policies_draft",
    "policies_fact",
    "policies_intakeplaces",
    "policies_sharedtable",
    "policies_source",
    "policies_system",
)
# Whose rows come, change and go: triggers guard what of them must stay, as a published edition.
FREE = (
    "account_emailaddress",
    "account_emailconfirmation",
    "applicants_application",
    "applicants_attachment",
    "applicants_calendarfeed",
    "applicants_editionfit",
    "applicants_export",
    "applicants_firstday",
    "applicants_matchchunk",
    "applicants_membership",
    "applicants_mutedkind",
    "applicants_notification",
    "applicants_profile",
    "applicants_profilefit",
    "applicants_seal",
    "applicants_unsentform",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "auth_user",
    "auth_user_groups",
    "auth_user_user_permissions",
    "budget",
    "cache",
    "django_content_type",
    "django_session",
    "mfa_authenticator",
    "policies_draftpresence",
    "policies_edition",
    "policies_programme",
    "policies_specialday",
)
PLACE = ("USER", "PASSWORD", "HOST", "PORT")


@contextmanager
def as_owner() -> Iterator[None]:
    """Speak to the database as its owner, where one is named; nobody else of the process may."""
    if not settings.DATABASE_OWNER_URL:
        yield
        return
    usual = {name: connection.settings_dict[name] for name in PLACE}
    owner = database_from_url(settings.DATABASE_OWNER_URL)
    connection.close()
    connection.settings_dict.update({name: owner[name] for name in PLACE})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


@transaction.atomic
def grant_rights(role: str) -> None:
    """Give the program's role what it needs of every table, and nothing more; as the owner.

    Args:
        role: it must exist.
    """
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(sql.SQL(statement).format(role=name))


def tables_owned_by(role: str) -> list[str]:
    """What the program could change the rules of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tableowner = %s"
            " ORDER BY tablename",
            [role],
        )
        return [table for (table,) in cursor.fetchall()]


def _statements() -> Iterator[str]:
    yield "GRANT USAGE ON SCHEMA public TO {role}"
    yield "REVOKE CREATE ON SCHEMA public FROM {role}"
    yield "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}"
    yield "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    # What a release adds can be written before its rights are given, but not rewritten: it may be
    # a record.
    yield "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {role}"
    yield "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT ON TABLES TO {role}"
    yield "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}"
    for table in (*RECORDS, *NOTED):
        yield f"REVOKE UPDATE, DELETE ON {table} FROM {{role}}"
    for table in (*DECIDED, *KEPT):
        yield f"REVOKE DELETE ON {table} FROM {{role}}"
    for table, columns in {**CHANGEABLE, **DECIDED}.items():
        yield f"REVOKE UPDATE ON {table} FROM {{role}}"
        yield f"GRANT UPDATE ({', '.join(columns)}) ON {table} TO {{role}}"
    for table in ONLY_ADDED:
        yield f"REVOKE UPDATE ON {table} FROM {{role}}"
    for table in READ_ONLY:
        yield f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {{role}}"
