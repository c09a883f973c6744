"""At the founders' door a staff address takes the same work as one that nobody has."""

import re
from collections import Counter

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applicants.models import Notification
from leqing.accounts import views
from tests.accounts import PASSWORD
from tests.leqing.accounts.doors import CODE, ask

pytestmark = pytest.mark.django_db
STAFF, CLOSED, UNKNOWN = "clerk@example.com", "closed@example.com", "new@example.com"
# Limits are counted in the cache, there by addresses; and what is undone is undone by a savepoint.
ASIDE = ("SAVEPOINT", "RELEASE", "ROLLBACK")
STATEMENT = re.compile(r'(SELECT|INSERT|UPDATE|DELETE)\b.*?(?:FROM|INTO|UPDATE) "(\w+)"', re.DOTALL)


@pytest.fixture(autouse=True)
def _people():
    User.objects.create_user("clerk", STAFF, PASSWORD, is_staff=True)
    User.objects.create_user("closed", CLOSED, is_active=False)
    ask(Client(), "earlier@example.com")  # what is done once is done


def work_of(address):
    """What the database does when somebody asks for a code: how often which verb on which table."""
    with CaptureQueriesContext(connection) as asked:
        response = ask(Client(), address)
    assert response.url == CODE
    told = (each["sql"] for each in asked.captured_queries)
    found = (STATEMENT.match(sql) for sql in told if not sql.startswith(ASIDE))
    return Counter(match.groups() for match in found if match and match[2] != "cache")


@pytest.mark.parametrize("address", [STAFF, CLOSED])
def test_who_gets_no_code_takes_the_work_of_who_is_new(address):
    new = work_of(UNKNOWN)
    assert new["INSERT", "applicants_notification"] == new["INSERT", "auth_user"] == 1
    silent = work_of(address)
    own = ("SELECT", "account_emailaddress")  # to be sure of whose it is
    assert {**silent, own: silent[own] - 1} == {**new, own: new[own]}


@pytest.mark.parametrize("address", [STAFF, CLOSED])
def test_and_nothing_of_it_stays(address):
    users, addresses = User.objects.count(), EmailAddress.objects.count()
    ask(Client(), address)
    assert not Notification.objects.filter(recipient=address).exists()
    assert (User.objects.count(), EmailAddress.objects.count()) == (users, addresses)


def test_without_the_rehearsal_the_difference_is_seen(monkeypatch):
    monkeypatch.setattr(views, "rehearse", lambda *_arguments, **_more: None)
    assert sum(work_of(STAFF).values()) < sum(work_of(UNKNOWN).values()) - 4
