"""What the environment may say, and what the start refuses."""

import os
import subprocess
import sys
from subprocess import CalledProcessError

import pytest
from django.core.exceptions import ImproperlyConfigured

from leqing.environment import BASE_DIR, Environment, database_from_url, local_key

KEY = "k3y-of-sixty-four-letters-0123456789-abcdefghijklmnopqrstuvwxyz!"
SERVER = {
    "DJANGO_DEBUG": "0",
    "DATABASE_URL": "postgresql://app:secret@127.0.0.1:1/app",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "DJANGO_SECRET_KEY": KEY,
    "DATA_KEY": KEY[::-1],
    "SITE_URL": "https://leqing.example/",
    "DJANGO_ALLOWED_HOSTS": "leqing.example,localhost",
    "EMAIL_HOST": "mail.example",
    "DEFAULT_FROM_EMAIL": "Leqing <noreply@leqing.example>",
    "OPERATOR_NAME": "Leqing",
    "OPERATOR_CONTACT": "privacy@leqing.example",
}
REQUIRED = [name for name in SERVER if name != "DJANGO_DEBUG"]


def manage(*arguments, **variables):
    """Run manage.py with these variables alone."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=BASE_DIR,
        env={"PATH": os.environ["PATH"], "LEQING_VAR": os.environ["LEQING_VAR"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_server_with_all_variables_passes_the_deployment_check():
    result = manage("check", "--deploy", "--fail-level", "WARNING", **SERVER)
    assert result.returncode == 0, result.stderr


def test_a_server_without_its_variables_gets_a_line_for_each():
    result = manage("check", DJANGO_DEBUG="0")
    assert result.returncode == 1
    assert sorted(result.stderr.splitlines()) == sorted(
        f"{name} is not set; DJANGO_DEBUG=0 needs it." for name in REQUIRED
    )


@pytest.mark.parametrize("name", REQUIRED)
def test_a_server_without_one_variable_says_which(name):
    with pytest.raises(CalledProcessError) as caught:
        start("leqing.settings", **{**SERVER, name: ""})
    assert caught.value.stderr.splitlines()[-1].endswith(
        f"{name} is not set; DJANGO_DEBUG=0 needs it."
    )


@pytest.mark.parametrize("module", ["leqing.wsgi", "leqing.celery"])
@pytest.mark.parametrize("mode", [None, "", "no"])
def test_a_server_that_was_not_told_which_machine_it_is_on_does_not_start(module, mode):
    said = {} if mode is None else {"DJANGO_DEBUG": mode}
    variables = {name: value for name, value in SERVER.items() if name != "DJANGO_DEBUG"}
    with pytest.raises(CalledProcessError) as caught:
        start(module, **variables, **said)
    last = caught.value.stderr.splitlines()[-1]
    assert "DJANGO_DEBUG is" in last
    assert "0 on a real server" in last


def test_a_command_for_a_named_database_has_to_be_told_too():
    result = manage("check", **{**SERVER, "DJANGO_DEBUG": ""})
    assert result.returncode == 1
    assert result.stderr.startswith("DJANGO_DEBUG is not set")


def start(module, **variables):
    """Load what a server loads; what the environment of the tests says is not there."""
    code = f"import django.conf, {module}; django.conf.settings.LOCAL"
    where = {name: os.environ[name] for name in ("PATH", "LEQING_VAR")}
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=BASE_DIR,
        env={**where, "DJANGO_SETTINGS_MODULE": "leqing.settings", **variables},
        capture_output=True,
        text=True,
        check=True,
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("DJANGO_SECRET_KEY", "short", "DJANGO_SECRET_KEY is too easy"),
        ("DJANGO_SECRET_KEY", "a" * 64, "DJANGO_SECRET_KEY is too easy"),
        ("DJANGO_SECRET_KEY", f"django-insecure-{KEY}", "DJANGO_SECRET_KEY is too easy"),
        ("DJANGO_ALLOWED_HOSTS", "leqing.example,*", "DJANGO_ALLOWED_HOSTS is *"),
        ("DATABASE_URL", "postgresql://[", "DATABASE_URL cannot be read"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT is 'smtp'"),
        ("EMAIL_USE_TLS", "yes", "EMAIL_USE_TLS is 'yes'"),
        ("PROXY_COUNT", "-1", "PROXY_COUNT is '-1'"),
        ("SITE_URL", "http://leqing.example", "SITE_URL is http://leqing.example: https://"),
        ("DATA_KEY", "short", "DATA_KEY is too easy"),
        ("DATA_KEY", KEY, "DATA_KEY is DJANGO_SECRET_KEY"),
        ("DJANGO_SECRET_KEY_FALLBACKS", f"{KEY},old", "DJANGO_SECRET_KEY_FALLBACKS is too easy"),
    ],
)
def test_an_unsafe_or_unreadable_variable_ends_the_start(name, value, message):
    result = manage("check", **{**SERVER, name: value})
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr.replace("SECRET", "")


def test_a_server_has_its_address_in_mails_and_no_mailbox_to_look_into():
    code = (
        "from django.conf import settings; from django.test import Client;"
        "print(settings.SITE_URL, settings.ALLAUTH_TRUSTED_PROXY_COUNT,"
        " Client().get('/mailbox/', secure=True, headers={'host': 'localhost'}).status_code)"
    )
    result = manage("shell", "-v0", "-c", code, **SERVER, BUDGETS="0")  # no database counts them
    assert result.stdout.split() == ["https://leqing.example", "1", "404"], result.stderr


def test_earlier_keys_are_still_read():
    code = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    older = {"DJANGO_SECRET_KEY_FALLBACKS": f"{KEY}1, {KEY}2"}
    result = manage("shell", "-v0", "-c", code, **SERVER, **older)
    assert result.stdout.strip() == str([f"{KEY}1", f"{KEY}2"])


def test_static_files_of_a_server_all_have_their_manifest_entry(tmp_path):
    code = (
        "from django.conf import settings; from django.core.management import call_command;"
        f"settings.STATIC_ROOT = {str(tmp_path)!r};"
        # the same without the compression, which takes long
        "settings.STORAGES['staticfiles']['BACKEND'] ="
        " 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage';"
        "call_command('collectstatic', interactive=False, verbosity=0)"
    )
    result = manage("shell", "-v0", "-c", code, **SERVER)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "staticfiles.json").exists()


def test_an_empty_variable_counts_as_not_set():
    environment = Environment({"NAME": ""})
    assert environment("NAME", "default") == "default"


def test_problems_are_told_together():
    environment = Environment({"A": "x", "B": "y"})
    environment.integer("A", 1)
    environment.flag("B", default=True)
    with pytest.raises(ImproperlyConfigured, match=r"(?s)A is 'x'.*\nB is 'y'"):
        environment.finish()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://user:p%40ss@db.example:6543/name?sslmode=require",
            {"NAME": "name", "USER": "user", "PASSWORD": "p@ss", "HOST": "db.example"},
        ),
        ("postgresql:///name?host=/run/postgresql", {"HOST": "/run/postgresql", "NAME": "name"}),
        ("host=db dbname=name", {"HOST": "db", "NAME": "name", "PORT": ""}),
    ],
)
def test_a_database_address_is_read_as_libpq_does(url, expected):
    settings = database_from_url(url)
    assert {key: settings[key] for key in expected} == expected


def test_limits_stand_beside_the_options_of_the_address():
    settings = database_from_url("postgresql:///n?options=-csearch_path%3Da", lock_timeout="3s")
    assert settings["OPTIONS"]["options"] == "-csearch_path=a -c lock_timeout=3s"


def test_the_local_key_is_made_once_and_private(tmp_path):
    key = local_key(tmp_path / "var", "secret_key")
    assert len(key) > 50
    assert local_key(tmp_path / "var", "secret_key") == key
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["secret_key"]


@pytest.mark.django_db
def test_a_connection_has_the_limits_of_a_page():
    from django.db import connection

    with connection.cursor() as cursor:
        for name, value in [("statement_timeout", "10s"), ("lock_timeout", "3s")]:
            cursor.execute("select current_setting(%s)", [name])
            assert cursor.fetchone()[0] == value
