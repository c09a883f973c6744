"""What is stored is what the rules say, of everybody and of one profile at once."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from applicants.matching import at_once, merging
from applicants.matching.at_once import decide_profile
from applicants.matching.bitmaps import unpack
from applicants.matching.chunks import decide_chunk
from applicants.matching.merging import merge
from applicants.matching.results import editions_for, fits
from applicants.models import EditionFit, FitChange, MatchChunk, Profile, ProfileFit
from applicants.population import make_population
from applicants.services.profiles import forget_facts, state_fact
from policies.models import Edition
from policies.services import load_catalogue
from policies.services.files import SHIPPED, read_folder
from tests.applicants.catalogue import GRANT
from tests.applicants.factories import DAY
from tests.applicants.matching.runs import (
    SOON,
    begin,
    edition,
    match,
    publish,
    results,
    stored,
    truth,
)

pytestmark = pytest.mark.django_db(transaction=True)


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
