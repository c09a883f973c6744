"""Founders: an address, a code, and no other way in."""

import json
import re
import threading
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applicants.models import Notification
from leqing.accounts import founders
from leqing.accounts.adapter import OLDER_CODE, WRONG_CODE
from leqing.accounts.addresses import NOT_AN_ADDRESS
from leqing.accounts.codes import NEW
from leqing.accounts.forms import NO_MOBILE
from leqing.accounts.founders import accounts_at, clear_unfinished, founder_at
from leqing.accounts.waiting import WRONG_CODES
from leqing.tasks import clear_unfinished_accounts
from tests.accounts import PASSWORD
from tests.leqing.accounts.doors import (
    CODE,
    SIGN_IN,
    STAFF,
    ask,
    breaches,
    code_for,
    forward,
    is_signed_in,
    sign_in,
)

ADA = "ada@example.com"
MINE = reverse("applicants:mine")


@pytest.fixture
def ada(db):
    user = User.objects.create_user("ada", ADA)
    EmailAddress.objects.create(user=user, email=ADA, primary=True, verified=True)
    return user


@pytest.fixture
def clerk(db):
    return User.objects.create_user("clerk", "Clerk@Example.com", PASSWORD, is_staff=True)


@pytest.mark.django_db
def test_an_unknown_address_becomes_an_account(client):
    response = ask(client, "new@example.com")
    assert response.url == CODE
    user = User.objects.get(email="new@example.com")
    assert not EmailAddress.objects.get(user=user).verified
    assert not is_signed_in(client)
    response = client.post(CODE, {"code": code_for("new@example.com")})
    assert response.url == MINE
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified
    assert not user.has_usable_password()
    assert "new" not in user.username
    assert not user.is_staff


def test_a_known_address_is_the_same_account(client, ada):
    assert sign_in(client, ADA).url == MINE
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert User.objects.count() == 1


def test_an_account_made_elsewhere_gets_its_address_verified(client, db):
    user = User.objects.create_user("seeded", "seeded@example.com")
    sign_in(client, "seeded@example.com")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert EmailAddress.objects.get(user=user).verified


@pytest.mark.django_db
def test_the_mail_is_in_the_outbox_for_as_long_as_its_code(client):
    ask(client, ADA)
    mail = Notification.objects.get()
    assert mail.kind == Notification.Kind.ACCOUNT
    assert mail.user.email == ADA
    assert mail.language == "zh-hans"
    assert timedelta(minutes=14) < mail.expires_at - timezone.now() <= timedelta(minutes=15)
    digits = code_for(ADA)
    assert digits in mail.html
    assert digits.replace(" ", "") not in mail.subject.replace(" ", "")
    assert mail.text.splitlines()[0].endswith(digits)  # so that a list of mails shows it


@pytest.mark.django_db
def test_pages_and_mail_are_in_the_readers_language(client):
    client.cookies["django_language"] = "en"
    assert b"Enter your e-mail address" in client.get(SIGN_IN).content
    ask(client, ADA)
    assert b"Look into the mailbox of" in client.get(CODE).content
    mail = Notification.objects.get()
    assert mail.language == "en"
    assert mail.text.startswith("Your code: ")


def answers_to(address):
    """All that somebody sees who asks for a code for this address, and mistypes it."""
    client = Client()
    seen = [ask(client, address), client.get(CODE)]
    seen += [client.post(CODE, {"code": "1"}) for _ in range(5)]
    seen += [client.get(SIGN_IN), ask(client, address)]
    return [(one.status_code, one.headers.get("Location"), _plain(one, address)) for one in seen]


def _plain(response, address):
    """Without the form's token, which differs each time."""
    text = re.sub(r'(middlewaretoken" value="|x-csrftoken": ")\w+', "", response.content.decode())
    return text.replace(address, "ADDRESS")


def test_nobody_can_tell_whose_address_it_is(ada, clerk):
    User.objects.create_user("gone", "gone@example.com", is_active=False)
    known = answers_to(ADA)
    for address in ("new@example.com", "gone@example.com", "clerk@example.com"):
        assert answers_to(address) == known
    mailed = set(Notification.objects.values_list("recipient", flat=True))
    assert mailed == {ADA, "new@example.com"}


@pytest.mark.parametrize(
    "spelling", ["clerk@example.com", "CLERK@EXAMPLE.COM", "ｃlerk@example.com"]
)
def test_staff_never_get_a_code(client, clerk, spelling):
    assert ask(client, spelling).url == CODE
    assert not Notification.objects.exists()
    assert User.objects.get() == clerk
    for code in ("", "00000000"):
        assert client.post(CODE, {"code": code}).status_code == 200
    assert not is_signed_in(client)


def test_an_address_shared_with_staff_gets_none_either(client, ada, clerk):
    EmailAddress.objects.create(user=clerk, email=ADA)
    ask(client, ADA)
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "address", ["m\u0131ke@example.com", "mik\u00e9@example.com", "mike@exämple.com"]
)
def test_a_look_alike_is_refused(client, db, address):
    User.objects.create_user("mike", "mike@example.com")
    response = ask(client, address)
    assert response.status_code == 200
    assert "这个地址" in response.content.decode() or "plain letters" in response.content.decode()
    assert not Notification.objects.exists()
    assert User.objects.count() == 1


def test_a_stored_look_alike_is_somebody_else(client, db):
    other = User.objects.create_user("other", "m\u0131ke@example.com")  # to upper() the same
    sign_in(client, "mike@example.com")
    assert client.session["_auth_user_id"] != str(other.pk)


@pytest.mark.parametrize(
    "address", ["MIKE@Example.com", " mi\u212ae@example.com ", "ｍｉｋｅ＠example。com"]
)
def test_other_spellings_reach_the_stored_address(client, db, address):
    user = User.objects.create_user("mike", "mike@example.com")
    ask(client, address)
    assert Notification.objects.get().recipient == "mike@example.com"
    client.post(CODE, {"code": code_for("mike@example.com")})
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["", "ada", "ada@", "a b@example.com", "a\nb@example.com", "@"])
def test_what_is_no_address_is_told(client, address):
    response = ask(client, address)
    assert response.status_code == 200
    assert 'class="error"' in response.content.decode()
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "number",
    [
        "13800000000",
        "138 0000 0000",
        "+86 138-0000-0000",
        "１３８００００００００",
        "008613800000000",
    ],
)
def test_a_mobile_number_is_told_that_only_mail_works_and_how_to_go_on_without(client, number):
    response = ask(client, number)
    assert str(NO_MOBILE) in response.text
    assert str(NOT_AN_ADDRESS) not in response.text
    assert 'href="/questions/"' in response.text
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["12345678901", "138000000", "13800000000x", "0577-62000000"])
def test_other_numbers_are_no_mobile(client, text):
    assert str(NOT_AN_ADDRESS) in ask(client, text).text


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1}", "{2}"])
def test_a_code_is_taken_as_people_type_it(client, ada, typed):
    ask(client, ADA)
    digits = code_for(ADA)
    plain = digits.replace(" ", "")
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in plain)
    client.post(CODE, {"code": typed.format(digits, plain, wide)})
    assert is_signed_in(client)


def test_a_wrong_code_is_told_and_after_five_it_is_over(client, ada):
    ask(client, ADA)
    digits = code_for(ADA)
    for _ in range(4):
        response = client.post(CODE, {"code": "1234"})
        assert 'id="id_code_error"' in response.content.decode()
    response = client.post(CODE, {"code": "1234"})
    assert response.url == SIGN_IN
    assert str(WRONG_CODES) in client.get(SIGN_IN).content.decode()
    assert client.post(CODE, {"code": digits}).url == SIGN_IN
    assert not is_signed_in(client)


@pytest.mark.parametrize(("minutes", "fine"), [(14, True), (16, False)])
def test_a_code_is_good_for_a_quarter_of_an_hour(client, ada, monkeypatch, minutes, fine):
    ask(client, ADA)
    forward(monkeypatch, minutes * 60)
    client.post(CODE, {"code": code_for(ADA)})
    assert is_signed_in(client) == fine


def test_a_code_works_only_where_it_was_asked_for(client, ada, monkeypatch):
    ask(client, ADA)
    digits = code_for(ADA)
    assert Client().post(CODE, {"code": digits}).url == SIGN_IN
    other = Client()
    forward(monkeypatch, NEW + 1)
    ask(other, ADA)
    assert other.post(CODE, {"code": digits}).status_code == 200
    client.post(CODE, {"code": digits})
    assert is_signed_in(client)


def test_an_older_code_is_told_apart_from_a_mistyped_one_and_not_accepted(client, ada, monkeypatch):
    ask(client, ADA)
    older = code_for(ADA)
    forward(monkeypatch, NEW + 1)
    ask(client, ADA)
    newest = code_for(ADA)
    response = client.post(CODE, {"code": older})
    assert str(OLDER_CODE) in response.text
    assert not is_signed_in(client)
    assert str(WRONG_CODE) in client.post(CODE, {"code": "00000000"}).text
    client.post(CODE, {"code": newest})
    assert is_signed_in(client)
    assert "asked_codes" not in client.session


def test_an_older_code_counts_as_a_wrong_one(client, ada, monkeypatch):
    ask(client, ADA)
    older = code_for(ADA)
    forward(monkeypatch, NEW + 1)
    ask(client, ADA)
    for _ in range(4):
        assert client.post(CODE, {"code": older}).status_code == 200
    assert client.post(CODE, {"code": older}).url == SIGN_IN


def test_the_code_of_another_address_is_no_older_one(client, ada):
    ask(client, "typo@example.com")
    other = code_for("typo@example.com")
    ask(client, ADA)
    assert str(WRONG_CODE) in client.post(CODE, {"code": other}).text


def test_older_codes_cannot_be_read_in_the_session(client, ada, monkeypatch):
    for _ in range(3):
        ask(client, ADA)
        forward(monkeypatch, NEW + 1)
    digits = {re.sub(r"\D", "", code) for code in _codes(ADA)}
    assert len(digits) == 3
    newest = code_for(ADA).replace(" ", "")
    kept = json.dumps(dict(client.session))
    assert [code for code in digits if code in kept] == [newest]  # which allauth keeps


def _codes(address):
    """Every code that was sent to an address."""
    texts = Notification.objects.filter(recipient=address).values_list("text", flat=True)
    return [re.search(r"\d{4} \d{4}", text)[0] for text in texts]


def test_a_code_works_once(client, ada):
    sign_in(client, ADA)
    client.post(reverse("account_logout"))
    assert client.post(CODE, {"code": code_for(ADA)}).url == SIGN_IN
    assert not is_signed_in(client)


def test_a_mistyped_address_can_be_corrected(client, ada):
    ask(client, "typo@example.com")
    assert client.get(SIGN_IN).status_code == 200
    sign_in(client, ADA)
    assert client.session["_auth_user_id"] == str(ada.pk)


@pytest.mark.parametrize("way", ["query", "field"])
@pytest.mark.parametrize(
    ("onwards", "expected"),
    [
        ("/results/?a=1", "/results/?a=1"),
        ("//evil.example/", MINE),
        ("/\\evil.example/", MINE),
        ("\\\\evil.example", MINE),
        ("https://evil.example/", MINE),
        ("http://testserver/results/", MINE),
        ("javascript:alert(1)", MINE),
        ("evil.example", MINE),
        ("/\t/evil.example", MINE),
    ],
)
def test_next_is_a_path_of_this_site(client, ada, way, onwards, expected):
    if way == "field":
        assert sign_in(client, ADA, next=onwards).url == expected
        return
    first = client.post(SIGN_IN, {"email": ADA}, query_params={"next": onwards})
    second = client.post(first.url, {"code": code_for(ADA)})
    assert second.url == expected


def test_answers_stay_and_the_session_gets_a_new_key(client, ada):
    session = client.session
    session["answers"] = {"founder.birth_date": "1999-01-01"}
    session.save()
    before = session.session_key
    sign_in(client, ADA)
    assert client.session["answers"] == {"founder.birth_date": "1999-01-01"}
    assert client.session.session_key != before
    assert not Client().session.exists(before)


def test_a_page_for_members_leads_to_the_sign_in_and_back(client, ada):
    response = client.get(MINE)
    assert response.url == f"{SIGN_IN}?next={MINE}"


def test_signing_out_takes_a_form(client, ada):
    sign_in(client, ADA)
    assert client.get(reverse("account_logout")).status_code == 200
    assert is_signed_in(client)
    assert client.post(reverse("account_logout")).url == "/"
    assert not is_signed_in(client)


def test_who_became_staff_meanwhile_is_sent_to_the_other_door(client, ada):
    ask(client, ADA)
    User.objects.update(is_staff=True)
    assert client.post(CODE, {"code": code_for(ADA)}).url == STAFF
    assert not is_signed_in(client)


def test_who_was_closed_out_meanwhile_does_not_come_in(client, ada):
    ask(client, ADA)
    User.objects.update(is_active=False)
    assert client.post(CODE, {"code": code_for(ADA)}).url == SIGN_IN
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_sessions(client, ada):
    sign_in(client, ADA)
    User.objects.update(is_active=False)
    assert client.get(MINE).url.startswith(SIGN_IN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "password/reset/",
        "password/set/",
        "email/",
        "confirm-email/",
        "inactive/",
    ],
)
def test_other_doors_do_not_exist(client, path):
    assert client.get(f"/account/{path}").status_code == 404


@pytest.mark.django_db
def test_pages_keep_to_the_policy_and_are_not_stored(client):
    for response in (client.get(SIGN_IN), ask(client, ADA), client.get(CODE)):
        assert not breaches(response)
        assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [SIGN_IN, CODE, STAFF, "/account/sign-out/"])
def test_forms_of_other_sites_are_refused(path):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, {"email": ADA}).status_code == 403


@pytest.mark.django_db
def test_fields_tell_the_phone_what_they_are(client):
    assert 'autocomplete="email"' in client.get(SIGN_IN).content.decode()
    ask(client, ADA)
    page = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_account(monkeypatch):
    def slowly(address):
        found = accounts_at(address)
        time.sleep(0.2)  # time enough for the other to look as well
        return found

    def ask_for_it():
        founder_at(ADA)
        connection.close()

    monkeypatch.setattr(founders, "accounts_at", slowly)
    threads = [threading.Thread(target=ask_for_it) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.count() == 1


def test_an_address_without_its_code_is_forgotten(client, ada):
    ask(client, "typo@example.com")
    sign_in(Client(), "real@example.com")
    assert clear_unfinished(before=timezone.now() - timedelta(hours=1)) == 0
    User.objects.update(date_joined=timezone.now() - timedelta(days=2))
    clear_unfinished_accounts()
    left = set(User.objects.values_list("email", flat=True))
    assert left == {ADA, "real@example.com"}
    assert not Notification.objects.filter(recipient="typo@example.com").exists()


def test_signing_in_on_a_phone(page, live_server, axe):
    page.goto(f"{live_server.url}{SIGN_IN}")
    axe(page)
    page.fill("[name=email]", "phone@example.com")
    page.click("main [type=submit]")
    page.wait_for_url("**/sign-in/code/")
    axe(page)
    page.fill("[name=code]", "1")
    page.click("main [type=submit]")
    assert page.locator("#id_code_error").is_visible()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    for box in page.locator("main a, main button, main input:visible, summary").all():
        assert box.bounding_box()["height"] >= 44
    page.fill("[name=code]", code_for("phone@example.com"))
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
