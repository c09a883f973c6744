"""Limits of tries: who guesses has to wait, who stands beside does not."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client

from applicants.models import Notification
from leqing.accounts.adapter import TOO_OFTEN
from tests.accounts import PASSWORD, code_of, with_app
from tests.leqing.accounts.doors import SECOND, STAFF, ask, is_signed_in, password

TRIES = 5


@pytest.fixture(autouse=True)
def staff(db):
    for name in ("clerk", "other"):
        with_app(User.objects.create_user(name, f"{name}@example.com", PASSWORD, is_staff=True))


def from_(number, **headers):
    """A client at another address of the network."""
    return Client(REMOTE_ADDR=f"10.0.0.{number}", headers=headers)


def may_try(client, address="clerk@example.com", word=PASSWORD):
    """Whether the password is looked at: with the right one, the second step comes."""
    return password(client, address, word).status_code == 302


def guess(client, times, address="clerk@example.com"):
    for _ in range(times):
        response = password(client, address, "wrong")
    return response


def test_after_five_tries_the_account_waits_wherever_they_came_from():
    for number in range(TRIES):
        guess(from_(number), 1)
    response = password(from_(99), "clerk@example.com", PASSWORD)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [TOO_OFTEN]
    assert may_try(from_(98), "other@example.com")


def test_four_tries_are_forgiven():
    for number in range(TRIES - 1):
        guess(from_(number), 1)
    assert may_try(from_(99))


@pytest.mark.parametrize(
    "spelling", ["CLERK@example.com", "ｃlerk@example.com", " clerk@example.com"]
)
def test_another_spelling_is_the_same_account(spelling):
    for number in range(TRIES):
        guess(from_(number), 1, spelling)
    assert not may_try(from_(99))


def test_another_port_in_the_host_is_the_same_account():
    for number in range(TRIES):
        guess(from_(number, host=f"localhost:{number + 1}"), 1)
    assert not may_try(from_(99))


def test_after_five_tries_a_machine_waits_whatever_it_tries():
    for number in range(TRIES):
        guess(from_(1), 1, f"nobody{number}@example.com")
    assert not may_try(from_(1), "other@example.com")
    assert may_try(from_(2), "other@example.com")


def test_signing_in_rightly_uses_up_nothing():
    for _ in range(TRIES * 2):
        assert may_try(from_(1))


def test_a_forged_header_changes_nothing():
    for number in range(TRIES):
        forged = {"X-Forwarded-For": f"1.2.3.{number}", "X-Real-IP": f"1.2.3.{number}"}
        guess(from_(1, **forged), 1, f"nobody{number}@example.com")
    assert not may_try(from_(1, **{"X-Forwarded-For": "9.9.9.9"}), "other@example.com")


def test_behind_a_proxy_only_its_own_word_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def through(seen, forged):
        return from_(1, **{"X-Forwarded-For": f"{forged}, {seen}"})

    for number in range(TRIES):
        guess(through("8.8.8.8", f"1.2.3.{number}"), 1, f"nobody{number}@example.com")
    assert not may_try(through("8.8.8.8", "9.9.9.9"), "other@example.com")
    assert may_try(through("7.7.7.7", "8.8.8.8"), "other@example.com")


def test_codes_of_the_app_are_limited_too():
    user = User.objects.get(username="clerk")
    for number in range(TRIES):
        client = from_(number)
        password(client, "clerk@example.com", PASSWORD)
        client.post(SECOND, {"code": "000000"})
    client = from_(99)
    password(client, "clerk@example.com", PASSWORD)
    client.post(SECOND, {"code": code_of(user)})
    assert not is_signed_in(client)


@pytest.mark.parametrize("address", ["new@example.com", "clerk@example.com"])
def test_a_code_is_asked_for_three_times_a_minute(address):
    for number in range(3):
        assert ask(from_(number), address).status_code == 302
    response = ask(from_(99), address.upper())
    assert response.status_code == 200
    assert 'id="id_email_error"' in response.content.decode()
    assert Notification.objects.count() in (0, 3)
    assert ask(from_(99), "bystander@example.com").status_code == 302


def test_a_machine_asks_for_twenty_codes_a_minute():
    for number in range(20):
        assert ask(from_(1), f"new{number}@example.com").status_code == 302
    assert ask(from_(1), "one-more@example.com").status_code == 200
    assert ask(from_(2), "one-more@example.com").status_code == 302


def test_a_flood_gets_a_page_that_says_wait(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client = from_(1)
    client.post(STAFF)
    response = client.post(STAFF)
    assert response.status_code == 429
    assert response["Retry-After"] == "60"
    assert "<main>" in response.content.decode()


def test_the_counters_are_in_the_database():
    guess(from_(1), 1)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from cache where cache_key like '%login_failed%'")
        assert cursor.fetchone()[0] == 2  # of the machine and of the account
    assert cache.__class__.__name__ != "LocMemCache"
    assert Authenticator.objects.count() == 2
