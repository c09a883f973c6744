"""The address at which a calendar reads the days of a profile."""

from datetime import date

import pytest
from django.test import Client

from applicants.models import CalendarFeed
from applicants.services.feeds import make_feed, revoke_feed
from policies.presentation.audience import AUDIENCE, STARTING
from tests.applicants.factories import a_profile
from tests.policies.pages.test_plan import parsed


@pytest.fixture
def minor(city, on_the_day):
    """A founder whose day of being of age is to come, for the programme `aged`."""
    facts = {AUDIENCE: frozenset([STARTING]), "founder.born_on": date(2008, 9, 1)}
    return a_profile(language="en", facts=facts)


def path_of(profile):
    return f"/calendar/{CalendarFeed.objects.get(profile=profile).token}.ics"


def test_whoever_knows_the_address_reads_the_days(minor, django_assert_num_queries):
    make_feed(profile_id=minor.pk)
    path = path_of(minor)
    response = Client().get(path)
    _head, events = parsed(response.content.decode())
    assert [(e["DTSTART;VALUE=DATE"], e["CATEGORIES"]) for e in events] == [
        ("20260901", "First possible day")
    ]
    assert "Content-Disposition" not in response
    assert response["X-Robots-Tag"] == "noindex"
    assert "private" in response["Cache-Control"]
    assert minor.name not in response.content.decode()
    with django_assert_num_queries(3):  # the feed with its profile, and the catalogue's stamp
        Client().get(path)


def test_the_address_is_made_shown_renewed_and_taken_back(minor):
    client = Client()
    client.force_login(minor.owner)
    assert "/me/calendar/revoke/" not in client.get("/plan/").content.decode()
    assert client.post("/me/calendar/").url == "/plan/"
    first = path_of(minor)
    page = client.get("/plan/").content.decode()
    assert first in page
    assert "/me/calendar/revoke/" in page
    client.post("/me/calendar/")
    second = path_of(minor)
    assert first != second
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    client.post("/me/calendar/revoke/")
    client.post("/me/calendar/revoke/")
    assert Client().get(second).status_code == 404


def test_an_address_nobody_made_is_not_there(minor):
    for token in ("x", "x" * 200, "a/b", "%2e%2e", "字"):
        assert Client().get(f"/calendar/{token}.ics").status_code == 404
    assert Client().post("/me/calendar/").status_code == 302
    assert not CalendarFeed.objects.exists()


def test_reading_needs_no_form_and_changes_nothing(minor):
    make_feed(profile_id=minor.pk)
    assert Client().post(path_of(minor)).status_code == 405
    assert Client().head(path_of(minor)).status_code == 200


def test_each_profile_has_its_own_address(minor):
    other = a_profile()
    tokens = {make_feed(profile_id=each.pk).token for each in (minor, other, minor)}
    assert len(tokens) == 3
    assert CalendarFeed.objects.count() == 2
    revoke_feed(profile_id=other.pk)
    assert CalendarFeed.objects.get().profile == minor
    assert all(len(token) >= 43 for token in tokens)


def test_signed_out_there_is_no_address_to_make(city, client):
    client.post("/questions/founder.born_on/", {"answer": "2008-09-01", "sensitive": "on"})
    assert "/me/calendar/" not in client.get("/plan/").content.decode()
