"""`manage.py demo`: who may sign in, with what, and where that is written down."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from applicants.demo import applications, people, staff
from leqing import demo
from leqing.management.commands.demo import Command
from policies.services import load_calendar, load_catalogue
from policies.services.files import SHIPPED, read_folder
from tests.accounts import code_of
from tests.leqing.accounts.doors import STAFF

DATABASE_URL = "postgresql://"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "media"
    return settings.VAR_DIR


@pytest.fixture
def small(db, monkeypatch):
    """Departments with staff, three people, no applications: what this command is about."""
    load_catalogue(read_folder(SHIPPED))
    load_calendar()
    monkeypatch.setattr(applications, "PLAN", [])
    numbers = zip(people.KINDS, (range(1, 2), range(91, 92), range(181, 182)), strict=True)
    monkeypatch.setattr(people, "KINDS", dict(numbers))


def run(capsys, **options):
    call_command("demo", **options)
    return capsys.readouterr().out


def password_in(text):
    return re.search(r"password: (\S+)", text)[1]


def test_the_accounts_are_printed_and_kept_for_the_owner_alone(small, capsys):
    screen = run(capsys)
    assert demo.accounts_file().stat().st_mode & 0o777 == 0o600
    kept = demo.accounts_file().read_text()
    password = password_in(kept)
    assert len(password) >= 15
    assert password_in(screen) == password
    for member in staff.STAFF:
        assert member.email in screen
        assert member.email in kept


def test_a_second_time_prints_the_same_and_changes_nothing(small, capsys):
    first = run(capsys)
    before = demo.accounts_file().read_text(), list(User.objects.values_list("pk", "password"))
    second = run(capsys)
    assert first.endswith(second)
    assert first.startswith("demonstration made: 3 applicants")
    assert "made" not in second
    assert before == (
        demo.accounts_file().read_text(),
        list(User.objects.values_list("pk", "password")),
    )


def test_quietly_says_only_what_was_made(small, capsys):
    assert len(run(capsys, verbosity=0).splitlines()) == 1
    assert run(capsys, verbosity=0) == ""


def test_a_lost_file_gets_a_new_password_that_works(small, capsys):
    old = password_in(run(capsys))
    demo.accounts_file().unlink()
    new = password_in(run(capsys))
    assert new != old
    for user in User.objects.filter(is_staff=True):
        assert user.check_password(new)


def test_another_database_of_the_same_folder_gets_the_same_password(small, capsys):
    demo.keep_accounts("badi-komu-fesa-runo", [])
    assert password_in(run(capsys)) == "badi-komu-fesa-runo"
    assert User.objects.get(email="admin@demo.invalid").check_password("badi-komu-fesa-runo")


def test_each_member_of_staff_has_an_app_once(small, capsys):
    run(capsys)
    run(capsys)
    apps = Authenticator.objects.values_list("user__email", "type")
    assert sorted(apps) == sorted((member.email, "totp") for member in staff.STAFF)


@pytest.mark.parametrize("name", ["reviewer.youth-league", "admin"])
def test_password_and_code_open_the_administration(small, capsys, name):
    password, client = password_in(run(capsys)), Client()
    user = User.objects.get(email=f"{name}@demo.invalid")
    client.post(STAFF, {"login": user.email, "password": password})
    client.post(reverse("mfa_authenticate"), {"code": code_of(user)})
    assert client.get(reverse("admin:applicants_application_changelist")).status_code == 200


def test_a_real_server_has_none(db, settings):
    settings.LOCAL = False
    with pytest.raises(CommandError, match="DJANGO_DEBUG=0"):
        call_command("demo")
    assert not User.objects.exists()
    assert not demo.accounts_file().exists()


def test_without_a_catalogue_it_says_what_to_do(db):
    with pytest.raises(CommandError, match=r"manage\.py prepare"):
        call_command("demo")


def test_founders_are_shown_the_right_door():
    line = demo.founders_sign_in("http://127.0.0.1:8000/")
    assert reverse("account_request_login_code") in line
    assert reverse("mailbox") in line


def test_without_accounts_nothing_is_said_of_staff():
    assert demo.staff_sign_in("http://127.0.0.1:8000/") == []
    demo.accounts_file().parent.mkdir()
    demo.accounts_file().write_bytes(b"\xff no password here")
    assert demo.staff_sign_in("http://127.0.0.1:8000/") == []


def test_passwords_are_long_random_and_easy_to_type():
    made = {demo.new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-z]{4}-){3}[a-z]{4}", each) for each in made)
    assert Command.help
