"""The address at which a calendar reads the days of a profile."""

import hashlib
from datetime import UTC, date, datetime
from importlib import import_module
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from applicants.models import CalendarFeed
from applicants.services.feeds import make_feed, revoke_feed
from policies.presentation.audience import AUDIENCE, STARTING
from tests.applicants.factories import a_profile
from tests.policies.pages.test_plan import parsed

NOW = datetime(2026, 3, 2, tzinfo=UTC)


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


def test_the_database_alone_gives_no_address_away(minor):
    feed = make_feed(profile_id=minor.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT applicants_calendarfeed::text FROM applicants_calendarfeed")
        (stored,) = cursor.fetchone()
    assert feed.token not in stored
    assert hashlib.sha256(feed.token.encode()).hexdigest() not in stored
    assert Client().get(path_of(minor)).status_code == 200
    assert Client().get(f"/calendar/{feed.mark}.ics").status_code == 404


def test_an_address_outlives_a_change_of_the_key(minor, settings):
    settings.DATA_KEY, settings.DATA_KEY_FALLBACKS = "an older key " * 5, []
    make_feed(profile_id=minor.pk)
    path = path_of(minor)
    settings.DATA_KEY, settings.DATA_KEY_FALLBACKS = "a newer key " * 5, [settings.DATA_KEY]
    assert Client().get(path).status_code == 200
    call_command("reseal", stdout=StringIO())
    settings.DATA_KEY_FALLBACKS = []
    assert path_of(minor) == path
    assert Client().get(path).status_code == 200


def test_addresses_that_were_there_are_sealed(minor):
    seal_feeds = import_module("applicants.migrations.0027_seal_feeds")
    CalendarFeed.objects.bulk_create(
        [CalendarFeed(profile=minor, token="x", mark="y", made_at=NOW)]
    )
    with connection.cursor() as cursor:
        cursor.execute("UPDATE applicants_calendarfeed SET token = 'as-it-was'")
    as_then = MigrationLoader(connection).project_state(("applicants", "0028_find_feeds_by_mark"))
    with connection.schema_editor() as editor:
        seal_feeds.seal(as_then.apps, editor)
    assert Client().get("/calendar/as-it-was.ics").status_code == 200
    assert CalendarFeed.objects.get().token == "as-it-was"
    with connection.cursor() as cursor:
        cursor.execute("SELECT token FROM applicants_calendarfeed")
        assert cursor.fetchone()[0].startswith("sealed:")
