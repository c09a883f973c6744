"""What a copy of the database gives away of the ways in: nothing."""

import re
from importlib import import_module
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore as PlainStore
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from tests.accounts import PASSWORD, code_of, with_app
from tests.leqing.accounts.doors import ACTIVATE, SECOND, ask, code_for, is_signed_in, password

ADA = "ada@example.com"
migration = import_module("leqing.migrations.0003_seal_authenticators")
TEXTS = """
select table_name, column_name from information_schema.columns
where table_schema = 'public' and data_type in ('text', 'character varying', 'json', 'jsonb')
"""


@pytest.fixture
def clerk(db):
    return with_app(User.objects.create_user("clerk", "clerk@example.com", PASSWORD, is_staff=True))


def everything():
    """Every text of the database, sessions as whoever knows Django would read them."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(TEXTS)
        for table, column in cursor.fetchall():
            cursor.execute(f'select "{column}"::text from "{table}"')
            found += [(f"{table}.{column}", text) for (text,) in cursor.fetchall() if text]
        cursor.execute("select session_data from django_session")
        sessions = [PlainStore().decode(data) for (data,) in cursor.fetchall()]
    assert sessions
    return [*found, *(("session", str(session)) for session in sessions)]


def places_of(text):
    return {place for place, stored in everything() if text in stored}


def test_a_code_that_is_good_cannot_be_read(client, db):
    ask(client, ADA)
    code = code_for(ADA)
    assert not places_of(code)
    assert not places_of(code.replace(" ", ""))
    assert places_of(ADA)  # the search finds what stands there


def test_the_secret_of_an_app_cannot_be_read_while_it_is_set_up_nor_later(client, db):
    User.objects.create_user("new", "new@example.com", PASSWORD, is_staff=True)
    password(client, "new@example.com", PASSWORD)
    client.get(ACTIVATE)
    secret = client.session["mfa.totp.secret"]
    assert not places_of(secret)
    user = User.objects.get()
    with_app(user)
    assert Authenticator.objects.get().wrap().validate_code(code_of(user))
    assert not re.search(r'"secret": "[A-Z2-7]{32}"', str(everything()))


def test_recovery_codes_are_made_of_a_seed_that_cannot_be_read(clerk):
    codes = RecoveryCodes.activate(clerk)
    before = codes.generate_codes()
    assert Authenticator.objects.get(type="recovery_codes").data["seed"].startswith("sealed:")
    assert (
        RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes() == before
    )


def test_a_session_of_before_is_still_read(client, db):
    session = client.session
    session["answers"] = {"founder.birth_date": "1999-01-01"}
    session.save()
    with connection.cursor() as cursor:
        data = [PlainStore().encode(dict(session)), session.session_key]
        cursor.execute("update django_session set session_data = %s where session_key = %s", data)
    assert client.session["answers"] == {"founder.birth_date": "1999-01-01"}


def test_a_session_of_another_key_is_an_empty_one(client, settings, db):
    session = client.session
    session["answers"] = {"founder.birth_date": "1999-01-01"}
    session.save()
    settings.DATA_KEY = "another key of fifty letters and more, quite another"
    assert "answers" not in client.session
    assert client.get("/").status_code == 200


def test_rows_of_before_are_sealed_and_the_way_back_opens_them(clerk):
    RecoveryCodes.activate(clerk)
    app = Authenticator.objects.get(type="totp")
    migration.unseal(apps, connection.schema_editor())
    plain = Authenticator.objects.get(pk=app.pk).data["secret"]
    assert re.fullmatch("[A-Z2-7]{32}", plain)
    for _twice in range(2):
        migration.seal(apps, connection.schema_editor())
    assert all("sealed:" in str(row.data) for row in Authenticator.objects.all())
    client = Client()
    password(client, "clerk@example.com", PASSWORD)
    client.post(SECOND, {"code": code_of(clerk)})
    assert is_signed_in(client)


def test_a_new_key_takes_the_place_of_the_old_one(clerk, settings):
    old = settings.DATA_KEY
    settings.DATA_KEY = "another key of fifty letters and more, quite another"
    with pytest.raises(CommandError, match="DATA_KEY_FALLBACKS"):
        call_command("reseal", stdout=StringIO())
    settings.DATA_KEY_FALLBACKS = [old]
    call_command("reseal", stdout=StringIO())
    settings.DATA_KEY_FALLBACKS = []
    assert len(code_of(clerk)) == 6
