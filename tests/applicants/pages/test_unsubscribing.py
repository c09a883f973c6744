"""One-click unsubscribing (RFC 8058)."""

import base64
import re

import pytest
from django.core import signing
from django.test import Client

from applicants.models import Notification
from applicants.notifications.unsubscribing import unsubscribe_address
from applicants.sealing import MARK, seal
from tests.applicants.factories import UserFactory

pytestmark = pytest.mark.django_db
KIND = Notification.Kind.WINDOW_CLOSES


def path_of(address):
    return address.removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def user():
    return UserFactory()


@pytest.fixture
def address(user):
    return path_of(unsubscribe_address(user.pk, KIND))


def test_looking_changes_nothing(client, user, address):
    page = client.get(address)
    assert page.status_code == 200
    assert 'method="post"' in page.content.decode()
    assert not user.muted_kinds.exists()


def test_one_post_without_cookie_or_token_is_enough(user, address):
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):  # a mail program may post twice
        response = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert not response.cookies
    assert user.muted_kinds.get().kind == KIND


@pytest.mark.parametrize("broken", [lambda a: a[:-3] + "x/", lambda a: "/unsubscribe/x/"])
def test_an_address_that_is_not_ours_is_404(client, address, broken):
    assert client.get(broken(address)).status_code == 404
    assert client.post(broken(address)).status_code == 404


def test_a_legal_notice_cannot_be_turned_off_even_with_a_signature(client, user):
    address = path_of(unsubscribe_address(user.pk, Notification.Kind.DETERMINED))
    assert client.post(address).status_code == 404


def test_the_address_says_nothing_of_the_person(user, address):
    assert user.email not in address
    token = re.fullmatch(r"/unsubscribe/([\w=-]+)/", address)
    readable = base64.urlsafe_b64decode(token[1])
    assert KIND.encode() not in readable
    assert f"[{user.pk}".encode() not in readable


def test_an_address_of_a_mail_of_before_still_works(client, user):
    token = signing.dumps([user.pk, KIND.value], salt="applicants.unsubscribe")
    assert client.post(f"/unsubscribe/{token}/").status_code == 200
    assert user.muted_kinds.get().kind == KIND


def test_what_was_sealed_for_something_else_is_no_address(client):
    token = seal('["other", 1, "window_closes"]').removeprefix(MARK)
    assert client.post(f"/unsubscribe/{token}/").status_code == 404


def test_of_an_account_that_is_gone(client, user, address):
    user.delete()
    assert client.post(address).status_code in (200, 404)
