"""Founders with a profile, in Django's client, on the day of the tests."""

import pytest
from django.test import Client

from policies.views import asking
from tests.applicants.factories import DAY, a_profile


@pytest.fixture
def on_the_day(monkeypatch):
    """Every page is of the same day."""
    for place in ("applicants.views.applying", "applicants.views.mine"):
        monkeypatch.setattr(f"{place}.today", lambda: DAY)
    monkeypatch.setattr(asking, "today", lambda: DAY)


@pytest.fixture
def profile(city, on_the_day):
    """A founder who fits the programme `room`."""
    return a_profile()


def client_of(profile):
    """A client in which somebody has signed in."""
    client = Client()
    client.force_login(profile.owner)
    return client


@pytest.fixture
def founder(profile):
    """The client of the founder."""
    return client_of(profile)


@pytest.fixture
def other(city, on_the_day):
    """The client of somebody else with a profile."""
    return client_of(a_profile())


def read(response):
    """The response, its file read to the end and so closed, as a browser does."""
    list(response.streaming_content if response.streaming else ())
    return response
