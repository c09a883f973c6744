"""Staff in Django's client."""

import pytest
from django.test import Client

from tests.accounts import staff_login
from tests.applicants.factories import a_member


def desk_of(user):
    """A client in which a member of staff has signed in with both factors."""
    client = Client()
    staff_login(client, user)
    return client


@pytest.fixture
def reviewer(city):
    """A client of a reviewer of the department of `room`."""
    return desk_of(a_member())


@pytest.fixture
def decider(city):
    """A client of a decider of the department of `room`."""
    return desk_of(a_member(role="decider"))


@pytest.fixture
def stranger(city):
    """A client of a reviewer of another department."""
    return desk_of(a_member("human-resources"))
