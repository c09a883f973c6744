"""Runs: what is due is begun once, and ends the same whoever dies in between."""

import importlib
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from applicants.matching import runs, sweeping
from applicants.matching.chunks import decide_chunk
from applicants.matching.merging import merge
from applicants.matching.results import fits
from applicants.matching.runs import start_due
from applicants.matching.sweeping import decide_part, go_on, sweep
from applicants.models import EditionFit, FitChange, MatchChunk, MatchRun, Profile, ProfileFit
from applicants.services.profiles import state_fact
from policies.services import load_catalogue
from tests.applicants.catalogue import GRANT, texts
from tests.applicants.factories import DAY
from tests.applicants.matching.runs import (
    SOON,
    begin,
    carried_out,
    decide_all,
    edition,
    match,
    publish,
    results,
    stored,
    truth,
)

pytestmark = pytest.mark.django_db(transaction=True)


def narrow_staff():
    """From now on a firm can have four people at most."""
    found = texts()
    facts = found.shared["facts.yaml"]
    narrower = facts.replace("  max: 100000\n", "  max: 4\n", 1)
    assert narrower != facts
    shared = {**found.shared, "facts.yaml": narrower}
    load_catalogue(type(found)(shared=shared, programmes=found.programmes))


def test_a_new_day_is_due_once(people):
    run = carried_out(start_due(on=DAY))
    assert (run.kind, run.state) == ("publish", "done")  # the first of all
    assert start_due(on=DAY) is None
    run = carried_out(start_due(on=SOON))
    assert (run.kind, run.state, len(run.editions)) == ("nightly", "done", 5)
    assert start_due(on=SOON) is None


def test_what_is_under_way_is_not_started_again(people):
    assert start_due(on=DAY) is not None
    assert start_due(on=DAY) is None


def test_many_changed_profiles_are_due(people, monkeypatch):
    carried_out(start_due(on=DAY))
    monkeypatch.setattr(runs, "MOST_CHANGED", 2)
    for profile, due in ((people[1], False), (people[2], True)):
        state_fact(profile_id=profile.pk, name="enterprise.staff", value=9, by=profile.owner_id)
        run = start_due(on=DAY)
        assert (run is not None) == due
    assert carried_out(run).kind == "profile"
    assert not ProfileFit.objects.exists()
    assert stored(DAY) == truth(DAY)
    assert start_due(on=DAY) is None


def test_a_publication_is_due_by_itself(people):
    carried_out(start_due(on=DAY))
    new = publish(GRANT.replace("programme: grant", "programme: other"))
    run = carried_out(start_due(on=DAY))
    assert (run.kind, list(run.editions)) == ("publish", [str(new.pk)])
    assert stored(DAY) == truth(DAY)
    assert start_due(on=DAY) is None


def test_a_new_edition_takes_the_place_of_the_old(people):
    carried_out(start_due(on=DAY))
    old, text = edition(), GRANT.replace('"2026"', '"later"').replace("at_least: 3", "at_least: 5")
    new = publish(text.replace("2026-01-01", str(SOON)))
    assert start_due(on=DAY) is None
    run = carried_out(start_due(on=SOON))
    assert run.closing == [old.pk]
    assert not fits(old).eligible
    assert set(fits(new).eligible) == {people[5].pk, people[6].pk}
    assert stored(SOON) == truth(SOON)
    assert start_due(on=SOON) is None


def test_another_limit_of_a_fact_is_another_rule(people):
    carried_out(start_due(on=DAY))
    narrow_staff()
    run = carried_out(start_due(on=DAY))
    assert str(edition().pk) in run.editions
    assert str(edition("aged").pk) not in run.editions  # which does not read it
    assert stored(DAY) == truth(DAY)


def test_what_changed_during_a_run_gets_no_result_of_it(people):
    run = start_due(on=DAY)
    narrow_staff()
    run = carried_out(run)
    assert run.state == "done"
    assert not EditionFit.objects.filter(edition=edition()).exists()
    assert EditionFit.objects.filter(edition=edition("aged")).exists()
    carried_out(start_due(on=DAY))
    assert stored(DAY) == truth(DAY)


@pytest.mark.usefixtures("_small_parts")
def test_what_changed_between_two_parts_gets_no_result_either(people):
    run = start_due(on=DAY)
    decide_part(run_id=run.pk, number=0)
    narrow_staff()
    run = carried_out(run)
    assert not EditionFit.objects.filter(edition=edition()).exists()
    carried_out(start_due(on=DAY))
    assert stored(DAY) == truth(DAY)


def test_a_run_of_which_nothing_is_left_is_overtaken(people):
    run = begin(DAY, programmes=["grant"])
    narrow_staff()
    assert carried_out(run).state == "superseded"
    assert not EditionFit.objects.exists()


def test_a_later_run_is_not_overwritten_by_an_earlier_one(people):
    first = begin(DAY, programmes=["grant"])
    decide_chunk(run_id=first.pk, number=0)
    MatchRun.objects.filter(pk=first.pk).update(kind="asked")
    Profile.objects.filter(pk=people[1].pk).update(facts={"enterprise.staff": 9})
    match(SOON, programmes=["aged", "room"])
    later = MatchRun.objects.create(kind="asked", on=DAY)
    EditionFit.objects.create(
        edition=edition(),
        on=DAY,
        run=later,
        fingerprint="",
        eligible=b"\0" * 8,
        undetermined=b"\0" * 8,
        eligible_count=0,
        undetermined_count=0,
    )
    assert merge(run_id=first.pk)
    assert EditionFit.objects.get(edition=edition()).run == later


# --- whoever dies ---------------------------------------------------------------------------------


class KilledError(BaseException):
    """Nothing catches it, as nothing catches a kill."""


def kill_at(monkeypatch, place, name, *, call=1):
    """Die at the so-manieth call of a function, before it does anything."""
    original, count = getattr(place, name), [0]

    def dying(*arguments, **named):
        count[0] += 1
        if count[0] == call:
            raise KilledError
        return original(*arguments, **named)

    monkeypatch.setattr(place, name, dying)


@pytest.mark.usefixtures("_small_parts", "calls")
@pytest.mark.parametrize(
    ("place", "name", "call"),
    [
        ("applicants.matching.chunks", "decide", 1),
        ("applicants.matching.chunks", "decide", 3),
        ("applicants.matching.chunks", "_keep", 2),
        ("applicants.matching.sweeping", "merge", 1),
        ("applicants.matching.merging", "_gathered", 1),
        ("applicants.matching.merging", "_row", 1),
        ("applicants.matching.merging", "_row", 3),
        ("applicants.matching.merging", "end_run", 1),
        ("applicants.matching.sweeping", "tell_all", 1),
    ],
)
def test_a_run_goes_on_where_its_worker_died(people, monkeypatch, place, name, call):
    match(DAY)
    expected = begin(SOON)
    decide_all(expected)
    whole, history = results(), FitChange.objects.filter(run=expected).count()
    match(DAY)
    run = begin(SOON)
    with monkeypatch.context() as dying:
        kill_at(dying, importlib.import_module(place), name, call=call)
        with pytest.raises(KilledError):
            decide_all(run)
    for _ in range(3):
        decide_all(run)
        for left in MatchRun.objects.running():
            go_on(left)
        sweeping.tell_all()
    run.refresh_from_db()
    assert run.state == "done"
    assert run.told_at is not None
    assert results() == whole
    assert FitChange.objects.filter(run=run).count() == history


@pytest.mark.usefixtures("_small_parts")
def test_a_part_decided_twice_counts_once(people):
    run = begin(DAY)
    decide_chunk(run_id=run.pk, number=0)
    part = run.parts.get(number=0)
    MatchChunk.objects.filter(pk=part.pk).update(decided_at=None)  # as its twin still sees it
    decide_chunk(run_id=run.pk, number=0)
    decide_chunk(run_id=run.pk, number=0)
    run.refresh_from_db()
    assert run.decided == 2  # the twin's update was undone by us, not by the code
    assert not merge(run_id=run.pk)
    for number in range(1, run.chunks):
        decide_chunk(run_id=run.pk, number=number)
    assert merge(run_id=run.pk)
    assert not merge(run_id=run.pk)
    assert not decide_chunk(run_id=run.pk, number=0)
    assert stored(DAY) == truth(DAY)


@pytest.mark.usefixtures("_small_parts")
def test_the_sweep_calls_for_each_part_once_and_again_when_nobody_comes(people, calls):
    sweep(on=DAY)
    run = MatchRun.objects.get()
    assert calls == [[run.pk, number] for number in range(5)]
    sweep(on=DAY)
    assert len(calls) == 5
    decide_part(run_id=run.pk, number=3)
    run.parts.update(called_at=timezone.now() - timedelta(seconds=11))
    sweep(on=DAY)
    assert calls[5:] == [[run.pk, number] for number in (0, 1, 2, 4)]


def test_a_part_that_somebody_is_at_is_left_to_him(people):
    run = begin(DAY)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [run.pk, 0])
        decide_part(run_id=run.pk, number=0)
        assert run.parts.filter(decided_at=None).exists()
    carried_out(run)
    assert stored(DAY) == truth(DAY)


@pytest.mark.usefixtures("_small_parts")
def test_the_sweep_goes_on_without_a_broker(people, monkeypatch):
    def away(*_, **__):
        raise OperationalError("gone")

    monkeypatch.setattr(sweeping.current_app, "send_task", away)
    sweep(on=DAY)
    assert MatchRun.objects.running().count() == 1


@pytest.mark.usefixtures("_small_parts")
def test_an_error_is_noted_and_the_part_stays_open(people, monkeypatch):
    run = begin(DAY)
    monkeypatch.setattr("applicants.matching.chunks.decide", lambda *a, **k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        decide_part(run_id=run.pk, number=0)
    run.refresh_from_db()
    assert "ZeroDivisionError" in run.error
    assert run.state == "running"
    monkeypatch.undo()
    carried_out(run)
    assert stored(DAY) == truth(DAY)
