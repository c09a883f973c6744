"""Limits of tries: who guesses has to wait, who stands beside does not."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client

from applicants.models import Notification
from leqing.accounts import devices, limits
from leqing.accounts.waiting import wait_in_words
from tests.accounts import PASSWORD, code_of, with_app
from tests.leqing.accounts.doors import (
    CODE,
    SECOND,
    STAFF,
    ask,
    code_for,
    forward,
    is_signed_in,
    password,
)

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


def waits(response):
    """What is said above the form of a password."""
    (said,) = response.context["form"].non_field_errors()
    return said


def guess(client, times, address="clerk@example.com"):
    for _ in range(times):
        response = password(client, address, "wrong")
    return response


def test_a_stranger_locks_nobody_out():
    for number in range(6):
        guess(from_(number), 1)
    assert may_try(from_(99))


def test_a_stranger_who_goes_on_from_everywhere_locks_nobody_out():
    for number in range(30):
        guess(from_(number), 2)
    assert may_try(from_(99))
    guess(from_(98), 1)
    assert not may_try(from_(98))  # but for one try at a time, where so many try


def test_after_five_tries_account_and_network_wait_together():
    guess(from_(1), TRIES)
    response = password(from_(1), "clerk@example.com", PASSWORD)
    assert response.status_code == 200
    assert waits(response) == "尝试次数太多。请等 5 分钟再试。"
    assert may_try(from_(2))


@pytest.mark.parametrize(("passed", "said"), [(59, "5 分钟"), (61, "4 分钟"), (299, "1 分钟")])
def test_who_waits_is_told_the_minutes_that_are_left(monkeypatch, passed, said):
    guess(from_(1), TRIES)
    forward(monkeypatch, passed)
    refused = waits(password(from_(1), "clerk@example.com", PASSWORD))
    assert refused == f"尝试次数太多。请等 {said}再试。"


def test_after_the_minutes_that_were_told_one_may_try(monkeypatch):
    guess(from_(1), 2)
    forward(monkeypatch, 200)
    guess(from_(1), TRIES - 2)
    assert "请等 2 分钟" in waits(password(from_(1), "clerk@example.com", PASSWORD))
    forward(monkeypatch, 200 + 120)
    assert may_try(from_(1))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 分钟"),
        (60, "1 分钟"),
        (60.1, "2 分钟"),
        (5_340, "89 分钟"),
        (5_341, "2 小时"),
        (86_400, "24 小时"),
    ],
)
def test_a_wait_is_never_said_too_short(seconds, words):
    assert wait_in_words(seconds) == words


def test_a_mailbox_that_is_full_for_the_day_says_hours(monkeypatch):
    monkeypatch.setitem(limits.RATES, "mails-of-a-mailbox", "1/d/key")
    ask(from_(1), "ada@example.com")
    forward(monkeypatch, 901)  # the first code is good no longer
    assert "或者等 24 小时再获取" in ask(from_(1), "ada@example.com").text


def test_the_second_step_says_how_long_too(monkeypatch):
    client = from_(1)
    password(client, "clerk@example.com", PASSWORD)
    for _ in range(TRIES):
        client.post(SECOND, {"code": "000000"})
    forward(monkeypatch, 130)
    refused = client.post(SECOND, {"code": "000000"})
    assert refused.context["form"].errors["code"] == ["尝试次数太多。请等 3 分钟再试。"]


def test_five_slips_do_not_lock_an_office():
    guess(from_(1), TRIES + 1)
    assert may_try(from_(1), "other@example.com")


def test_four_tries_are_forgiven():
    guess(from_(1), TRIES - 1)
    assert may_try(from_(1))


def test_after_five_minutes_one_may_try_again(monkeypatch):
    guess(from_(1), TRIES)
    forward(monkeypatch, 301)
    assert may_try(from_(1))


@pytest.mark.parametrize(
    "spelling", ["CLERK@example.com", "ｃlerk@example.com", " clerk@example.com"]
)
def test_another_spelling_is_the_same_account(spelling):
    guess(from_(1), TRIES, spelling)
    assert not may_try(from_(1))


def test_another_port_in_the_host_is_the_same_account():
    for number in range(TRIES):
        guess(from_(1, host=f"localhost:{number + 1}"), 1)
    assert not may_try(from_(1))


def test_a_network_that_tries_everything_waits_and_is_not_blamed():
    for number in range(100):
        guess(from_(1), 1, f"nobody{number}@example.com")
    response = password(from_(1), "other@example.com", PASSWORD)
    assert "您所在的网络" in waits(response)
    assert "请等 5 分钟" in waits(response)
    assert may_try(from_(2), "other@example.com")


def sign_in_staff(client, name="clerk"):
    user = User.objects.get(username=name)
    password(client, user.email, PASSWORD)
    client.post(SECOND, {"code": code_of(user)})
    assert is_signed_in(client)
    client.post("/account/sign-out/")


def test_a_device_on_which_one_signed_in_has_tries_of_its_own():
    client = from_(1)
    sign_in_staff(client)
    guess(from_(1), TRIES)
    for number in range(30):
        guess(from_(number + 2), 1)
    assert may_try(client)
    guess(client, TRIES)
    assert may_try(client)
    guess(client, 2 * TRIES)
    assert not may_try(client)


@pytest.mark.parametrize("change", ["forge", "of another"])
def test_no_one_makes_up_a_device(change):
    client, thief = from_(1), from_(2)
    sign_in_staff(client)
    cookie = client.cookies["device"].value
    thief.cookies["device"] = f"x{cookie}" if change == "forge" else cookie
    account = "clerk@example.com" if change == "forge" else "other@example.com"
    guess(thief, TRIES, account)
    assert not may_try(thief, account)


def test_the_cookie_of_a_device_names_nobody():
    client = from_(1)
    sign_in_staff(client)
    cookie = client.cookies["device"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    text = json.dumps(signing.loads(cookie.value, salt=devices.SALT))
    assert "clerk" not in text


def test_signing_in_rightly_uses_up_nothing():
    for _ in range(TRIES * 2):
        assert may_try(from_(1))


def test_a_forged_header_changes_nothing():
    for number in range(TRIES):
        forged = {"X-Forwarded-For": f"1.2.3.{number}", "X-Real-IP": f"1.2.3.{number}"}
        guess(from_(1, **forged), 1)
    assert not may_try(from_(1, **{"X-Forwarded-For": "9.9.9.9"}))


def test_behind_a_proxy_only_its_own_word_counts(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def through(seen, forged):
        return from_(1, **{"X-Forwarded-For": f"{forged}, {seen}"})

    for number in range(TRIES):
        guess(through("8.8.8.8", f"1.2.3.{number}"), 1)
    assert not may_try(through("8.8.8.8", "9.9.9.9"))
    assert may_try(through("7.7.7.7", "8.8.8.8"))


def at(address):
    return Client(REMOTE_ADDR=address)


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:3::1", False),
    ],
)
def test_what_a_provider_gives_to_one_connection_is_one_network(other, same):
    guess(at("2001:db8:1:2::1"), TRIES)
    assert may_try(at(other)) != same


def test_an_old_address_written_as_a_new_one_is_itself():
    guess(at("::ffff:10.0.0.1"), TRIES)
    assert not may_try(at("10.0.0.1"))
    assert may_try(at("::ffff:10.0.0.2"))


def test_codes_of_the_app_are_limited_by_the_account_alone():
    user = User.objects.get(username="clerk")
    for number in range(TRIES):
        client = from_(number)
        password(client, "clerk@example.com", PASSWORD)
        client.post(SECOND, {"code": "000000"})
    client = from_(99)
    password(client, "clerk@example.com", PASSWORD)
    client.post(SECOND, {"code": code_of(user)})
    assert not is_signed_in(client)


def test_mistyped_codes_of_the_app_do_not_lock_an_office():
    password(from_(1), "clerk@example.com", PASSWORD)
    client = from_(1)
    password(client, "clerk@example.com", PASSWORD)
    for _ in range(TRIES):
        client.post(SECOND, {"code": "000000"})
    sign_in_staff(from_(1), "other")


def mails_to(address):
    return Notification.objects.filter(recipient=address).count()


def test_a_founder_gets_in_whoever_else_asks_for_their_code():
    for number in range(14):
        assert ask(from_(number), "ada@example.com").status_code == 302
    assert mails_to("ada@example.com") == 1
    client = from_(99)
    assert ask(client, "ada@example.com").url == CODE
    client.post(CODE, {"code": code_for("ada@example.com")})
    assert is_signed_in(client)


def test_a_further_request_sends_none_while_the_last_is_on_its_way_or_good(monkeypatch):
    for seconds, mails in [(0, 1), (30, 1), (31, 2), (61, 3), (61, 3), (590, 3)]:
        forward(monkeypatch, seconds)
        client = from_(1)
        assert ask(client, "ada@example.com").url == CODE
        assert mails_to("ada@example.com") == mails
        assert client.post(CODE, {"code": "1"}).status_code == 200
    client.post(CODE, {"code": code_for("ada@example.com")})
    assert is_signed_in(client)


def test_a_code_given_again_ends_when_the_mail_says(monkeypatch):
    for seconds in (0, 61, 61):
        forward(monkeypatch, seconds)
        ask(from_(1), "ada@example.com")
    forward(monkeypatch, 700)
    client = from_(2)
    ask(client, "ada@example.com")
    assert mails_to("ada@example.com") == 3
    forward(monkeypatch, 201)
    assert client.post(CODE, {"code": code_for("ada@example.com")}).url == "/account/sign-in/"
    assert not is_signed_in(client)


def test_a_code_that_several_sessions_have_works_once():
    first, second = from_(1), from_(2)
    for client in (first, second):
        ask(client, "ada@example.com")
    for client, signed_in in [(first, True), (second, False)]:
        client.post(CODE, {"code": code_for("ada@example.com")})
        assert is_signed_in(client) == signed_in


@pytest.mark.parametrize("address", ["new@example.com", "clerk@example.com"])
def test_one_who_asks_on_and_on_waits(address):
    for _ in range(10):
        assert ask(from_(1), address).status_code == 302
    assert 'id="id_email_error"' in ask(from_(1), address.upper()).text
    assert mails_to(address) == (address == "new@example.com")
    assert ask(from_(2), address).status_code == 302


def test_tags_do_not_make_a_mailbox_a_hundred():
    for number in range(20):
        response = ask(from_(number), f"ada+{number}@example.com")
        assert response.status_code == (302 if number < 6 else 200)
    assert Notification.objects.count() == 6
    assert {*User.objects.filter(is_staff=False).values_list("email", flat=True)} == {
        f"ada+{number}@example.com" for number in range(6)
    }
    assert ask(from_(1), "ada@example.org").status_code == 302


def test_a_workshop_gets_its_codes():
    for number in range(60):
        assert ask(from_(1), f"new{number}@example.com").status_code == 302
    assert Notification.objects.count() == 60


def test_a_network_asks_for_a_hundred_codes_a_minute_and_is_not_blamed(monkeypatch):
    for number in range(100):
        assert ask(from_(1), f"new{number}@example.com").status_code == 302
    refused = ask(from_(1), "one-more@example.com").text
    assert "许多人在获取验证码。请等 1 分钟再试；您的回答不会丢失。" in refused
    assert ask(from_(2), "one-more@example.com").status_code == 302
    forward(monkeypatch, 61)
    assert ask(from_(1), "another@example.com").status_code == 302


def test_a_device_asks_where_its_network_may_not():
    client = from_(1)
    ask(client, "ada@example.com")
    client.post(CODE, {"code": code_for("ada@example.com")})
    client.post("/account/sign-out/")
    for _ in range(11):
        refused = ask(from_(1), "ada@example.com")
    assert refused.status_code == 200
    assert ask(client, "ada@example.com").url == CODE


def test_the_whole_site_has_a_ceiling_and_says_so_in_the_log(monkeypatch, caplog):
    monkeypatch.setitem(limits.RATES, "codes-of-a-share", "2/10m/key")
    monkeypatch.setattr(limits, "SHARES", 1)
    answers = [ask(from_(number), f"new{number}@example.com") for number in range(4)]
    assert [each.status_code for each in answers] == [302, 302, 200, 200]
    assert "获取验证码的人特别多。请等 10 分钟再试" in answers[-1].text
    assert [each.levelname for each in caplog.records if "so many" in each.message.lower()] == [
        "ERROR"
    ]


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
        cursor.execute(
            "select count(*) from cache where cache_key like '%leqing.accounts:password%'"
        )
        assert cursor.fetchone()[0] == 3  # of both, of the network, of the account
    assert cache.__class__.__name__ != "LocMemCache"
    assert Authenticator.objects.count() == 2
