"""Places of a window bind: however many come at once, no more are taken than there are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.urls import reverse
from django.utils import translation

from applicants.models import Application
from applicants.services import applying, reviewing
from policies.models import Edition, IntakePlaces, Programme
from policies.rules.intake import FULL, OPEN
from policies.services import current_catalogue, load_catalogue
from policies.services.calendar import load_calendar
from tests.applicants.catalogue import texts
from tests.applicants.factories import DAY, UserFactory, a_form, a_member, a_profile
from tests.policies import small

PLACES, FOUNDERS, AT_ONCE = 5, 24, 8
STALL = f"""\
programme: stall
edition: "2026"
title: {{zh-hans: 示例摊位, en: Example stall}}
department: youth-league
audience: [person]
category: space
in_force: {{from: 2026-01-01}}
eligibility:
  all:
    - {{fact: founder.age, at_least: 18, source: S1, basis: official}}
windows:
  - {{rolling: true, capacity: {PLACES}, source: S1, basis: official}}
again: never
"""


def load_city():
    programmes = {**texts().programmes, "stall": STALL}
    systems = {"systems.yaml": texts().shared["systems.yaml"]}
    load_catalogue(small.texts(shared=systems, programmes=programmes))
    load_calendar()


@pytest.fixture
def stall(db):
    load_city()
    return Programme.objects.get(slug="stall")


def send(profile, programme, on=DAY):
    form = a_form(files={})
    return applying.hand_in(profile_id=profile.pk, programme=programme, form=form, on=on)


def taken():
    return IntakePlaces.objects.get().taken


def intake(on=DAY):
    book = current_catalogue().rulebook
    return book.explain_one("stall", {"founder.born_on": date(1999, 3, 2)}, on=on).intake.state


def test_who_comes_after_the_last_place_is_told_that_word(stall):
    for _ in range(PLACES):
        assert intake() == OPEN
        assert send(a_profile(), stall).submitted
    assert (taken(), intake()) == (PLACES, FULL)
    refused = send(a_profile(), stall)
    assert not refused.submitted
    assert "No places left" in str(refused.problems[0])


def test_every_page_says_that_the_places_are_gone(stall, client, settings):
    for _ in range(PLACES):
        send(a_profile(), stall)
    owner = UserFactory()
    a_profile(owner)
    client.force_login(owner)
    client.cookies["django_language"] = "zh-hans"
    for path in (
        reverse("policies:programmes"),
        reverse("policies:programme", args=["stall"]),
        reverse("policies:results"),
        reverse("applicants:apply", args=["stall"]),
    ):
        assert "名额" in client.get(path).content.decode(), path
    page = client.get(reverse("policies:programme", args=["stall"])).content.decode()
    assert reverse("applicants:apply", args=["stall"]) not in page


def test_a_place_given_up_is_free_at_once(stall):
    profiles = [a_profile() for _ in range(PLACES)]
    first, *_others = [send(each, stall).application for each in profiles]
    applying.withdraw(application_id=first.pk, version=first.version, actor=profiles[0].owner)
    assert (taken(), intake()) == (PLACES - 1, OPEN)
    assert send(a_profile(), stall).submitted
    assert taken() == PLACES


@pytest.mark.parametrize(("decision", "left"), [("approved", 1), ("rejected", 0)])
def test_a_refusal_frees_the_place_and_an_approval_keeps_it(stall, decision, left):
    application = send(a_profile(), stall).application
    reviewer, decider = a_member(), a_member(role="decider")
    said = {"recommendation": "approve", "opinion": "齐全"}
    reviewing.review(
        application_id=application.pk, version=application.version, actor=reviewer, on=DAY, **said
    )
    application.refresh_from_db()
    reviewing.determine(
        application_id=application.pk,
        version=application.version,
        decision=decision,
        reason="按条件",
        actor=decider,
    )
    assert taken() == left


def test_the_database_itself_lets_nobody_exceed_them(stall):
    send(a_profile(), stall)
    with pytest.raises(IntegrityError, match="places_not_exceeded"), transaction.atomic():
        IntakePlaces.objects.update(taken=PLACES + 1)


def at_once(work, things):
    """Do the same for many things at once, each in a connection of its own; what came of it."""
    barrier = Barrier(AT_ONCE)

    def run(part):
        try:
            barrier.wait(timeout=30)
            with translation.override("en"):
                return [work(each) for each in part]
        finally:
            close_old_connections()
            connection.close()

    parts = [things[number::AT_ONCE] for number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [found for part in pool.map(run, parts) for found in part]


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_what_there_is_and_no_more():
    load_city()
    stall = Programme.objects.get(slug="stall")
    answers = at_once(lambda profile: send(profile, stall), [a_profile() for _ in range(FOUNDERS)])
    assert sum(answer.submitted for answer in answers) == PLACES
    assert Application.objects.handed_in().count() == taken() == PLACES
    refused = [answer for answer in answers if not answer.submitted]
    assert all("No places left" in str(answer.problems[0]) for answer in refused)


@pytest.mark.django_db(transaction=True)
def test_looking_before_taking_without_a_lock_would_exceed_them():
    """The control: the same race, counted as one would write it first."""
    load_city()
    edition = Edition.objects.get(programme__slug="stall")
    IntakePlaces.objects.create(edition=edition, window=0, capacity=PLACES, taken=PLACES - 1)
    seen = Barrier(AT_ONCE)

    def look_and_take(_number):
        row = IntakePlaces.objects.get()
        seen.wait(timeout=30)
        if row.taken < row.capacity:
            row.taken += 1
            row.save(update_fields=["taken"])
            return True
        return False

    assert sum(at_once(look_and_take, list(range(AT_ONCE)))) > 1, "one place, several winners"
