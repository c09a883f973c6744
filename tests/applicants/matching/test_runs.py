"""Runs: what is stored is what the rules say, whoever dies in between."""

import importlib
from datetime import date, timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from applicants.facts import facts_of
from applicants.matching import at_once, merging, runs, sweeping
from applicants.matching.at_once import decide_profile
from applicants.matching.bitmaps import unpack
from applicants.matching.chunks import decide_chunk
from applicants.matching.merging import merge
from applicants.matching.results import editions_for, fits
from applicants.matching.runs import start_due
from applicants.matching.sweeping import decide_part, go_on, sweep
from applicants.models import EditionFit, FitChange, MatchChunk, MatchRun, Profile, ProfileFit
from applicants.population import make_population
from applicants.services.profiles import forget_facts, state_fact
from policies.models import Edition
from policies.services import current_catalogue, load_catalogue
from policies.services.editions import publish_edition, save_draft
from policies.services.files import SHIPPED, read_folder
from tests.applicants.catalogue import GRANT, texts
from tests.applicants.factories import DAY, a_profile
from tests.applicants.matching.runs import begin, match, stored

pytestmark = pytest.mark.django_db(transaction=True)
SOON = DAY + timedelta(days=8)  # on which the founder below is 18


@pytest.fixture
def people(city):
    """Seven who differ in staff; two founders who are 18 soon."""
    staff = [a_profile(facts={"enterprise.staff": n} if n else {}) for n in range(7)]
    young = {"founder.born_on": date(2008, 3, 10)}
    return [*staff, a_profile(facts=young), a_profile(facts={**young, "enterprise.staff": 3})]


@pytest.fixture
def _small_parts(settings):
    settings.MATCHING_PART = 2


@pytest.fixture
def calls(monkeypatch):
    """What workers are asked for, instead of asking them."""
    asked = []
    monkeypatch.setattr(
        sweeping.current_app, "send_task", lambda name, arguments, **_: asked.append(arguments)
    )
    return asked


def truth(on):
    catalogue = current_catalogue()
    return {
        (profile.pk, slug): verdict
        for profile in Profile.objects.all()
        for slug, verdict in catalogue.rulebook.verdicts(
            facts_of(profile, catalogue.vocabulary), on=on
        ).items()
        if verdict != "not_in_force"
    }


def edition(programme="grant"):
    return Edition.objects.get(programme__slug=programme)


def publish(text):
    return publish_edition(edition_id=save_draft(document=text).pk)


def results():
    """Everything that is stored, but for the run that stored it."""
    return {
        fit.pk: (sorted(unpack(fit.eligible)), sorted(unpack(fit.undetermined)), fit.on)
        for fit in EditionFit.objects.all()
    }


# --- what is stored -------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_shipped_catalogue_is_stored_as_the_rules_say_one_by_one(db):
    load_catalogue(read_folder(SHIPPED))
    make_population(300, seed=11)
    for on in (date(2026, 2, 28), date(2026, 11, 26), date(2028, 2, 29), date(2019, 1, 1)):
        match(on)
        found, expected = stored(on), truth(on)
        assert len(expected) >= 300 * 5
        assert found == expected
    assert {"eligible", "ineligible", "undetermined"} == set(truth(date(2026, 11, 26)).values())


@pytest.mark.usefixtures("_small_parts")
def test_parts_make_the_whole(people):
    run = match(DAY)
    assert run.chunks == 5
    assert run.profiles == 9
    assert stored(DAY) == truth(DAY)
    assert run.state == "done"
    assert not MatchChunk.objects.exists()


def test_both_ways_of_asking_agree(people):
    match(DAY)
    for profile in people:
        expected = {
            (each.pk, state)
            for each in Edition.objects.all()
            for state, ids in (
                ("eligible", fits(each).eligible),
                ("undetermined", fits(each).undetermined),
            )
            if profile.pk in ids
        }
        assert set(editions_for(profile.pk)) == expected
    assert fits(987654).eligible == fits(edition().pk).eligible - fits(edition().pk).eligible


def test_a_day_changes_what_no_edit_changed(people):
    match(DAY)
    run = match(SOON)
    change = FitChange.objects.get(run=run, edition=edition("aged"))
    assert set(unpack(change.gained)) == {people[7].pk, people[8].pk}
    assert (run.gained, change.gained_count, change.lost_count) == (2, 2, 0)
    assert not FitChange.objects.filter(run=run, edition=edition("grant")).exists()
    assert stored(SOON) == truth(SOON)


def test_the_same_again_changes_nothing(people):
    match(DAY)
    count = FitChange.objects.count()
    run = match(DAY)
    assert FitChange.objects.count() == count
    assert (run.gained, run.lost) == (0, 0)
    assert set(EditionFit.objects.values_list("run", flat=True)) == {run.pk}


def test_one_programme_leaves_the_others_alone(people):
    match(DAY)
    before = results()
    match(SOON, programmes=["grant"])
    after = results()
    assert after[edition().pk][2] == SOON
    assert {pk: fit for pk, fit in after.items() if pk != edition().pk} == {
        pk: fit for pk, fit in before.items() if pk != edition().pk
    }


def test_deleted_profiles_leave_the_sets(people):
    match(DAY)
    gone = people[5].pk
    assert gone in fits(edition()).eligible
    people[5].delete()
    run = match(DAY)
    assert gone not in fits(edition()).eligible
    assert gone in unpack(FitChange.objects.get(run=run, edition=edition()).lost)


def test_the_history_cannot_be_changed(people):
    match(DAY)
    change = FitChange.objects.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        FitChange.objects.filter(pk=change.pk).update(gained_count=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        change.delete()


def test_the_history_adds_up_to_what_is_stored(people):
    match(DAY)
    state_fact(profile_id=people[6].pk, name="enterprise.staff", value=1, by=people[6].owner_id)
    match(DAY)
    match(SOON)
    for fit in EditionFit.objects.all():
        eligible, undetermined = set(), set()
        for change in FitChange.objects.filter(edition=fit.pk).order_by("pk"):
            eligible = (eligible | set(unpack(change.gained))) - set(unpack(change.lost))
            undetermined |= set(unpack(change.undetermined_gained))
            undetermined -= set(unpack(change.undetermined_lost))
        assert eligible == set(unpack(fit.eligible))
        assert undetermined == set(unpack(fit.undetermined))


# --- one profile at once --------------------------------------------------------------------------


def test_an_answer_is_seen_at_once(people):
    match(DAY)
    today = timezone.localdate()
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=9, by=people[1].owner_id)
    row = ProfileFit.objects.get()
    assert (row.pk, row.on) == (people[1].pk, today)
    assert people[1].pk in fits(edition()).eligible
    assert (edition().pk, "eligible") in editions_for(people[1].pk)
    forget_facts(profile_id=people[1].pk, names=None)
    assert people[1].pk in fits(edition()).undetermined
    assert people[1].pk not in fits(edition()).eligible
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=0, by=people[1].owner_id)
    assert people[1].pk not in fits(edition()).undetermined | fits(edition()).eligible
    assert edition().pk not in dict(editions_for(people[1].pk))


def test_the_next_run_takes_it_in(people):
    match(DAY)
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=9, by=people[1].owner_id)
    match(SOON, programmes=["grant"])
    row = ProfileFit.objects.get()  # it says something of the others as well
    assert edition().pk not in [*row.eligible, *row.undetermined, *row.ineligible]
    assert edition("aged").pk in [*row.eligible, *row.undetermined, *row.ineligible]
    match(SOON)
    assert not ProfileFit.objects.exists()
    assert stored(SOON) == truth(SOON)


@pytest.mark.usefixtures("_small_parts")
def test_a_change_during_a_run_is_not_lost(people):
    """After the part with the profile is decided, and before the run ends."""
    run = begin(DAY)
    numbers = [part.number for part in run.parts.all()]
    for number in numbers:
        decide_chunk(run_id=run.pk, number=number)
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=9, by=people[1].owner_id)
    assert merge(run_id=run.pk)
    assert people[1].pk in unpack(EditionFit.objects.get(edition=edition()).eligible)
    assert stored(DAY) == truth(DAY)
    assert not ProfileFit.objects.exists()


def test_a_change_while_a_run_ends_goes_on_to_win(people, monkeypatch):
    """It is written after the run has read which profiles changed."""
    match(DAY)
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=9, by=people[1].owner_id)
    decide = merging.decide

    def late(*arguments, **named):
        found = decide(*arguments, **named)
        Profile.objects.filter(pk=people[1].pk).update(facts={"enterprise.staff": 0})
        decide_profile(people[1].pk)
        return found

    monkeypatch.setattr(merging, "decide", late)
    match(DAY)
    assert ProfileFit.objects.exists()
    assert people[1].pk not in fits(edition()).eligible
    monkeypatch.undo()
    match(DAY)
    assert stored(DAY) == truth(DAY)


def test_what_fails_at_once_spoils_no_answer(people, monkeypatch):
    monkeypatch.setattr("applicants.services.profiles.decide_profile", lambda pk: 1 / 0)
    state_fact(profile_id=people[1].pk, name="enterprise.staff", value=9, by=people[1].owner_id)
    assert Profile.objects.get(pk=people[1].pk).facts == {"enterprise.staff": 9}


def test_rules_published_meanwhile_have_it_done_again(people, monkeypatch):
    decide, published = at_once._decide, []

    def slow(*arguments):
        decide(*arguments)
        if not published:
            published.append(publish(GRANT.replace("programme: grant", "programme: other")))

    monkeypatch.setattr(at_once, "_decide", slow)
    monkeypatch.setattr(timezone, "localdate", lambda *_: DAY)
    decide_profile(people[5].pk)
    assert published[0].pk in ProfileFit.objects.get(pk=people[5].pk).eligible


def test_an_answer_costs_few_queries(people, django_assert_max_num_queries):
    decide_profile(people[1].pk)
    with django_assert_max_num_queries(8):
        decide_profile(people[1].pk)


# --- what is due ----------------------------------------------------------------------------------


def decide_all(run):
    for part in list(run.parts.all()):
        decide_part(run_id=run.pk, number=part.number)


def carried_out(run):
    assert run is not None
    decide_all(run)
    run.refresh_from_db()
    return run


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


def test_results_cost_few_queries(people, django_assert_max_num_queries):
    match(DAY)
    editions_for(people[0].pk)
    with django_assert_max_num_queries(2):
        editions_for(people[1].pk)
    one = edition()
    with django_assert_max_num_queries(2):
        fits(one)


def test_nobody_at_all(city):
    run = match(DAY)
    assert (run.profiles, run.chunks) == (0, 1)
    assert EditionFit.objects.count() == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM applicants_profile")
        assert cursor.fetchone() == (0,)
